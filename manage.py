#!/usr/bin/env python
"""Django's command line, usable from a bare checkout."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Put the source root ``site/`` on the path, then hand over to Django.

    From a checkout and unless told otherwise, commands speak to the demo that ``make run`` serves; a server sets
    ``HAMEAU_MODE=production`` for all its processes (``docs/howto/deploy.md``).
    """
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("HAMEAU_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

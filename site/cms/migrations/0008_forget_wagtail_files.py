"""Empty the tables of Wagtail's own pictures and documents: nothing leads to them any more, and names were in them."""

from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    """Delete the rows, and the files of the renditions. Those of the pictures and documents are ours now."""
    renditions = apps.get_model("wagtailimages", "Rendition")
    for name in renditions.objects.values_list("file", flat=True):
        default_storage.delete(name)
    renditions.objects.all().delete()
    cache.clear()  # Wagtail remembers renditions there by the key of their picture
    for app, name in (("wagtailimages", "Image"), ("wagtaildocs", "Document")):
        apps.get_model(app, name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_point_at_files"), ("places", "0008_pictures")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

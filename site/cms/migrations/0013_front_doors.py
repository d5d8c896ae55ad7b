"""Home pages that were there keep showing what they showed, in blocks that their agency can now move."""

import uuid

from django.db import migrations

BLOCKS = (
    ("search", {"title": ""}),
    ("figures", {"title": "", "counted": ["places", "open_now", "free", "near"], "free": []}),
    ("recent_places", {"title": "", "with_join": True}),
    ("kinds", {"title": ""}),
)


def compose(apps, schema_editor):
    pages = apps.get_model("cms", "HomePage").objects
    for pk in list(pages.values_list("pk", flat=True)):
        blocks = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in BLOCKS]
        pages.filter(pk=pk).update(body=blocks)


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_pages_of_blocks")]

    operations = [migrations.RunPython(compose, migrations.RunPython.noop)]

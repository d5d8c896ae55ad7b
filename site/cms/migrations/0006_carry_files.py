"""Carry the pictures and documents that Wagtail's own models held over to ours: same keys, same files, same tags.

Renditions are not carried: each is made again when a page asks for it.
"""

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

CARRIED = (("wagtailimages", "image", "Picture"), ("wagtaildocs", "document", "File"))
POINTING = (
    ("taggit", "TaggedItem", "content_type"),
    ("wagtailcore", "ModelLogEntry", "content_type"),
    ("wagtailcore", "UploadedFile", "for_content_type"),
    ("wagtailcore", "ReferenceIndex", "content_type"),
    ("wagtailcore", "ReferenceIndex", "base_content_type"),
    ("wagtailcore", "ReferenceIndex", "to_content_type"),
    ("modelsearch", "IndexEntry", "content_type"),
)
"""What leads to a file by the kind of thing it is."""


def carry(apps: Any, schema_editor: Any) -> None:
    """Copy the rows, then turn to them what led to the old ones."""
    connection = schema_editor.connection
    types = apps.get_model("contenttypes", "ContentType")
    for app, name, ours in CARRIED:
        old, new = apps.get_model(app, name), apps.get_model("cms", ours)
        if not old.objects.exists():
            continue
        columns = ", ".join(connection.ops.quote_name(field.column) for field in old._meta.concrete_fields)
        credit = {"Picture": ("credit", "''"), "File": None}[ours]
        into, taken = (f"{columns}, {credit[0]}", f"{columns}, {credit[1]}") if credit else (columns, columns)
        tables = [connection.ops.quote_name(model._meta.db_table) for model in (new, old)]
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {tables[0]} ({into}) SELECT {taken} FROM {tables[1]}")
            for statement in connection.ops.sequence_reset_sql(no_style(), [new]):
                cursor.execute(statement)
        before = types.objects.filter(app_label=app, model=name).first()
        after, _created = types.objects.get_or_create(app_label="cms", model=ours.lower())
        for label, pointing, field in POINTING if before else ():
            apps.get_model(label, pointing).objects.filter(**{field: before}).update(**{field: after})


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_files"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("modelsearch", "0002_customise_indexentry"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]

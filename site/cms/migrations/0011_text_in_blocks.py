"""Texts become one block of text each, while their column is still text: the next migration makes it JSON."""

import json
import uuid

from django.db import migrations

from cms.blocks.cleaning import clean


def wrap(apps, schema_editor):
    pages = apps.get_model("cms", "StandardPage").objects
    for pk, html in list(pages.values_list("pk", "body")):
        cleaned = clean(html)
        blocks = [{"type": "text", "value": cleaned, "id": str(uuid.uuid4())}] if cleaned else []
        pages.filter(pk=pk).update(body=json.dumps(blocks, ensure_ascii=False))


def unwrap(apps, schema_editor):
    pages = apps.get_model("cms", "StandardPage").objects
    for pk, text in list(pages.values_list("pk", "body")):
        texts = [block["value"] for block in json.loads(text or "[]") if block["type"] == "text"]
        pages.filter(pk=pk).update(body="".join(texts))


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_portal_and_logo")]

    operations = [migrations.RunPython(wrap, unwrap)]

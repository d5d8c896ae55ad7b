"""Agencies keep all the files of their folder: those that a colleague sent were not listed."""

from django.db import migrations


def keep_files(apps, schema_editor):
    Desk = apps.get_model("listings", "TerritoryDesk")
    Right = apps.get_model("wagtailcore", "GroupCollectionPermission")
    Permission = apps.get_model("auth", "Permission")
    permissions = list(
        Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"],
            codename__in=["change_image", "change_document"],
        )
    )
    for desk in Desk.objects.all():
        for permission in permissions:
            Right.objects.get_or_create(group=desk.group, collection=desk.collection, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0014_writers"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(keep_files, migrations.RunPython.noop)]

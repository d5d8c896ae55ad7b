"""Skills are recognised in the singular, and « C++ » is no longer « C »: those that become one are made one."""

from django.db import migrations

from directory.models.skill import key_of


def write_keys(apps, schema_editor):
    Skill = apps.get_model("directory", "Skill")
    kept = {}
    for skill in Skill.objects.order_by("pk"):
        key = key_of(skill.name)
        if key in kept:
            replace(apps, skill.pk, kept[key])
            skill.delete()
            continue
        kept[key] = skill.pk
        # A key of its own first: another skill may still have the one that this one takes.
        Skill.objects.filter(pk=skill.pk).update(key=f"{skill.pk}\x1f"[:60])
    for key, pk in kept.items():
        Skill.objects.filter(pk=pk).update(key=key)


def replace(apps, old, new):
    """Give those who have a skill the other, in rows, facts and versions."""
    for model, owner in (("RemoteWorker", "remoteworker"), ("WorkerFacts", "workerfacts")):
        links = apps.get_model("directory", model).skills.through.objects
        already = links.filter(skill_id=new).values_list(f"{owner}_id", flat=True)
        links.filter(skill_id=old).exclude(**{f"{owner}_id__in": list(already)}).update(skill_id=new)
        links.filter(skill_id=old).delete()
    versions = apps.get_model("wagtailcore", "Revision").objects
    for version in versions.filter(content_type__app_label="directory", content_type__model="remoteworker"):
        skills = version.content.get("skills", [])
        if old in skills:
            version.content["skills"] = list(dict.fromkeys(new if pk == old else pk for pk in skills))
            version.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_business_size_labels"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]

from django.db import migrations


def fill(apps, schema_editor):
    """Documents of before say nothing of links between sections: there were none."""
    _each(apps, lambda document: document.setdefault("link", {}))


def empty(apps, schema_editor):
    _each(apps, lambda document: document.pop("link", None))


def _each(apps, change):
    revisions = apps.get_model("episodes", "Revision").objects
    changed = []
    for revision in revisions.order_by("pk").iterator(chunk_size=200):
        if "episode" in revision.document:
            change(revision.document)
            changed.append(revision)
        if len(changed) == 200:
            revisions.bulk_update(changed, ["document"])
            changed = []
    revisions.bulk_update(changed, ["document"])


class Migration(migrations.Migration):

    dependencies = [("episodes", "0006_search_index")]

    operations = [migrations.RunPython(fill, empty)]

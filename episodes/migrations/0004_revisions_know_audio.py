from django.db import migrations

NEW = {"audio_offset_ms": 0, "kind": "full", "explicit": None}


def fill(apps, schema_editor):
    """Documents of before say nothing of versions and offsets: there were none."""

    def change(document):
        document.setdefault("audio", {})
        for row in document["episode"].values():
            for name, value in NEW.items():
                row.setdefault(name, value)

    _each(apps, change)


def empty(apps, schema_editor):
    def change(document):
        document.pop("audio", None)
        for row in document["episode"].values():
            for name in NEW:
                row.pop(name, None)

    _each(apps, change)


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

    dependencies = [("episodes", "0003_hearing_checking_and_feeds")]

    operations = [migrations.RunPython(fill, empty)]

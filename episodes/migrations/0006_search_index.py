from django.db import migrations

from episodes.search import schema


def create(apps, schema_editor):
    schema.create(schema_editor.connection)


def drop(apps, schema_editor):
    schema.drop(schema_editor.connection)


class Migration(migrations.Migration):
    # The index holds nothing of its own: it is whatever the code of today makes of the documents.
    dependencies = [("episodes", "0005_finding_things")]
    operations = [migrations.RunPython(create, drop)]

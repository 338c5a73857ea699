from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("episodes", "0007_revisions_know_links")]

    # It is filled in after the migration, as after each: by episodes.services.rendering.
    operations = [
        migrations.AddField("highlight", "rendered", models.TextField(blank=True, default="", editable=False)),
    ]

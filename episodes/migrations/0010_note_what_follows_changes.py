import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('episodes', '0009_audit_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unfinished',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', models.JSONField()),
                ('taken_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def mark_what_has_appeared(apps, schema_editor):
    """What is public already has appeared at its time, and not at the first start after the migration."""
    episodes = apps.get_model("episodes", "Episode").objects.using(schema_editor.connection.alias)
    public = episodes.filter(status="published", published_at__lte=timezone.now())
    public.update(appeared_at=F("published_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('episodes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='episode',
            options={'ordering': ['-published_at', '-pk'], 'permissions': [('publish_episode', 'Can publish, schedule and withdraw episodes and highlights')], 'verbose_name': 'episode', 'verbose_name_plural': 'episodes'},
        ),
        migrations.AddField(
            model_name='episode',
            name='appeared_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(mark_what_has_appeared, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name='episode',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='episode',
            name='withdrawn_reason',
            field=models.CharField(blank=True, help_text='What a withdrawn page says in place of its content.', max_length=300, verbose_name='reason for withdrawing'),
        ),
        migrations.AddField(
            model_name='highlight',
            name='withdrawn_reason',
            field=models.CharField(blank=True, help_text='What a withdrawn page says in place of its content.', max_length=300, verbose_name='reason for withdrawing'),
        ),
        migrations.AddField(
            model_name='quote',
            name='comparison',
            field=models.CharField(blank=True, choices=[('', 'Not compared'), ('exact', 'Word for word'), ('trimmed', 'Trimmed'), ('differs', 'Differs from the transcript'), ('not found', 'Not found in the transcript')], default='', editable=False, max_length=20, verbose_name='beside the transcript'),
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='episodes.episode')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TagMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='merged tag')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('record', models.JSONField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='episodes.tag', verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'tag merge',
                'verbose_name_plural': 'tag merges',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(blank=True, max_length=60)),
                ('seen_at', models.DateTimeField()),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='episodes.episode')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'presence',
                'verbose_name_plural': 'presences',
                'constraints': [models.UniqueConstraint(fields=('episode', 'user'), name='present_once')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('episode_key', models.PositiveBigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('what', models.CharField(blank=True, max_length=200, verbose_name='what was done')),
                ('document', models.JSONField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('episode_key', 'number'), name='revision_number')],
            },
        ),
    ]

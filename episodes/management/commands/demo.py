"""``manage.py demo``: from nothing to a site that can be read and edited; called again, it starts that site again."""

import hashlib
import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from episodes.management import server
from episodes.models import SiteSettings
from episodes.services.roles import MANAGERS, ensure_roles
from episodes.services.sample import load_sample

EDITOR = "editor"
FINGERPRINT = "static.sha256"
INTERRUPTED = 130  # what a shell reports of a command that Ctrl-C has ended


class Command(BaseCommand):
    help = "Prepares the database, the sample site, an editor's account and the static files, then serves the site."
    requires_system_checks = ()  # They would read the database before there is one.

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="only prepare")

    def handle(self, *, no_serve, **options):
        # First what can be told at once: nobody should wait for a sentence about a port.
        if not no_serve and (problem := server.why_port_is_refused(settings.CONFIG.port)):
            raise CommandError(problem)
        try:
            self.prepare()
        except KeyboardInterrupt:
            self.say("\nStopped. Started again, it goes on from here.")
            raise SystemExit(INTERRUPTED) from None
        if not no_serve:
            self.serve()

    def prepare(self):
        try:
            self.migrate()
            editor = self.editor()
            self.load(editor)
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {' '.join(str(error).split())}") from None
        self.collect_static()
        self.introduce(editor)

    def migrate(self):
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Database: {len(plan)} steps …")
        call_command("migrate", verbosity=0, interactive=False)

    def editor(self):
        """The account, made without a password; ``introduce`` sets one, once there is somebody to tell it to."""
        users = get_user_model()
        if user := users.objects.filter(username=EDITOR).first():
            return user
        user = users.objects.create_user(EDITOR, is_staff=True)
        # One account tries everything, and managers may do what all the others may.
        user.groups.add(ensure_roles()[MANAGERS])
        return user

    def load(self, editor):
        # The settings are the last thing that the sample brings: where they are, an editor may have deleted the rest.
        if SiteSettings.objects.exists():
            return
        self.say("The sample site: shows, people, tags …")
        load_sample(checked_by=editor, progress=self.say)

    def collect_static(self):
        """Copies, hashes and compresses the static files, unless they are those of the last time."""
        file, fingerprint = settings.DATA_DIR / FINGERPRINT, static_fingerprint()
        if file.is_file() and file.read_text() == fingerprint and (settings.STATIC_ROOT / "staticfiles.json").is_file():
            return
        self.say("Static files: copying and compressing …")
        call_command("collectstatic", verbosity=0, interactive=False)
        file.write_text(fingerprint)

    def introduce(self, editor):
        """Prints where everything is; the password on the first start, and never again."""
        site, admin = settings.SITE_URL, reverse("admin:index")
        self.say(f"\nThe site:  {site}/\nThe admin: {site}{admin}")
        if editor.has_usable_password():
            self.say(f"Log in as “{EDITOR}”. A lost password is replaced by: manage.py changepassword {EDITOR}")
            return
        password = secrets.token_urlsafe(12)
        editor.set_password(password)
        editor.save(update_fields=["password"])
        self.say(f"Log in as “{EDITOR}” with the password {password}\nIt is shown only this once.")

    def serve(self):
        """Becomes the server: its process, its signals, its exit code."""
        self.say("Ctrl-C stops it.\n")
        connections.close_all()
        os.chdir(settings.BASE_DIR)
        arguments = server.command()
        os.execve(arguments[0], arguments, server.environment(settings.CONFIG.port))  # noqa: S606

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


def static_fingerprint():
    """A digest of every static file's name and content, and of what is done with them."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            with storage.open(path) as file:
                content = file.read()
            digest.update(f"\n{path} {len(content)} ".encode() + content)
    return digest.hexdigest()

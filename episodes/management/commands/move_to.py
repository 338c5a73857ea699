"""``manage.py move_to URL``: the site goes to another database, of SQLite or of PostgreSQL."""

from django.core.management import BaseCommand, CommandError

from episodes.models import SearchState
from episodes.search import schema
from podsite.moving import MoveError, move


class Command(BaseCommand):
    help = (
        "Copies every row of the site to an empty database and compares the two; the site itself stays as it is."
        " Stop the site first: what is saved meanwhile is not in the copy."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "url", metavar="URL", help="as DATABASE_URL: postgres://user:password@host/name, sqlite:////path"
        )

    def handle(self, *, url, **options):
        try:
            # The index is made once, of all documents, and not document after document.
            moved = move(
                url,
                filled=[SearchState._meta.db_table],
                before=schema.drop,
                after=schema.create,
                said=self.say,
            )
        except MoveError as error:
            raise CommandError(str(error)) from None
        rows = sum(content.rows for content in moved.values())
        self.stdout.write(
            self.style.SUCCESS(
                f"{rows:,} rows of {len(moved)} tables are there, and the same; start the site with that DATABASE_URL."
            )
        )

    def say(self, table, content):
        if content.rows:
            self.stdout.write(f"{table:<32} {content.rows:>11,}  {content.digest}")

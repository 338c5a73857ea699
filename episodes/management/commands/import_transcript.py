"""``manage.py import_transcript EPISODE FILE``: a transcript in any format becomes that of an episode."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.importers.report import ImportRefused
from episodes.importers.source import read_bytes
from episodes.importers.transcript import decoded, read_transcript, report_on
from episodes.management.reports import print_report
from episodes.models import Episode, Person
from episodes.services.revisions import hold, recording
from episodes.services.transcripts import people_named, replace_transcript, try_transcript

MOST_BYTES = 20 * 1024 * 1024


class Command(BaseCommand):
    help = "Replaces the transcript of an episode by a file: WebVTT, SubRip, Podcasting 2.0 JSON, HTML or plain text."

    def add_arguments(self, parser):
        parser.add_argument("episode", metavar="EPISODE", help="its key, or SHOW/EPISODE as in its address")
        parser.add_argument("file", metavar="FILE", help="at most 20 MB; - is the standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")

    def handle(self, *args, **options):
        try:
            episode, source = _episode(options["episode"]), _source(options["file"])
            read = read_transcript(source.text, options["file"])
        except ImportRefused as error:
            raise CommandError(str(error)) from None
        known = {name: pk for name, pk in people_named(read.speakers, episode).items() if pk}
        names = dict(Person.objects.filter(pk__in=known.values()).values_list("pk", "name"))
        people = {name: names[pk] for name, pk in known.items()}
        outcome = try_transcript(episode.pk, read.cues)
        report = report_on(read, before=episode.cues.count(), people=people, outcome=outcome, doubt=source.doubt)
        print_report(self, report, options["dry_run"])
        if options["dry_run"]:
            self.stdout.write(self.style.WARNING(_("Nothing was written: this was a dry run.")))
            return
        with recording(what=_("Imported a transcript")):
            hold([episode.pk])
            count = replace_transcript(episode, read.cues)
        done = ngettext("Done: one line.", "Done: %(count)d lines.", count)
        self.stdout.write(self.style.SUCCESS(done % {"count": count}))


def _episode(name):
    show, slash, slug = name.rpartition("/")
    found = Episode.objects.select_related("show")
    if slash:
        found = found.filter(show__slug=show, slug=slug)
    elif name.isdecimal() and len(name) < 19:
        found = found.filter(pk=int(name))
    else:
        found = found.none()
    episode = found.first()
    if episode is None:
        raise ImportRefused(_("There is no episode “%(name)s”.") % {"name": name[:200]})
    return episode


def _source(name):
    if name != "-":
        return decoded(read_bytes(name, most_bytes=MOST_BYTES))
    body = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ImportRefused(_("The standard input has more than 20 MB."))
    return decoded(body)

"""Prints the report of an import on a terminal."""

from django.utils.translation import gettext as _

MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def print_report(command, report, dry_run: bool):
    """On the ``stdout`` of a management command: what is made, changed, kept, skipped and doubted."""
    groups = [
        (_("Would make") if dry_run else _("Making"), report.made),
        (_("Would change") if dry_run else _("Changing"), map(_change, report.changed)),
        (_("Kept as it is here"), report.kept),
        (_("Skipped"), report.skipped),
        (_("Doubtful"), report.doubted),
    ]
    for heading, sentences in groups:
        if sentences := list(sentences):
            command.stdout.write(command.style.MIGRATE_HEADING(f"{heading}:"))
            command.stdout.write("\n".join(f"  {sentence}" for sentence in sentences))


def _change(change):
    return f"{change.what}: " + " ".join(MARKS[kind].format(words) for kind, words in change.pieces)

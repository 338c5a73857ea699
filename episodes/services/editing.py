"""Saves what somebody typed on top of what is stored by now, and loses neither."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.documents.merge import Clash, merge_documents, with_free_numbers, with_twins
from episodes.models import Episode, Revision
from episodes.services.documents import read
from episodes.services.revisions import hold, keep, latest_number, recording
from episodes.services.writing import write


@dataclass
class Saved:
    """``version`` is that of what is stored now; ``keys`` is ``{(kind, key): primary key}`` of all rows of it.

    ``numbers`` are those of typed clips, by their keys, that had to change; ``others`` says whose changes, made since
    the page was read, are in it besides: ``[Revision]``, the latest first.
    """

    version: int
    document: dict
    keys: dict
    numbers: dict = field(default_factory=dict)
    others: list = field(default_factory=list)


@dataclass
class Conflict:
    """Nothing was saved. ``seen`` is the version that the choices are about, ``others`` as in ``Saved``."""

    seen: int
    clashes: list[Clash]
    read: dict
    stored: dict
    typed: dict
    merged: dict
    others: list


class EditingRefused(ValueError):
    """One sentence: why what was typed can't be saved here."""


def shown_document(episode_id, version):
    """The document that a page of this version was made of. Raises ``EditingRefused`` where nobody knows it."""
    revision = Revision.objects.of(episode_id).filter(number=version).first()
    if revision is None or revision.is_deletion:
        raise EditingRefused(_("This page is not one that the desk made. Open the desk again."))
    return revision.document


def save(episode_id, *, version, typed, user, choices=None, seen=None, what="", refuse=lambda episode: ""):
    """Saves the document ``typed``, made on top of revision ``version``, and returns ``Saved`` or ``Conflict``.

    Rows that only one side has changed go together. Where both changed a row, nothing is saved, until the same comes
    with ``choices`` (see ``merge_documents``) made about version ``seen``. ``refuse(episode)`` may say why
    the stored ``Episode`` is not to be changed. Raises ``EditingRefused``.
    """
    shown = shown_document(episode_id, version)
    with recording(user, what):
        hold([episode_id])
        latest = keep(episode_id)
        if latest is None:
            raise EditingRefused(_("The episode was deleted. Bring it back under Episodes, Deleted; then save again."))
        if sentence := refuse(Episode.objects.get(pk=episode_id)):
            raise EditingRefused(sentence)
        stored = latest.document
        shown, typed, twins = with_twins(shown, stored, typed)
        typed, numbers = with_free_numbers(stored, typed)
        merged, clashes = merge_documents(shown, stored, typed, choices if seen == latest.number else None)
        others = list(Revision.objects.of(episode_id).filter(number__gt=version).select_related("made_by"))
        if clashes and seen != latest.number:
            return Conflict(latest.number, clashes, shown, stored, typed, merged, others)
        keys = write(episode_id, merged)
        keys |= {new: keys[new[0], twin] for new, twin in twins.items() if (new[0], twin) in keys}
    return Saved(latest_number(episode_id), read(episode_id), keys, numbers, others)

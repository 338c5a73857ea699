"""Two editors: what somebody else has saved since a page was shown is never overwritten unseen."""

from episodes.admin.conflicts.deleting import ComparesBeforeDeleting
from episodes.admin.conflicts.forms import ComparesForms
from episodes.admin.conflicts.lists import ComparesLists


class NeverOverwrites(ComparesForms, ComparesLists, ComparesBeforeDeleting):
    """For admins of all kinds."""


__all__ = ["NeverOverwrites"]

"""What follows a change. Connected when the app is ready."""

from episodes.signals import changes, evidence, finding

__all__ = ["changes", "evidence", "finding"]

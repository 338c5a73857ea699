"""What follows a change. Connected when the app is ready."""

from episodes.signals import changes, finding

__all__ = ["changes", "finding"]

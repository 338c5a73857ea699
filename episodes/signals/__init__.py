"""What follows a change. Connected when the app is ready."""

from episodes.signals import changes, evidence, finding, pictures

__all__ = ["changes", "evidence", "finding", "pictures"]

"""What follows a change. Connected when the app is ready."""

from episodes.signals import audit, changes, evidence, finding, pictures

__all__ = ["audit", "changes", "evidence", "finding", "pictures"]

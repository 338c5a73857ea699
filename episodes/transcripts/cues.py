"""What every transcript format is read into, and written from."""

from dataclasses import dataclass


class TranscriptError(ValueError):
    """A transcript that cannot be read; the message is one sentence that names the line."""


@dataclass(frozen=True)
class Cue:
    """One timed line. Times are milliseconds from the start of the audio; ``text`` is plain, on one line.

    ``speaker`` is the name as the transcript has it, ``id`` the cue's own name there; both may be empty.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
    id: str = ""

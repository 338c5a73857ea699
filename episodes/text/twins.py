"""Where the Markdown of a page is: at its address, with ``.md`` in the place of the last slash."""

HOME = "/index"
ENDING = ".md"


def twin_of(path: str) -> str:
    """``/tags/speech.md`` of ``/tags/speech/``, and ``/index.md`` of the home page."""
    return (path.rstrip("/") or HOME) + ENDING


def page_of(path: str) -> str:
    """``/tags/speech/`` of ``/tags/speech.md``: what ``twin_of`` was made of."""
    stem = path.removesuffix(ENDING)
    return "/" if stem == HOME else f"{stem}/"

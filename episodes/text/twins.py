"""Where the Markdown of a page is: at its address, with ``.md`` in the place of the last slash."""

HOME = "/index"
ENDING = ".md"


def twin_of(path: str) -> str:
    """``/tags/speech.md?page=2`` of ``/tags/speech/?page=2``, and ``/index.md`` of the home page."""
    page, mark, question = path.partition("?")
    return (page.rstrip("/") or HOME) + ENDING + mark + question


def page_of(path: str) -> str:
    """``/tags/speech/`` of ``/tags/speech.md``: what ``twin_of`` was made of."""
    stem = path.removesuffix(ENDING)
    return "/" if stem == HOME else f"{stem}/"

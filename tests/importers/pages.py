"""Pages for tests, in the layout that the importer reads."""

from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "page.txt"


def sample(**replaced):
    """The sample page; ``sample(old="…", new="…")`` with one passage replaced."""
    text = SAMPLE.read_text()
    if replaced:
        assert replaced["old"] in text
        text = text.replace(replaced["old"], replaced["new"])
    return text


def section(title, body, quote="", takeaway=""):
    """The paragraphs of a highlight; with a quote or a takeaway there is a rule."""
    rule = ["---"] if quote or takeaway else []
    return "\n\n".join(part for part in [title, body, quote, *rule, takeaway] if part)


def page(*sections, show="A Show", title="An Episode", summary="A summary.", published="May 4, 2023", related=()):
    """A page with the given parts; ``published=""`` leaves the line out, ``show=""`` the logo."""
    return "\n\n".join(
        part
        for part in [
            published and f"Published {published}",
            title,
            f"{summary}\nEpisode Highlights",
            show and f"{show} logo",
            "Popular Clips",
            "Episode Highlights",
            *sections,
            "Related Episodes",
            *related,
        ]
        if part
    )

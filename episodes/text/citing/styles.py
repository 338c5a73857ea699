"""A work as three styles list it, in plain text. They have no form for a part of an episode, so theirs for episodes is
kept, with the part before it and its time where the style puts a place.

Sources: Publication Manual of the APA, 7th ed., 10.12 (podcast episode) and 10.3 (part in a whole); MLA Handbook,
9th ed., 5.31–5.99 (containers; times as location); The Chicago Manual of Style, 17th ed., 14.267 (podcasts).
"""

from episodes.text.citing.work import MONTHS, Work

MLA_MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
ENDS = (".", "?", "!", "…", "。", "？", "！")


def apa(work: Work) -> str:
    """``Doe, J. (Host). (2026, March 12). Title [Podcast clip, 01:02:03–01:03:10]. In Episode (No. 12). Show. URL``"""
    day = work.published
    date = f"({day.year}, {MONTHS[day.month - 1]} {day.day})." if day else "(n.d.)."
    title = f"“{work.title.translate(SINGLE)}”" if work.kind == "quote" else work.title
    described = f"[{', '.join(part for part in (work.label, work.times) if part)}]."
    hosts = "" if work.are_hosts or not work.hosts else f"{_apa_editors(work.host_names)}, "
    number = f" (No. {work.number})" if work.number else ""
    people = _apa_people(work)
    opening = [people, date, f"{title} {described}"] if people else [f"{title} {described}", date]
    return " ".join([*opening, _ended(f"In {hosts}{work.episode}{number}"), *_published(work), work.url])


def _apa_people(work):
    names = [name.initials for name in work.authors]
    if not names:
        return ""
    # From 21 on, the first nineteen and the last are named.
    listed = (
        f"{', '.join(names[:19])}, . . . {names[-1]}" if len(names) > 20 else _joined(names, "&", always_comma=True)
    )
    if work.are_hosts:
        return f"{listed} (Host{'s' if len(names) > 1 else ''})."
    return _ended(listed)


def _apa_editors(names):
    return f"{_joined([name.short for name in names], '&')} (Host{'s' if len(names) > 1 else ''})"


def mla(work: Work) -> str:
    """``Doe, Jane, host. “Title.” “Episode.” Show, episode 12, Publisher, 12 Mar. 2026, 01:02:03–01:03:10, URL. …``"""
    day, seen = work.published, work.accessed
    people = _listed(work.authors, most=2, shown=1)
    role = f", host{'s' if len(work.authors) > 1 else ''}" if people and work.are_hosts else ""
    by = "" if work.are_hosts or not work.hosts else f"hosted by {_in_words(work.host_names)}"
    container = [
        work.show,
        by,
        f"season {work.season}" if work.season else "",
        f"episode {work.number}" if work.number else "",
        work.publisher if work.publisher != work.show else "",
        f"{day.day} {MLA_MONTHS[day.month - 1]} {day.year}" if day else "",
        work.times,
        work.url,
    ]
    parts = [
        _ended(f"{people}{role}") if people else "",
        _quoted(work.title),
        _quoted(work.episode),
        f"{', '.join(part for part in container if part)}.",
        f"Accessed {seen.day} {MLA_MONTHS[seen.month - 1]} {seen.year}.",
    ]
    return " ".join(part for part in parts if part)


def chicago(work: Work) -> str:
    """``Doe, Jane, host. “Title.” In “Episode,” episode 12 of Show. March 12, 2026. Podcast, audio, 01:02:03. URL.``"""
    day, seen = work.published, work.accessed
    people = _listed(work.authors, most=10, shown=7)
    role = f", host{'s' if len(work.authors) > 1 else ''}" if people and work.are_hosts else ""
    by = "" if work.are_hosts or not work.hosts else f", hosted by {_in_words(work.host_names)}"
    of = f"episode {work.number} of {work.show}" if work.number else work.show
    parts = [
        _ended(f"{people}{role}") if people else "",
        _quoted(work.title),
        _ended(f"In {_quoted(work.episode, ',')} {of}{by}"),
        f"{MONTHS[day.month - 1]} {day.day}, {day.year}." if day else "",
        f"Podcast, audio{', ' + work.times if work.times else ''}.",
        _ended(work.publisher) if work.publisher != work.show else "",
        "" if day else f"Accessed {MONTHS[seen.month - 1]} {seen.day}, {seen.year}.",
        f"{work.url}.",
    ]
    return " ".join(part for part in parts if part)


def _listed(names, most, shown):
    """The first inverted, the others as they are written; more than ``most`` are ``shown`` and others."""
    if not names:
        return ""
    written = [names[0].inverted, *(name.written for name in names[1:])]
    if len(written) > most:
        return f"{', '.join(written[:shown])}, et al."
    return _joined(written, "and", always_comma=True)


def _in_words(names):
    return _joined([name.written for name in names], "and")


def _joined(words, last, always_comma=False):
    if len(words) < 2:
        return "".join(words)
    comma = "," if len(words) > 2 or always_comma else ""
    return f"{', '.join(words[:-1])}{comma} {last} {words[-1]}"


def _published(work):
    parts = [work.show] if work.publisher == work.show else [work.show, work.publisher]
    return [_ended(part) for part in parts if part]


def _quoted(title, mark="."):
    """A title in quotation marks, those within it single, the mark inside; a title's own end is enough."""
    inner = title.translate(SINGLE)
    return f"“{inner}”" if inner.rstrip("’'").endswith(ENDS) else f"“{inner}{mark}”"


def _ended(text):
    return text if text.rstrip("”’'").endswith(ENDS) else f"{text}."

"""What was heard of a sentence says nothing of another one, and what was heard at a moment nothing of another."""

from episodes.text.claims import all_claims, says_something_else

TIMES = ("start_ms", "end_ms")


def stale(before: dict, after: dict) -> set[str]:
    """The keys of citations in ``after`` whose sentence has other words than in ``before``, or whose clip other times.

    Sections and clips that change their places or numbers keep what was heard.
    """
    said = {
        key: (all_claims(before["highlight"][key]["body"]), all_claims(row["body"]))
        for key, row in _both(before, after)
    }
    found = set()
    for citation in after["citation"]:
        section, _hyphen, clip = citation.partition("-")
        if section not in said or clip not in before["clip"] or clip not in after["clip"]:
            continue
        old, new = before["clip"][clip], after["clip"][clip]
        sentences = [claims.get(row["number"], []) for claims, row in zip(said[section], (old, new), strict=True)]
        if says_something_else(*sentences) or any(old[name] != new[name] for name in TIMES):
            found.add(citation)
    return found


def _both(before, after):
    """The sections of ``after`` that are cited and were there before."""
    cited = {citation.partition("-")[0] for citation in after["citation"]}
    return [(key, row) for key, row in after["highlight"].items() if key in cited & before["highlight"].keys()]

"""The sections of a document as their page will show them."""

from episodes.documents.merge import ordered
from episodes.models import Highlight, Person, Tag
from episodes.queries.links import typed_links
from episodes.queries.section_preview import sections_of
from episodes.text.slugs import name_key


def typed_sections(document):
    """``{key: Section}`` of a document, stored or typed, in four queries."""
    tags = {name for row in document["highlight"].values() for name in row["tags"]}
    slugs = {key: tag.slug for key, tag in Tag.objects.named(tags).items()} if tags else {}
    speakers = {row["speaker_id"] for row in document["quote"].values()} - {None}
    people = dict(Person.objects.filter(pk__in=speakers).values_list("pk", "name"))
    keys = ordered(document["highlight"])
    links = typed_links(_in_order(document["link"]), {key: _as_link(document, key) for key in keys})
    sections = sections_of(
        [_values(document, key, slugs, people) | {"links": links[key]} for key in keys],
        [_clip(row) for row in document["clip"].values()],
    )
    return dict(zip(keys, sections, strict=True))


def _in_order(links):
    return sorted(links.values(), key=lambda row: row["position"])


def _as_link(document, key):
    """A section as another links to it."""
    row = document["highlight"][key]
    return Highlight(slug=row["slug"], title=row["title"])


def _values(document, key, slugs, people):
    row = document["highlight"][key]
    evidence = {}
    for pair, state in document["citation"].items():
        highlight, _hyphen, clip = pair.partition("-")
        if highlight == key and clip in document["clip"]:
            evidence[document["clip"][clip]["number"]] = state["evidence"]
    quotes = [quote for quote in document["quote"].values() if str(quote["highlight_id"]) == key]
    return {
        "key": int(key) if key.isdecimal() else key,
        **{name: row[name] for name in ("slug", "title", "body", "takeaway")},
        "tags": [(name, slugs.get(name_key(name), "")) for name in row["tags"]],
        "evidence": evidence,
        "quotes": [_quote(document, quote, people) for quote in sorted(quotes, key=lambda quote: quote["position"])],
    }


def _quote(document, row, people):
    clip = document["clip"].get(str(row["clip_id"]))
    return {"text": row["text"], "speaker": people.get(row["speaker_id"]), "clip": clip and clip["number"]}


def _clip(row):
    """A time that can't be read yet is none."""
    times = {name: row[name] if isinstance(row[name], int) else None for name in ("start_ms", "end_ms")}
    return {"number": row["number"], "title": row["title"], **times}

"""The links of a section on the desk: its rows, and what is found to be linked."""

from episodes.admin.desk.rows import LinkRow
from episodes.admin.section_links import ON_PAGE, offer
from episodes.models import Highlight
from episodes.queries.linkable import linkable, with_places


def link_rows(forms, pk_of):
    """``{prefix of a section: [LinkRow]}`` of all ``LinkForm``s; what a link leads to is looked up once for all.

    ``forms`` are ``{prefix of a section: [LinkForm]}``, ``pk_of(form)`` says which row a form is about. A link to
    what is gone is not shown.
    """
    keys = {form: _key(form) for own in forms.values() for form in own}
    wanted = set(keys.values()) - {None}
    found = with_places(Highlight.objects.filter(pk__in=wanted)) if wanted else ()
    offers = {highlight.pk: offer(highlight) for highlight in found}
    return {
        prefix: [
            LinkRow(index, form.prefix, form, offers[keys[form]], pk_of(form))
            for index, form in enumerate(own)
            if keys[form] in offers
        ]
        for prefix, own in forms.items()
    }


def _key(form):
    value = str(form["other"].value() or "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None


def found_sections(words, but):
    """``[offer]`` of the sections that may be linked; ``but`` is the primary key, as text, of the one that asks."""
    found = linkable(words, int(but) if but.isdecimal() else None)
    return [offer(highlight) for highlight in found[:ON_PAGE]]

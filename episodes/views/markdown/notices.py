"""What stands in for a page that is not there, and the page that explains the API, as Markdown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from episodes.models import address
from episodes.seo.meta import absolute
from episodes.text.section_markdown import escaped, link
from episodes.views.markdown.parts import bullets, heading, joined, part, to

WITHDRAWN = {
    "episode": gettext_noop("This episode was withdrawn"),
    "highlight": gettext_noop("This highlight was withdrawn"),
    "quote": gettext_noop("This quote was withdrawn"),
    "clip": gettext_noop("This moment was withdrawn"),
}


def withdrawn(page, **_context):
    where = [to(thing) for thing in (page.episode, page.show) if thing]
    return joined(
        heading(1, _(WITHDRAWN[page.kind])),
        escaped(page.title) if page.title and not page.episode else "",
        escaped(page.reason or _("The editors have taken it back.")),
        bullets([*where, link(_("Latest episodes"), absolute(address("home")))]),
    )


def not_found(**_context):
    names = (("home", _("Latest episodes")), ("tags", _("All tags")))
    return joined(
        heading(1, _("There is no such page")),
        _("Perhaps it was moved, or never published. The episodes and tags are where they were."),
        bullets(link(words, absolute(address(name))) for name, words in names),
    )


def too_much(page, **_context):
    return joined(heading(1, _("Too much")), page)


def api(page, site, **_context):
    examples = [f"{escaped(words)}: {link(absolute(path), absolute(path))}" for words, path in page["examples"]]
    return joined(
        heading(1, _("API")),
        escaped(_("Everything public on %(name)s, to be read by programs.") % {"name": site.name}),
        bullets([link(_("OpenAPI document"), absolute(address("api_openapi")))]),
        part(2, _("Try it"), bullets(examples)),
        part(2, _("What can be asked"), *(block for one in page["endpoints"] for block in _endpoint(one))),
    )


def _endpoint(endpoint):
    parameters = [f"`{one.name}`: {escaped(one.description)}" for one in endpoint.parameters]
    return [f"### `{endpoint.path}`", f"{escaped(endpoint.summary)}.", bullets(parameters)]

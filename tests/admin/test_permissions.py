"""Who reaches what: one table of every address of the admin and every role."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import resolve

from episodes.models import Act, AuditEntry, Citation, Episode, FeedJob, How, SiteSettings, Status, Tag
from episodes.services.revisions import keep
from episodes.services.roles import CONTRIBUTORS, ensure_roles
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

WHO = ["anonymous", "nobody", "contributor", "editor", "manager", "operator"]
MEANING = {"+": "let in", "-": "refused", "L": "sent to log in", "4": "not found", "5": "wrong method"}

#: An address, then a letter of ``MEANING`` for each of ``WHO``: for GET and for POST. A new address is one more line;
#: names in braces are those of ``objects``, where ``public_…`` is out and the others belong to a draft.
TABLE = """
#                                                    ANCEMO  ANCEMO
                                                     L+++++  L+++++
login/                                               ++++++  ++++++
logout/                                              +55555  ++++++
password_change/                                     L+++++  L+++++
password_change/done/                                L+++++  L55555
jsi18n/                                              L+++++  L55555
autocomplete/?{choice}                               L-++++  L55555
r/{type}/{public_episode}/                           L+++++  L+++++
{app}/                                               L4++++  L4++++
{nothing}                                            L44444  L44444

auth/group/                                          L----+  L----+
auth/group/add/                                      L----+  L----+
auth/group/{group}/                                  L+++++  L+++++
auth/group/{group}/change/                           L----+  L----+
auth/group/{group}/delete/                           L----+  L----+
auth/group/{group}/history/                          L----+  L----+
auth/user/                                           L---++  L---++
auth/user/add/                                       L---++  L---++
auth/user/{user}/                                    L+++++  L+++++
auth/user/{user}/change/                             L---++  L---++
auth/user/{user}/delete/                             L----+  L----+
auth/user/{user}/history/                            L---++  L---++
auth/user/{user}/password/                           L---++  L---++

episodes/auditentry/                                 L----+  L----+
episodes/auditentry/add/                             L-----  L-----
episodes/auditentry/{entry}/                         L+++++  L+++++
episodes/auditentry/{entry}/change/                  L----+  L-----
episodes/auditentry/{entry}/delete/                  L-----  L-----
episodes/auditentry/{entry}/history/                 L----+  L----+

episodes/citation/                                   L-++++  L-++++
episodes/citation/add/                               L-----  L-----
episodes/citation/{citation}/                        L+++++  L+++++
episodes/citation/{citation}/change/                 L-++++  L--+++
episodes/citation/{citation}/delete/                 L-----  L-----
episodes/citation/{citation}/history/                L-++++  L-++++
episodes/clip/                                       L-++++  L-++++
episodes/clip/add/                                   L-++++  L-++++
episodes/clip/{clip}/                                L+++++  L+++++
episodes/clip/{clip}/change/                         L-++++  L-++++
episodes/clip/{clip}/delete/                         L-++++  L-++++
episodes/clip/{clip}/history/                        L-++++  L-++++
episodes/clip/{public_clip}/change/                  L-++++  L--+++
episodes/clip/{public_clip}/delete/                  L--+++  L--+++
episodes/correction/                                 L-++++  L-++++
episodes/correction/add/                             L--+++  L--+++
episodes/correction/{correction}/                    L+++++  L+++++
episodes/correction/{correction}/change/             L-++++  L--+++
episodes/correction/{correction}/delete/             L--+++  L--+++
episodes/correction/{correction}/history/            L-++++  L-++++
episodes/episode/                                    L-++++  L-++++
episodes/episode/add/                                L-++++  L-++++
episodes/episode/deleted/                            L--+++  L55555
episodes/episode/import-page/                        L-++++  L-++++
episodes/episode/{episode}/                          L+++++  L+++++
episodes/episode/{episode}/change/                   L-++++  L-++++
episodes/episode/{episode}/delete/                   L-++++  L-++++
episodes/episode/{episode}/desk/                     L-++++  L-++++
episodes/episode/{episode}/desk/look/                L55555  L-++++
episodes/episode/{episode}/desk/presence/            L55555  L-++++
episodes/episode/{episode}/history/                  L-++++  L55555
episodes/episode/{episode}/history/{revision}/       L-++++  L55555
episodes/episode/{episode}/history/{revision}/compare/ L-++++  L55555
episodes/episode/{episode}/history/{revision}/restore/ L55555  L-++++
episodes/episode/{episode}/previews/                 L-++++  L-++++
episodes/episode/{episode}/transcript/               L-++++  L-++++
episodes/episode/{public_episode}/transcript/        L-++++  L--+++
episodes/episode/{public_episode}/change/            L-++++  L--+++
episodes/episode/{public_episode}/delete/            L--+++  L--+++
episodes/episode/{public_episode}/desk/              L-++++  L--+++
episodes/episode/{public_episode}/desk/look/         L55555  L--+++
episodes/episode/{public_episode}/history/{revision}/ L-++++  L55555
episodes/episode/{public_episode}/history/{revision}/restore/ L55555  L--+++
episodes/episode/{gone_episode}/history/             L-++++  L55555
episodes/episode/{gone_episode}/history/{revision}/  L-++++  L55555
episodes/episode/{gone_episode}/history/{revision}/restore/ L55555  L--+++
episodes/episode/{public_episode}/previews/          L--+++  L--+++
episodes/highlight/                                  L-++++  L-++++
episodes/highlight/add/                              L-++++  L-++++
episodes/highlight/linkable/                         L-++++  L55555
episodes/highlight/{highlight}/                      L+++++  L+++++
episodes/highlight/{highlight}/change/               L-++++  L-++++
episodes/highlight/{highlight}/delete/               L-++++  L-++++
episodes/highlight/{highlight}/history/              L-++++  L-++++
episodes/highlight/{public_highlight}/change/        L-++++  L--+++
episodes/highlight/{public_highlight}/delete/        L--+++  L--+++
episodes/person/                                     L-++++  L-++++
episodes/person/add/                                 L--+++  L--+++
episodes/person/{person}/                            L+++++  L+++++
episodes/person/{person}/change/                     L-++++  L---++
episodes/person/{person}/delete/                     L---++  L---++
episodes/person/{person}/history/                    L-++++  L-++++
episodes/quote/                                      L-++++  L-++++
episodes/quote/add/                                  L-----  L-----
episodes/quote/{quote}/                              L+++++  L+++++
episodes/quote/{quote}/change/                       L-++++  L-++++
episodes/quote/{quote}/delete/                       L-++++  L-++++
episodes/quote/{quote}/history/                      L-++++  L-++++
episodes/quote/{public_quote}/change/                L-++++  L--+++
episodes/quote/{public_quote}/delete/                L--+++  L--+++
episodes/show/                                       L-++++  L-++++
episodes/show/add/                                   L--+++  L--+++
episodes/show/import-feed/                           L-++++  L-++++
episodes/show/import-feed/{job}/                     L-++++  L-++++
episodes/show/import-feed/{job}/state/               L-++++  L55555
episodes/show/{show}/                                L+++++  L+++++
episodes/show/{show}/change/                         L-++++  L---++
episodes/show/{show}/delete/                         L----+  L----+
episodes/show/{show}/history/                        L-++++  L-++++
episodes/sitesettings/                               L---++  L---++
episodes/sitesettings/add/                           L-----  L-----
episodes/sitesettings/{site}/                        L+++++  L+++++
episodes/sitesettings/{site}/change/                 L---++  L---++
episodes/sitesettings/{site}/delete/                 L-----  L-----
episodes/sitesettings/{site}/history/                L---++  L---++
episodes/tag/                                        L-++++  L-++++
episodes/tag/add/                                    L---++  L---++
episodes/tag/complete/                               L-++++  L55555
episodes/tag/merge/                                  L---++  L---++
episodes/tag/merges/                                 L---++  L---++
episodes/tag/near-duplicates/                        L---++  L55555
episodes/tag/near/                                   L-++++  L55555
episodes/tag/suggest/                                L55555  L-++++
episodes/tag/{tag}/                                  L+++++  L+++++
episodes/tag/{tag}/change/                           L-++++  L---++
episodes/tag/{tag}/delete/                           L---++  L---++
episodes/tag/{tag}/history/                          L-++++  L-++++
"""
LINES = [re.fullmatch(r"(\S*)\s+(\S{6})  (\S{6})", line) for line in TABLE.splitlines() if line and line[0] != "#"]
ROWS = [line.groups() for line in LINES]
#: The pages that are Django's; all others are ours.
OF_DJANGO = re.compile(
    r".*_(changelist|add|change|delete|history)|auth_user_password_change|password_change(_done)?"
    r"|index|login|logout|autocomplete|jsi18n|view_on_site|app_list"
)


@pytest.fixture
def objects(db):
    """``{name in the table: what stands there in the address}``"""
    public, draft = make_episode(), make_episode(status=Status.DRAFT, published_at=None)
    highlight, public_highlight = make_highlight(draft, status=Status.DRAFT), make_highlight(public)
    gone = make_episode(status=Status.DRAFT)
    for episode in (public, draft, gone):
        keep(episode.pk)
    gone_key, _deleted = gone.pk, gone.delete()
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.add(ensure_roles()[CONTRIBUTORS])
    SiteSettings.load().save()
    make_clip(public, 9)
    public_highlight.body = "A claim [9]."
    public_highlight.save()
    made = {
        "show": public.show,
        "person": make_person(),
        "tag": Tag.objects.create(name="speech"),
        "user": user,
        "group": Group.objects.create(name="Some"),
        "episode": draft,
        "clip": make_clip(draft),
        "highlight": highlight,
        "quote": make_quote(highlight),
        "citation": Citation.objects.get(),
        "correction": public.corrections.create(text="It said five."),
        "entry": AuditEntry.objects.create(act=Act.DELETED, how=How.COMMAND),
        "public_episode": public,
        "public_clip": make_clip(public),
        "public_highlight": public_highlight,
        "public_quote": make_quote(public_highlight),
        "job": FeedJob.objects.create(source="a.xml", state="done", report={}),
        "type": ContentType.objects.get_for_model(Episode),
    }
    return {name: obj.pk for name, obj in made.items()} | {
        "site": 1,
        "revision": 1,
        "gone_episode": gone_key,
        "app": "episodes",
        "nothing": "nothing-here/",
        "choice": "app_label=episodes&model_name=clip&field_name=speaker",
    }


@pytest.fixture
def clients(nobody, contributor, editor, manager, operator):
    return dict(zip(WHO, [Client(), nobody, contributor, editor, manager, operator], strict=True))


def routes(patterns=None, prefix=""):
    """``(route, name)`` of every address of the admin; whatever varies in a route is ``{}``."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield shape(route), pattern.name


def shape(route):
    return re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>|{\w+}", "{}", route).strip("^$")


def route_of(row):
    return shape(row.partition("?")[0])


def met(response):
    """What has become of a request, as a letter of ``MEANING``."""
    if response.status_code == 302 and response.headers["Location"].startswith("/admin/login/"):
        return "L"
    return {403: "-", 404: "4", 405: "5"}.get(response.status_code, "+")


def send(client, method, address):
    """Sends, and takes back what came of it."""
    with transaction.atomic():
        response = getattr(client, method)(address, **({"data": {"post": "yes"}} if method == "post" else {}))
        transaction.set_rollback(True)
    return met(response)


def test_every_address_has_a_row_and_every_row_an_address():
    addresses, rows = {route for route, _name in routes()}, {route_of(row) for row, *_met in ROWS}
    assert sorted(addresses - rows) == [], "these addresses have no row in the table"
    assert sorted(rows - addresses) == [], "these rows have no address"


@pytest.mark.parametrize(("row", "got", "posted"), ROWS, ids=[row or "index" for row, *_met in ROWS])
def test_the_table(clients, objects, row, got, posted):
    address = "/admin/" + row.format(**objects)
    assert shape(resolve(address.partition("?")[0]).route) == f"admin/{route_of(row)}"
    for method, expected in (("get", got), ("post", posted)):
        found = "".join(send(client, method, address) for client in clients.values())
        assert (method, found) == (method, expected)


def test_no_address_takes_a_post_from_elsewhere(operator, objects, settings):
    """Each view by itself, whatever the middleware is."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("CsrfViewMiddleware")]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(operator.user)
    taken = [row for row, *_met in ROWS if send(strict, "post", "/admin/" + row.format(**objects)) != "-"]
    assert taken == []


def test_our_own_views_say_which_methods_they_take(operator, objects):
    names = dict(routes())
    ours = [row for row, *_met in ROWS if is_ours(names[route_of(row)])]
    assert "episodes/tag/complete/" in ours and "episodes/episode/import-page/" in ours
    for method in ("put", "patch", "delete"):
        taken = [row for row in ours if send(operator, method, "/admin/" + row.format(**objects)) != "5"]
        assert (method, taken) == (method, [])


def is_ours(name):
    return bool(name) and not OF_DJANGO.fullmatch(name)


@pytest.mark.parametrize(
    ("who", "listed", "hidden"),
    [
        ("contributor", ["Episodes", "Highlights", "Clips", "Quotes", "Shows"], ["Site settings", "Users", "Groups"]),
        ("editor", ["Episodes", "Highlights", "People", "Tags"], ["Site settings", "Users", "Groups"]),
        ("manager", ["Episodes", "Tags", "Site settings", "Users"], ["Groups"]),
        ("operator", ["Episodes", "Tags", "Site settings", "Users", "Groups"], []),
    ],
)
def test_the_index_lists_what_each_role_may_see(clients, who, listed, hidden):
    page = clients[who].get("/admin/").content.decode()
    assert "What would you like to edit?" in page
    assert [name for name in listed if f">{name}</a>" not in page] == []
    assert [name for name in hidden if f">{name}</a>" in page] == []


@pytest.mark.parametrize("who", ["operator", "manager"])
def test_taggit_has_no_admin_of_its_own(clients, who):
    assert clients[who].get("/admin/taggit/tag/").status_code == 404
    assert clients[who].get("/admin/taggit/tag/merge-tags/").status_code == 404
    assert clients[who].post("/admin/taggit/tag/merge-tags/", {"new_tag_name": "x"}).status_code == 404

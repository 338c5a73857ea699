"""Requests of people who are signed in: every list, form and page of the admin, asked and sent hostile things."""

from random import Random
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from episodes.models import Episode, Highlight, Tag
from episodes.services.roles import EDITORS, ensure_roles
from tests.admin.forms import Fields
from tests.fuzz import values
from tests.fuzz.asking import Request, Site, latin
from tests.fuzz.routes import query, spelt
from tests.fuzz.site import make_site

SECRET = "x" * 32
LOOKUPS = [
    "exact",
    "iexact",
    "contains",
    "in",
    "gt",
    "lte",
    "range",
    "isnull",
    "regex",
    "iregex",
    "year",
    "date",
    "week_day",
    "startswith",
    "search",
    "nothing",
    "pk",
]
OF_LISTS = [
    "o",
    "p",
    "q",
    "all",
    "_facets",
    "e",
    "_popup",
    "_to_field",
    "_changelist_filters",
    "is_facets",
    "_source_model",
]
#: What else the admin's own pages know.
OF_PAGES = [
    "section",
    "quote",
    "link",
    "says",
    "checklist",
    "term",
    "app_label",
    "model_name",
    "field_name",
    "chosen",
    "name",
    "tag",
    "with",
    "a",
    "b",
    "revision",
]
BUTTONS = [
    "_save",
    "_continue",
    "_addanother",
    "_saveasnew",
    "_import",
    "_look",
    "_names",
    "_chapters",
    "save",
    "look",
    "merge",
    "post",
    "undo",
    "action",
]
BUTTONS += ["_confirm", "_publish", "submit", "keep", "restore", "index", "_popup", "publish", "withdraw", "password1"]


def names_of_lists() -> list[str]:
    """What the addresses of lists may have: filters, fields and the lookups of Django."""
    names = [*OF_LISTS, *OF_PAGES]
    for model, of in admin.site._registry.items():
        for one in of.list_filter:
            one = one[0] if isinstance(one, tuple) else one
            names.append(getattr(one, "parameter_name", one))
        names += [field.name for field in model._meta.get_fields()]
    return sorted({name for name in names if isinstance(name, str)})


class Admins:
    """A site with a superuser and an editor, made again where a request has destroyed it."""

    def __init__(self, version):
        self.site, self.names = Site(version), names_of_lists()
        self.make()

    def make(self):
        self.known = make_site()
        User.objects.all().delete()
        olga = User.objects.create_superuser("olga")
        eda = User.objects.create_user("eda", is_staff=True)
        eda.groups.add(ensure_roles()[EDITORS])
        self.known |= {"id": [olga.pk, eda.pk]}
        self.people = [olga, eda]
        self.sign_in()

    def sign_in(self):
        Session.objects.all().delete()
        self.cookies = [self._cookie(person) for person in self.people]

    def _cookie(self, person):
        client = Client()
        client.force_login(person)
        return f"sessionid={client.cookies['sessionid'].value}; csrftoken={SECRET}"

    def heal(self, request):
        """Nobody destroys what the next request is for, locks the two out, or logs them out."""
        if request.method != "POST":
            return
        active = User.objects.filter(pk__in=[one.pk for one in self.people], is_active=True, is_staff=True).count()
        if active < 2 or Highlight.objects.count() < 20 or Episode.objects.count() < 20 or not Tag.objects.exists():
            self._clear()
            self.make()
        elif Session.objects.count() < 2 or b"/password" in request.path or b"/user/" in request.path:
            self.sign_in()

    def _clear(self):
        models = apps.get_app_config("episodes").get_models(include_auto_created=True)
        tables = {model._meta.db_table for model in models} & set(connection.introspection.table_names())
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), sorted(tables), allow_cascade=True))
        Group.objects.all().delete()

    def request(self, seed, number, routes) -> Request:
        """The request with a number, asked by one of the two."""
        random = Random(f"{seed}:{number}")
        path = spelt(random, routes[number % len(routes)].path(random, self.known))
        headers = {"HTTP_COOKIE": random.choice(self.cookies), "HTTP_X_CSRFTOKEN": SECRET}
        if random.random() < 0.2:
            headers["HTTP_ACCEPT"] = random.choice(["application/json", "text/html", "*/*"])
        request = Request("GET", path, latin(query(random, self._names(random))), headers)
        if random.random() < 0.5:
            return request
        return self._post(random, request)

    def _names(self, random):
        return [
            name + (f"__{random.choice(LOOKUPS)}" * random.choice([1, 1, 2]) if random.random() < 0.3 else "")
            for name in random.choices(self.names, k=4)
        ]

    def _post(self, random, request):
        """A form as its page shows it, with a few fields in which something else was typed; or anything at all."""
        fields = self._shown(request) if random.random() < 0.75 else {}
        if random.random() < 0.6:
            request.query = ""
        for name in random.sample(sorted(fields), min(len(fields), random.randint(0, 3))):
            fields[name] = values.text(random)
        counters = [name for name in fields if name.endswith("_FORMS")]
        if counters and random.random() < 0.2:
            fields[random.choice(counters)] = random.choice(["1000", "-1", "x", "", "9" * 30, "1001", "3"])
        for _each in range(random.choice([0, 0, 1, 3])):
            fields[random.choice([*self.names, "x-0-id", "_selected_action", "seen", "version", "key"])] = values.text(
                random
            )
        if random.random() < 0.3:
            fields |= {"action": random.choice(["delete_selected", "publish", values.text(random)])}
            fields["_selected_action"] = random.choice([str(random.choice(self.known["pk"])), values.text(random)])
        fields[random.choice(BUTTONS)] = random.choice(["1", "yes", values.text(random)])
        request.method = "POST"
        if random.random() < 0.3:
            request.body = encode_multipart(BOUNDARY, {str(name): value for name, value in fields.items() if name})
            request.headers["CONTENT_TYPE"] = MULTIPART_CONTENT
        else:
            request.body = urlencode(fields, errors="replace").encode()
            request.headers["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        request.headers["CONTENT_LENGTH"] = str(len(request.body))
        return request

    def _shown(self, request):
        status, content = self.site.read(request)
        if status != 200:
            return {}
        parser = Fields()
        parser.feed(content.decode("utf-8", "replace"))
        return {name: value for name, value in parser.values.items() if "__prefix__" not in name}

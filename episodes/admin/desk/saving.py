"""One post of the desk's form: what was typed, what was pressed, what was saved."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.admin.desk.buttons import Pressed, press
from episodes.admin.desk.conflict import read_choices
from episodes.admin.desk.forms import DeskForms
from episodes.admin.desk.page import Desk
from episodes.admin.desk.typed import read_typed
from episodes.admin.keys import is_key
from episodes.admin.names import name_of
from episodes.admin.roles import may_change, may_delete, may_publish, statuses_for, why_closed
from episodes.admin.tag_hints import question
from episodes.admin.tag_input import ANYWAY
from episodes.models import Citation, Evidence, Highlight, Status, split_names
from episodes.queries.near_tags import near_tags
from episodes.services.anchors import settle
from episodes.services.editing import Conflict, EditingRefused, Saved, save, shown_document
from episodes.services.evidence import check_citations
from episodes.services.publishing import PublishingRefused, publish, set_status
from episodes.services.revisions import keep, recording
from episodes.text.timecodes import editable_timecode

SCHEDULED = "scheduled"


class Refused(Exception):
    """Nothing was saved: ``sentence``, and ``errors`` by the field's name in the form."""

    def __init__(self, sentence, errors=None):
        super().__init__(sentence)
        self.sentence, self.errors = sentence, errors or {}


class Saving:
    """``message`` and ``others`` are sentences for the editor, or empty; ``saved`` is what was saved."""

    def __init__(self, user, episode, data, *, asks_about_tags):
        """``asks_about_tags``: whether nobody has asked yet if a new tag is a slip; scripts do while one types."""
        self.user, self.episode, self.asks_about_tags = user, episode, asks_about_tags
        self.data = data = data.copy()
        if is_key(data.get("clip_delete", "")):
            data[f"clips-{int(data['clip_delete'])}-DELETE"] = "on"
        self.forms = DeskForms.of_post(data)
        self.typed = self.saved = None
        self.pressed = Pressed()
        self.message = self.others = ""
        self.is_refused = False
        self.doubtful = {}

    def save(self):
        """Saves, and gives the state that was asked for. Returns ``Saved`` or ``Conflict``; raises ``Refused``."""
        try:
            self.shown = shown = shown_document(self.episode.pk, self._number("version"))
            self.typed = read_typed(self.forms, shown)
            if self.asks_about_tags:
                self.doubtful = ask_about_tags(self.forms, self.typed, self.data)
            self._refuse_errors()
            self.pressed = press(self.typed, self.data, self.episode)
            self._refuse_removal(shown)
            result = self._save()
        except EditingRefused as error:
            raise Refused(str(error)) from None
        if isinstance(result, Saved):
            self.saved, self.others = result, self._others(result)
            self._settle_clip()
            self._check()
            self._give_state()
        return result

    def _check(self):
        """What was said of a clip is said of its citations as they are now saved."""
        pk = self.saved.keys.get(("clip", self.pressed.clip))
        if pk:
            with recording(self.user, Evidence(self.pressed.evidence).label):
                cited = Citation.objects.filter(clip=pk).values_list("pk", flat=True)
                check_citations(cited, self.pressed.evidence, self.user)
            latest = keep_now(self.episode.pk)
            self.saved.version, self.saved.document = latest.number, latest.document

    @property
    def has_other_evidence(self):
        """Whether something was heard or disputed, or taken back because of what was typed."""
        return self.saved.document["citation"] != self.shown["citation"]

    def _number(self, name):
        value = self.data.get(name, "")
        return int(value) if is_key(value) else 0

    def _refuse_errors(self):
        errors = self.typed.errors
        if errors:
            first = next(iter(errors.values()))[0]
            more = sum(map(len, errors.values())) - 1
            rest = ngettext("And %(n)d more to fix.", "And %(n)d more to fix.", more) % {"n": more} if more else ""
            said = _("Nothing was saved, and all you typed is still here. %(first)s") % {"first": first}
            raise Refused(f"{said} {rest}".strip(), errors)

    def _refuse_removal(self, shown):
        """A section that was published stays in its draft, with whatever else was marked to go."""
        gone = [int(key) for key in shown["highlight"].keys() - self.typed.document["highlight"].keys()]
        for section in Highlight.objects.filter(pk__in=gone).select_related("episode"):
            if not may_delete(self.user, section):
                for name in [name for name in self.data if name.endswith("-DELETE")]:
                    del self.data[name]
                self.forms = DeskForms.of_post(self.data)
                self.typed = read_typed(self.forms, shown)
                sentence = _("“%(title)s” was published: only those who may publish can remove it.")
                raise Refused(sentence % {"title": section.title})

    def _save(self):
        typed = {"version": self._number("version"), "typed": self.typed.document, "user": self.user}
        # Asked again once nobody else can write: it may have been published a moment ago.
        typed["refuse"] = lambda episode: "" if may_change(self.user, episode) else why_closed(episode)
        result = save(self.episode.pk, **typed)
        if isinstance(result, Conflict) and "merge" in self.data and self._number("merge_seen") == result.seen:
            try:
                choices = read_choices(self.data, result)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from None
            result = save(self.episode.pk, **typed, choices=choices, seen=result.seen)
        return result

    def _others(self, saved):
        if not saved.others:
            return ""
        if all(revision.made_by == self.user for revision in saved.others):
            return _("You saved other things in another window meanwhile. Both are here now.")
        names = [name_of(revision.made_by) for revision in saved.others if revision.made_by not in (None, self.user)]
        who = get_text_list(list(dict.fromkeys(names)), _("and")) or _("Somebody")
        return _("%(who)s saved other things meanwhile. Both are here now.") % {"who": who}

    def _settle_clip(self):
        """An editor says that a clip is right where it is: what it is flagged with is no content of a revision."""
        if self.pressed.name == "clip_right":
            key = self.typed.key("clips", int(self.data["clip_right"]) if is_key(self.data["clip_right"]) else -1)
            if pk := self.saved.keys.get(("clip", key)):
                settle([pk])

    # States

    def _give_state(self):
        """What was typed stays saved where the state is refused."""
        try:
            if self.data.get("publish") == "confirmed":
                self._publish()
            elif "set_state" in self.data:
                self._set_state()
            else:
                return
        except PublishingRefused as refused:
            self.is_refused, self.message = True, str(refused)
        latest = keep_now(self.episode.pk)
        self.saved.version, self.saved.document = latest.number, latest.document

    def _publish(self):
        if not may_publish(self.user):
            raise PublishingRefused(_("You may not publish: set the state to In review."))
        going = [key for key in self._going() if key.isdecimal()]
        with recording(self.user, _("Published")):
            publish(self.episode, [int(key) for key in going])
        self.message = _("Published.")

    def _going(self):
        """The keys of the sections that were ticked; of all where none were offered."""
        if "with-offered" not in self.data:
            return list(self.saved.document["highlight"])
        keys = {self.typed.keys.get(prefix) for prefix in self.data.getlist("with")} - {None}
        return [str(pk) for (kind, key), pk in self.saved.keys.items() if kind == "highlight" and key in keys]

    def _set_state(self):
        wanted, at = self.data.get("status", ""), None
        if wanted == SCHEDULED:
            wanted, at = Status.PUBLISHED, self._time()
        if wanted not in Status.values:
            raise PublishingRefused(_("Choose a state."))
        if wanted not in statuses_for(self.user, self.episode):
            raise PublishingRefused(_("You may not publish or withdraw: choose Draft or In review."))
        with recording(self.user):
            set_status(
                self.episode, wanted, at=at, reason=self.data.get("withdrawn_reason", "").replace("\x00", "")[:300]
            )
        self.message = _("The state is saved.")

    def _time(self):
        try:
            at = parse_datetime(self.data.get("publish_at", ""))
        except ValueError:
            at = None
        if at is None:
            raise PublishingRefused(_("Say when: a date and a time."))
        at = timezone.make_aware(at) if timezone.is_naive(at) else at
        if at <= timezone.now():
            raise PublishingRefused(_("This time has passed: publish at once, or choose one to come."))
        return at

    # What the page goes on with

    @property
    def needs_reload(self):
        pressed = self.pressed.name not in ("", "evidence")
        return bool(self.others) or bool(self.message) or pressed or "merge" in self.data

    @property
    def anchor(self):
        pk = self.saved.keys.get(("highlight", self.pressed.section))
        return f"section-{pk}" if pk else self.pressed.anchor

    @property
    def questions(self):
        """What the address of the next page says beside its anchor."""
        pk = self.saved.keys.get(("highlight", self.pressed.section))
        return {
            "section": pk,
            "quote": pk if self.pressed.name == "quote_add" else None,
            "link": self.pressed.words,
            "says": self.pressed.says if self.pressed.words else None,
            "checklist": 1 if self.data.get("publish") == "1" or self.is_refused else None,
        }

    def desk(self):
        """The page of a save that was refused: everything that was typed stands in its fields."""
        document = self.typed.document if self.typed else keep_now(self.episode.pk).document
        keys = self.typed.keys if self.typed else {}
        desk = Desk(self.episode, self.user, self.data.get("version", ""), document, self.forms, keys)
        desk.doubtful = self.doubtful
        return desk

    def answer(self):
        """What a script writes into the page: the version, primary keys, and values that the server had to change."""
        kinds = {form.prefix: form for form in self.forms.all}
        ids, renamed = {}, {}
        for prefix, key in self.typed.keys.items():
            form = kinds[prefix]
            if pk := self.saved.keys.get((form.kind, key)):
                ids[f"{prefix}-id"] = str(pk)
                renamed |= self._renamed(form, self.saved.document[form.kind].get(str(pk)))
        now = timezone.localtime()
        return {
            "version": self.saved.version,
            "saved": f"{now:%H:%M}",
            "ids": ids,
            "renamed": renamed,
            "others": bool(self.others),
        }

    def _renamed(self, form, row):
        """``{field's name in the form: value}`` where what is stored is not what was sent."""
        if row is None:
            return {}
        values = stored_values(form, row)
        sent = {name: (self.data.get(form.add_prefix(name)) or "").replace("\r\n", "\n").strip() for name in values}
        return {form.add_prefix(name): value for name, value in values.items() if value.strip() != sent[name]}


def ask_about_tags(forms, typed, data):
    """Refuses new tags that are nearly others; ``{prefix of a section: its names that are asked about}``."""
    names = {form.prefix: form.cleaned_data.get("tags", ()) for form, _quotes in forms.sections}
    doubtful = near_tags([name for section in names.values() for name in section])
    asked = {}
    for prefix, section in names.items():
        agreed = {name for text in data.getlist(f"{prefix}-tags{ANYWAY}") for name in split_names(text)}
        asked[prefix] = [name for name in section if name in doubtful]
        for name in asked[prefix]:
            if name not in agreed:
                typed.refuse(f"{prefix}-tags", question(name, doubtful[name]))
    return asked


def stored_values(form, row):
    """What the fields of a row's form say of what is stored, but for those that only order rows or name people."""
    if form.kind == "clip":
        times = {name: row[f"{name}_ms"] for name in ("start", "end")}
        times = {name: "" if ms is None else editable_timecode(ms) for name, ms in times.items()}
        return {**times, "number": str(row["number"]), "title": row["title"], "excerpt": row["excerpt"]}
    if form.kind == "highlight":
        return {name: row[name] for name in ("title", "body", "takeaway")}
    return {"text": row["text"]} if form.kind == "quote" else {}


def keep_now(episode_id):
    """The ``Revision`` of what is stored now."""
    with recording():
        return keep(episode_id)

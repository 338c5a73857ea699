"""The page "Transcript" of an episode: send one, see what it would do, confirm; say who speaks; send chapters."""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from episodes.admin.roles import is_open_to, why_closed
from episodes.admin.speaker_names import SpeakersForm
from episodes.importers.fetch import fetch
from episodes.importers.report import ImportRefused
from episodes.importers.transcript import Text, decoded, read_chapters, read_transcript, report_on
from episodes.models import Person
from episodes.services.chapters import replace_chapters, state_of_chapters
from episodes.services.revisions import hold, recording
from episodes.services.transcripts import people_named, replace_transcript, state_of_transcript, try_transcript

#: What fits into one form beside everything else; the command takes more.
MOST_BYTES = 6 * 1024 * 1024
NAME = "episodes_episode_transcript"


class SourceForm(forms.Form):
    """A file, an address or pasted text, and nothing else; after ``clean`` the ``source`` is a ``Text``."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, max_length=200)
    address = forms.CharField(
        label=gettext_lazy("Or its address"),
        required=False,
        max_length=1000,
        widget=AdminTextInputWidget(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=AdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
    )
    source, name, content_type = Text(""), "", ""

    def clean(self):
        values = super().clean()
        given = [name for name in ("file", "address", "text") if values.get(name)]
        if self.errors:
            return values
        if len(given) != 1:
            self.add_error(
                given[0] if given else "file",
                _("Send one thing: a file, an address or a text.")
                if given
                else _("Choose a file, name an address or paste a text."),
            )
            return values
        try:
            getattr(self, f"_from_{given[0]}")(values[given[0]])
        except ImportRefused as error:
            self.add_error(given[0], str(error))
        return values

    def _from_file(self, file):
        if file.size > MOST_BYTES:
            raise ImportRefused(_("The file is longer than 6 MB; “manage.py import_transcript” takes it."))
        self.source, self.name = decoded(file.read()), file.name

    def _from_address(self, address):
        found = fetch(address, most_bytes=MOST_BYTES)
        self.source = decoded(found.body, found.charset)
        self.name, self.content_type = found.url.partition("?")[0], found.content_type

    def _from_text(self, text):
        self.source = Text(text.replace("\r\n", "\n"))


class TranscriptForm(SourceForm):
    prefix = "transcript"


class ChaptersForm(SourceForm):
    prefix = "chapters"


class TranscriptImportMixin:
    """Gives the admin of episodes a page at ``<key>/transcript/``."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.transcript)
        return [path("<int:key>/transcript/", view, name=NAME), *super().get_urls()]

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def transcript(self, request, key):
        if not self.has_change_permission(request):
            raise PermissionDenied
        episode = self.get_object(request, str(key))
        if episode is None:
            raise Http404
        if not is_open_to(request.user, episode):
            if request.method == "POST":
                raise PermissionDenied
            messages.info(request, why_closed(episode))
        page = TranscriptPage(self, request, episode)
        if request.method == "POST" and page.act():
            return redirect(request.path)
        return TemplateResponse(request, "admin/episodes/transcript_import.html", page.context())


class TranscriptPage:
    """One request for the page. ``act`` says whether something was written."""

    def __init__(self, model_admin, request, episode):
        self.admin, self.request, self.episode = model_admin, request, episode
        self.form, self.chapters_form = TranscriptForm(), ChaptersForm()
        self.speakers_form = SpeakersForm(request, episode)
        self.report, self.digest = None, ""

    def act(self):
        posted = self.request.POST
        if "_names" in posted:
            return self._save_names()
        if "_chapters" in posted:
            return self._import_chapters()
        return self._import_transcript()

    def _save_names(self):
        self.speakers_form = SpeakersForm(self.request, self.episode, self.request.POST)
        if not self.speakers_form.is_valid():
            return False
        with recording(self.request.user, _("Said who speaks")):
            changed = self.speakers_form.save()
        self._done(
            ngettext("Saved; it changes %(count)d episode.", "Saved; it changes %(count)d episodes.", changed)
            % {"count": changed}
        )
        return True

    def _import_transcript(self):
        form = self.form = TranscriptForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return False
        hint = self.request.POST.get("name", "")[:200]
        try:
            read = read_transcript(form.source.text, form.name or hint, form.content_type)
        except ImportRefused as error:
            name = next(name for name in ("file", "address", "text") if form.cleaned_data.get(name))
            form.add_error(name, str(error))
            return False
        if "_import" in self.request.POST and self._write(read):
            return True
        self._look(read)
        return False

    def _write(self, read):
        """Under a lock, so that of two who confirm at once one sees what the other has done."""
        with recording(self.request.user, _("Imported a transcript")):
            hold([self.episode.pk])
            if self._digest(self.form.source.text) == self.request.POST.get("seen"):
                count = replace_transcript(self.episode, read.cues)
                self.admin.log_change(self.request, self.episode, _("Imported a transcript."))
                said = ngettext("%(count)d line was imported.", "%(count)d lines were imported.", count)
                messages.success(self.request, said % {"count": count})
                return True
        messages.warning(
            self.request, _("The text or the transcript has changed since you looked. Look again before you import.")
        )
        return False

    def _look(self, read):
        """Says what would be done. The text moves to the field for text, from where it is confirmed."""
        source = self.form.source
        known = {name: pk for name, pk in people_named(read.speakers, self.episode).items() if pk}
        names = dict(Person.objects.filter(pk__in=known.values()).values_list("pk", "name"))
        self.report = report_on(
            read,
            before=self.episode.cues.count(),
            people={name: names[pk] for name, pk in known.items()},
            outcome=try_transcript(self.episode.pk, read.cues),
            doubt=source.doubt,
        )
        self.digest = self._digest(source.text)
        self.hint = f"transcript.{'html' if read.format == 'html' else read.format}"
        self.form = TranscriptForm(initial={"text": source.text})

    def _digest(self, text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # A browser sends line ends of its own.
        seen = f"{self.episode.pk} {state_of_transcript(self.episode.pk)} {text}"
        return hashlib.blake2b(seen.encode(errors="replace"), digest_size=16).hexdigest()

    def _import_chapters(self):
        form = self.chapters_form = ChaptersForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return False
        try:
            chapters = read_chapters(form.source.text)
            if not chapters:
                raise ImportRefused(_("There is no chapter in it."))
        except ImportRefused as error:
            form.add_error(next(name for name in form.fields if form.cleaned_data.get(name)), str(error))
            return False
        with recording(self.request.user, _("Imported chapters")):
            hold([self.episode.pk])
            if state_of_chapters(self.episode.pk) != self.request.POST.get("seen_chapters"):
                messages.warning(
                    self.request, _("Somebody else has changed the chapters. Look at them before you replace them.")
                )
                return False
            count = replace_chapters(self.episode, chapters)
        said = ngettext("%(count)d chapter was imported.", "%(count)d chapters were imported.", count)
        self._done(said % {"count": count})
        return True

    def _done(self, sentence):
        self.admin.log_change(self.request, self.episode, sentence)
        messages.success(self.request, sentence)

    def context(self):
        report = self.report
        groups = report and [(_("Doubtful"), report.doubted), (_("Made"), report.made)]
        return {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Transcript and chapters of %(episode)s") % {"episode": self.episode},
            "opts": self.admin.opts,
            "original": self.episode,
            "form": self.form,
            "fields": _fields(self.form),
            "chapters_form": self.chapters_form,
            "chapter_fields": _fields(self.chapters_form),
            "chapters": list(self.episode.chapters.all()),
            "seen_chapters": state_of_chapters(self.episode.pk),
            "lines": self.episode.cues.count(),
            "speakers_form": self.speakers_form,
            "may_change": is_open_to(self.request.user, self.episode),
            "report": report,
            "groups": groups,
            "digest": self.digest,
            "hint": getattr(self, "hint", ""),
        }


def _fields(form):
    return [admin.helpers.AdminField(form, name, is_first=False) for name in form.fields]

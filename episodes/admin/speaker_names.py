"""The form that says whom a show's transcripts mean by the names in one of them: once, for all of its episodes."""

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from episodes.admin.roles import may_publish
from episodes.models import Credit, Person, SpeakerName
from episodes.services.speakers import map_speakers

NOBODY, NEW, AS_FOUND = "nobody", "new", ""
#: Of a site with more people than these, those of the show are offered.
MOST_PEOPLE = 300


class SpeakersForm(forms.Form):
    """A choice for each name, in the order of how much it says. Only who may publish changes other episodes."""

    def __init__(self, request, episode, data=None):
        super().__init__(data)
        self.show, self.user = episode.show, request.user
        named = episode.cues.exclude(speaker_name="").values("speaker_name", "speaker__name")
        rows = named.annotate(lines=Count("pk")).order_by("-lines", "speaker_name")
        said = dict(SpeakerName.objects.filter(show=self.show).values_list("name", "person_id"))
        people = self._people(episode)
        self.may_map = may_publish(request.user)
        self.names = []
        for index, row in enumerate(rows[:100]):
            name, person = row["speaker_name"], row["speaker__name"]
            if name in self.names:
                continue
            self.names.append(name)
            self.fields[f"person-{index}"] = field = forms.ChoiceField(
                label=name,
                required=False,
                choices=self._choices(name, person, people),
                initial=(str(said[name]) if said[name] else NOBODY) if name in said else AS_FOUND,
                disabled=not self.may_map,
            )
            field.name, field.lines = name, row["lines"]

    def _people(self, episode):
        people = Person.objects.order_by("name", "pk")
        if people.count() > MOST_PEOPLE:
            of_show = Credit.objects.filter(episode__show=episode.show).values("person")
            mapped = SpeakerName.objects.filter(show=episode.show, person__isnull=False).values("person")
            people = people.filter(Q(pk__in=of_show) | Q(pk__in=mapped))
        return [(str(pk), name) for pk, name in people.values_list("pk", "name")]

    def _choices(self, name, person, people):
        as_found = _("As found: %(person)s") % {"person": person} if person else _("As found: nobody")
        new = [(NEW, _("Create “%(name)s”") % {"name": name})] if self._may_create() else []
        return [(AS_FOUND, as_found), (NOBODY, _("Nobody with a page")), *new, *people]

    def _may_create(self):
        return self.user.has_perm("episodes.add_person")

    def save(self):
        """How many episodes it changed. What is left as found is not said, so that it may be found otherwise."""
        people = {}
        for key in self.changed_data:
            chosen, name = self.cleaned_data[key], self.fields[key].name
            if chosen == NEW:
                people[name] = Person.objects.create(name=name)
            elif chosen:
                people[name] = None if chosen == NOBODY else Person.objects.get(pk=chosen)
        return map_speakers(self.show, people)

"""People of a feed as people of the site, and their parts in an episode merged with the credits that are here."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.importers.feed_values import Channel, Item
from episodes.importers.feed_values import Person as Named
from episodes.importers.report import Change, Report
from episodes.models import Credit, Person, Role, Show, SpeakerName

#: The roles of the Podcasting 2.0 taxonomy that the site has a word for; whoever has another is a guest.
ROLES = {
    "host": Role.HOST,
    "co-host": Role.HOST,
    "cohost": Role.HOST,
    "guest host": Role.HOST,
    "producer": Role.PRODUCER,
    "executive producer": Role.PRODUCER,
    "senior producer": Role.PRODUCER,
    "associate producer": Role.PRODUCER,
    "editor": Role.EDITOR,
    "senior editor": Role.EDITOR,
    "audio editor": Role.SOUND,
    "audio engineer": Role.SOUND,
    "sound designer": Role.SOUND,
    "sound engineer": Role.SOUND,
    "mixing engineer": Role.SOUND,
    "researcher": Role.RESEARCHER,
    "fact checker": Role.RESEARCHER,
    "writer": Role.WRITER,
    "author": Role.WRITER,
}


def parts(item: Item, channel: Channel) -> list[tuple[str, str]]:
    """``[(name, role)]`` of an item, each once: its own people, else the channel's, else an author of its own.

    ``podcast:person`` means a host where it names no role.
    """
    people = item.persons or channel.persons
    if not people and item.author and item.author != channel.author:
        people = (Named(item.author, "host"),)
    found = [(person.name, ROLES.get(person.role or "host", Role.GUEST)) for person in people]
    return list(dict.fromkeys(found))


@dataclass
class People:
    """Who is meant by a name in this show. ``made`` are persons that are still to be saved, by name."""

    known: dict[str, Person]
    nobody: set[str]
    made: dict[str, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, show: Show | None, names: set[str]) -> "People":
        """By what the show's transcripts call somebody, else by exactly that name; of several, who is in the show."""
        found: dict[str, Person] = {}
        rows = list(Person.objects.filter(name__in=names).order_by("-pk"))
        here = set()
        if show and show.pk:
            here = set(Credit.objects.filter(episode__show=show, person__in=rows).values_list("person", flat=True))
        for person in sorted(rows, key=lambda person: person.pk in here):
            found[person.name] = person
        mapped = SpeakerName.objects.none()
        if show and show.pk:
            mapped = SpeakerName.objects.filter(show=show, name__in=names).select_related("person")
        nobody = set()
        for row in mapped:
            if row.person:
                found[row.name] = row.person
            else:
                nobody.add(row.name)
        return cls(found, nobody)

    def of_name(self, name: str, report: Report) -> Person | None:
        """The person; a new one where nobody has the name, None for a name that is known to be no person's."""
        if name in self.nobody:
            return None
        if name not in self.known:
            self.known[name] = self.made[name] = Person(name=name)
            report.made.append(_("the person “%(name)s”") % {"name": name})
        return self.known[name]


@dataclass
class Credits:
    """``added`` are to be saved once people and episode are; ``gone`` are primary keys of credits."""

    added: list[Credit] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def merge_credits(episode, here: list[Credit], before, theirs, people: People, label: str, report: Report) -> Credits:
    """What the feed has added or taken away since the last import; ``before`` is None where there was none.

    Whoever was added or taken away here stays so. An adopted episode that has credits keeps them.
    """
    ours = {(credit.person.name, credit.role): credit for credit in here}
    aliases = {name: person.name for name, person in people.known.items()}
    mine = {(aliases.get(name, name), role) for name, role in before or ()}
    if before is None and here:
        return Credits()
    made = Credits()
    position = max((credit.position for credit in here), default=-1) + 1
    for name, role in theirs:
        if (aliases.get(name, name), role) in ours.keys() | mine:
            continue
        if person := people.of_name(name, report):
            made.added.append(Credit(person=person, episode=episode, role=role, position=position))
            position += 1
    wanted = {(aliases.get(name, name), role) for name, role in theirs}
    gone = [key for key in ours if key in mine - wanted]
    made.gone = [ours[key].pk for key in gone]
    if episode.pk and (made.added or made.gone):
        stay = [key for key in ours if key not in gone] + [(credit.person.name, credit.role) for credit in made.added]
        report.changed.append(Change(_("%(label)s, people") % {"label": label}, _told(ours), _told(stay)))
    return made


def _told(keys):
    labels = dict(Role.choices)
    return ", ".join(f"{name} ({labels[role]})" for name, role in keys)


def credits_of(episode_ids) -> dict[int, list[Credit]]:
    """The credits of these episodes, in one query."""
    found = defaultdict(list)
    for credit in Credit.objects.filter(episode__in=episode_ids).select_related("person").order_by("position", "pk"):
        found[credit.episode_id].append(credit)
    return found

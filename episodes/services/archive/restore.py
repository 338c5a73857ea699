"""Reads the files of an export into an empty site."""

import json
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from episodes.models import (
    Act,
    Episode,
    FeedImport,
    FeedItem,
    Highlight,
    HighlightLink,
    PastSlug,
    Person,
    RelatedEpisode,
    Revision,
    Show,
    SiteSettings,
    SpeakerName,
    Tag,
    TagAlias,
    TagMerge,
    rewritten,
)
from episodes.services import audit
from episodes.services.archive import media
from episodes.services.archive.episode_rows import EpisodeRows
from episodes.services.archive.export import FORMAT
from episodes.services.archive.values import ArchiveError, inside, instance_of
from episodes.services.related import refresh_all, related_refresh_paused
from episodes.text import front_matter
from episodes.text.slugs import initial, name_key

#: What must not be there yet; accounts may.
CONTENT = (Show, Person, Tag, Revision, PastSlug)


def restore_site(root: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Makes the site what the export in ``root`` says, and returns how many episodes that are.

    All or nothing. Whoever is named in it and has no account gets one that nobody can log in with. Raises
    ``ArchiveError`` for a site that is not empty, and for a file that cannot be read.
    """
    _check_format(root)
    _check_empty()
    put = media.copy_in(root)
    try:
        with related_refresh_paused(), transaction.atomic():
            _check_empty()
            made = _Restore(root, progress).run()
            audit.record(Act.RESTORED, detail=_("%(count)d episodes of an export") % {"count": made})
            rewritten.send(
                sender=Episode,
                **{
                    name: list(model.objects.values_list("pk", flat=True))
                    for name, model in (("episodes", Episode), ("tags", Tag), ("people", Person))
                },
            )
    except (IntegrityError, DataError, OverflowError) as error:
        media.take_back(put)
        problem = str(error).splitlines()[0]
        raise ArchiveError(_("The export contradicts itself: %(problem)s.") % {"problem": problem}) from None
    except (AttributeError, KeyError, TypeError) as error:
        # What was written by hand may have lists where there should be names, and the like.
        media.take_back(put)
        problem = f"{type(error).__name__}: {error}"[:200]
        raise ArchiveError(
            _("The export is damaged, and nothing was restored (%(problem)s).") % {"problem": problem}
        ) from error
    except BaseException:
        media.take_back(put)
        raise
    refresh_all()
    return made


def _check_empty():
    if any(model.objects.exists() for model in CONTENT):
        raise ArchiveError(_("This site is not empty: an export is restored into a new one."))


def _check_format(root):
    if not (root / "podsite.yaml").is_file():
        raise ArchiveError(_("%(folder)s is no export: it has no file podsite.yaml.") % {"folder": root})
    if _read(root, "podsite.yaml", front_matter.load) != FORMAT:
        raise ArchiveError(_("%(folder)s is an export of another version of Podsite.") % {"folder": root})


def _read(root, path, reader):
    try:
        return reader(inside(root, path).read_bytes().decode())
    except UnicodeDecodeError:
        raise ArchiveError(_("%(file)s is not UTF-8.") % {"file": path}) from None
    except OSError as error:
        raise ArchiveError(_("%(file)s: %(problem)s.") % {"file": path, "problem": error.strerror}) from None
    except front_matter.FrontMatterError as error:
        raise ArchiveError(f"{path}: {_(error.template) % error.params}") from None


class _Restore:
    def __init__(self, root, progress):
        self.root, self.progress = root, progress
        self.pks, self.models, self.related = {}, set(), []
        self.sections, self.links = {}, []

    def run(self):
        self.add(SiteSettings, self.rows("site.yaml", SiteSettings, pk=1))
        self._users()
        self._tags()
        self._people()
        made = self._shows()
        self.add(RelatedEpisode, self.related)
        self.add(HighlightLink, self.links)
        self._merges()
        self._history()
        self._reset_sequences()
        return made

    # What the parts have in common.

    def yaml(self, path):
        """The values of a file, or an empty list where there is none."""
        return _read(self.root, path, front_matter.load) or [] if (self.root / path).is_file() else []

    def markdown(self, path):
        return _read(self.root, path, front_matter.read)

    def text(self, path):
        return _read(self.root, path, str)

    def rows(self, path, model, **owner):
        """The instances that the rows of a YAML file make; one row may stand without a list."""
        values = self.yaml(path)
        values = values if isinstance(values, list) else [values]
        return [self.instance(model, row, path, **owner) for row in values]

    def instance(self, model, row, path, **owner):
        """An instance with its old slugs in ``past``; its primary key is known by ``name`` from now on."""
        row = dict(row) if isinstance(row, dict) else row
        past = row.pop("past_slugs", []) if isinstance(row, dict) else []
        instance = instance_of(model, row, path, self.find, **owner)
        instance.past = past
        return instance

    def _find(self, model, name):
        return self.pks.get(model, {}).get(name) if isinstance(name, (str, int)) else None

    def find(self, model, name, where, field):
        """The primary key of what a file calls ``name``. Raises ``ArchiveError``."""
        if pk := self._find(model, name):
            return pk
        problem = {"file": where, "field": field, "value": str(name)[:80]}
        raise ArchiveError(_("%(file)s: %(field)s is “%(value)s”, which the export does not have.") % problem)

    def know(self, model, name, pk):
        self.pks.setdefault(model, {})[name] = pk

    def forget(self, *models):
        for model in models:
            self.pks.pop(model, None)

    def add(self, model, instances):
        """Stores instances without signals and without asking a model's ``save``: all is as it was."""
        instances = list(instances)
        self.models.add(model)
        stamped = [field.attname for field in model._meta.concrete_fields if _stamps_itself(field)]
        moments = [[getattr(instance, name) for name in stamped] for instance in instances]
        model.objects.bulk_create(instances, batch_size=500)
        if stamped:
            for instance, values in zip(instances, moments, strict=True):
                for name, value in zip(stamped, values, strict=True):
                    setattr(instance, name, value or getattr(instance, name))
            model.objects.bulk_update(instances, stamped, batch_size=500)
        self._past_slugs(model, instances)

    def _past_slugs(self, model, instances):
        rows = []
        for instance in instances:
            for past in getattr(instance, "past", None) or []:
                slug, scope = (past["slug"], past["scope"]) if isinstance(past, dict) else (past, instance._scope())
                kind = ContentType.objects.get_for_model(model)
                rows.append(PastSlug(content_type=kind, object_id=instance.pk, scope=scope, slug=slug))
        PastSlug.objects.bulk_create(rows)

    # The parts, in the order in which they refer to each other.

    def _users(self):
        model, accounts = get_user_model(), self.rows("users.yaml", get_user_model())
        there = dict(model.objects.values_list("username", "pk"))
        for account in accounts:
            account.is_active = False
            account.set_unusable_password()
        self.add(model, [account for account in accounts if account.username not in there])
        for account in accounts:
            self.know(model, account.username, there.get(account.username) or account.pk)

    def _tags(self):
        rows = self.yaml("tags.yaml")
        aliases = []
        tags = []
        for row in rows:
            tag = self.instance(Tag, {k: v for k, v in row.items() if k != "aliases"}, "tags.yaml")
            tag.key, tag.initial = name_key(tag.name), initial(tag.name)
            tags.append(tag)
            self.know(Tag, tag.name, tag.pk)
            for alias in row.get("aliases", []):
                alias = self.instance(TagAlias, alias, "tags.yaml", tag_id=tag.pk)
                alias.key = name_key(alias.name)
                aliases.append(alias)
        self.add(Tag, tags)
        self.add(TagAlias, aliases)

    def _people(self):
        people = []
        for path in sorted((self.root / "people").glob("*.md")):
            people.append(self.noun(Person, path.relative_to(self.root).as_posix(), "biography"))
            self.know(Person, people[-1].slug, people[-1].pk)
        self.add(Person, people)

    def noun(self, model, path, body, **owner):
        values, text = self.markdown(path)
        return self.instance(model, values | {body: text}, path, **owner)

    def _shows(self):
        folders = []
        for file in sorted(self.root.glob("shows/*/show.md")):
            folder = file.parent.relative_to(self.root).as_posix()
            show = self.noun(Show, f"{folder}/show.md", "description")
            self.know(Show, show.slug, show.pk)
            self.add(Show, [show])
            for name, model in (
                ("speaker_names", SpeakerName),
                ("feed", FeedImport),
                ("deleted_items", FeedItem),
            ):
                self.add(model, self.rows(f"{folder}/{name}.yaml", model, show_id=show.pk))
            folders += [(show, path.parent) for path in sorted(file.parent.glob("*/episode.md"))]
        for done, (show, folder) in enumerate(folders, 1):
            EpisodeRows(self, show, folder.relative_to(self.root).as_posix()).write()
            self.progress(done, len(folders))
        # Only now is every episode known that another may name, and every section.
        self.pks[Highlight] = self.sections
        self.related = [self.instance(RelatedEpisode, row, where, **owner) for row, where, owner in self.related]
        self.links = [self.instance(HighlightLink, row, where, **owner) for row, where, owner in self.links]
        return len(folders)

    def relate(self, row, where, episode):
        self.related.append((row, where, {"episode_id": episode.pk}))

    def know_section(self, name, pk):
        """``name`` is ``show/episode/section``, in slugs."""
        self.sections[name] = pk

    def link(self, row, where, highlight):
        self.links.append((row, where, {"highlight_id": highlight.pk}))

    def _merges(self):
        self.add(TagMerge, self.rows("tag_merges.yaml", TagMerge))

    def _history(self):
        for path in sorted((self.root / "history").glob("*.jsonl")):
            where = path.relative_to(self.root).as_posix()
            if not (path.stem.isascii() and path.stem.isdecimal()):
                raise ArchiveError(_("%(file)s must be named by the number of an episode.") % {"file": where})
            revisions = [
                self._revision(line, f"{where}, line {number}", int(path.stem))
                for number, line in enumerate(self.text(where).split("\n"), 1)
                if line
            ]
            self.add(Revision, revisions)
            latest = max((revision.number for revision in revisions), default=0)
            Episode.objects.filter(pk=int(path.stem)).update(version=latest)

    def _revision(self, line, where, key):
        try:
            row = json.loads(line)
            if "episode" in row["document"]:
                # Nobody could link sections when it was kept.
                row["document"].setdefault("link", {})
            for citation in row["document"].get("citation", {}).values():
                citation["checked_by_id"] = self._find(get_user_model(), citation.pop("checked_by"))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ArchiveError(_("%(file)s is no revision.") % {"file": where}) from None
        return self.instance(Revision, row, where, episode_key=key)

    def _reset_sequences(self):
        """PostgreSQL counts on from where it was, and would give primary keys a second time."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.models)):
                cursor.execute(statement)


def _stamps_itself(field):
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)

"""What search looks in: one row for each public thing, in folded and stemmed words. Derived; ``search`` keeps it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchKind(models.IntegerChoices):
    """What a document is of. The numbers are part of the documents' keys."""

    HIGHLIGHT = 0, _("highlight")
    QUOTE = 1, _("quote")
    EPISODE = 2, _("episode")
    PERSON = 3, _("person")
    TAG = 4, _("tag")
    PASSAGE = 5, _("passage of a transcript")


class SearchDocument(models.Model):
    """``id`` is made of generation, kind and the primary key of the object, so that a range of keys is one kind's.

    A passage is some successive lines of a transcript; its object is the first of them. The texts are words as
    ``search.words`` makes them; ``facets`` has a word for each shelf that the object stands on, such as ``t34``.
    """

    id = models.BigIntegerField(primary_key=True)
    # Not a foreign key: rows are taken out after the commit that deletes their episode. Null for people and tags.
    episode_key = models.BigIntegerField(null=True, db_index=True)
    published_at = models.DateTimeField(null=True)
    title = models.TextField(default="")
    text = models.TextField(default="")
    # What surrounds the object: names of its tags and speakers, titles of its episode and show.
    context = models.TextField(default="")
    facets = models.TextField(default="")

    def __str__(self):
        return f"{self.pk}"


class SearchWord(models.Model):
    """A word as it is spelt in public texts, with the number of documents it was written to: for "did you mean"."""

    word = models.CharField(max_length=64, unique=True)
    count = models.IntegerField(default=0)

    def __str__(self):
        return self.word


class SearchState(models.Model):
    """One row: the generation of documents that is searched, and the one that is being built beside it, if any."""

    generation = models.PositiveSmallIntegerField(default=1)
    building = models.PositiveSmallIntegerField(null=True)
    built_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.generation}"

"""What the head of a page says about it: plain values, which ``base.html`` writes."""

from dataclasses import dataclass

from django.conf import settings

from episodes.text.excerpts import excerpt

DESCRIPTION = 300


@dataclass(frozen=True)
class Meta:
    """``path`` is the canonical address below the site's. Of a ``private`` page search engines are told nothing.

    ``feed`` is ``(title, path)`` of the podcast feed that the page stands for.
    """

    title: str
    description: str
    path: str
    hue_class: str = ""
    private: bool = False
    feed: tuple[str, str] | None = None

    @property
    def canonical(self):
        return settings.SITE_URL + self.path

    @property
    def short_description(self):
        return excerpt(" ".join(self.description.split()), DESCRIPTION)

"""What the data block of each page says: the first node is what the page is of, the last the way to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from episodes.seo import nodes
from episodes.seo.meta import absolute
from episodes.seo.nodes import crumbs, node, short
from episodes.text.excerpts import excerpt
from episodes.text.timecodes import iso_duration


def home(site):
    """The whole site, with the search that it offers."""
    search = f"{absolute(reverse('search'))}?q={{search_term_string}}"
    target = {"@type": "EntryPoint", "urlTemplate": search}
    logo = node("ImageObject", url=absolute(site.logo.url)) if site.logo else None
    return [
        node(
            "WebSite",
            reverse("home"),
            name=site.name,
            description=site.tagline,
            publisher=node("Organization", name=site.name, url=absolute(reverse("home")), logo=logo),
            potentialAction={
                "@type": "SearchAction",
                "target": target,
                "query-input": "required name=search_term_string",
            },
        )
    ]


def show(found):
    series = node(
        "PodcastSeries",
        found.get_absolute_url(),
        name=found.title,
        description=short(found.description),
        image=absolute(found.logo.url) if found.logo else "",
        webFeed=absolute(found.get_feed_url()),
        inLanguage=found.language,
        author=node("Organization", name=found.author) if found.author else None,
        genre=found.category,
        isFamilyFriendly=not found.explicit,
        copyrightNotice=found.copyright,
        license=found.license if "://" in found.license else "",
        sameAs=[found.site_url] if found.site_url else [],
    )
    return [series, _way((_("Shows"), reverse("shows")), _to(found, found.title))]


def episode(page):
    """Of an ``EpisodePage``: the episode, who is in it, its recording and the moments that its sections cite."""
    found = page.episode
    clips = {clip.pk: clip for clip in [moment.clip for moment in page.moments] + [some.clip for some in page.popular]}
    placed = sorted((clip for clip in clips.values() if clip.is_placed), key=lambda clip: (clip.start_ms, clip.pk))
    season = node("PodcastSeason", seasonNumber=found.season) if found.season else None
    said = node(
        "PodcastEpisode",
        found.get_absolute_url(),
        name=found.title,
        description=short(found.summary),
        inLanguage=found.show.language,
        **nodes.dates(found),
        timeRequired=iso_duration(found.duration_ms) if found.duration_ms else "",
        episodeNumber=found.number,
        partOfSeason=season,
        partOfSeries=nodes.show(found.show),
        **nodes.parts(page.credits),
        keywords=[tag.name for tag in page.tags],
        associatedMedia=nodes.recording(found),
        hasPart=[nodes.clip(clip) for clip in placed],
    )
    return [said, _way_to_episode(found)]


def transcript(found):
    """The page of an episode's words."""
    path = found.get_transcript_url()
    name = _("Transcript of %(title)s") % {"title": found.title}
    about = nodes.episode(found)
    page = node("WebPage", path, name=name, inLanguage=found.show.language, **nodes.dates(found), mainEntity=about)
    return [page, _way_to_episode(found, (_("Transcript"), path))]


def highlight(section):
    """Of a ``Section``: an article that cites moments and quotes people."""
    found = section.highlight
    said = node(
        "Article",
        found.get_absolute_url(),
        headline=excerpt(found.title, nodes.HEADLINE),
        abstract=found.takeaway,
        description=found.takeaway or short(found.body),
        inLanguage=found.episode.show.language,
        **nodes.dates(found.episode),
        author=nodes.publisher(found.episode.show),
        publisher=nodes.publisher(found.episode.show),
        isPartOf=nodes.episode(found.episode),
        keywords=[tag.name for tag in section.tags],
        citation=[nodes.clip(clip) for clip in section.clips],
        hasPart=[nodes.quotation(quote) for quote in section.quotes],
    )
    return [said, _way_to_episode(found.episode, _to(found, found.title))]


def quote(found, tags):
    highlight = found.highlight
    said = nodes.quotation(found) | node(
        "Quotation",
        inLanguage=highlight.episode.show.language,
        **nodes.dates(highlight.episode),
        isPartOf=node(
            "Article", highlight.get_absolute_url(), headline=highlight.title, isPartOf=nodes.episode(highlight.episode)
        ),
        keywords=[tag.name for tag in tags],
        isBasedOn=nodes.clip(found.clip) if found.clip else None,
    )
    return [said, _way((_("Quotes"), reverse("quotes")), _to(found, excerpt(found.text, 80)))]


def clip(found):
    episode = found.episode
    said = nodes.clip(found) | node(
        "Clip",
        description=found.excerpt,
        inLanguage=episode.show.language,
        **nodes.dates(episode),
        clipNumber=found.number,
        partOfEpisode=nodes.episode(episode),
        partOfSeries=nodes.show(episode.show),
        actor=nodes.person(found.speaker) if found.speaker else None,
        associatedMedia=nodes.recording(episode, found.fragment) if found.is_placed else None,
    )
    return [said, _way_to_episode(episode, _to(found, found.title))]


def person(found, tags):
    """Somebody, and what they speak about."""
    photo = absolute(found.photo.url) if found.photo else ""
    said = node(
        "Person",
        found.get_absolute_url(),
        name=found.name,
        description=short(found.biography),
        image=photo,
        sameAs=[url for _name, url in found.link_list],
        knowsAbout=[tag.name for tag in tags],
    )
    profile = {"@type": "ProfilePage", "url": absolute(found.get_absolute_url()), "mainEntity": {"@id": said["@id"]}}
    return [said, profile, _way((_("People"), reverse("people")), _to(found, found.name))]


def tagged(tags, path, name):
    """A page of what carries all of some tags."""
    terms = [
        nodes.tag(tag)
        | node("DefinedTerm", description=short(tag.description), inDefinedTermSet=absolute(reverse("tags")))
        for tag in tags
    ]
    return [node("CollectionPage", path, name=name, about=terms), _way((_("Tags"), reverse("tags")), (name, path))]


def page(name, path, *, is_list):
    """A page of which there is nothing more to say than that it lists things, or that it is one."""
    return [node("CollectionPage" if is_list else "WebPage", path, name=name), _way((name, path))]


def _to(thing, name):
    return name, thing.get_absolute_url()


def _way(*steps):
    return crumbs((_("Home"), reverse("home")), *steps)


def _way_to_episode(found, *further):
    return _way(_to(found.show, found.show.title), _to(found, found.title), *further)

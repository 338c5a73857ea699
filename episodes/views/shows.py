"""Shows, their episodes, and what belongs to an episode."""

from django.utils.translation import gettext as _

from episodes.queries.addresses import present_episode, present_highlight, present_show
from episodes.queries.citing import credits_of
from episodes.queries.entries import episode_entries
from episodes.queries.episode_page import episode_page
from episodes.queries.pages import clip_page, highlight_page
from episodes.queries.shows import public_shows, show_page, with_counts
from episodes.queries.transcript_page import transcript_page
from episodes.queries.withdrawn import withdrawn_at_clip, withdrawn_at_episode, withdrawn_at_highlight
from episodes.seo import graphs
from episodes.seo.cards import clip_card, episode_card, highlight_card, show_card
from episodes.seo.citing import clip_work, highlight_work
from episodes.seo.embed import embed_code
from episodes.seo.feeds import feeds_of_show
from episodes.text.markdown import plain_text
from episodes.views.markdown.articles import copied_section
from episodes.views.pages import article, cut, page_view, render_page

ON_SHOW = 20
ON_SHOWS = 30


@page_view()
def show_index(request):
    shows = cut(request, public_shows(), ON_SHOWS)
    return render_page(
        request,
        "shows",
        shows,
        title=_("Shows"),
        section="episodes",
        paged=shows,
        shows=with_counts(shows.object_list),
    )


@page_view(present_show)
def show(request, show):
    asked = request.GET.get("season", ""), request.GET.get("year", "")
    page = show_page(show, *asked, lambda episodes: cut(request, episodes, ON_SHOW))
    found = page.show
    return render_page(
        request,
        "show",
        page,
        title=found.title,
        description=plain_text(found.description),
        hue_class=found.hue_class,
        section="episodes",
        paged=page.page,
        kept={"season": _text(page.season), "year": _text(page.year)},
        entries=episode_entries(page.page),
        feeds=feeds_of_show(found),
        language=found.language,
        json_ld=graphs.show(found),
        card=show_card(found),
    )


def _text(number):
    return "" if number is None else str(number)


@page_view(present_episode, find_withdrawn=withdrawn_at_episode)
def episode(request, show, episode):
    page = episode_page(show, episode)
    found = page.episode
    return render_page(
        request,
        "episode",
        page,
        title=f"{found.title} · {found.show.title}",
        description=found.summary,
        hue_class=found.show.hue_class,
        feeds=feeds_of_show(found.show),
        audio=_heard(found),
        json_ld=graphs.episode(page),
        card=episode_card(found, page.credits, [moment.clip for moment in page.moments]),
        **article(found),
    )


@page_view(present_episode, "get_transcript_url", find_withdrawn=withdrawn_at_episode)
def transcript(request, show, episode):
    page = transcript_page(show, episode)
    if not page.turns:
        raise page.episode.cues.model.DoesNotExist
    return render_page(
        request,
        "transcript",
        page,
        title=_("Transcript of %(title)s") % {"title": page.episode.title},
        description=page.episode.summary,
        hue_class=page.episode.show.hue_class,
        json_ld=graphs.transcript(page.episode),
        card=show_card(page.episode.show),
        **article(page.episode),
    )


@page_view(present_highlight, find_withdrawn=withdrawn_at_highlight)
def highlight(request, show, episode, highlight):
    page = highlight_page(show, episode, highlight)
    found = page.section.highlight
    return render_page(
        request,
        "highlight",
        page,
        title=f"{found.title} · {found.episode.title}",
        description=found.takeaway or plain_text(found.body),
        hue_class=found.episode.show.hue_class,
        feeds=feeds_of_show(found.episode.show),
        json_ld=graphs.highlight(page.section),
        card=highlight_card(found, page.section.clips),
        work=highlight_work(found, page.section.clips, credits_of(found.episode)),
        copied=copied_section(page.section),
        **article(found.episode),
    )


@page_view(find_withdrawn=withdrawn_at_clip)
def clip(request, clip):
    page = clip_page(clip)
    found = page.clip
    return render_page(
        request,
        "clip",
        page,
        title=f"{found.title} · {found.episode.title}",
        description=found.excerpt or found.title,
        hue_class=found.episode.show.hue_class,
        embed_code=embed_code(found) if found.is_placed and found.episode.audio else "",
        feeds=feeds_of_show(found.episode.show),
        audio=_heard(found.episode, found.fragment),
        json_ld=graphs.clip(found),
        card=clip_card(found),
        work=clip_work(found, credits_of(found.episode)),
        **article(found.episode),
    )


def _heard(episode, fragment=""):
    """What the head says is heard on a page: the episode's own recording, from a moment on."""
    return (episode.audio + fragment, episode.audio_type) if episode.audio else None

"""Share cards: pictures of pages, for whoever shows a link to one."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response

from episodes.models import SiteSettings
from episodes.queries import cards as found
from episodes.seo import cards
from episodes.services.cards import forget_cards, kept_card
from episodes.views.pages import page_view

FOREVER = "public, max-age=31536000, immutable"
# What it leads to changes with the next edit.
ANEW = "no-cache"
#: How the card of each kind is found and made.
KINDS = {
    "episode": (found.episode_of_card, cards.episode_card),
    "highlight": (found.highlight_of_card, cards.highlight_card),
    "quote": (found.quote_of_card, cards.quote_card),
    "clip": (found.clip_of_card, cards.clip_card),
    "show": (found.show_of_card, cards.show_card),
    "person": (found.person_of_card, cards.person_card),
    "tag": (found.tag_of_card, cards.tag_card),
    "site": (lambda pk: (SiteSettings.load(),), cards.site_card),
}


@page_view()
def card(request, kind, pk, digest):
    """The card as it is now; under an older digest, where that is."""
    find, make = KINDS[kind]
    try:
        values = find(pk)
    except ObjectDoesNotExist:
        forget_cards(kind, pk)
        raise
    site = SiteSettings.load()
    present = make(*values).of_site(site.name, site.hue)
    if digest != present.digest or pk != present.pk:
        return HttpResponseRedirect(present.path, headers={"Cache-Control": ANEW})
    # A digest stands for every pixel, so whoever has it need not be sent it, nor need it be read.
    headers = {"ETag": f'"{digest}"', "Cache-Control": FOREVER}
    unsent = get_conditional_response(request, headers["ETag"], None)
    if unsent is not None:
        return unsent
    return HttpResponse(kept_card(present), content_type="image/png", headers=headers)

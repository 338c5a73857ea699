"""How to ask this site, for the search field of a browser.

OpenSearch 1.1 draft 6, https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import etree

from episodes.feeds.xml import add, feed_view, to_bytes
from episodes.models import SiteSettings
from episodes.seo.meta import OPENSEARCH, absolute
from episodes.text.excerpts import excerpt

SPACE = "http://a9.com/-/spec/opensearch/1.1/"
SHORT_NAME, LONG_NAME, DESCRIPTION = 16, 48, 1024


@feed_view(f"{OPENSEARCH}; charset=utf-8")
def opensearch(request):
    site = SiteSettings.load()
    root = etree.Element("OpenSearchDescription", nsmap={None: SPACE})
    add(root, "ShortName", site.name[:SHORT_NAME].strip())
    add(root, "LongName", site.name[:LONG_NAME].strip())
    about = _("Highlights, quotes, episodes, people and transcripts of %(site)s") % {"site": site.name}
    add(root, "Description", excerpt(about, DESCRIPTION))
    for side, name in (("16", reverse("favicon")), ("64", reverse("icon", args=[site.nearest_hue, "192"]))):
        kind = "image/x-icon" if side == "16" else "image/png"
        add(root, "Image", absolute(name), width=side, height=side, type=kind)
    add(root, "Url", type="text/html", template=f"{absolute(reverse('search'))}?q={{searchTerms}}")
    suggestions = f"{absolute(reverse('suggest'))}?format=opensearch&q={{searchTerms}}"
    add(root, "Url", type="application/x-suggestions+json", template=suggestions)
    add(root, "Url", type=OPENSEARCH, rel="self", template=absolute(request.path))
    add(root, "Language", settings.LANGUAGE_CODE)
    add(root, "InputEncoding", "UTF-8")
    add(root, "OutputEncoding", "UTF-8")
    return to_bytes(root)

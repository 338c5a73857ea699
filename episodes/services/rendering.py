"""Bodies of sections as HTML, kept beside them: made when a body is saved, and here where they were made otherwise."""

from django.db import transaction

from episodes.models import Highlight
from episodes.text.markdown import MAKING, rendered_body

CHUNK = 200


def render_bodies(using="default") -> int:
    """Renders the bodies whose HTML is none of this version of the site; returns how many there were.

    What is not rendered yet is rendered by every page that shows it.
    """
    rows = Highlight.objects.using(using).exclude(rendered__startswith=f"{MAKING} ").order_by("pk")
    pks = list(rows.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic(using=using):
            some = Highlight.objects.using(using).select_for_update().filter(pk__in=pks[start : start + CHUNK])
            some = list(some.only("body").order_by())
            for highlight in some:
                highlight.rendered = rendered_body(highlight.body)
            Highlight.objects.using(using).bulk_update(some, ["rendered"])
    return len(pks)

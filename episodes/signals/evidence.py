"""What was heard is taken back where a sentence is rewritten or a clip gets other times, whoever saves it."""

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from episodes.models import Clip, Highlight
from episodes.services.evidence import heard_body, take_back_moved, take_back_rewritten


@receiver(pre_save, sender=Highlight)
def sentences_changing(sender, instance, raw=False, update_fields=None, **kwargs):
    known = not raw and instance.pk and not instance._state.adding
    is_body = known and (update_fields is None or "body" in update_fields)
    instance._heard_body = heard_body(instance.pk) if is_body else None


@receiver(post_save, sender=Highlight)
def sentences_changed(sender, instance, **kwargs):
    """Before the citations are derived anew; who writes a whole episode says afterwards what stays heard."""
    if instance._heard_body is not None and instance._heard_body != instance.body:
        take_back_rewritten(instance.pk, instance._heard_body, instance.body)


@receiver(post_save, sender=Clip)
def moment_changed(sender, instance, raw=False, created=False, update_fields=None, **kwargs):
    is_time = update_fields is None or {"start_ms", "end_ms"} & set(update_fields)
    if not raw and not created and is_time and instance.has_new_times:
        take_back_moved(instance.pk)

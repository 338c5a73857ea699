"""A picture that somebody has put in is there in every size that pages show, once that is committed."""

import logging
from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_save, pre_save

from episodes.services.sizes import make_sizes, picture_fields

logger = logging.getLogger(__name__)


def about_to_be_saved(sender, instance, raw=False, **kwargs):
    """Notes the fields whose file has not been stored yet: the storage has its name only afterwards."""
    files = {} if raw else {name: getattr(instance, name) for name in picture_fields(sender)}
    instance._new_pictures = [name for name, file in files.items() if file and not file._committed]


def saved(sender, instance, **kwargs):
    for field in instance.__dict__.pop("_new_pictures", ()):
        transaction.on_commit(partial(_make, getattr(instance, field).name), robust=True)


def _make(name):
    try:
        make_sizes(name)
    except OSError:
        # They are made when a page that shows one is read.
        logger.exception("The sizes of %s could not be made.", name)


def connect():
    for model in apps.get_app_config("episodes").get_models():
        if picture_fields(model):
            pre_save.connect(about_to_be_saved, sender=model)
            post_save.connect(saved, sender=model)


connect()

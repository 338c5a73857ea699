"""Rows as plain values for a file, and fields from what a file says."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from episodes.services.archive.nouns import NOUN_OF
from episodes.services.pictures import check_stored

NO_DEFAULT = object()


class ArchiveError(ValueError):
    """An export cannot be written or read; the message is one sentence that names the file and the field."""


def upload_name(name):
    """``name``, if it stays below the folder of the uploads. Raises ``ArchiveError``."""
    path = PurePosixPath(name)
    # "\\" parts folders on some machines; a hidden file is never served.
    if not path.parts or path.is_absolute() or "\\" in name or any(part.startswith(".") for part in path.parts):
        raise ArchiveError(_("“%(name)s” is not the name of an uploaded file.") % {"name": name[:80]})
    return name


def inside(root, path):
    """``root / path``, which may be somebody else's export. Raises ``ArchiveError`` where a link leads out of it."""
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise ArchiveError(_("%(file)s leads out of the export.") % {"file": path})
    return root / path


def row_of(instance, names):
    """The fields of a row as plain values, without those that have their default. ``names(model, pk)`` refers."""
    noun = NOUN_OF[type(instance)]
    row = {}
    for name in noun.fields:
        field = noun.model._meta.get_field(name)
        value = getattr(instance, field.attname)
        if field.is_relation:
            value = None if value is None else names(field.related_model, value)
        if (value := _plain(value)) != _default(field):
            row[name] = value
    return row


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    if isinstance(value, dict):  # As the database keeps it, which is in no order or in one of its own.
        return {key: _plain(value[key]) for key in sorted(value)}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _default(field):
    if field.is_relation or (field.null and not field.has_default()):
        return None
    if field.has_default() and not callable(field.default):
        return field.default.value if hasattr(field.default, "value") else field.default
    return "" if isinstance(field, (models.CharField, models.TextField, models.FileField)) else NO_DEFAULT


def instance_of(model, row, where, find, **owner):
    """An unsaved instance of ``model`` from a row of the file ``where``; ``find`` what it refers to.

    Raises ``ArchiveError`` for a field that is not known, or whose value the model does not take.
    """
    noun, values = NOUN_OF[model], {}
    if not isinstance(row, dict):
        raise ArchiveError(_("%(file)s: “%(row)s” must be names with values.") % {"file": where, "row": str(row)[:40]})
    for name, value in row.items():
        if name not in noun.fields and name != noun.body:
            raise ArchiveError(_("%(file)s: there is no field “%(field)s”.") % {"file": where, "field": name})
        field = model._meta.get_field(name)
        if field.is_relation:
            values[field.attname] = None if value is None else find(field.related_model, value, where, name)
        else:
            values[name] = _read(field, value, where)
    return model(**values, **owner)


def _read(field, value, where):
    if isinstance(field, models.JSONField):
        return value
    try:
        if isinstance(field, models.DateTimeField) and value is not None:
            value = _moment(value)
        if isinstance(field, models.FileField):
            if value and len(str(value)) > field.max_length:
                raise ValidationError(_("The name of the file is too long."))
            return _upload(field, str(value)) if value else ""
        value = field.to_python(value)
        if value is None and not field.null:
            raise ValidationError(field.error_messages["null"])
        if value not in field.empty_values:
            field.validate(value, None) if field.editable else None
            field.run_validators(value)
        return value
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        sentence = error.messages[0] if isinstance(error, ValidationError) else str(error)
        problem = {"file": where, "field": field.name, "problem": sentence}
        raise ArchiveError(_("%(file)s: %(field)s: %(problem)s") % problem) from None


def _upload(field, value):
    name = upload_name(value)
    if isinstance(field, models.ImageField):
        check_stored(field.storage, name)
    return name


def _moment(value):
    moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    if moment is None:
        raise ValidationError(_("“%(value)s” is no moment.") % {"value": str(value)[:40]})
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

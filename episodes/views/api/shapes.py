"""What an answer looks like, said once: the same shape writes the JSON and is its schema in the OpenAPI document.

Schemas are JSON Schema 2020-12, as OpenAPI 3.1 takes them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings


@dataclass(frozen=True)
class Field:
    """A value of an object: ``read(thing)`` gives it, ``example`` is one that ``schema`` allows."""

    schema: dict
    read: Callable
    example: object


@dataclass(frozen=True)
class Shape:
    """A JSON object. Every answer has all its fields; what is not known is null, or empty."""

    name: str
    description: str
    fields: dict[str, Field]

    def write(self, thing) -> dict:
        return {name: field.read(thing) for name, field in self.fields.items()}

    @property
    def schema(self) -> dict:
        return {
            "type": "object",
            "description": self.description,
            "properties": {name: field.schema for name, field in self.fields.items()},
            "required": list(self.fields),
            "additionalProperties": False,
        }

    @property
    def example(self) -> dict:
        return {name: field.example for name, field in self.fields.items()}

    @property
    def reference(self) -> dict:
        return {"$ref": f"#/components/schemas/{self.name}"}


def absolute(path):
    """The whole address of a page or an upload of this site; empty and whole ones stay as they are."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def rfc3339(moment):
    """``2024-05-01T12:00:00Z``: RFC 3339, in UTC, to the second."""
    return moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(description, example, read):
    """A text; empty where there is none."""
    return Field({"type": "string", "description": description}, lambda thing: str(read(thing)), example)


def const(value):
    """A text that is always the same."""
    return Field({"const": value, "description": "What it is."}, lambda thing: value, value)


def choice(description, choices, read):
    values = [str(value) for value in choices]
    schema = {"type": "string", "enum": values, "description": description}
    return Field(schema, lambda thing: str(read(thing)), values[0])


def whole(description, example, read, nullable=False):
    schema = {"type": ["integer", "null"] if nullable else "integer", "description": description}
    return Field(schema, read, example)


def flag(description, read, nullable=False):
    schema = {"type": ["boolean", "null"] if nullable else "boolean", "description": description}
    return Field(schema, read, False)


def moment(description, read, nullable=False):
    """A time as in RFC 3339."""
    schema = {"type": ["string", "null"] if nullable else "string", "format": "date-time", "description": description}
    return Field(schema, lambda thing: rfc3339(read(thing)), "2024-05-01T06:00:00Z")


def link(description, example, read, nullable=False):
    """A whole address; null, where it may be, when there is none."""
    schema = {"type": ["string", "null"] if nullable else "string", "format": "uri", "description": description}
    return Field(schema, lambda thing: absolute(str(read(thing) or "")) or None, absolute(example))


def texts(description, example, read):
    schema = {"type": "array", "items": {"type": "string"}, "description": description}
    return Field(schema, lambda thing: list(read(thing)), [example])


def one(shape: Shape, description, read):
    """An object that is always there."""
    return Field({**shape.reference, "description": description}, lambda thing: shape.write(read(thing)), shape.example)


def maybe(shape: Shape, description, read):
    """An object, or null."""

    def written(thing):
        found = read(thing)
        return shape.write(found) if found else None

    return Field({"oneOf": [shape.reference, {"type": "null"}], "description": description}, written, shape.example)


def many(shape: Shape, description, read):
    schema = {"type": "array", "items": shape.reference, "description": description}
    return Field(schema, lambda thing: [shape.write(part) for part in read(thing)], [shape.example])

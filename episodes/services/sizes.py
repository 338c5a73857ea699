"""Pictures in the sizes that pages show them in, as WebP: made when a picture is saved, or first asked for.

Of ``logos/abc.png`` the one that is 176 pixels wide lies at ``sizes/logos/abc.png/176.webp`` in the storage. Only
``WIDTHS`` of pictures that are there are made, so what lies there stays in proportion; the folder may be deleted.
"""

import io
import logging
import threading
from functools import cache

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import ImageField
from PIL import Image

from episodes.services import derived
from episodes.services.pictures import FORMATS, check_bytes, check_pixels, upright

FOLDER = "sizes"
#: In pixels: faces and small logos at 40 and 56 pixels on screens of up to three dots a pixel, and those at 176.
WIDTHS = (64, 128, 176, 352, 528)
QUALITY = 82
LONGEST_NAME = 100  # as the columns have it
logger = logging.getLogger(__name__)
# One at a time in a process: that bounds memory, and nobody makes what another is making.
_making = threading.Lock()


def choices(width: int, shown: int) -> list[tuple[int, int]]:
    """``[(of WIDTHS, pixels that it has)]`` of a picture ``width`` pixels wide for where it is ``shown`` so wide.

    From the smallest that fills the place to three dots a pixel; nothing is enlarged.
    """
    wide = [each for each in WIDTHS if shown <= each <= 3.25 * shown] or [WIDTHS[-1]]
    last = next((at for at, each in enumerate(wide) if each >= width), len(wide) - 1)
    return [(each, min(each, width)) for each in wide[: last + 1]]


def kept_size(name: str, width: int) -> bytes | None:
    """The WebP of the picture ``name`` at one of ``WIDTHS``, made if nobody has yet.

    None for what is no picture, or cannot be decoded. Raises ``FileNotFoundError`` where there is no such picture.
    """
    if width not in WIDTHS or not is_of_a_picture(name):
        raise FileNotFoundError(name)
    if (found := derived.read(_place(name, width))) is not None:
        return found
    return make_sizes(name).get(width)


def picture_fields(model) -> list[str]:
    """The names of the fields of a model that hold pictures."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, ImageField)]


def is_of_a_picture(name: str) -> bool:
    """Whether ``name`` is plainly of a folder that pictures are put into."""
    folder, slash, file = name.rpartition("/")
    if folder + slash not in _folders() or not file or file.startswith("."):
        return False
    return len(name) <= LONGEST_NAME and not {"\\", "\0"} & set(name)


@cache
def _folders():
    models = apps.get_app_config("episodes").get_models()
    return {model._meta.get_field(name).upload_to for model in models for name in picture_fields(model)}


def make_sizes(name: str) -> dict[int, bytes]:
    """Makes and keeps the picture in every size that is missing; decodes it once. Empty for what cannot be decoded.

    Raises ``FileNotFoundError``.
    """
    with _making:
        missing = [width for width in WIDTHS if not default_storage.exists(_place(name, width))]
        made = _made(name, missing) if missing else {}
        for width, data in made.items():
            derived.keep(_place(name, width), data)
    return made | {width: derived.read(_place(name, width)) for width in WIDTHS if width not in missing}


def _made(name, widths):
    try:
        with default_storage.open(name) as file:
            check_bytes(file.size)
            check_pixels(file)
            with Image.open(file, formats=FORMATS) as image:
                # Pictures may be higher than wide, so the largest is found by its longest side.
                longest = round(max(widths) * max(image.size) / image.width)
                whole = upright(image, longest)
    except FileNotFoundError:
        raise
    except Exception:  # Damaged pictures raise whatever their decoder stumbles over; pages show the file as it is.
        logger.warning("The picture %s could not be made smaller.", name, exc_info=True)
        return {}
    return {width: _webp(whole, width) for width in widths}


def _webp(whole, width):
    width = min(width, whole.width)
    small = whole.resize((width, max(1, round(whole.height * width / whole.width))), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def _place(name, width):
    return f"{FOLDER}/{name}/{width}.webp"

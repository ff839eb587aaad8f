"""Re-encoder of pictures: what is stored was encoded by us and carries nothing but pixels."""

from __future__ import annotations

import io
import threading
import warnings
from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS, LONGEST_SIDE = 25_000_000, 10_000
QUALITY = 88
SMALL = (240, 240)
# Grey of more than eight bits, which would otherwise turn white.
DEEP_MODES = ("I", "I;16", "I;16B", "I;16L", "F")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# A picture at the limit takes some 300 MB while it is painted: one at a time in a process.
_turn = threading.Lock()


class Unreadable(Exception):
    """Not a whole picture."""


class TooManyPixels(Exception):
    """More pixels than we paint."""


def painted_anew(data: bytes) -> bytes:
    """The picture as a JPEG of our own: upright, without metadata, tails or hidden parts."""
    try:
        with _turn, Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            _refuse_large(picture.size)
            picture.load()
            return _jpeg(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except TooManyPixels:
        raise
    except Exception as error:
        # Decoders fail in many ways, and none of them may be a fault of ours.
        raise Unreadable from error


def _refuse_large(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > LONGEST_SIDE:
        raise TooManyPixels


def _jpeg(picture: Image.Image) -> bytes:
    if picture.mode in DEEP_MODES:
        # Of sixteen bits the upper eight are shown.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        canvas.paste(layer, mask=layer)
    else:
        canvas.paste(picture.convert("RGB"))
    return _encoded(canvas)


def _encoded(picture: Image.Image) -> bytes:
    found = io.BytesIO()
    picture.save(found, "JPEG", quality=QUALITY)
    return found.getvalue()


def turned(path: Path) -> bytes:
    """A stored picture, turned to the right by a quarter."""
    with _turn, Image.open(path, formats=("JPEG",)) as picture:
        return _encoded(picture.transpose(Image.Transpose.ROTATE_270))


def small(path: Path, size: tuple[int, int] = SMALL) -> bytes:
    """A stored picture no larger than a size: by default small enough for a list of files."""
    with _turn, Image.open(path, formats=("JPEG",)) as picture:
        picture.draft("RGB", size)
        picture.thumbnail(size)
        return _encoded(picture)

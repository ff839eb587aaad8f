"""Invented pictures for the files of demo records: plainly none of a real person or paper."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.attachments.content_check import examined
from app.attachments.declaration import Slot
from app.attachments.operations import PlacedFile

PAPER, FRAME, INK = "#fdfbf4", "#a33a2c", "#3a4658"
BACKDROPS = ("#6f9ac8", "#c8dcf0", "#e8eef5")


def portrait(seed: int) -> bytes:
    """A figure without a face on the backdrop of a photographer, 295 by 413 pixels (一寸)."""
    picture = Image.new("RGB", (295, 413), BACKDROPS[seed % len(BACKDROPS)])
    draw = ImageDraw.Draw(picture)
    coat = (40 + seed * 37 % 60, 50 + seed * 53 % 60, 70 + seed * 71 % 60)
    draw.ellipse((20, 270, 275, 560), fill=coat)
    draw.ellipse((87, 90, 208, 250), fill="#e3c2a4")
    draw.pieslice((80, 70, 215, 220), 180, 360, fill="#2b2725")
    return _jpeg(picture)


def paper(title: str, number: str) -> bytes:
    """A card with a double frame, a title and a number in Latin letters, 900 by 600 pixels."""
    picture = Image.new("RGB", (900, 600), PAPER)
    draw = ImageDraw.Draw(picture)
    for inset, width in ((24, 6), (40, 2)):
        box = (inset, inset, 900 - inset, 600 - inset)
        draw.rectangle(box, outline=FRAME, width=width)
    latin = "".join(sign for sign in number if sign.isascii())
    for text, top, size, ink in (
        (title, 120, 54, FRAME),
        (latin, 290, 40, INK),
        ("DEMO - NOT VALID", 470, 34, FRAME),
    ):
        draw.text((450, top), text, fill=ink, font=ImageFont.load_default(size), anchor="ma")
    return _jpeg(picture)


def placed(item: object, slot: Slot, data: bytes) -> PlacedFile:
    """A picture for a place of a record, examined as one that somebody sends."""
    return PlacedFile(item, slot, examined(f"{slot.label}.jpg", data, slot))


def _jpeg(picture: Image.Image) -> bytes:
    found = BytesIO()
    picture.save(found, "JPEG", quality=85)
    return found.getvalue()

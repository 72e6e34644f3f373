"""Smaller AVIF and WebP copies of a picture, made when it comes in, for pages to choose from (``srcset``)."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from PIL import Image as Picture
from PIL import features

from articles.models import Image

WIDTHS = (480, 800, 1200, 1600)
WORTH = 0.85  # a copy nearly as wide as the largest saves nobody anything
OPTIONS: dict[str, dict[str, int]] = {"avif": {"quality": 60, "speed": 8}, "webp": {"quality": 80, "method": 4}}


def make_sizes(image: Image) -> list[int]:
    """Writes the copies beside the file and their widths into the row; returns the widths.

    None are made of what moves, nor where Pillow cannot write AVIF. The largest is never wider than the picture.
    """
    with image.file.open("rb") as file, Picture.open(file) as opened:
        if getattr(opened, "is_animated", False) or not features.check("avif"):
            image.widths = []
        else:
            largest = min(opened.width, WIDTHS[-1])
            image.widths = [*(width for width in WIDTHS if width < largest * WORTH), largest]
            mode = "RGBA" if "A" in opened.getbands() or "transparency" in opened.info else "RGB"
            whole = opened.convert(mode)
            for width in image.widths:
                _write(image, whole, width)
    image.save(update_fields=["widths"])
    return image.widths


def _write(image: Image, whole: Picture.Image, width: int) -> None:
    height = max(1, round(whole.height * width / whole.width))
    small = whole.resize((width, height), Picture.Resampling.LANCZOS)
    for suffix, options in OPTIONS.items():
        out = io.BytesIO()
        small.save(out, suffix.upper(), **options)
        name = image.copy_name(width, suffix)
        image.file.storage.delete(name)
        image.file.storage.save(name, ContentFile(out.getvalue()))

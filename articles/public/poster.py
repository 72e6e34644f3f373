"""A quotation as a picture to pass on: its words, who said them, the paper's name, a QR code of its page."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import segno
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from articles.models import PublishedQuote
from articles.text.phrases import break_points
from articles.text.sentences import clauses

WIDTH, HEIGHT = 1080, 1350
MARGIN = 96
PAPER, INK, QUIET, HAIR, SEAL = "#faf7f0", "#1b1714", "#5a5149", "#cfc6b6", "#b0301c"
SIZES = (92, 80, 70, 60, 52, 44)  # of the words, the largest first
LARGE = 4  # of these are large
LEADING = 1.55
CODE = 216
COLOURS = 48
CLOSING = "，。、；：？！”’）》…—"
# Where Debian, Fedora, macOS and Windows put a Song-style font, and which face of the file is Simplified Chinese.
FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    ("/usr/share/fonts/google-noto-serif-cjk-vf-fonts/NotoSerifCJK-VF.ttc", 2),
    ("/System/Library/Fonts/Supplemental/Songti.ttc", 0),
    ("C:/Windows/Fonts/simsun.ttc", 0),
)


@lru_cache(maxsize=1)
def font_file() -> tuple[str, int] | None:
    """File and face of a Chinese font, asked of the known places and then of fontconfig; None without one."""
    for name, face in FONTS:
        if Path(name).is_file():
            return name, face
    command = shutil.which("fc-match")
    if command is None:
        return None
    asked = [command, "-f", "%{file}|%{index}|%{lang}", "serif:lang=zh-cn:bold"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout  # noqa: S603
    file, index, languages = [*found.split("|"), "", "", ""][:3]
    return (file, int(index or 0) & 0xFFFF) if "zh-cn" in languages and Path(file).is_file() else None


def is_possible() -> bool:
    return font_file() is not None


def picture(quote: PublishedQuote, *, speaker: str, source: str) -> bytes:
    """The PNG. ``source`` is the line of title, day and page below the words. Needs ``is_possible()``."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    name = settings.PAPER["name"]
    draw.text((MARGIN, MARGIN), name, font=_font(44), fill=INK)
    draw.rectangle((MARGIN, 176, WIDTH - MARGIN, 181), fill=INK)
    draw.rectangle((MARGIN, 186, WIDTH - MARGIN, 187), fill=INK)
    foot = HEIGHT - MARGIN - CODE
    _words(draw, quote.text, top=230, bottom=foot - 210)
    draw.rectangle((MARGIN, foot - 182, MARGIN + 84, foot - 176), fill=SEAL)
    if speaker:
        draw.text((MARGIN, foot - 156), _shortened(speaker, 36, WIDTH - 2 * MARGIN), font=_font(36), fill=INK)
    draw.text((MARGIN, foot - 94), _shortened(source, 28, WIDTH - 2 * MARGIN), font=_font(28), fill=QUIET)
    draw.line((MARGIN, foot - 30, WIDTH - MARGIN, foot - 30), fill=HAIR)
    address = settings.SITE_URL + quote.card["url"]
    code = _code(address)
    image.paste(code, (WIDTH - MARGIN - code.width, foot))
    draw.text((MARGIN, foot + 52), "扫码读原文", font=_font(34), fill=SEAL)
    draw.text((MARGIN, foot + 116), _shortened(address.partition("//")[2], 24, 600), font=_font(24), fill=QUIET)
    out = io.BytesIO()
    image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = font_file()
    if found is None:
        raise RuntimeError("no Chinese font is installed")
    return ImageFont.truetype(found[0], size, index=found[1])


def _words(draw: ImageDraw.ImageDraw, text: str, *, top: int, bottom: int) -> None:
    """In the middle of the room; the smallest size cuts what is too much."""
    size, lines = sized(text, WIDTH - 2 * MARGIN, bottom - top)
    room = int((bottom - top) // (size * LEADING))
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1][:-1] + "…"]
    y = top + (bottom - top - len(lines) * size * LEADING) / 2
    for line in lines:
        draw.text((MARGIN, y), line, font=_font(size), fill=INK)
        y += size * LEADING


def sized(text: str, width: int, height: int) -> tuple[int, list[str]]:
    """The largest size at which the words fit, with their lines: a clause a line where that keeps them large."""
    parts = clauses(text)
    for size in SIZES[:LARGE] if len(parts) > 1 else ():
        font = _font(size)
        if len(parts) * size * LEADING <= height and all(font.getlength(part) <= width for part in parts):
            return size, parts
    for size in SIZES:
        lines = lines_of(text, size, width)
        if len(lines) * size * LEADING <= height:
            break
    return size, lines


def lines_of(text: str, size: int, width: int) -> list[str]:
    """Lines that break between words and never before a closing mark; evened out, so that no word stands alone."""
    font = _font(size)
    pieces: list[str] = []
    for piece in break_points(text):
        if pieces and piece[0] in CLOSING:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    fewest = _filled(pieces, font, width)
    for narrower in range(width, width // 2, -size // 2):
        evened = _filled(pieces, font, narrower)
        if len(evened) > len(fewest):
            break
        fewest = evened
    return fewest


def _filled(pieces: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for piece in pieces:
        while font.getlength(piece) > width:  # a word longer than the line
            room = max(1, int(len(piece) * width / font.getlength(piece)))
            lines += [piece[:room]]
            piece = piece[room:]
        if lines[-1] and font.getlength(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return [line for line in lines if line]


def _shortened(text: str, size: int, width: int) -> str:
    font = _font(size)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def _code(address: str) -> Image.Image:
    made = segno.make(address, error="m")
    rows = [[255 if not dark else 0 for dark in row] for row in made.matrix_iter(border=2)]
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([value for row in rows for value in row])
    scale = CODE // len(rows)  # whole pixels, or the squares come out uneven
    return small.resize((scale * len(rows),) * 2, Image.Resampling.NEAREST).convert("RGB")

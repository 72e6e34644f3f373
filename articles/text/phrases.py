"""Where a headline may break: between words, never inside a short quoted term, never before a stop."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from articles.text.segmentation import cut_by_dictionary

CLOSING = "，。、；：？！”’）》」』】…—·％% \u3000"
OPENING = "“‘（《「『【"
# Short quoted terms, and dates and figures with their units, stay in one piece.
WHOLE = re.compile(r"[“‘《「『（][^“”‘’《》「」『』（）]{1,6}[”’》」』）]|[0-9.,]+[%％]?")
BACKWARD = frozenset("的地得了着过们吗呢吧啊等之者性化里上中下内外间时后前")  # lean on the word before
FORWARD = frozenset(
    "以在把让被从向对为于给和与及或同不没未别莫很更最越也都要能会可再又才就还第某新旧老大小好一两三四五六七八九十几每各这那"
)
COUNTED = re.compile(r"^[0-9一二三四五六七八九十百千万两几这那每各]+[个本种场次条位项笔年月日份把座张只件家名]$")
AUTOSPACED = re.compile(r"[0-9A-Za-z][\u2e80-\u9fff]|[\u2e80-\u9fff][0-9A-Za-z]")
LONGEST = 8  # characters of a phrase that was glued together


@lru_cache(maxsize=4096)
def break_points(text: str) -> tuple[str, ...]:
    """``text`` as phrases between which a line may break; joined they are the text again."""
    return tuple(_gather(_glue(_pieces(text))))


@lru_cache(maxsize=4096)
def with_breaks(text: str) -> str:
    """Escaped HTML of ``text`` with ``<wbr>`` between phrases, for elements of class ``phrase``.

    None between a figure or a Latin word and what it touches: browsers would leave out the narrow space there.
    """
    out = ""
    for phrase in break_points(text):
        touches = out and AUTOSPACED.fullmatch(out[-1] + phrase[0])
        out += html.escape(phrase) if touches or not out else f"<wbr>{html.escape(phrase)}"
    return out


def _pieces(text: str) -> list[str]:
    """Words, with short quoted terms and figures whole."""
    pieces: list[str] = []
    at = 0
    for match in WHOLE.finditer(text):
        pieces += cut_by_dictionary(text[at : match.start()])
        pieces.append(match.group())
        at = match.end()
    return pieces + cut_by_dictionary(text[at:])


def _glue(words: list[str]) -> list[str]:
    """Tie stops and particles to the word before, opening marks and prepositions to the word after."""
    phrases: list[str] = []
    pending = False  # the last phrase waits for the word after it
    for word in words:
        before = phrases[-1] if phrases else ""
        leans = word[0] in CLOSING or (word in BACKWARD and before[-1:] not in CLOSING)
        fits = len(before) + len(word) <= LONGEST or word[0] in CLOSING or before[-1:] in OPENING
        if before and fits and (leans or pending):
            phrases[-1] += word
        else:
            phrases.append(word)
        is_dash = (before + word).strip("—") == ""  # the dash that begins a subtitle
        is_count = word[-1].isdigit() or bool(COUNTED.match(word))
        pending = is_dash or is_count or word[-1] in OPENING or word in FORWARD
    return phrases


def _gather(phrases: list[str]) -> list[str]:
    """No character stands alone: it joins the shorter neighbour."""
    gathered: list[str] = []
    waiting = ""
    for at, phrase in enumerate(phrases):
        phrase = waiting + phrase
        waiting = ""
        alone = len(phrase.rstrip(CLOSING)) == 1
        is_last_word = phrase[-1] in CLOSING
        follower = phrases[at + 1] if at + 1 < len(phrases) else ""
        before = gathered[-1] if gathered else ""
        if (
            alone
            and before
            and before[-1] not in CLOSING
            and (is_last_word or not follower or len(before) <= len(follower))
        ):
            gathered[-1] += phrase
        elif alone and follower and not is_last_word:
            waiting = phrase
        else:
            gathered.append(phrase)
    return [*gathered, waiting] if waiting else gathered

"""Where a headline may break: between words, never inside one, never before a stop."""

from __future__ import annotations

import html

from articles.text.segmentation import cut

CLOSING = "，。、；：？！”’）》」』】…—"
OPENING = "“‘（《「『【"
PARTICLES = frozenset("的了着过与和及或之等吗呢吧是在")
LONGEST = 7


def break_points(text: str) -> list[str]:
    """``text`` as phrases of up to about seven characters between which a line may break."""
    phrases: list[str] = []
    for word in cut(text):
        glued = phrases and (
            word[0] in CLOSING
            or phrases[-1][-1] in OPENING
            or word in PARTICLES
            or (len(phrases[-1]) + len(word) <= 4 and phrases[-1][-1] not in CLOSING)
        )
        if glued and (len(phrases[-1]) + len(word) <= LONGEST or word[0] in CLOSING or phrases[-1][-1] in OPENING):
            phrases[-1] += word
        else:
            phrases.append(word)
    return phrases


def with_breaks(text: str) -> str:
    """Escaped HTML of ``text`` with ``<wbr>`` between phrases, for elements of class ``phrase``."""
    return "<wbr>".join(html.escape(phrase) for phrase in break_points(text))

"""An article's HTML as it leaves the site: absolute links, plain tags, styles inline where they are wanted."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
CAPTION_OF_PULL = re.compile(r'(<figure class="pull">.*?)<figcaption class="meta">.*?</figcaption>', re.DOTALL)
KEPT = frozenset(
    {
        "href",
        "src",
        "alt",
        "width",
        "height",
        "colspan",
        "rowspan",
        "lang",
        "charset",
        "name",
        "content",
    }  # of a whole page
)
LEFT_OUT = frozenset({"wbr", "picture", "source"})
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Styles = Mapping[str, str]


def outgoing(body: str, *, site_url: str, styles: Styles | None = None) -> str:
    """``body`` without ids, classes and break hints. ``styles`` maps 'p', 'p.footnote', 'section' to inline CSS.

    What stands between < and > is a tag of ours: the text was escaped when it was rendered.
    """
    chosen = styles or {}

    def change(match: re.Match[str]) -> str:
        closing, name, rest = match.groups()
        if name in LEFT_OUT:
            return ""
        shown = "div" if name == "section" else name
        if closing:
            return f"</{shown}>"
        given = dict(ATTRIBUTE.findall(rest))
        kept = {key: _absolute(value, site_url) for key, value in given.items() if key in KEPT}
        style = _style(name, given.get("class", ""), chosen)
        if style:
            kept["style"] = style
        return "<" + shown + "".join(f' {key}="{value}"' for key, value in kept.items()) + ">"

    return TAG.sub(change, CAPTION_OF_PULL.sub(r"\1", body))


def _absolute(value: str, site_url: str) -> str:
    return html.escape(site_url) + value if value.startswith("/") and not value.startswith("//") else value


def _style(name: str, classes: str, styles: Styles) -> str:
    """The style of the tag with its most telling class, else of the tag."""
    for each in reversed(classes.split()):
        if f"{name}.{each}" in styles:
            return styles[f"{name}.{each}"]
    return styles.get(name, "")


def xml_safe(text: str) -> str:
    """Without the characters that no XML document may hold."""
    return NOT_XML.sub("", text)

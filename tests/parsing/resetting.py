"""Sets known articles anew as other papers would: other widths, marks, labels, places and orders, with the gold that goes with it.

A page of the importer's tests is one setting of its words. ``reset(random, articles, pages)`` draws another one: every
choice a paper or an extraction makes (``CHOICES``) is drawn once for the page, so that losses can be laid to choices.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from articles.parsing.seams import seam
from tests.parsing.make_pages import Style, wrap

Gold = dict[str, Any]

CHOICES: dict[str, tuple[Any, ...]] = {
    "blank": ("none", "none", "each", "paragraph", "blocks"),
    "flow": ("column", "column", "column", "column", "web", "word"),
    "punct": ("full", "half", "half"),
    "widths": ("same", "two", "each"),
    "label": ("bracket", "square", "circle", "letter", "bare", "bare-spaced", "private"),
    "label_place": ("head",) * 6 + ("after", "heap-first", "heap-last"),
    "title_lines": ("one", "two", "mixed"),
    "byline": ("bare", "square", "circle", "reporter", "wen", "author", "box", "spaced"),
    "byline_place": ("head",) * 5 + ("foot",),
    "head_place": ("head",) * 6 + ("heap", "foot", "beneath", "end"),
    "note": ("unit", "is", "is-plain", "square", "named", "own"),
    "quote_place": ("first", "inside", "last", "after-title"),
    "quote_form": ("plain", "quoted", "label"),
    "furniture": ("top", "bottom", "parts", "middle"),
    "head_form": ("line", "lines", "slashed"),
    "heading": ("plain", "chinese", "bracket", "two-digits", "digit"),
    "speaker": ("dash", "dash-row", "bracket-first", "name-colon", "rows", "bracket-last"),
    "colon": ("：", "：", ":"),
    "compiler": ("bracket", "slash", "reporter"),
    "editor_note": ("run-in", "own-line", "bracketed"),
    "caption_place": ("inside", "after-title", "end"),
}
_DIGITS = "一二三四五六七八九十"
_NUMBER = re.compile(r"^(0?\d{1,2}[.、．]?\s*|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)")


@dataclass
class Piece:
    """Lines that are set together, and what they are."""

    kind: str
    lines: list[str]


@dataclass
class Setting:
    """One page in the making: its choices, its random numbers, the furniture printed."""

    rng: random.Random
    choice: dict[str, Any]
    width: int = 18
    furniture: list[str] = field(default_factory=list)

    def style(self, width: int | None = None) -> Style:
        flow = self.choice["flow"] != "column"
        return Style(width=0 if flow else width or self.width, punct=self.choice["punct"], hang=self.rng.randrange(2))

    def paragraph(self, text: str, width: int | None = None, first: int = 2) -> list[str]:
        lines = [line for line in wrap(text, self.style(width), first) if line]
        if self.choice["flow"] == "word" and first:
            lines[0] = "　　" + lines[0]
        return lines + ([""] if self.choice["blank"] == "paragraph" or self.choice["flow"] == "web" else [])


def reset(rng: random.Random, articles: list[Gold], page: Gold, **fixed: Any) -> tuple[str, Gold, dict[str, Any]]:
    """(text, gold, choices) of a page made of these articles under the head of ``page``."""
    choice = {name: fixed.get(name, rng.choice(values)) for name, values in CHOICES.items()}
    setting = Setting(rng, choice)
    base = rng.randrange(13, 25)
    golds, sets = [], []
    for article in articles:
        spread = {"same": 0, "two": rng.choice((0, 6)), "each": rng.randrange(-2, 9)}[choice["widths"]]
        setting.width = max(12, base + spread)
        gold = dict(article)
        sets.append(_article(setting, gold))
        golds.append(gold)
    pieces = _ordered(setting, sets)
    pieces = _with_furniture(setting, pieces, page["page"])
    columns = list(dict.fromkeys(gold["column"] for gold in golds if gold.get("column")))
    whole = {
        "page": {**page["page"], "banner": None}, "columns": columns, "articles": golds, "furniture": setting.furniture
    }  # fmt: skip
    return _text(setting, pieces), whole, choice


# ---------------------------------------------------------------- one article


def _article(setting: Setting, gold: Gold) -> dict[str, list[Piece]]:
    """The pieces of one article by where they go: head, body, foot, floating; ``gold`` is brought into line."""
    choice = setting.choice
    gold.setdefault("statements", [])
    head = [*_label(setting, gold), *_titles(setting, gold)]
    by, signed = _byline(setting, gold)
    closing = bool(by) and choice["byline_place"] == "foot" and not gold["qa"] and not signed
    body = _body(setting, gold)
    foot = ([by] if by and closing else []) + _foot(setting, gold)
    head += [by] if by and not closing else []
    head += [Piece("jump", [gold["jump"]])] if "上接" in (gold.get("jump") or "") else []
    head += _editor_note(setting, gold)
    floating = [Piece("quote", lines) for lines in _quotes(setting, gold)]
    captions = [Piece("caption", setting.paragraph(text, first=0)) for text in gold.get("captions") or []]
    boxes = [
        Piece("box", [*([box["title"]] if box.get("title") else []), *(line for line in box["lines"] if line)])
        for box in gold.get("boxes") or []
    ]
    _place_inside(setting, body, floating, captions, head)
    return {"head": head, "body": body, "foot": [*foot, *boxes], "floating": floating}


def _label(setting: Setting, gold: Gold) -> list[Piece]:
    name = gold.get("column")
    if not name:
        return []
    form = {
        "bracket": f"【{name}】", "square": f"■ {name}", "circle": f"◎{name}", "letter": f"G {name}", "bare": name,
        "bare-spaced": " ".join(name) if len(name) <= 5 else name, "private": f"\ue0a1 {name}",
    }[setting.choice["label"]]  # fmt: skip
    return [Piece("label", [form])]


def _titles(setting: Setting, gold: Gold) -> list[Piece]:
    pieces = []
    if gold.get("kicker"):
        pieces.append(Piece("kicker", [gold["kicker"]]))
    if gold.get("title"):
        pieces.append(Piece("title", _title_lines(setting, gold["title"])))
    if gold.get("subtitle"):
        pieces.append(Piece("subtitle", [gold["subtitle"]]))
    return pieces


def _title_lines(setting: Setting, title: str) -> list[str]:
    how = setting.choice["title_lines"]
    two = how == "two" or (how == "mixed" and setting.rng.random() < 0.5)
    words = title.strip()
    if not two or len(words) < 10 or " " in words:
        return [words]
    marks = [m.end() for m in re.finditer("[，：、？！]", words) if 4 <= m.end() <= len(words) - 4]
    middle = len(words) // 2
    cuts = marks or [at for at in _word_ends(words) if 4 <= at <= len(words) - 4]
    cut = min(cuts, key=lambda at: abs(at - middle)) if cuts else middle
    return [words[:cut], words[cut:]]


def _word_ends(text: str) -> list[int]:
    """The places in a text at which no word is cut."""
    return [at for at in range(1, len(text)) if seam(text[:at], text[at:]) <= 0]


def _byline(setting: Setting, gold: Gold) -> tuple[Piece | None, bool]:
    """(the printed byline or None, whether it has role words that keep it in the head)."""
    people = gold.get("byline") or []
    first = "".join(block["text"] for block in gold["blocks"][:1])[:80].replace(" ", "")
    if not people or any(p["name"] in first for p in people):
        return None, False
    roles = {p.get("role") for p in people} - {None, ""}
    names = [p["name"] for p in people]
    if roles:
        parts = []
        for p in people:
            parts.append(f"{p['role']} {p['name']}" if p.get("role") and p["role"] != "译" else p["name"])
            parts[-1] += " 译" if p.get("role") == "译" else ""
        return Piece("byline", [" ".join(dict.fromkeys(parts))]), True
    form = setting.choice["byline"]
    if form == "reporter" and any(p.get("affiliation") for p in people):
        form = "bare"
    if any("·" in n or len(n) > 4 for n in names) and form == "spaced":
        form = "bare"
    spaced = " ".join(" ".join(n) if len(n) == 2 else n for n in names)
    plain = " ".join(names)
    group = any(len(n) > 5 and "·" not in n for n in names)
    text = {
        "bare": plain, "square": f"□ {plain}", "circle": f"◎{plain}", "reporter": plain if group else f"本报记者 {plain}",
        "wen": f"文/{plain}", "author": f"作者：{plain}", "box": f"■{plain}", "spaced": spaced,
    }[form]  # fmt: skip
    return Piece("byline", [text]), form == "reporter"


def _note_text(setting: Setting, gold: Gold) -> str | None:
    note = gold.get("author_note")
    people = [p for p in gold.get("byline") or [] if p.get("affiliation")]
    simple = note and people and re.match(r"^[（［(\[【]\s*作者(单位|系|为)[^；]*$", note) and len(people) == 1
    if not simple:
        return note
    place, name = people[0]["affiliation"], people[0]["name"]
    return {
        "unit": f"（作者单位：{place}）", "is": f"（作者系{place}）", "is-plain": f"(作者为{place})",
        "square": f"［作者系{place}］", "named": f"（作者{name}系{place}）", "own": note,
    }[setting.choice["note"]]  # fmt: skip


def _foot(setting: Setting, gold: Gold) -> list[Piece]:
    pieces = []
    note = _note_text(setting, gold)
    gold["byline"] = [
        {**p, "affiliation": p.get("affiliation") if note and (p.get("affiliation") or "") in note else None}
        for p in gold.get("byline") or []
    ]
    if note:
        gold["author_note"] = note
        pieces.append(Piece("note", [line for part in note.split("\n") for line in setting.paragraph(part, first=0)]))
    names = gold.get("compiler") or []
    gold["compiler"] = names = [names] if isinstance(names, str) else names
    if names:
        who = " ".join(names)
        text = {"bracket": f"（{who} 整理）", "slash": f"整理/{who}", "reporter": f"（本报记者 {who} 采访整理）"}
        pieces.append(Piece("compiler", [text[setting.choice["compiler"]]]))
    if gold.get("jump") and "上接" not in gold["jump"]:
        pieces.append(Piece("jump", [gold["jump"]]))
    return pieces


def _editor_note(setting: Setting, gold: Gold) -> list[Piece]:
    note = gold.get("editor_note")
    if not note:
        return []
    parts = note.split("\n")
    form = setting.choice["editor_note"]
    width = setting.width + (6 if setting.choice["widths"] == "each" else 0)
    if form == "own-line":
        return [Piece("note-label", ["编者按"]), Piece("editor", _paragraphs(setting, parts, width))]
    label = "编者按：" if form == "run-in" else "【编者按】"
    return [Piece("editor", _paragraphs(setting, [label + parts[0], *parts[1:]], width))]


def _paragraphs(setting: Setting, parts: list[str], width: int) -> list[str]:
    return [line for part in parts for line in setting.paragraph(part, width)]


def _quotes(setting: Setting, gold: Gold) -> list[list[str]]:
    made = []
    for quote in gold.get("pull_quotes") or []:
        narrow = max(8, setting.width - setting.rng.choice((4, 6, 7)))
        form = setting.choice["quote_form"]
        text = f"“{quote}”" if form == "quoted" and not quote.startswith("“") else quote
        lines = [line for line in setting.paragraph(text, narrow, first=0) if line]
        made.append((["■ 观点"] if form == "label" else []) + lines)
    return made


def _place_inside(
    setting: Setting, body: list[Piece], floating: list[Piece], captions: list[Piece], head: list[Piece]
) -> None:
    """Captions and pull quotes that stand in the article itself."""
    if setting.choice["caption_place"] == "after-title":
        head.extend(captions)
    elif setting.choice["caption_place"] == "end" or len(body) < 3:
        body.extend(captions)
    else:
        at = setting.rng.randrange(1, len(body))
        body[at:at] = captions
    if setting.choice["quote_place"] == "after-title":
        head.extend(floating)
        floating.clear()
    elif setting.choice["quote_place"] == "inside" and len(body) > 2:
        at = setting.rng.randrange(1, len(body) - 1)
        body[at:at] = floating
        floating.clear()


# ---------------------------------------------------------------- the text


def _body(setting: Setting, gold: Gold) -> list[Piece]:
    items = [(block.get("seq"), at, block) for at, block in enumerate(gold["blocks"] + gold["statements"])]
    if all(seq is not None for seq, _, _ in items):
        items.sort(key=lambda item: (item[0], item[1]))
    pieces: list[Piece] = []
    headings = 0
    poem = _is_poem(gold)
    for _, _, item in items:
        if item.get("kind") == "heading":
            number, headings = headings, headings + 1
            item = _heading(setting, gold, item, number)
            pieces.append(Piece("heading", [item["text"]]))
        elif "speaker" in item:
            pieces += _statement(setting, gold, item)
        elif poem:
            pieces.append(Piece("body", [item["text"]]))
        else:
            pieces.append(Piece("body", setting.paragraph(item["text"])))
    return pieces


def _is_poem(gold: Gold) -> bool:
    texts = [b["text"] for b in gold["blocks"] if b["kind"] == "paragraph"]
    return len(texts) > 5 and sum(map(len, texts)) < 16 * len(texts)


def _heading(setting: Setting, gold: Gold, item: Gold, number: int) -> Gold:
    bare = _NUMBER.sub("", item["text"]) or item["text"]
    digit = _DIGITS[number % 10]
    text = {
        "plain": bare, "chinese": f"{digit}、{bare}", "bracket": f"（{digit}）{bare}", "two-digits": f"0{number + 1} {bare}",
        "digit": f"{number + 1}. {bare}",
    }[setting.choice["heading"]]  # fmt: skip
    fresh = {**item, "text": text}
    gold["blocks"] = [fresh if block is item else block for block in gold["blocks"]]
    return fresh


def _statement(setting: Setting, gold: Gold, item: Gold) -> list[Piece]:
    words = item["text"].split("\n")
    name, place = item["speaker"], item.get("affiliation")
    if gold["qa"]:
        label = item.get("label") or name
        colon = setting.choice["colon"] if label[-1].isalnum() else ""
        return [
            Piece("turn", setting.paragraph((f"{label}{colon}" if not at else "") + part))
            for at, part in enumerate(words)
        ]
    text = [Piece("body", setting.paragraph(part)) for part in words]
    form = setting.choice["speaker"] if place else "plain-colon"
    if form == "dash" or form == "dash-row":
        line = f"——{place} {name}"
        return [*text, Piece("speaker", setting.paragraph(line, first=0) if form == "dash-row" else [line])]
    if form == "bracket-first":
        return [Piece("speaker", [f"{name}（{place}）"]), *text]
    if form == "rows":
        return [Piece("speaker", [f"■ {name}", str(place)]), *text]
    if form == "bracket-last":
        return [*text[:-1], Piece("body", setting.paragraph(words[-1] + f"（{place} {name}）"))]
    opening = f"{name}（{place}）：" if place else f"{name}："
    return [Piece("turn", setting.paragraph((opening if not at else "") + part)) for at, part in enumerate(words)]


# ---------------------------------------------------------------- the page


def _ordered(setting: Setting, sets: list[dict[str, list[Piece]]]) -> list[Piece]:
    choice = setting.choice
    first: list[Piece] = []
    last: list[Piece] = []
    middle: list[Piece] = []
    for number, parts in enumerate(sets):
        labels = [piece for piece in parts["head"] if piece.kind == "label"]
        head = [piece for piece in parts["head"] if piece.kind != "label"]
        titles = [piece for piece in head if piece.kind in ("kicker", "title", "subtitle")]
        rest = [piece for piece in head if piece not in titles]
        place = choice["label_place"]
        if place == "heap-first":
            first += labels
        elif place == "heap-last":
            last += labels
        moved = choice["head_place"] if number % 2 else "head"
        if moved == "heap":
            first += titles
            titles = []
        if moved in ("beneath", "end"):  # title and name together, the label left where it is
            names = [piece for piece in rest if piece.kind == "byline"]
            rest = [piece for piece in rest if piece.kind != "byline"]
            if moved == "end":
                last += [*titles, *names]
            else:
                parts["foot"] += [*titles, *names]
            titles = []
        before = [*(labels if place == "head" else []), *(titles if moved != "foot" else [])]
        behind = [*parts["foot"], *(titles if moved == "foot" else []), *(labels if place == "after" else [])]
        middle += [*before, *rest, *parts["body"], *behind]
        target = first if choice["quote_place"] == "first" else last
        target += parts["floating"]
    return [*first, *middle, *last]


def _with_furniture(setting: Setting, pieces: list[Piece], page: Gold) -> list[Piece]:
    head = _page_head(setting, page)
    editors = page.get("editors") or []
    credit = [Piece("furniture", ["  ".join(editors)])] if editors else []
    setting.furniture = [line for piece in [*head, *credit] for line in piece.lines]
    where = setting.choice["furniture"]
    if where == "top":
        return [*head, *credit, *pieces]
    if where == "bottom":
        return [*pieces, *credit, *head]
    if where == "parts":
        return [*head, *pieces, *credit]
    heads = ("label", "kicker", "title")
    begins = [n for n, p in enumerate(pieces) if p.kind in heads and (not n or pieces[n - 1].kind not in heads)]
    at = next((n for n in begins if n > len(pieces) // 2), len(pieces))
    return [*pieces[:at], *head, *pieces[at:], *credit]


def _page_head(setting: Setting, page: Gold) -> list[Piece]:
    number = str(page.get("number") or "")
    printed = number if not number or "版" in number else f"第{number}版" if number.isdigit() else f"{number}版"
    parts = [part for part in (page.get("newspaper"), page.get("date"), page.get("name"), printed) if part]
    form = setting.choice["head_form"]
    if form == "lines":
        return [Piece("furniture", [part]) for part in parts]
    return [Piece("furniture", [(" / " if form == "slashed" else " ").join(parts)])] if parts else []


def _text(setting: Setting, pieces: list[Piece]) -> str:
    lines: list[str] = []
    for piece in pieces:
        gap = setting.choice["blank"]
        lines += [""] if gap == "blocks" and piece.kind != "body" and setting.rng.random() < 0.7 else []
        for line in piece.lines:
            lines += [line, ""] if gap == "each" and line else [line]
        if gap == "paragraph" or setting.choice["flow"] == "web":
            lines += [] if lines and not lines[-1] else [""]
    return "\n".join(lines) + "\n"

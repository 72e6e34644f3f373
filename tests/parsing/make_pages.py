#!/usr/bin/env python3
"""Write the test pages: sources/NAME.md -> pages/NAME.txt (what extraction yields) + pages/NAME.json (gold).

    python tests/parsing/make_pages.py [NAME ...] [--check]

A source holds the words, the structure and the order of emission; this file holds the typesetting: column width,
squeezed or hanging punctuation, loose lines, blank lines, wrong glyphs, stray spaces. Text and gold come from the
same words, so they agree by construction. --check writes nothing and fails when a file on disk differs.

A source has three kinds of sections.

    # page            key: value. editors and columns are split at " | "
    # article ID      key: value; after a line "---" the body, one item a line:
                        ## heading                      (" / " breaks it over two printed lines, here and in titles)
                        @ label=speaker | affiliation | words
                        + another paragraph of the statement before
                        anything else is a paragraph
    # layout          one directive a line, options at the end as  {key=value …}:
                        set {…}           from here on
                        furn TEXT         page furniture: printed, and listed in the gold
                        raw TEXT          printed only (labels, icons, quote marks)
                        blank, feed       an empty line, a form feed
                        ID.PART [N|A:B]   part of an article: kicker title sub by note ednote pull caption jump box
                                          compiler body; body takes items, lines takes printed lines A:B
"""

import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NO_START = set("，。、；：？！”’）》】〉」』…,.;:?!)·］〕")
NO_END = set("“‘（《【〈「『(［〔")
PUNCTUATION = NO_START | NO_END
LISTS = {"pull", "caption", "box", "compiler"}

# Kangxi radicals and their simplified kin, as subset fonts without a proper character map leave them in a text.
RADICALS = str.maketrans(
    "一二八十人入力又口土士夕大女子寸小山工己干广弓心戈手支文斗方日月木欠止比毛气水火父片牙牛犬"
    "玄玉瓜瓦甘生用田白皮目矛石示禾穴立竹米羊羽老而耳肉自至臼舌舟色虫血行衣角言谷豆赤走足身辛里"
    "金雨非面革音首香高鬼麻黑鼓鼠鼻"
    "民见贝车长门马鱼鸟麦黄齿龙页风飞食青",
    "⼀⼆⼋⼗⼈⼊⼒⼜⼝⼟⼠⼣⼤⼥⼦⼨⼩⼭⼯⼰⼲⼴⼸⼼⼽⼿⽀⽂⽃⽅⽇⽉⽊⽋⽌⽐⽑⽓⽔⽕⽗⽚⽛⽜⽝"
    "⽞⽟⽠⽡⽢⽣⽤⽥⽩⽪⽬⽭⽯⽰⽲⽳⽴⽵⽶⽺⽻⽼⽽⽿⾁⾃⾄⾅⾆⾈⾊⾍⾎⾏⾐⾓⾔⾕⾖⾚⾛⾜⾝⾟⾥"
    "⾦⾬⾮⾯⾰⾳⾸⾹⾼⿁⿇⿊⿎⿏⿐"
    "⺠⻅⻉⻋⻓⻔⻢⻥⻦⻨⻩⻮⻰⻚⻛⻜⻝⻘",
)
LOOKALIKES = str.maketrans({"—": "―", "·": "•"})
HALF_WIDTH = str.maketrans("，；：（）？！", ",;:()?!")


@dataclass(frozen=True)
class Style:
    """How a piece is set and what extraction does to it."""

    width: int = 18  # of the column, in full-width characters; 0 = one line a paragraph
    first: int = 2  # first-line indent that takes up room in the column
    indent: str = "none"  # what is left of it in the text: none, full (two ideographic spaces) or a number of spaces
    punct: str = "full"  # full, or half: every full-width mark is squeezed
    hang: int = 0  # a mark that does not fit hangs outside the column
    justify: int = 0  # a loose line comes out with a space between all characters
    kern: int = 0  # the line breaks between two adjoining marks
    blank: int = 0  # blank lines after each line
    gap: int = 0  # blank lines after each paragraph
    after: int = 0  # blank lines after the whole piece
    pad: int = 0  # spaces before each line (centred, right-aligned)
    sep: str = ""  # joins the lines of a title on one line
    radicals: int = 0  # one in N radicals keeps its radical glyph, 1 = all
    lookalikes: int = 0  # dashes and middle dots become their look-alikes
    digits: int = 0  # stray spaces around and inside numbers
    spaced: int = 0  # a space between all characters (letter-spaced titles)
    reverse: int = 0  # the lines come in reverse order

    def with_options(self, options: dict[str, str]) -> "Style":
        kinds = {k: type(getattr(self, k)) for k in self.__dataclass_fields__}
        return replace(self, **{k: kinds[k](v.replace("_", " ")) for k, v in options.items()})


@dataclass
class Item:
    kind: str  # paragraph, heading or statement
    text: str
    label: str = ""
    speaker: str = ""
    affiliation: str = ""


@dataclass
class Article:
    id: str
    fields: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)


@dataclass
class Source:
    name: str
    page: dict[str, str] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    layout: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- reading a source


def parse_item(line: str) -> Item:
    if line.startswith("## "):
        return Item("heading", line[3:].strip())
    if line.startswith("@ "):
        who, affiliation, text = (part.strip() for part in line[2:].split("|", 2))
        label, _, speaker = who.partition("=")
        return Item("statement", text, label, speaker or label, affiliation)
    return Item("paragraph", line)


def load(path: Path) -> Source:
    source = Source(path.stem)
    section: str = ""
    article: Article | None = None
    in_body = False
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("# "):
            section, _, ident = line[2:].partition(" ")
            in_body = False
            article = source.articles.setdefault(ident, Article(ident)) if section == "article" else None
        elif not line:
            continue
        elif section == "layout":
            source.layout.append(line)
        elif article is None:
            key, _, value = line.partition(":")
            source.page[key] = value.strip()
        elif line == "---":
            in_body = True
        elif not in_body:
            key, _, value = line.partition(":")
            value = value.strip()
            if key in LISTS:
                article.fields.setdefault(key, []).append(value)
            else:
                article.fields[key] = value
        elif line.startswith("+ "):
            article.items[-1].text += "\n" + line[2:]
        else:
            article.items.append(parse_item(line))
    for item in (i for a in source.articles.values() if a.fields.get("halfwidth") for i in a.items):
        item.text = item.text.translate(HALF_WIDTH)
    return source


# ---------------------------------------------------------------- setting lines


def room_of(token: str, style: Style) -> float:
    if token.isascii():
        return len(token) / 2
    return 0.5 if style.punct == "half" and token in PUNCTUATION else 1.0


def wrap(text: str, style: Style, first: int) -> list[str]:
    """Break one paragraph into the lines of its column."""
    if not style.width:
        return [text]
    queue = re.findall(r"[A-Za-z0-9.%@/+-]+|.", text)
    lines: list[str] = []
    room = float(style.width - first)
    while queue:
        line: list[str] = []
        used = 0.0
        while queue and used + room_of(queue[0], style) <= room:
            used += room_of(queue[0], style)
            line.append(queue.pop(0))
        if queue and queue[0] in NO_START:
            marks = sum(1 for t in line if t in PUNCTUATION)
            if style.hang or (style.punct == "full" and marks >= 1):
                line.append(queue.pop(0))
                if queue and queue[0] in NO_START:
                    line.append(queue.pop(0))
            else:
                while line and len(line) > 1 and queue[0] in NO_START:
                    queue.insert(0, line.pop())
        while queue and len(line) > 1 and line[-1] in NO_END:
            queue.insert(0, line.pop())
        if not line:  # a single token wider than the column
            line.append(queue.pop(0))
        slack = room - sum(room_of(t, style) for t in line)
        loose = bool(style.justify and queue and slack >= 1)
        lines.append((" " if loose else "").join(line).strip())
        room = float(style.width)
    return lines


def set_paragraph(text: str, style: Style, rng: random.Random, first: int | None = None) -> list[str]:
    """The printed lines of a paragraph, damage included; " / " is a forced break."""
    indent = {"none": "", "full": "　　"}.get(style.indent)
    if indent is None:
        indent = " " * int(style.indent)
    first = style.first if first is None else first
    lines: list[str] = []
    for part in text.split(" / "):
        lines += wrap(part, style, first if not lines else 0)
    if style.kern:
        lines = [piece for line in lines for piece in re.sub(r"([，。？！])([“”])", r"\1\n\2", line).split("\n")]
    lines = [damage(line, style, rng) for line in lines]
    if first:
        lines[0] = indent + lines[0]
    return lines


def damage(line: str, style: Style, rng: random.Random) -> str:
    if style.digits:
        line = re.sub(
            r"(?<=[一-鿿])(\d+)(?=[一-鿿])", lambda m: rng.choice(["{}", " {}", "{} ", " {} "]).format(m[1]), line
        )
        line = re.sub(r"(\d)\.(\d)", lambda m: rng.choice([f"{m[1]}. {m[2]}", f"{m[1]} . {m[2]}", m[0]]), line)
        line = re.sub(r"(\d)%", r"\1 %", line)
    if style.radicals:
        line = "".join(c.translate(RADICALS) if rng.randrange(style.radicals) == 0 else c for c in line)
    if style.lookalikes:
        line = line.translate(LOOKALIKES)
    if style.spaced:
        line = " ".join(line.replace(" ", ""))
    return line


def item_paragraphs(item: Item, article: Article) -> list[tuple[str, int | None]]:
    """What is printed for an item: (text, first-line indent or None for the usual one)."""
    if item.kind == "heading":
        return [(item.text, 0)]
    if item.kind == "paragraph":
        return [(item.text, None)]
    words = item.text.split("\n")
    form = article.fields.get("style", "turn")
    if form == "turn":
        words[0] = item.label + article.fields.get("colon", "：") + words[0]
        return [(w, None) for w in words]
    if form == "inline":
        words[0] = f"{item.speaker}（{item.affiliation}）：{words[0]}"
        return [(w, None) for w in words]
    body: list[tuple[str, int | None]] = [(w, None) for w in words]
    if form == "before":
        return [(item.label, 0), (item.affiliation, 0), *body]
    if form == "after":
        return [*body, (f"——{item.affiliation} {item.label}", 0)]
    raise ValueError(f"unknown style {form}")


class Printer:
    """Runs the layout and collects the lines of the page."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rng = random.Random(source.name)
        self.style = Style()
        self.out: list[str] = []
        self.furniture: list[str] = []
        self.set_bodies: dict[str, list[str]] = {}

    def emit(self, lines: list[str], style: Style) -> None:
        for line in reversed(lines) if style.reverse else lines:
            self.out += [" " * style.pad + line, *[""] * style.blank]

    def paragraph(self, text: str, style: Style, first: int | None = None) -> list[str]:
        return [*set_paragraph(text, style, self.rng, first), *[""] * style.gap]

    def pieces(self, article: Article, part: str, which: str, style: Style) -> list[str]:
        f = article.fields
        if part in ("body", "lines"):
            start, end = (int(x) if x else None for x in which.split(":")) if ":" in which else (None, None)
            if part == "lines":
                if article.id not in self.set_bodies:
                    self.set_bodies[article.id] = self.body(article, article.items, style)
                return self.set_bodies[article.id][start:end]
            return self.body(article, article.items[start:end], style)
        if part in ("title", "kicker", "sub"):
            lines = [damage(line, style, self.rng) for line in f[part].split(" / ")]
            return [style.sep.join(lines)] if style.sep else lines
        if part == "by":
            return [damage(line, style, self.rng) for line in f["by"].split(" / ")]
        if part == "ednote":
            label = f.get("edlabel", "")
            lines = [damage(label[:-1], style, self.rng)] if label.endswith("/") else []
            for number, text in enumerate(f["ednote"].split(" / ")):
                run_in = label + ("" if label.endswith("：") else " ") if label and not lines and not number else ""
                lines += self.paragraph(run_in + text, style)
            return lines
        if part == "box":
            box = f["box"][int(which or 0)].split(" / ")
            return [line for row in box[1:] if row for line in self.paragraph(row, style, 0)]
        if part == "compiler":
            return self.paragraph(f["compiler_print"], style, 0)
        text = f[part][int(which or 0)] if part in LISTS else f[part]
        return self.paragraph(text, style, 0 if part == "jump" else None)

    def body(self, article: Article, items: list[Item], style: Style) -> list[str]:
        return [
            line for item in items for text, first in item_paragraphs(item, article)
            for line in self.paragraph(text, style, first)
        ]  # fmt: skip

    def run(self) -> str:
        for directive in self.source.layout:
            directive, _, tail = directive.partition("{")
            options = dict(pair.split("=", 1) for pair in tail.rstrip("} ").split())
            style = self.style.with_options(options)
            command, _, rest = directive.strip().partition(" ")
            if command == "set":
                self.style = style
            elif command in ("furn", "raw"):
                self.emit([damage(rest, style, self.rng)] if not style.width or command == "raw" else [rest], style)
                if command == "furn":
                    self.furniture.append(rest)
            elif command in ("blank", "feed"):
                self.out.append("\f" if command == "feed" else "")
            else:
                ident, part = command.split(".")
                self.emit(self.pieces(self.source.articles[ident], part, rest.strip(), style), style)
            self.out += [""] * style.after
        return "\n".join(self.out) + "\n"


# ---------------------------------------------------------------- the gold


def joined(text: str | None) -> str | None:
    return text.replace(" / ", "") if text else None


def closed(name: str) -> str:
    """A name without the space that sets two characters to the width of three."""
    return name if name.isascii() else name.replace(" ", "")


def gold_article(article: Article) -> dict[str, Any]:
    f = article.fields
    byline = []
    for person in filter(None, (p.strip() for p in f.get("byline", "").split(";"))):
        name, role, affiliation = ([x.strip() for x in person.split("|")] + ["", ""])[:3]
        byline.append({"name": closed(name), "role": role or None, "affiliation": affiliation or None})
    blocks, statements = [], []
    qa = f.get("style", "turn") == "turn" and any(i.kind == "statement" for i in article.items)
    for seq, item in enumerate(article.items):
        if item.kind == "statement":
            who: dict[str, Any] = {"speaker": closed(item.speaker)}
            if qa:
                who["label"] = item.label
            statements.append({**who, "affiliation": item.affiliation or None, "text": item.text, "seq": seq})
        else:
            blocks.append({"kind": item.kind, "text": joined(item.text), "seq": seq})
    boxes = []
    for box in f.get("box", []):
        kind, title, *lines = box.split(" / ")
        boxes.append({"kind": kind, "title": title or None, "lines": lines})
    return {
        "id": article.id,
        "column": f.get("column"),
        "kicker": joined(f.get("kicker")),
        "title": None if f.get("drawn") else joined(f.get("title")),
        "subtitle": joined(f.get("sub")),
        "byline": byline,
        "author_note": f["note"].replace(" / ", "\n") if f.get("note") else None,
        "editor_note": f["ednote"].replace(" / ", "\n") if f.get("ednote") else None,
        "blocks": blocks,
        "statements": statements,
        "qa": qa,
        "pull_quotes": f.get("pull", []),
        "compiler": [closed(name) for name in f.get("compiler", [])],
        "captions": f.get("caption", []),
        "jump": f.get("jump"),
        "boxes": boxes,
    }


def gold_page(source: Source, furniture: list[str]) -> dict[str, Any]:
    page = source.page

    def split(key: str) -> list[str]:
        return [x.strip() for x in page.get(key, "").split(" | ") if x.strip()]

    return {
        "page": {
            **{key: page.get(key) or None for key in ("name", "number", "date", "banner")},
            "editors": split("editors"),
            "newspaper": page.get("newspaper"),
        },
        "columns": split("columns"),
        "articles": [gold_article(a) for a in source.articles.values()],
        "furniture": furniture,
    }


# ---------------------------------------------------------------- account


def characters(value: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", value))


def leftovers(text: str, source: Source) -> str:
    """Characters that are printed but not in the source, or the other way round (a glance for the page's writer)."""
    unfold = {v: k for k, v in RADICALS.items()} | {ord("―"): "—", ord("•"): "·"}
    printed = characters(text.translate(unfold))
    raws = "".join(d.partition("{")[0][4:] for d in source.layout if d.startswith(("raw ", "furn")))
    parts = [raws]
    for a in source.articles.values():
        for key in ("kicker", "title", "sub", "by", "note", "edlabel", "ednote", "jump", "compiler_print"):
            if not (key == "title" and a.fields.get("drawn")):
                parts.append(a.fields.get(key, "").replace(" / ", "").rstrip("/"))
        parts += a.fields.get("pull", []) + a.fields.get("caption", [])
        parts += ["".join(b.split(" / ")[1:]) for b in a.fields.get("box", [])]
        parts += [p.replace(" / ", "") for i in a.items for p, _ in item_paragraphs(i, a)]
    known = characters("".join(parts).translate(unfold))
    lost, extra = known - printed, printed - known
    return (
        f"not printed: {''.join(lost.elements())[:60]!r} printed twice: {''.join(extra.elements())[:60]!r}"
        if lost or extra
        else ""
    )


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    names = [a for a in arguments if a != "--check"] or sorted(p.stem for p in (HERE / "sources").glob("*.md"))
    wrong = 0
    for name in names:
        source = load(HERE / "sources" / f"{name}.md")
        printer = Printer(source)
        text = printer.run()
        gold = json.dumps(gold_page(source, printer.furniture), ensure_ascii=False, indent=1) + "\n"
        text = {"crlf": text.replace("\n", "\r\n")}.get(source.page.get("newline", ""), text)
        note = leftovers(text, source)
        wrong += bool(note)
        for path, content in ((HERE / "pages" / f"{name}.txt", text), (HERE / "pages" / f"{name}.json", gold)):
            if not check:
                path.write_bytes(content.encode())
            elif not path.exists() or path.read_bytes() != content.encode():
                wrong += 1
                note += f" {path.name} differs"
        print(name, len(re.sub(r"\s", "", text)), "characters", note)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""From a reviewable state to the page's structure: everything here is derived from the pieces alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from articles.parsing.bylines import article_byline
from articles.parsing.forms import is_icon
from articles.parsing.glyphs import CLOSING, ICONS, fold, is_spread, join, plain_glyphs, solid, tidy
from articles.parsing.names import Person, is_name, parse_byline, split_names
from articles.parsing.rubrics import column_name, share_labels
from articles.parsing.speakers import ASKERS, asks_or_answers, closes, label_name, name_beside_office, speaker
from articles.parsing.structure import FURNITURE_ROLES, PageState, Piece, Role

_EDITOR_LABEL = re.compile(
    r"^[【（\[■●◆▲]?\s*(编者按|编者的话|编者语|编前语|编前|编后|按语|核心阅读|阅读提示|核心提示|内容提要|内容摘要|内容提示|提要|导读|开栏的话|开栏语|主持人语|主持人的话|本期导读|引言)\s*[】）\]]?[：:\s]*"
)
_PULL_LABEL = re.compile(
    r"^\S?\s*(观\s*点|金\s*句|语\s*录|点\s*睛|精彩语录|观点摘要|要\s*言|警\s*句|声\s*音|[^，。]{1,4}[说言谈])\s*[：:]?$"
)
_COMPILER_WORDS = re.compile(
    r"^(本报|本刊)?(全媒体)?(记者|通讯员|编辑)?\s*|\s*(采访整理|综合整理|整理报道|编译整理|采写整理|采访|综合|编译|整理|辑录|摘编|辑)+\s*$"
)
_REPORTER_WORDS = re.compile(r"(?<!\S)(本报|本刊)?(见习|实习|全媒体|特约)?(记者|通讯员|编辑|实习生)(?=\s)")
_TURN_WORDS = re.compile(r"^(记者|问|答|主持人|[QA]|编者|.{2,6}[报刊网])$")
_NAMED = (Role.TITLE, Role.SUBTITLE, Role.KICKER, Role.BYLINE, Role.COLUMN, Role.BANNER, Role.COMPILER, Role.CAPTION,
          Role.BOX, Role.SPEAKER, Role.HEADING, Role.AUTHOR_NOTE, Role.JUMP, *FURNITURE_ROLES)  # fmt: skip


_RULES = "｜|/／：:>＞»· "
_FIGURES = "零一二三四五六七八九〇"


@dataclass(slots=True)
class Block:
    """Pieces that make one unit, joined."""

    role: Role
    text: str
    confidence: float
    pieces: list[str] = field(default_factory=list)


def assemble(state: PageState) -> dict[str, Any]:
    """The JSON of the import contract, with the account; works on any state that loads."""
    ordered = sorted(state.pieces, key=lambda piece: piece.order)
    articles = []
    keys = [article.key for article in state.articles]
    for article in state.articles:
        own = [piece for piece in ordered if piece.article == article.key and piece.role not in FURNITURE_ROLES]
        articles.append(_article(article.key, own, article.typed))
    share_labels(ordered, articles)
    loose = [piece for piece in ordered if piece.article not in keys or piece.role in FURNITURE_ROLES]
    page, furniture = _page(loose, state.typed)
    columns: list[str] = []
    for piece in ordered:
        if piece.role is Role.COLUMN:
            name = column_name(piece.text)
            if name not in columns:
                columns.append(name)
    for entry in articles:
        if entry["column"] and entry["column"] not in columns:
            columns.append(entry["column"])
    return {
        "page": page, "columns": columns, "articles": articles, "furniture": furniture,
        "account": account(state),
    }  # fmt: skip


def account(state: PageState) -> dict[str, int]:
    """Non-space characters: of the source, placed in articles or on the page, set aside, and lost."""
    keys = {article.key for article in state.articles}
    placed = aside = unplaced = 0
    for piece in state.pieces:
        size = solid(piece.text)
        if piece.role in FURNITURE_ROLES:
            aside += size
        elif piece.article in keys or piece.role in (Role.BANNER, Role.COLUMN):
            placed += size
        else:
            unplaced += size
    return {"source": placed + aside + unplaced, "placed": placed, "furniture": aside, "unplaced": unplaced}


def blocks(pieces: list[Piece]) -> list[Block]:
    """Join the pieces of each unit, in reading order; ``starts`` begins a new one."""
    made: list[Block] = []
    parts: list[str] = []
    open_units: dict[Role, int] = {}
    texts: list[list[str]] = []
    for piece in pieces:
        keep = piece.role in _NAMED
        text = cells(piece.text) if piece.role is Role.BOX else tidy(piece.text, keep_words_apart=keep)
        place = open_units.get(piece.role)
        if piece.starts or place is None:
            made.append(Block(piece.role, "", piece.confidence, [piece.id]))
            texts.append([text])
            open_units[piece.role] = len(made) - 1
        else:
            made[place].pieces.append(piece.id)
            made[place].confidence = min(made[place].confidence, piece.confidence)
            if piece.role is Role.SPEAKER and name_beside_office(text, texts[place]):
                text = " " + text  # the line broke between office and name
            texts[place].append(text)
    for block, parts in zip(made, texts, strict=True):
        block.text = join(parts)
    return made


def cells(text: str) -> str:
    """A line of a box: the spaces between its cells stay, one each."""
    return " ".join(plain_glyphs(text).split()) if not is_spread(text) else tidy(text, keep_words_apart=False)


def _article(key: str, pieces: list[Piece], typed: dict[str, object]) -> dict[str, Any]:
    made = blocks(pieces)
    by_role: dict[Role, list[Block]] = {}
    for block in made:
        by_role.setdefault(block.role, []).append(block)

    def joined(role: Role, glue: str = "") -> str | None:
        texts = [block.text for block in by_role.get(role, [])]
        return _glue(texts, glue) if texts else None

    body, statements, qa = _body(made)
    notes = [block.text for block in by_role.get(Role.AUTHOR_NOTE, [])]
    paragraphs = [entry["text"] for entry in body if entry["kind"] == "paragraph"]
    people = article_byline([b.text for b in by_role.get(Role.BYLINE, [])], notes, paragraphs)
    columns = [column_name(piece.text) for piece in pieces if piece.role is Role.COLUMN]
    entry: dict[str, Any] = {
        "id": key,
        "column": columns[0] if columns else None,
        "kicker": joined(Role.KICKER, " "),
        "title": _title(by_role.get(Role.TITLE, [])),
        "subtitle": joined(Role.SUBTITLE),
        "byline": [_person(person) for person in people],
        "author_note": joined(Role.AUTHOR_NOTE, "\n"),
        "editor_note": _editor_note(by_role.get(Role.EDITOR_NOTE, [])),
        "blocks": body,
        "statements": statements,
        "qa": qa,
        "pull_quotes": pull_quotes(by_role.get(Role.PULL_QUOTE, [])),
        "compiler": [name for block in by_role.get(Role.COMPILER, []) for name in compilers(block.text)],
        "captions": [block.text for block in by_role.get(Role.CAPTION, [])],
        "jump": joined(Role.JUMP, " "),
        "boxes": _boxes(by_role.get(Role.BOX, [])),
        "confidence": round(min((block.confidence for block in made), default=1.0), 3),
    }
    if typed.get("skip"):
        entry["skip"] = True
    for name in ("title", "kicker", "subtitle", "column", "byline"):
        if name in typed:
            entry[name] = typed[name] or ([] if name == "byline" else None)
    return entry


def _title(made: list[Block]) -> str | None:
    """The title's lines joined; the spaces of one that is set letter by letter are no words' ends."""
    text = "".join(block.text for block in made)
    words = text.split()
    return ("".join(words) if all(len(word) == 1 for word in words) else text) or None


def _glue(texts: list[str], glue: str) -> str:
    out = texts[0]
    for text in texts[1:]:
        out += text if glue == " " and text[:1] in CLOSING else glue + text
    return out


def _person(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "role": person.role, "affiliation": person.affiliation}


def _editor_note(made: list[Block]) -> str | None:
    lines: list[str] = []
    for block in made:
        label = _EDITOR_LABEL.match(fold(block.text))
        text = block.text[label.end() :].strip() if label else block.text
        if text:
            lines.append(text)
    return "\n".join(lines) or None


def pull_quotes(made: list[Block]) -> list[str]:
    """Quotations as printed, their labels and outer quotation marks taken off."""
    quotes: list[str] = []
    unfinished = False
    for block in made:
        text = block.text.strip()
        bare = re.sub(r"^[A-Za-z](?=[\u4e00-\u9fff]{2}$)", "", fold(text).strip(f"“”❝❞\"'{ICONS} "))
        if not bare or (
            solid(text) <= 8
            and not any(mark in text for mark in "，。")
            and (fold(text) != bare or _PULL_LABEL.match(bare))
        ):
            unfinished = False
            continue
        while text and is_icon(text[0]):
            text = text[1:].strip()
        if unfinished and quotes:
            quotes[-1] += text
        else:
            quotes.append(text)
        unfinished = fold(text)[-1:] not in "。！？”"
    return [_unquoted(quote) for quote in quotes if quote]


def _unquoted(text: str) -> str:
    folded = fold(text)
    if len(text) > 2 and folded[0] in "“‘" and folded[-1] in "”’" and folded.count("“") <= 1:
        return text[1:-1].strip()
    return text


def compilers(text: str) -> list[str]:
    """Names of ``（张三 李四 整理）`` and its like."""
    bare = text.strip().strip("（）()【】[]").strip()
    bare = re.sub(r"^(整理|采访整理)\s*[：:/／]\s*", "", bare)
    before = None
    while before != bare:
        before, bare = bare, _COMPILER_WORDS.sub("", bare).strip(" ：:/／")
    names = split_names(_REPORTER_WORDS.sub(" ", bare).strip())
    return names if names else [person.name for person in parse_byline(bare)]


def _boxes(made: list[Block]) -> list[dict[str, Any]]:
    if not made:
        return []
    references = all(re.match(r"^(\[|［|【\d|[①-⑩]|参考文献|注)", block.text) for block in made)
    kind = "references" if references else "data"
    lines = [block.text for block in made]
    title = None
    if not references and len(lines) > 1:
        head, cells = 0, min(3, len(lines[-1].split()))
        while head < len(lines) - 1 and len(lines[head].split()) < cells and head < 2:
            head += 1
        title, lines = ("".join(lines[:head]) or None), lines[head:]
    return [{"kind": kind, "title": title, "lines": lines}]


def _body(made: list[Block]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
    """(blocks, statements, whether the statements are turns of an interview)."""
    flow = [b for b in made if b.role in (Role.PARAGRAPH, Role.HEADING, Role.STATEMENT, Role.SPEAKER)]
    spoken = [b.role for b in flow if b.role in (Role.SPEAKER, Role.STATEMENT)]
    dashed = any(b.role is Role.SPEAKER and closes(b.text) for b in flow)
    speaker_first = bool(spoken) and spoken[0] is Role.SPEAKER and not dashed
    labels = [fold(label_name(b.text)) for b in flow if b.role is Role.SPEAKER]
    asked = any((party := asks_or_answers(label)) and party[0] in ASKERS for label in labels)
    worded = asked or any(_TURN_WORDS.match(label) for label in labels)
    turns = speaker_first and (worded or len(set(labels)) < len(labels))
    body: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    current: dict[str, Any] | None = None
    for seq, block in enumerate(flow):
        if block.role in (Role.PARAGRAPH, Role.HEADING):
            body.append({"kind": str(block.role), "text": block.text, "seq": seq, "confidence": block.confidence})
            if block.role is Role.PARAGRAPH or not speaker_first:
                current = None
        elif block.role is Role.SPEAKER:
            current = _speak(block, current, statements, speaker_first, turns, seq)
        elif current is None:
            current = {
                "speaker": None,
                "affiliation": None,
                "text": block.text,
                "seq": seq,
                "confidence": block.confidence,
            }
            statements.append(current)
        else:
            current["text"] += ("\n" if current["text"] else "") + block.text
            current["confidence"] = min(current["confidence"], block.confidence)
    return body, statements, turns


def _speak(
    block: Block, current: dict[str, Any] | None, statements: list[dict[str, Any]], first: bool, turns: bool, seq: int
) -> dict[str, Any] | None:
    """Take in a speaker line: it opens a statement, or names the one that has just ended."""
    name, affiliation = speaker(block.text)
    label = label_name(block.text)
    if turns:
        party = asks_or_answers(fold(label))
        name, affiliation = label[len(party[0]) :] if party else label, None
    if first and current is not None and not current["text"] and not turns:
        _complete(current, block.text)
        return current
    if first:
        entry: dict[str, Any] = {
            "speaker": name,
            "affiliation": affiliation,
            "text": "",
            "seq": seq,
            "confidence": block.confidence,
        }
        if turns:
            entry["label"] = label
        statements.append(entry)
        return entry
    if current is None:
        current = {"speaker": None, "affiliation": None, "text": "", "seq": seq, "confidence": block.confidence}
        statements.append(current)
    current["speaker"], current["affiliation"] = name, affiliation
    return None


def _complete(current: dict[str, Any], text: str) -> None:
    """A second head line: the office after the name, or the name after the office."""
    said = current["speaker"] or ""
    if said and (is_name(fold(said)) or (len(said) <= 4 < len(text))):
        current["affiliation"] = (current["affiliation"] or "") + text
    else:
        current["affiliation"] = (current["speaker"] or "") + (current["affiliation"] or "")
        current["speaker"] = text


def _page(loose: list[Piece], typed: dict[str, object]) -> tuple[dict[str, Any], list[str]]:
    page: dict[str, Any] = {
        "name": None,
        "number": None,
        "date": None,
        "banner": None,
        "editors": [],
        "newspaper": None,
    }
    furniture: list[str] = []
    banners: list[str] = []
    made = blocks(loose)
    for block in made:
        if block.role is Role.BANNER:
            banners.append(block.text)
            continue
        if block.role is Role.COLUMN:
            continue
        if block.text not in furniture:
            furniture.append(block.text)
        if block.role is Role.PAGE_CREDIT:
            page["editors"].append(block.text.strip(_RULES))
        elif block.role is Role.PAGE_NUMBER and page["number"] is None:
            page["number"] = _number(block.text)
        elif block.role is Role.PAGE_NAME and page["name"] is None:
            page["name"] = block.text.strip(_RULES)
        elif block.role is Role.PAGE_DATE and page["date"] is None:
            page["date"] = block.text
        elif block.role is Role.NEWSPAPER and page["newspaper"] is None:
            page["newspaper"] = block.text.strip(_RULES)
    page["banner"] = " ".join(banners) or None
    for name in ("name", "number", "date", "edition", "banner"):
        if name in typed:
            page[name] = typed[name]
    return page, furniture


def _number(text: str) -> str:
    sheet = re.search(r"\d{1,2}\s*[-—、]\s*\d{1,2}", fold(text))
    if sheet:
        return re.sub(r"\s", "", re.sub("[—、]", "-", sheet.group()))  # two pages that are one sheet
    match = re.search(r"[A-Z]?\s*\d{1,3}", fold(text))
    if match:
        return re.sub(r"\s", "", match.group()).lstrip("0") or "0"
    figures = text.strip("第版 ")
    if not re.fullmatch("[〇零一二三四五六七八九十]{1,3}", figures):
        return figures
    tens, ten, ones = figures.rpartition("十")
    value = "".join(str(_FIGURES.index(char) % 10) for char in ones) or "0"
    return str((_FIGURES.index(tens) if tens else 1) * 10 + int(value)) if ten else str(int(value))


__all__ = ["account", "assemble", "blocks", "column_name", "speaker"]

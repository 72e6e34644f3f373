"""Who signed an article, and from where: bylines joined with what the author notes say."""

from __future__ import annotations

import re

from articles.parsing.glyphs import fold
from articles.parsing.names import Person, name_likeness, parse_byline
from articles.parsing.signatures import AFFILIATION, placed_name
from articles.parsing.speakers import who_and_name

_CREDIT_TAIL = re.compile(
    r"[，。；、]?\s*(本文|此文|该文|基金项目|本研究|系国家|受国家|原载|原刊|原题|本报记者|执笔).*$"
)
_LEAD = re.compile(
    r"^(?:本文|第一|通讯)?(?:作者|笔者|解答人|答疑人|讲述人|主讲人)(?:单位|简介|介绍)?(?:分别为|分别系|分别是|均为|均系|均来自|系|为|是|现为|现任|来自|供职于|就职于|任职于|任教于|单位为|单位系)?[：:\s]*(?:分别为|分别系|均为|均系|为|系|现为|现任)?"
)
_LINK = re.compile(
    r"(?:的)?(?:工作)?(?:单位)?(?:分别|均|都)?(?:供职于|就职于|任职于|任教于|就读于|为|系|是|现任|现为|来自|任)"
)
_DATELINE = re.compile(r"[（(]\s*((?:本报|本刊|本社)?(?:记者|通讯员)[\s\u4e00-\u9fff·、]{2,30})[）)]")
_MORE = re.compile(
    r"[，,；;](?=长期|主要|曾|著有|研究方向|研究领域|代表作|出版|兼任|(19|20)\d\d年|从事|《[^》]+》作者)"
)
_NAMED_LAST = re.compile(r"^(?:本文)?作者(?:系|为|是)(.{3,30}?)\s+([\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,2})$")
_NAMES_SELF = r"([\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})"
_TOLD = re.compile(
    rf"(?:本文)?作者(?:简介)?[：:]\s*{_NAMES_SELF}[，,]|{_NAMES_SELF}[，、]?(?:系|现为|现任|为)"
)  # who wrote it, in the note alone
_AUTHOR_WITHIN = re.compile("(?<=[。；，）])作者(单位)?[：系为]")  # after what paid for the work
_OFFICE_ALONE = re.compile(r"(?:单位[：:]\s*)?([\u4e00-\u9fff、]{4,30})")
_RAISED = str.maketrans("¹²³⁴⁵", "12345")
_NO_AFFILIATION = ("译", "编译", "本报记者", "记者", "本刊记者", "摄", "摄影", "图")


def note_body(note: str) -> str:
    """The words of an author note: brackets off, 本文系… and the like cut away."""
    text = note.strip().lstrip("*＊※").lstrip()
    folded = fold(text)
    while folded[:1] in ("（", "【") and folded[-1:] in ("）", "】"):
        folded, text = folded[1:-1].strip(), text[1:-1].strip()
    return text


def affiliations(note: str, names: list[str]) -> dict[str, str]:
    """Affiliation by name, from one author note; the names are the byline's, in order."""
    text = note_body(note)
    folded = fold(text)
    within = _AUTHOR_WITHIN.search(folded)
    if within and re.match("(本文|基金项目|本研究)", folded):
        text, folded = text[within.start() :], folded[within.start() :]
    if re.match(
        r"^(课题组|调研组|执笔|本文(?!作者)|原载|原题|摘自|摘编|转自|节选|选自|对话嘉宾|访谈嘉宾|基金项目)", folded
    ):
        return {}
    cut = _CREDIT_TAIL.search(folded)
    if cut and cut.start() > 4:
        text, folded = text[: cut.start()], folded[: cut.start()]
    by_name = _named_parts(text, folded, names)
    if by_name:
        return by_name
    lead = _LEAD.match(folded)
    separately = "分别" in folded[: lead.end() + 4] if lead else False
    rest = text[lead.end() :].strip(" ：:，,。") if lead else _office_alone(text, folded)
    if not rest:
        return {}
    return _distribute(rest, names, separately)


def _office_alone(text: str, folded: str) -> str:
    """What a note says that names nothing but an institution or a post: ``（河东大学教授）``; "" for other notes."""
    alone = _OFFICE_ALONE.fullmatch(folded.strip())
    return text.strip()[alone.start(1) :] if alone and AFFILIATION.search(alone[1]) else ""


def _named_parts(text: str, folded: str, names: list[str]) -> dict[str, str]:
    """``甲、乙单位为A；丙单位为B`` or ``作者简介：甲，A`` or ``甲系A，乙系B``."""
    found: dict[str, str] = {}
    marks: list[tuple[int, int, str]] = []
    for name in names:
        pattern = r"\s*".join(map(re.escape, fold(name)))
        match = re.search(rf"(?<![\u4e00-\u9fff]{{3}}){pattern}|{pattern}", folded)
        if match:
            marks.append((match.start(), match.end(), name))
    marks.sort()
    for place, (_, end, _name) in enumerate(marks):
        stop = marks[place + 1][0] if place + 1 < len(marks) else len(folded)
        between = folded[end:stop]
        if not between.strip(" 、，和与及"):
            continue
        link = _LINK.match(between.lstrip(" ，,：:（"))
        lead = len(between) - len(between.lstrip(" ，,：:（"))
        start = end + lead + (link.end() if link else 0)
        value = text[start:stop].strip(" ，,；;。、：:）)").strip()
        value = re.sub(r"^(男|女)[，,].*?(?=[\u4e00-\u9fff]{3,}(大学|学院|研究|中心|党|局|部|会|公司))", "", value)
        value = re.sub(r"^(工作)?单位[：:]\s*", "", value)
        value = re.sub(r"^(本名|原名|笔名)[^，,]{2,6}[，,]", "", value)
        value = re.sub(
            r"^[\u4e00-\u9fff]{1,6}(博士|硕士|学士)[，,](?=.{3,}(大学|学院|研究|中心|党校|局|部|会|院))", "", value
        )
        value = _MORE.split(value)[0].strip()
        if not value or len(value) < 2:
            continue
        back = place
        while back >= 0 and (back == place or not folded[marks[back][1] : marks[back + 1][0]].strip(" 、，和与及")):
            found[marks[back][2]] = value
            back -= 1
    return found


def _distribute(rest: str, names: list[str], separately: bool) -> dict[str, str]:
    parts = [part.strip(" ，,。") for part in re.split(r"[；;]", rest) if part.strip(" ，,。")]
    if len(parts) == 1 and separately and len(names) > 1:
        for mark in ("[，,、]", "[，,]", "、"):  # an institution may be followed by more than one post
            listed = [part.strip() for part in re.split(mark, rest) if part.strip()]
            if len(listed) == len(names):
                parts = listed
                break
    if len(parts) == len(names):
        return dict(zip(names, parts, strict=True))
    whole = "；".join(parts)
    return dict.fromkeys(names, whole)


def _by_mark(people: list[Person], notes: list[str]) -> None:
    """``甲1 乙2`` with ``（1.A；2.B）``: the figures say who belongs where."""
    marked = [person for person in people if person.mark]
    for note in notes if marked else ():
        parts = dict(re.findall(r"(\d)\s*[.、．]\s*([^；;]+)", note_body(note)))
        for person in marked:
            person.affiliation = parts.get(fold(person.mark or "").translate(_RAISED), person.affiliation)


def _signed(line: str) -> list[Person]:
    """The persons of one line: a name with who it is in brackets, a name with an office or a class, or names by their form."""
    text = line.strip()
    folded = fold(text)
    signed = who_and_name(text[1:-1]) if folded[:1] == "（" and folded[-1:] == "）" else None
    if signed:
        return [Person(signed[1], affiliation=signed[0])]
    placed = placed_name(folded)
    if placed:
        name, office = (text[start:end] for start, end in placed)
        return [Person(re.sub(r"\s", "", name), affiliation=office)]
    return parse_byline(line)


def article_byline(lines: list[str], notes: list[str], paragraphs: list[str]) -> list[Person]:
    """The persons of an article: from its byline, or else from a ``（记者 X）`` in a dateline."""
    people: list[Person] = []
    for line in lines:
        people.extend(_signed(line))
    if not people and paragraphs:
        match = _DATELINE.search(fold(paragraphs[0])[:80])
        if match:
            people = parse_byline(paragraphs[0][match.start(1) : match.end(1)])
    for note in notes if not people else ():
        written = re.search(r"([\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,2})\s*/?文）?$", note_body(note))
        named = _NAMED_LAST.search(fold(note_body(note)))
        told = _TOLD.match(fold(note_body(note)))
        if told and name_likeness(re.sub(r"\s", "", (told[1] or told[2]))) >= 0.7:
            people.append(Person(re.sub(r"\s", "", (told[1] or told[2]))))
        elif named and name_likeness(re.sub(r"\s", "", named[2])) >= 0.35:
            people.append(Person(re.sub(r"\s", "", named[2]), affiliation=named[1]))
        elif written:
            people.append(Person(re.sub(r"\s", "", written.group(1))))
    _by_mark(people, notes)
    eligible = [p.name for p in people if p.role not in _NO_AFFILIATION and not p.affiliation]
    for note in notes:
        for name, value in affiliations(note, eligible).items():
            for person in people:
                if person.name == name and not person.affiliation:
                    person.affiliation = value
    return people

"""Who speaks: the name and the office in the line that heads or closes a statement, or labels a turn."""

from __future__ import annotations

import re
from collections import Counter

from articles.parsing.glyphs import fold
from articles.parsing.names import STATUS, is_name, name_likeness, split_names
from articles.parsing.signatures import AFFILIATION
from articles.parsing.surnames import SURNAMES

OFFICE_END = re.compile(rf"({AFFILIATION.pattern}|[员者人师生长手工户]|代表|干部)$")
WRAPPED_REASON = "发言后的单位和人名，分在几行"
_TROOPS = re.compile("(部队|[支总大中分]队|某.{0,6}[营连团旅排班])$")
PARTIES = "读者|网友|市民|居民|村民|职工|家长|律师|法官|医生|专家|药师|民警"
_PARTY = re.compile(rf"({PARTIES})([\u4e00-\u9fff]{{2,3}})")
ASKERS = ("读者", "网友", "市民", "居民", "村民", "职工", "家长")
_LABEL_MARKS = "：:■●◆▲□◎▶【】"
_PANEL = 4  # so many names before a colon speak in turn
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(·[\u4e00-\u9fff]{1,8})+")
_POST_END = re.compile(rf"({OFFICE_END.pattern}|[机民友兵贩主导嫂婆]$)")
_DOTTED = re.compile(r"([\u4e00-\u9fff、\s]{2,16})·([\u4e00-\u9fff、\s]{2,16})")
_SHORTEST_OFFICE = 7
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_OFFICE_NAME = re.compile(
    r"(.*(?:[员长任授师记理士家者人席官工]|代表|干部|学生|博士后))([^\s·]{1,5}(?:·[^\s·]+)+|[\u4e00-\u9fff]{2,4})$"
)


def name_beside_office(text: str, before: list[str]) -> bool:
    """True when a printed line and those before it are a name and an office, set on lines of their own."""
    names = (fold(text), re.sub(r"[\s■●◆▲▶]", "", fold("".join(before[-2:]))))
    return any(is_name(name) or bool(_FOREIGN.fullmatch(name)) for name in names)


def label_name(text: str) -> str:
    """A turn's label without colon, icon and inner spaces: ``■ 周 明 远：`` gives 周明远."""
    whole = re.sub(r"\s+", "", text)
    folded = fold(whole)
    name = folded.strip(_LABEL_MARKS) or folded
    start = folded.index(name)
    return whole[start : start + len(re.sub(r"】?（.*）$", "", name))]


def speaking(labels: Counter[str], turn_words: set[str]) -> set[str]:
    """The labels that open turns, as they come again: a side of a conversation, a name; with a host any name does."""
    hosted = any(labels[word] > 1 for word in turn_words)
    parties = {label for label in labels if asks_or_answers(label)}
    persons = {label for label in labels if name_likeness(label) >= 0.8}
    hosted = hosted or len(persons) >= _PANEL
    return {
        label
        for label, count in labels.items()
        if label[0] == "@"
        or (count > 1 and (label in turn_words or hosted))
        or ((count > 1 or hosted) and name_likeness(label) >= 0.7)
        or (len(parties) > 1 and label in parties)
    }


def _set_off(bare: str, folded: str) -> tuple[str, str] | None:
    """(name, affiliation) where brackets, a stroke or a dot set them apart, or None."""
    match = re.fullmatch(r"【?([^（）【】]{2,12})】?\s*（(.+)）", folded)
    if match:
        return re.sub(r"\s+", "", bare[match.start(1) : match.end(1)]), bare[match.start(2) : match.end(2)].strip()
    divided = re.fullmatch(r"([^/｜|]{2,9})[/｜|]([^/｜|]{3,})", folded)
    if divided and _may_be_name(divided[1]):
        return re.sub(r"\s+", "", bare[: divided.end(1)]), bare[divided.start(2) :].strip()
    dotted = dotted_office(folded)
    if dotted is not None:
        name, office = dotted
        return re.sub(r"\s+", "", bare[slice(*name)]), bare[slice(*office)].strip()
    return None


def dotted_office(folded: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where name and office stand in ``office·name`` or ``name·office``, or None: a foreign name has a dot too."""
    match = _DOTTED.fullmatch(folded.strip())
    if match is None:
        return None
    sides = match.span(1), match.span(2)
    for name, office in (sides, sides[::-1]):
        bare = re.sub(r"\s", "", folded[slice(*name)])
        if 2 <= len(bare) <= 4 and len(folded[slice(*office)]) > len(bare) and _POST_END.search(folded[slice(*office)]):
            return name, office
    return None


def closes(text: str) -> bool:
    """True when a speaker's line stands after the words: it begins with a dash or stands in brackets."""
    return fold(text).lstrip()[:2] == "——" or fold(text).lstrip()[:1] == "（"


def speaker(text: str) -> tuple[str | None, str | None]:
    """(name, affiliation) of a speaker line, whichever comes first and whatever sets them apart."""
    if closes(text) and fold(text).rstrip()[-1:] == "）" and fold(text).lstrip()[0] == "（":
        text = text.strip()[1:-1]
        first, _, rest = fold(text).partition("，")
        if rest and _may_be_name(first):
            return re.sub(r"\s+", "", text[: len(first)]), text[len(first) + 1 :].strip()
    bare = text.strip().lstrip("—–―─-■●◆▲□◎▶◇○★►▪ ").rstrip("：: ")
    bare = re.sub(r"^\d{1,2}\s*[.、．]\s*(?=\D)|^[正反]方\s*[·：:\s/]?\s*", "", bare)
    if not bare:
        return text.strip() or None, None  # a mark alone stands for who speaks
    if bare[:1] == "@":
        return bare[1:].strip() or None, None
    folded = fold(bare)
    marked = _set_off(bare, folded)
    if marked is not None:
        return marked
    words = bare.split()
    if len(words) == 1:
        return _run_on(bare)
    if len(split_names(bare)) == 1:
        return split_names(bare)[0], None
    if len(words) >= 3 and len(words[0]) == 1 and len(words[1]) <= 2 and len(words[-1]) > 3:
        words[:2] = ["".join(words[:2])]
        if is_name(words[0]) or len(words[0]) == 2:
            return words[0], " ".join(words[1:])
    words = _words(bare)
    tail, head = words[-1], words[:-1]
    strange = (
        len(words) == 2 and len(words[0]) < len(tail) and OFFICE_END.search(tail) and not OFFICE_END.search(words[0])
    )
    if not is_name(tail) and (is_name(words[0]) or strange):
        return words[0], " ".join(words[1:])
    return tail, " ".join(head) or None


def office_and_name(text: str) -> bool:
    """True for ``（office name）``: who said the paragraph that it closes, or who wrote it."""
    words = _words(fold(text).strip("（）【】 "))
    if len(words) == 1:
        run_on = _OFFICE_NAME.fullmatch(words[0])
        return run_on is not None and len(run_on[1]) >= 5 and ("·" in run_on[2] or is_name(run_on[2]))
    office = "".join(words[:-1])
    placed = OFFICE_END.search(office) or _TROOPS.search(office)
    return len(office) >= 4 and (is_name(words[-1]) or "·" in words[-1]) and bool(placed)


def who_and_name(text: str) -> tuple[str, str] | None:
    """(what somebody is, name) of two words, in either order: ``河东区居民 林素芬``, ``林素芬 1986级校友``."""
    words = text.split()
    if len(words) > 2 and len(words[0]) == len(words[1]) == 1:
        words[:2] = ["".join(words[:2])]
    elif len(words) > 2 and len(words[-1]) == len(words[-2]) == 1:
        words[-2:] = ["".join(words[-2:])]
    for who, name in (words, words[::-1]) if len(words) == 2 else ():
        if is_name(name) and len(who) > len(name) and (STATUS.search(fold(who)) or OFFICE_END.search(fold(who))):
            return who, name
    return None


def asks_or_answers(label: str) -> tuple[str, str] | None:
    """(who somebody is, name) of a turn's label in which no space parts them: 读者林素芬, 律师陶春生."""
    match = _PARTY.fullmatch(label)
    return (match[1], match[2]) if match and is_name(match[2]) else None


def run_on_office(label: str) -> bool:
    """True for an office and a name with no space between them: 河东大学教授林素芬."""
    match = _OFFICE_NAME.fullmatch(label) if len(label) >= _SHORTEST_OFFICE else None
    return match is not None and is_name(match[2]) and bool(AFFILIATION.search(match[1]))


def bracketed_speaker(text: str) -> float:
    """How surely ``（office name）`` or ``（name，age，office）`` says who spoke: 0 to 1."""
    bare = fold(text).strip()
    if bare[:1] != "（" or bare[-1:] != "）" or "（" in bare[1:] or re.search("[。！？；]", bare):
        return 0.0
    if office_and_name(bare):
        return 1.0
    inner = bare[1:-1].strip()
    name, _, rest = inner.partition("，")
    if rest and _may_be_name(name) and OFFICE_END.search(rest):
        return 1.0 if is_name(re.sub(r"\s", "", name)) or "岁" in rest else 0.5
    words = _words(inner)
    if re.search("记者$|通讯员$", words[0]):
        return 0.0
    if len(words) > 1 and _SHORT_NAME.fullmatch(words[-1]) and OFFICE_END.search("".join(words[:-1])):
        return 0.5
    return 0.0


def _words(text: str) -> list[str]:
    """The words of a line, a surname that stands apart joined to its name: ``院长 倪 海澄``."""
    words = text.split()
    if len(words) > 2 and len(words[-2]) == 1 and len(words[-1]) <= 2:
        words[-2:] = ["".join(words[-2:])]
    return words


def _may_be_name(word: str) -> bool:
    """True for two to four characters that are no age, a space inside them or not, and for foreign names."""
    bare = re.sub(r"\s", "", word)
    return bool(_SHORT_NAME.fullmatch(bare) or _FOREIGN.fullmatch(bare)) and bare[-1] != "岁"


def _run_on(bare: str) -> tuple[str | None, str | None]:
    """Affiliation and name without a space between them: the name is the likeliest ending."""
    folded = fold(bare)
    if is_name(folded) and not ("·" in folded and _OFFICE_NAME.fullmatch(folded)):
        return bare, None
    office = _OFFICE_NAME.fullmatch(folded)
    if office and ("·" in office.group(2) or is_name(office.group(2)) or folded[office.start(2)] in SURNAMES):
        return bare[office.start(2) :], bare[: office.end(1)]
    comma = re.fullmatch(r"(.{2,8})[，,](.+)", folded)
    if comma and is_name(comma.group(1)):
        return bare[: comma.end(1)], bare[comma.start(2) :]
    for size in (3, 2, 4):
        if len(bare) > size + 3 and is_name(folded[-size:]):
            return bare[-size:], bare[:-size]
    return bare, None

"""Persons' names as newspapers print them, and the bylines that hold them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from articles.parsing.glyphs import ICONS, fold, tidy
from articles.parsing.seams import is_word, seam
from articles.parsing.surnames import COMPOUND, NO_NAMES, SURNAMES

ROLE_WORDS = (
    "本报特约记者|本报见习记者|本报驻.{1,6}?记者|本报全媒体记者|全媒体记者|本报通讯员|本报评论员|特约评论员|特约记者|见习记者|实习记者|实习生|"
    "本报记者|本刊记者|本社记者|新华社记者|通讯员|特约撰稿人|特约撰稿|评论员|记者|撰文|采写|执笔|编译|翻译|摄影|整理|口述|作者"
)  # fmt: skip
_PRESS = r"(?:本报|本刊|本社|本网|新华社|中新社|特派)"
_RANK = r"(?:特约|首席|见习|实习|全媒体|融媒体?|高级|资深|驻[\u4e00-\u9fff]{1,7}?|特派|专职)"
_REPORTER = rf"(?:{_PRESS}?{_RANK}{{0,2}}(?:记者|通讯员|评论员|撰稿人|撰稿|摄影师)|实习生|读者(?=\s))"
_WRITING = "署名|文字|撰文|采写|执笔|作者|文图|图文|著|文"
_OTHER = "记录整理|笔录|记录|讲课人|讲述人|摄影报道|摄影|翻译|编译|译者|插图|绘图|配图|制图|供图|图片|口述|整理|编辑|译|绘|摄|图"
_CRAFT = rf"(?:{_WRITING}|{_OTHER})"
_SEPARATOR = r"[\s/：|、，]"
_LEAD = re.compile(rf"({_REPORTER})(?={_SEPARATOR}|[\u4e00-\u9fff]|$)")
_CRAFTS = re.compile(rf"({_CRAFT}(?:\s*(?:[/、]|并|兼)\s*{_CRAFT})*)(?={_SEPARATOR}|·|$)")
_GLUED = re.compile(r"(撰文|采写|执笔|摄影|翻译|编译|译者|作者|口述|整理)(?=[\u4e00-\u9fff])")
_GLUED_ROLE = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![报刊社约习席闻级派深])(?=(?:通讯员|实习生|实习记者|本报记者|本报通讯员|见习记者)[\u4e00-\u9fff\s]{2})"
)
PEN_NAME = re.compile(r"(网友|微友|读者)\s*[“《](.{2,14})[”》]")
TRANSLATED = re.compile(
    r"^(?:（[\u4e00-\u9fff]{1,4}）)?([\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8}?)+)\s*[著文作]\s*([\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])\s*编?译$"
)
EDITED = re.compile(
    r"(?<=[\u4e00-\u9fff])\s+(?:责任|本版)?编辑\s*[：:/／]\s*[\u4e00-\u9fff·\s、]{2,16}$"
)  # who edited it, after the author's name: no author
_SENT_FROM = re.compile(r"\s+发自\s*[\u4e00-\u9fff、\s]{2,16}(?:报道)?$")
COUNTRY = re.compile(
    r"[（(［\[](日|美|英|法|德|俄|韩|加|澳|意|印|苏|西|葡|荷|匈|波|瑞[士典]?|挪威|丹麦|奥|以|埃及|阿根廷|巴西|智利|墨西哥)[）)］\]]\s*(?=[\u4e00-\u9fff])"
)  # where an author is from, before the name
_REPORTED = re.compile(r"(?:[\s/]+[\u4e00-\u9fff]{2,8}?)?[\s/]*(?:综合|专题|采访)?(?:报导|报道|专电|采写|采访|撰写)$")
_MARK_HEAD = re.compile(rf"^(?:[{re.escape(ICONS)}※\s]+|〇\s)")
BETWEEN_NAMES = re.compile(rf"(?<=[\u4e00-\u9fff])\s+[{re.escape(ICONS)}]\s*(?=[\u4e00-\u9fff])")
HOSTED = re.compile(
    r"^(本期)?(主持人?|采访人?|访谈人|对话人|策划人?|解答人?|答疑人?|讲解人?|执行)(\s*[：/]\s*|\s+(?=(本报|本刊)?[\u4e00-\u9fff]{0,4}(记者|编辑|评论员)))(?=.{2,24}$)"
)
_STROKES = str.maketrans({"＼": "/", "╲": "/", "\\": "/", "|": "/", "丨": "/", "∣": "/", "│": "/"})
_TAIL_VERB = re.compile(r"(编译|翻译|摄影|整理|译|摄)$")
_SMALL_PLACE = re.compile("[\u4e00-\u9fff]{2}(所|局|院|校|站|厂|村|队|馆|部)")
_ROLE_NAMES = {"译": "译", "翻译": "译", "编译": "译", "译者": "译"}
_LONGEST = 400
_CUT_WORD = 1.5  # no names: a word spans the place where one would end and the next begin
_CHINESE = re.compile(r"[\u4e00-\u9fff]+$")
_FOREIGN = re.compile(r"[\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z.]*(·[\u4e00-\u9fffA-Za-z.]+)+$")
_NO_FOREIGN = re.compile(r"的|·(之|系列|[上中下一二三四五六七八九十]$)|大学|学院|课|谈|报告|系列|论坛|访谈")
GROUP_WORDS = (
    "课题组|调研组|调查组|编写组|写作组|编辑部|评论部|理论部|研究中心|研究院|研究所|研究会|研究室|党组|党委|理论学习中心组|中心组|"
    "宣传部|办公室|委员会|党校|本报编辑部|特约评论员|评论员|联合会|协会|学会|工作室|采访组|报道组"
)
_LEARNS = re.compile("(要|应|须|该|得|先|都|会|怎样|如何|才|再|就|也|能|人|让.{1,8})学会$")  # no society
_GROUP = re.compile(rf".{{2,28}}({GROUP_WORDS})$")


STATUS = re.compile(
    r"(作者|学生|同学|居民|市民|村民|农民|网民|网友|读者|听众|观众|游客|教师|老师|医生|护士|律师|工人|职工|员工|志愿者|从业者"
    r"|爱好者|工作者|[人员师生民友者工匠兵])$"
)  # what somebody is, before the name
_STATUS_AND_NAME = re.compile(
    r"((?:退休|在读|在职|社区|大学|中学|小学|乡村|本市)?(?:居民|村民|市民|读者|网友|职工|工人|农民|学生|家长|教师|干部|医生|护士|律师|志愿者))\s?([\u4e00-\u9fff]{2,3})"
)


@dataclass(slots=True)
class Person:
    """One name of a byline, as printed that day."""

    name: str
    role: str | None = None
    affiliation: str | None = None
    mark: str | None = None  # the figure after the name that points into the note: 令狐远1


@dataclass(slots=True)
class Token:
    """One part of a byline: ``kind`` is lead (记者), craft (文, 图, 译), names or place (what stands in brackets)."""

    kind: str
    text: str
    tied: bool = False  # a slash, colon or dot ties it to what follows


def name_likeness(word: str) -> float:
    """0 to 1: how much a run of characters without spaces reads like one person's name."""
    word = fold(word)
    if _FOREIGN.fullmatch(word) and 3 <= len(word) <= 24 and not _NO_FOREIGN.search(word):
        return 0.95
    if not _CHINESE.fullmatch(word) or not 2 <= len(word) <= 4:
        return 0.0
    if word[:2] in COMPOUND and len(word) in (3, 4) and word not in NO_NAMES:
        return 0.95
    if word in NO_NAMES or (word[:2] in NO_NAMES and len(word) == 3):
        return 0.1
    if word[0] in SURNAMES:
        return {2: 0.8, 3: 0.9, 4: 0.35}[len(word)]
    return {2: 0.35, 3: 0.4, 4: 0.05}[len(word)]


def is_name(word: str) -> bool:
    """True when a run of characters is more likely a person's name than anything else."""
    return name_likeness(word) >= 0.7


def split_names(text: str) -> list[str]:
    """Names in a run of text: ``马骏驰 叶 青`` gives 马骏驰 and 叶青."""
    return [name for name, _ in scored_names(text)]


def status_and_name(folded: str) -> tuple[str, str] | None:
    """(what somebody is, name) of words with no space between them: 市民孔令舒."""
    match = _STATUS_AND_NAME.fullmatch(folded)
    return (match[1], match[2]) if match and is_name(match[2]) and match[2][0] in SURNAMES else None


def scored_names(text: str) -> list[tuple[str, float]]:
    """The names of a run of text with their likeness; a space inside a name speaks for it."""
    tokens = [token for token in re.split(r"[\s、，；/／]+", text.strip()) if token]
    names: list[tuple[str, float]] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        follower = tokens[position + 1] if position + 1 < len(tokens) else ""
        alone = len(token) == 1 and len(follower) in (1, 2) and bool(_CHINESE.fullmatch(fold(token)))
        last = len(token) == 2 and len(follower) == 1 and all(len(t) > 2 for t in tokens[position + 2 : position + 3])
        if alone or last or (len(token) == 2 and fold(token) in COMPOUND and len(follower) in (1, 2)):
            name = token + follower
            likeness = name_likeness(name)
            names.append((name, max(likeness, 0.75) if len(follower) == 1 else likeness))
            position += 2
        else:
            apart = len(tokens) > 1 and len(token) == 4  # names set apart are each whole: 卓 群 才让东珠
            names.extend((name, name_likeness(name)) for name in ([token] if apart else _run_together(token)))
            position += 1
    if len(tokens) > 1 and any(likeness < 0.35 for _, likeness in names):
        return _close_together(tokens) or names
    return names


def _close_together(tokens: list[str]) -> list[tuple[str, float]]:
    """``谭思齐白 桦金在勋``: names close together of which some have a space inside; [] where that does not fit."""
    text = fold("".join(tokens))
    if len(tokens) < 2 or not 5 <= len(text) <= 16 or not _CHINESE.fullmatch(text):
        return []
    spaces = {at for at in itertools.accumulate(map(len, tokens)) if at < len(text)}
    best: list[list[tuple[str, float]] | None] = [[], *([None] * len(text))]
    for start in range(len(text)):
        before = best[start]
        for size in (2, 3, 4) if before is not None else ():
            word, inside = text[start : start + size], spaces & set(range(start + 1, start + size))
            likeness = name_likeness(word) if len(word) == size else 0.0
            likeness = 0.75 if size == 2 and inside and word[0] in SURNAMES else likeness
            if likeness < 0.7 or (inside and size > 2 and not word.startswith(tuple(COMPOUND))):
                continue
            held = best[start + size]
            found = [*(before or []), (word, likeness)]
            if held is None or sum(v for _, v in found) / len(found) > sum(v for _, v in held) / len(held):
                best[start + size] = found
    return best[-1] or []


def _run_together(token: str) -> list[str]:
    """``张三李四王五`` set without spaces: cut at surnames; a plain name is returned as it is."""
    folded = fold(token)
    if (
        len(token) < 4
        or (len(token) == 4 and name_likeness(token) >= 0.5)
        or "·" in folded
        or not _CHINESE.fullmatch(folded)
        or len(token) > 12
    ):
        return [token]
    names = _cut_names(token, folded) or [token]
    words = all(is_word(name) for name in names) or any(seam(*pair) >= _CUT_WORD for pair in itertools.pairwise(names))
    return [token] if len(names) > 1 and words else names


def _cut_names(token: str, folded: str) -> list[str]:
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for start in range(len(token)):
        if start not in best:
            continue
        for size in (2, 3, 4):
            likeness = name_likeness(folded[start : start + size]) if start + size <= len(token) else 0
            if likeness < 0.7:
                continue
            score = best[start][0] + likeness * size
            if start + size not in best or score > best[start + size][0]:
                best[start + size] = (score, [*best[start][1], token[start : start + size]])
    return best.get(len(token), (0.0, []))[1]


def is_group(text: str) -> bool:
    """True for a body that signs as one: 课题组, 编辑部, 研究中心 …"""
    words = fold(text).strip()
    return bool(_GROUP.fullmatch(words)) and not _LEARNS.search(words)


def byline_tokens(text: str) -> list[Token]:
    """A byline cut in role words, craft words, names and institutions in brackets."""
    text = _opened(text[:_LONGEST])
    folded = fold(text).translate(_STROKES)
    tokens: list[Token] = []
    at, begun = 0, 0
    fresh = True  # at the beginning of a word
    while at < len(folded):
        found = _token_at(text, folded, at, fresh)
        if found is None:
            fresh = bool(re.match(_SEPARATOR, folded[at]))
            at += 1
            continue
        token, end = found
        _add_names(tokens, text[begun:at])
        tokens.append(token)
        at = begun = end
        fresh = True
    _add_names(tokens, text[begun:])
    return tokens


def _opened(text: str) -> str:
    """Marks, surrounding brackets and a closing 报道 taken off; spaces tidied."""
    translated = TRANSLATED.match(COUNTRY.sub("", fold(text)).strip())
    if translated:
        return f"{translated[1]} 著/{translated[2]} 译"
    text = COUNTRY.sub(" ", _SENT_FROM.sub("", text))
    text = EDITED.sub("", text) if re.match("作者", fold(text)) else text
    folded = fold(text)
    head = _MARK_HEAD.match(folded)
    text = text[head.end() :] if head else text
    text = BETWEEN_NAMES.sub(" ", text)
    text = _GLUED_ROLE.sub(" ", text.lstrip("—―─ "))
    text = re.sub(r"(?<=[文图])\s*[□■◎○]\s*(?=[\u4e00-\u9fff])", "/", text)
    hosted = HOSTED.match(fold(text))
    text = text[hosted.end() :] if hosted else text
    text = paired(text.strip()) or tidy(text, keep_words_apart=True)
    text = re.sub(
        r"(?<=[\d¹²³⁴⁵])(?=[\u4e00-\u9fff])(?![级届班年])", " ", re.sub(r"\[[^\[\]]{1,8}\]", " ", text)
    ).strip()
    folded = fold(text)
    if len(text) > 2 and folded[0] in "（【" and folded[-1] in "）】" and not re.search(r"[（【）】]", folded[1:-1]):
        text, folded = text[1:-1], folded[1:-1]
    said = _REPORTED.search(folded.translate(_STROKES))
    return text[: said.start()] if said and said.start() > 1 else text


def paired(text: str) -> str | None:
    """``石 门 丁 香`` or ``王 小 明``: names set with a space after each character, or None."""
    letters = text.split()
    if not 3 <= len(letters) <= 8 or any(len(letter) > 1 or not _CHINESE.fullmatch(fold(letter)) for letter in letters):
        return None
    size = 3 if len(letters) == 3 else 2
    if len(letters) % size or any(fold(letter) not in SURNAMES for letter in letters[::size]):
        return None
    names = ["".join(letters[at : at + size]) for at in range(0, len(letters), size)]
    return None if all(fold(name) in NO_NAMES for name in names) else " ".join(names)


def _token_at(text: str, folded: str, at: int, fresh: bool) -> tuple[Token, int] | None:
    if folded[at] == "（":
        match = re.compile(r"（([^（）]*(?:（[^（）]*）[^（）]*)*)）").match(folded, at)
        return (Token("place", text[match.start(1) : match.end(1)].strip()), match.end()) if match else None
    if not fresh:
        return None
    lead = _LEAD.match(folded, at)
    if lead:
        return Token("lead", lead.group(1)), _tie(folded, lead.end())[1]
    craft = _CRAFTS.match(folded, at) or _GLUED.match(folded, at)
    if craft is None:
        return None
    tied, end = _tie(folded, craft.end())
    rest = folded[end:].split()
    if not rest and len(folded[:at].strip()) == 1 == len(craft.group(1)):
        return None  # 斯 文: a name of two characters
    spaced = bool(rest) and len(rest[0]) == 1 and (len(rest) < 2 or len(rest[1]) > 1)
    if not tied and spaced and len(craft.group(1)) == 1 and craft.group(1) in SURNAMES:
        return None  # 文 静: a surname with its name
    return Token("craft", re.sub(r"\s+", "", craft.group(1)), tied), end


def _tie(folded: str, end: int) -> tuple[bool, int]:
    """(whether a mark ties what ends here to what follows, where that begins)."""
    match = re.compile(r"[\s/：|·、，]*").match(folded, end)
    stop = match.end() if match else end
    return any(mark in folded[end:stop] for mark in "/：·"), stop


def _add_names(tokens: list[Token], text: str) -> None:
    bare = text.strip(" 　/／：:，,、；;|｜＼\\丨")
    if bare:
        tokens.append(Token("names", bare))


def parse_byline(text: str) -> list[Person]:
    """The persons of one printed byline, marks and role words taken off; [] when there are none."""
    supplied = re.match(r"^\s*供稿\s*[：/]\s*(.{5,24}?)\s*$", fold(text))
    if supplied and " " not in supplied[1]:
        return [Person(supplied[1])]
    pen = PEN_NAME.fullmatch(fold(text).strip())
    if pen:
        return [Person(pen[2], pen[1])]
    people: list[Person] = []
    role: str | None = None
    fresh: list[Person] = []  # those named since the last role or craft word
    ahead = False  # craft words stand before their names
    tokens = byline_tokens(text)
    for place, token in enumerate(tokens):
        more = any(other.kind == "names" for other in tokens[place + 1 :])
        if token.kind == "lead":
            role, fresh = token.text, []
        elif token.kind == "craft" and more and (ahead or not fresh):
            role, fresh, ahead = _craft_role(token.text), [], True
        elif token.kind == "craft":
            _sign(fresh, token.text)
            fresh = []
        elif token.kind == "place":
            for person in fresh:
                person.affiliation = person.affiliation or token.text or None
        else:
            fresh = [*fresh, *_of_names(token.text, role)]
            people.extend(person for person in fresh if person not in people)
    if not people and len(tokens) == 1 and tokens[0].text.endswith("评论员"):
        return [Person(tokens[0].text)]
    return [person for person in people if person.name]


def _craft_role(word: str) -> str | None:
    """The role that a craft word gives; writing needs none."""
    if re.search(_WRITING, word) or word == "摄影报道":
        return None
    return _ROLE_NAMES.get(word, word)


def _sign(people: list[Person], word: str) -> None:
    """A craft word after its names: of a foreign author and a translator only the latter translated."""
    role = _craft_role(word)
    foreign = role == "译" and not all("·" in fold(person.name) for person in people)
    for person in people:
        if role is not None and not (foreign and "·" in fold(person.name)):
            person.role = role


def _of_names(text: str, role: str | None) -> list[Person]:
    """The persons of a run of names; 译 or 摄 may be set close to the last of them."""
    tail = _TAIL_VERB.search(fold(text))
    bare = text[: tail.start()].strip() if tail else text
    if tail and len(bare) >= 2 and split_names(bare):
        people = _named(bare, role)
        _sign(people, tail.group(1))
        return people
    return _named(text, role)


def _is_status(word: str) -> bool:
    """True for a short word before a name that says who or from where: 市民, 中学生."""
    return 2 <= len(word) <= 3 and name_likeness(word) < 0.5 and is_word(fold(word))


def _named(chunk: str, role: str | None) -> list[Person]:
    if not chunk:
        return []
    if is_group(chunk):
        return [Person(re.sub(r"\s+", "", chunk), role)]
    glued = status_and_name(fold(chunk)) if role is None else None
    if glued:
        status, name = chunk[: len(glued[0])], chunk[-len(glued[1]) :]
        return [Person(name, status)]
    tokens = chunk.split()
    if role is None and len(tokens) > 1 and 2 <= len(tokens[0]) <= 4 and STATUS.search(fold(tokens[0])):
        name = "".join(tokens[1:])
        single = len(tokens) == 2 or all(len(token) == 1 for token in tokens[1:])
        if single and name_likeness(tokens[0]) < 0.5 and len(name) <= 6:
            return [Person(name, tokens[0])]
    if (
        role in (None, "口述", "记录", "整理")
        and len(tokens) >= 2
        and name_likeness(tokens[0]) < 0.5
        and len(tokens[0]) >= 4
        and "·" not in fold(tokens[0])
    ):
        rest = split_names(" ".join(tokens[1:]))
        if rest and all(name_likeness(name) >= 0.35 for name in rest):
            return [Person(name, role, tokens[0]) for name in rest]
    if role is None and len(tokens) == 2 and _SMALL_PLACE.fullmatch(fold(tokens[0])) and len(tokens[1]) <= 4:
        return [Person(tokens[1], role, tokens[0])]
    if role is None and len(tokens) == 3 and _is_status(tokens[0]) and len(tokens[1]) == 1 and len(tokens[2]) <= 2:
        return [Person(tokens[1] + tokens[2], tokens[0])]  # 市民 蔚 蓝
    people = []
    for name in split_names(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\d¹²³⁴⁵*])", "", chunk)):
        mark = re.search(r"[\d¹²³⁴⁵*]+$", name)
        people.append(Person(name[: mark.start()] if mark else name, role, mark=mark.group() if mark else None))
    return people

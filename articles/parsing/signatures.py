"""Who signed, by form alone: lines that hold names, with or without marks, roles and institutions."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.parsing.glyphs import ICONS, is_spread, solid
from articles.parsing.names import (
    BETWEEN_NAMES,
    COUNTRY,
    EDITED,
    HOSTED,
    PEN_NAME,
    TRANSLATED,
    byline_tokens,
    is_group,
    is_name,
    paired,
    scored_names,
    status_and_name,
)
from articles.parsing.structure import Form, Role
from articles.parsing.surnames import SURNAMES

RUBRIC = re.compile(
    r"(论丛|钩沉|札记|随笔|之声|天地|园地|观察|视点|视窗|视野|论坛|纵横|茶座|沙龙|书架|讲堂|讲坛|短评|时评|快评|点评|锐评|评论|漫谈|杂谈|夜话|简讯|短波|往来|投书|来信|前沿|笔谈|撷英|集萃|荟萃|故事|史馆|小议|来鸿|来风|摘编|文摘|研究|思考|调研|调查|论道|课堂|内外|对话|访谈|专访|圆桌|专栏|书评|读书|书香|书林|书声|漫步|人物|影像|世相|风物|读懂|数说|聚焦|关注|热点|焦点|深度|特稿|专题|巡礼|心声|心语|感悟|新论|新语|新知|手记|笔记|随感|杂感|日记|见闻|读书会|荐书|书单|书台|看台|之窗|智库|学人|学林|学苑|论苑|文苑|笔会|热帖|街谈|快讯|信箱|诗页|诗笺|诗苑|影像志|大讲堂|名家|学者|图解|解读|问政|聚力|巡礼|专论|史论|时论|来论|社论|立论|广角|瞭望|镜鉴|建言|献策|一策|一得|会客厅|面对面|多棱镜|百家|争鸣|方法论|青年说|大家谈|纵横谈|有话说|微言|絮语|撷萃|拾零|拾贝|速递|速览|资讯|动态|传真|连载|选载|新诗|散文|小说|艺评|影评|剧评|乐评|社评|漫评|网评|书信|译介|译文|译丛|问与答|问答|问诊|释疑|解惑|支招|提醒|提示|说法|说案|法眼|探访|寻访|走访|连线|百态|家常|闲话|手账|周记|讲场|讲台|学堂|议事厅|数字|艺苑|艺谭|链接|档案|史话|典故|溯源|新说|谈|说|窗|谭|录)$"
)


BARE = "单独成行的人名"
GROUP = "以课题组、编辑部等集体署名"
STATUS_AND_NAME = "身份加人名"
_PEN_NAME = re.compile(rf"^{PEN_NAME.pattern}$")
_OF_WORKS = re.compile(
    "（([外其]?[一二三四五六七八九十两][首章则题篇]|组诗|组章|节选|选[一二三四五六]?)）"
)  # after a title
_LONGEST = 44
_SIGNS = re.compile(r"[。！？…”’]\s*（[^（）。]{1,28}$")
_MARK = re.compile(rf"^(?:[{re.escape(ICONS)}※]\s*|〇\s)")


def closes_signature(rows: list[str]) -> bool:
    """True when the last of a few printed lines closes the bracket in which those above begin to say who wrote or spoke."""
    tail = rows[-1].rstrip()
    if tail[-1:] != "）" or tail.count("）") != tail.count("（") + 1 or "。" in tail:
        return False
    return any(_SIGNS.search("".join(rows[start:-1])) for start in range(len(rows) - 1))


@lru_cache(maxsize=1024)
def byline_form(folded: str) -> Form | None:
    """A byline by its form: role words, marks, or nothing but names."""
    if _foreigners(folded.strip()):
        return Form(Role.BYLINE, 0.93, "国别加人名")
    text = COUNTRY.sub(" ", folded.strip()).strip()
    text = EDITED.sub("", text) if text.startswith("作者") else text
    whole = _whole_form(text)
    if whole is not None:
        return whole
    if solid(text) > _LONGEST or _OF_WORKS.search(text) or re.search(r"[。；！？!?，]|：.*：|^——", text):
        return None
    if _REPORTERS_RUBRIC.match(re.sub(r"\s", "", text)):
        return None
    if re.match(r"^(记者|问|答)\s*：|^.{0,6}(专访|对话|访谈)[^：/]{4,}", text):
        return None
    hosted = HOSTED.match(text)
    if hosted:
        inner = byline_form(text[hosted.end() :])
        return Form(Role.BYLINE, 0.93, "主持人、采访人的署名") if inner is not None else None
    marked = _MARK.match(text)
    bare = BETWEEN_NAMES.sub(" ", text[marked.end() :].strip()) if marked else text
    worded = _worded(bare)
    if worded is not None:
        return worded
    if is_spread(bare) and not _spread_names(bare):
        return None
    numbered = re.sub(r"(?<=[\u4e00-\u9fff])\s?[\d¹²³⁴⁵*]{1,2}(?=\s|$|、)", "", text)
    if numbered != text and len(numbered.split()) >= 2 and names_likeness(numbered) >= 0.45:
        return Form(Role.BYLINE, 0.9, "人名带单位序号")
    return _bare_names(re.sub(r"（[^（）]*（?[^（）]*）?[^（）]*）", " ", bare).strip(), marked is not None)


def _whole_form(text: str) -> Form | None:
    """Lines that can be nothing but a byline as a whole: each with its craft, an author and a translator, a name and an office."""
    if _CREDITED.fullmatch(text):
        return Form(Role.BYLINE, 0.93, "口述、整理等各有署名")
    if placed_name(text):
        return Form(Role.BYLINE, 0.78, "人名加单位")
    if re.fullmatch(r"供稿\s*[：/]\s*[\u4e00-\u9fff·\s]{2,24}", text):
        return Form(Role.BYLINE, 0.93, "供稿")
    if TRANSLATED.match(text) and solid(text) <= _LONGEST:
        return Form(Role.BYLINE, 0.94, "作者和译者")
    return Form(Role.BYLINE, 0.9, "网友、读者的化名") if _PEN_NAME.match(text) else None


def _worded(text: str) -> Form | None:
    """A line of names with role words (本报记者) or craft words (文, 图, 译), and nothing else."""
    tokens = byline_tokens(text)
    leads = [token.text for token in tokens if token.kind == "lead"]
    crafts = [token for token in tokens if token.kind == "craft"]
    names = [token.text for token in tokens if token.kind == "names"]
    if not leads and not crafts:
        return None
    if not names:
        return Form(Role.BYLINE, 0.8, "集体署名") if [token.text[-3:] for token in tokens] == ["评论员"] else None
    apart = " " in text or "/" in text or bool(re.match(r"(作者|撰文|文|文字)\s*[：·]", text))
    placed = [_PLACE.sub("", run) for run in names] if crafts else names
    values = [value for run in placed for value in _signed_likeness(run, spaced=apart)]
    lone = (
        bool(leads)
        and len(names) == 1
        and bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]", names[0]))
    )
    if not values or min(values) < 0.3 or len(values) > 10 or (sum(values) / len(values) < 0.55 and not lone):
        return None
    pictures = crafts and not leads and all(_PICTURE.fullmatch(craft.text) for craft in crafts)
    if pictures and not any(craft.tied for craft in crafts) and not re.search(r"译$", text):
        return None
    if leads and crafts and all(_PICTURE.fullmatch(craft.text) for craft in crafts):
        return None  # 本报记者 王五 摄: the credit of a picture
    return Form(Role.BYLINE, 0.95 if leads or len(crafts) > 1 or crafts[0].tied else 0.93, "有记者、文、图、译等身份词")


def _foreigners(text: str) -> bool:
    """True for names of which each that follows a country in brackets needs no look of its own: ``（日）佐藤澄子``."""
    if COUNTRY.search(text) is None or _WORKED.search(text):
        return False
    rest = re.sub(rf"(?:{COUNTRY.pattern})[\u4e00-\u9fff·]{{2,12}}(?=[\s、，/]|$)", " ", text).strip(" 、，/")
    return rest != text.strip() and (not rest or names_likeness(rest) >= 0.6)


_WORKED = re.compile(r"[著作译绘摄文图编]\s*(?:[\s/、，]|$)")
_REPORTERS_RUBRIC = re.compile(
    rf"^[{re.escape(ICONS)}※【\[]?(本报|本刊)?(记者(手记|观察|调查|札记|来信|来稿|视线|视点|视角|连线|走基层|日记|在线|笔记|出镜|暗访|专栏|感言)|(特约)?评论员文章)[】\]]?$"
)
_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{3,16}(中心|医院|大学|学院|学校|公司|研究所|研究院|局|协会|社区|集团|村|厂|站|馆)\s+"
)
_TEAM = re.compile(r"[\u4e00-\u9fff]{4,}[\u4e00-\u9fff“”《》]{0,24}(课题组|调研组|项目组|调查组|编写组|联合调研组)")
_PICTURE = re.compile(r"摄影|摄|插图|绘图|配图|制图|供图|图片|绘|图")


def _signed_likeness(run: str, *, spaced: bool) -> list[float]:
    """How much the words beside a role word are names: rare and foreign ones count when set apart."""
    if is_group(run):
        return [0.8]
    out = []
    for name, value in scored_names(run):
        if (
            value < 0.6
            and spaced
            and re.fullmatch(r"[\u4e00-\u9fff]{2,6}", name)
            and not re.search(r"[的了在是和与我这那不]", name)
        ):
            value = max(value, 0.6 if len(name) <= 3 or value > 0 else 0.55)
        out.append(value)
    return out


def _bare_names(body: str, marked: bool) -> Form | None:
    """A line of names without a role word; a mark before them makes it likelier."""
    likeness = names_likeness(body)
    if _TEAM.fullmatch(body.replace(" ", "")):
        return Form(Role.BYLINE, 0.93, GROUP)
    if is_group(body) and solid(body) <= 24 and not re.search(r"[“”《》：]", body):
        return Form(Role.BYLINE, 0.8, GROUP)
    words = [value for _, value in scored_names(body)]
    if marked and len(words) > 1 and likeness < 0.6 and max(words) >= 0.7 and solid(body) <= 3 * len(words):
        likeness = 0.6 if all(name[0] in SURNAMES for name, _ in scored_names(body)) else likeness
    if marked and likeness >= 0.6:
        return Form(Role.BYLINE, 0.55 + 0.4 * likeness, "标记加人名")
    if likeness >= 0.7 and solid(body) <= 20:
        return Form(Role.BYLINE, 0.5 + 0.4 * likeness, BARE)
    glued = status_and_name(body)
    if glued and not RUBRIC.search(glued[1]):
        return Form(Role.BYLINE, 0.75, STATUS_AND_NAME)
    return _affiliated_byline(body)


def _spread_names(text: str) -> bool:
    """Names set with a space inside: ``杨 洋 陈 劲``, ``王 小 明``."""
    if any(len(word) > 1 for word in text.split()):
        return all(likeness >= 0.7 for _, likeness in scored_names(text))
    return paired(text) is not None


def _affiliated_byline(body: str) -> Form | None:
    place, _, rest = body.partition(" ")
    placed = rest and len(place) >= 4 and (AFFILIATION.search(place) or _PEOPLE.search(place))
    names = [value for _, value in scored_names(rest)] if placed else []
    if names and len(names) <= 4 and min(names) >= 0.35 and sum(names) / len(names) >= 0.7:
        return Form(Role.BYLINE, 0.75, "单位加人名")
    return None


_PEOPLE = re.compile(r"(居民|村民|市民|读者|网友|职工|农民|学生|家长|代表)$")
AFFILIATION = re.compile(
    r"(大学|学院|研究院|研究所|研究会|研究中心|中心|党校|社科院|科学院|协会|学会|公司|集团|总工会|工会|委员会|党委|政府|厅|局|处|部|办|院|馆|社|报|校|学校|医院|教授|研究员|讲师|主任|院长|书记|会长|所长|主席|博士|馆长|厂长|经理|总监|记者|工程师|技师|班长|教师|校长|秘书长|理事|站|中学|小学|医生|律师|作家|评论员|农艺师|法官|检察官|顾问|会员|委员)"
)


_CREDITED = re.compile(
    r"(?:(?:口述|讲述|整理|采访|执笔|撰文|撰稿|摄影|文|图|编译|翻译|供图|记录|策划)\s*[：/]\s*[\u4e00-\u9fff·]{2,4}(?:\s+|$)){2,}"
)
_NAME = r"([\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,2})"
_CLASS_AND_NAME = re.compile(rf"([\u4e00-\u9fff]{{0,14}}[一二三四五六七八九初高\d]{{1,2}}（\d{{1,2}}）班)\s+{_NAME}")
_NAME_AND_OFFICE = re.compile(
    rf"(?:[{re.escape(ICONS)}〇]\s*|(?:文|作者)\s*[/：]\s*)?{_NAME}(?:，\s*|\s+)([\u4e00-\u9fff]{{2,20}}(?:{AFFILIATION.pattern}|科))"
)


def placed_name(folded: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where name and office stand in a line that signs with the name first, or a class of a school: ``五（2）班 林素芬``."""
    of_class = _CLASS_AND_NAME.fullmatch(folded)
    if of_class:
        return of_class.span(2), of_class.span(1)
    placed = _NAME_AND_OFFICE.fullmatch(folded)
    return (placed.span(1), placed.span(2)) if placed and is_name(re.sub(r"\s", "", placed[1])) else None


def names_likeness(text: str) -> float:
    """Mean likeness of the names when a text holds nothing but names, else 0."""
    if re.fullmatch(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]", text):
        return 0.1 if RUBRIC.search(text.replace(" ", "")) else 0.85
    if not text or re.search(r"[\d“”《》：/／]", text):
        return 0.0
    values = [likeness for _, likeness in scored_names(paired(text) or text)]
    if not values or len(values) > 8:
        return 0.0
    return sum(values) / len(values) if min(values) >= 0.3 else 0.0

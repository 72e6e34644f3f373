"""What a line says of itself by its form alone: notes, labels, credits, captions, jump lines.

Every pattern reads *folded* text (see ``glyphs.fold``). A form is only a hint with a confidence;
place and neighbours may overrule it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass

from articles.parsing.glyphs import ICONS, TERMINAL, is_spread, solid
from articles.parsing.names import ROLE_WORDS, is_group, name_likeness, scored_names
from articles.parsing.structure import Role


@dataclass(slots=True, frozen=True)
class Form:
    """A reading of one line by its form."""

    role: Role
    confidence: float
    reason: str
    opens: bool = False  # a bracket or label whose text may run on over the next lines


_JUMP = re.compile(
    r"^[（《]?\s*(紧接|紧转|下转|上接|转|接)\s*(第?\s*[A-Za-z]?\s*[0-9一二三四五六七八九十]{1,3}\s*版|头版|本版|报眼).{0,12}$"
)
_NOTE = re.compile(
    r"^[（【]?\s*(本文|本版)?(第[一二]|通讯)?作者(单位|简介|介绍|系|为|均|分别|现|是|来自|：|[\u4e00-\u9fff、，\s·]{2,24}?(单位)?(系|为|均为|分别为|任|是))"
    r"|^[（【]\s*(本文|执笔|课题组|课题主持|调研组|项目组|笔者|基金项目|原载|原刊|原题|摘自|摘编自|转自|转载自|节选自|选自|据|来源|本版稿件|编译自)"
    r"|^(作者简介|作者介绍|课题组成员|对话嘉宾|访谈嘉宾|受访嘉宾|受访专家|嘉宾简介|对话人|执笔人?|课题组长)[：\s]"
    r"|^（[\u4e00-\u9fff·]{2,8}[，、]?(系|为|单位)[^（）]{4,60}）$"
)
_SIGNED = re.compile(r"^作者\s*[：/／]\s*[\u4e00-\u9fff·\s、]{2,16}$")
_COMPILE = re.compile(
    r"^[（【]?\s*(本报(全媒体)?(记者|编辑)|记者|本刊记者|通讯员|编辑)?[\u4e00-\u9fff·、，\s]{2,24}?[/\s]?(采访整理|综合整理|整理报道|编译整理|采写整理|整理|辑录|摘编|辑)\s*[）】]?$"
    r"|^[（【]?\s*(整理|采访整理|本报记者整理)\s*[：/／]\s*[\u4e00-\u9fff·、，\s]{2,24}[）】]?$"
)
_EDITOR = re.compile(
    r"^[【（\[■●◆▲]?\s*(编者按|编者的话|编者语|编前语|编前|编后|按语|核心阅读|阅读提示|核心提示|内容提要|内容摘要|内容提示|提要|导读|开栏的话|开栏语|主持人语|主持人的话|本期导读|引言)\s*[】）\]]?"
    r"(?=[：:\s]|$)|^(编者按|编者的话|核心阅读|阅读提示|核心提示|开栏的话|编前语)(?=[\u4e00-\u9fff“])"
)
_CAPTION = re.compile(
    r"^(图为|图片为|图[①②③④⑤⑥⑦⑧⑨\d一二三四]{1,2}[：\s]|左图|右图|上图|下图|题图|压题图|照片为|图说|图片说明|[▲▼△▽]\s*[^\s]{8,})"
    r"|.{4,}[\s（/／。”][\u4e00-\u9fff·\s]{2,14}[/／\s]?(摄|摄影|摄影报道|供图|制图|绘|图|提供)）?$"
    r"|^（?(资料)?(图片|照片|本版图片|本文图片|版式图片|题图)(均?由|来源|提供|为).{2,40}$"
    r"|.{4,}（(资料图片?|资料照片|新华社发|新华社记者.{1,6}摄|.{2,12}供图)）$"
)
_REFERENCE = re.compile(
    r"^(\[\d{1,3}\]|［\d{1,3}］|【\d{1,3}】|（\d{1,3}）(?=.{0,30}《)|[①②③④⑤⑥⑦⑧⑨⑩](?=.{0,30}《)|参考文献|注释[：\s]*$|注[：])"
)
_BOX_LABEL = re.compile(
    r"^[【\[■●◆▲]?\s*(延伸阅读|相关链接|相关阅读|新闻链接|知识链接|链接|名词解释|小贴士|小资料|背景链接|资料链接|数据链接|书籍信息|图书信息)\s*[】\]]?[：\s]*"
)
_PULL_LABEL = re.compile(
    r"^(?:观点|金句|语录|点睛|精彩语录|观点摘要|要言|警句|妙语|声音|.{1,3}[农家者员工人师生民部]说|.{1,4}语录)[：]?$"
)
_DATE = re.compile(
    r"[12]\d{3}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?(\s*/?\s*(星期|周|礼拜)[一二三四五六日天])?"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日(\s*(星期|周)[一二三四五六日天])?"
)
_CREDIT_WORDS = (
    "本版责任编辑|本版责编|本版编辑|责任编辑|执行编辑|值班编辑|执行主编|本版主编|本期主编|副主编|责编|主编|编辑|值班主任|值班编委|值班总编|值班总编辑|编审|审读|"
    "责任校对|本版校对|校对|检校|校检|美术编辑|美术设计|版面设计|版式设计|视觉设计|图片编辑|视觉编辑|美编|版式|视觉|制版|组版|排版|版面|统筹|策划|监制|设计|制图|摄影|一审|二审|三审|初审|复审|终审"
)
_CONTACT_WORDS = (
    "[\u4e00-\u9fff]{2,4}(?:邮箱|热线|信箱)|新闻热线|投稿邮箱|电子邮箱|电子信箱|电子邮件|读者热线|投稿信箱|联系电话|本版电话|编辑部电话|服务热线|热线电话|热线|邮箱|信箱|电话|传真|"
    "[Ee]-?[Mm]ail|微信公众号|公众号|微信|网址|地址|社址|邮编|邮政编码|广告热线|发行热线|零售|每份|印刷|国内统一连续出版物号|国内统一刊号|邮发代号|投稿"
)
_CREDIT_HEAD = re.compile(
    rf"^[（【■●◆□◎]?\s*({_CREDIT_WORDS})(\s*[：/／|｜]\s*|\s+)(?=[\u4e00-\u9fffA-Za-z])"
)
_CONTACT_HEAD = re.compile(rf"^[■●◆□◎☎✉]?\s*({_CONTACT_WORDS})\s*[：:]?\s*")
_MAIL = re.compile(r"[\w.\-]+\s*@\s*[\w\-]+(\s*\.\s*[\w\-]+)+|https?://|www\.|\d{3,4}[-—]\s?\d{7,8}|\d{3,4}-\d{4}\s?\d{4}")
CREDIT_CUT = re.compile(
    rf"(?<![\u4e00-\u9fff])(?=(?:{_CREDIT_WORDS}|{_CONTACT_WORDS})(\s*[：/／:|｜]|\s+[\u4e00-\u9fff]))"
)
_PAGE_NUMBER = re.compile(r"^(第\s*)?([A-Z]?\s*\d{1,3}|[一二三四五六七八九十]{1,3})(\s*版)?$")
_NEWSPAPER = re.compile(r"^《?[\u4e00-\u9fff]{2,8}(报|周刊|导刊|学刊|月刊|旬刊|杂志|新闻网)》?$")
_COLUMN_MARKED = re.compile(r"^[【\[［〔]\s*([\u4e00-\u9fff·“”A-Za-z\d\s、]{2,14}?)\s*[】\]］〕]$")
_LABEL_ROW = re.compile(
    r"^(?:(?P<icon>\S)\s*(?P<name>[\u4e00-\u9fff·“”‘’《》]{2,9}|[\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){1,5})[■●◆▲★◎□○◇]?)(?:\s+\S\s*[\u4e00-\u9fff·“”‘’《》]{2,9})*$"
)
LABEL_CUT = re.compile(r"(?<=\S)\s+(?=\S\s+[\u4e00-\u9fff]{2,9}(?:\s|$))")
_TABLE_CELL = re.compile(r"^[+\-±<>≤≥]?[\d.,，/%％‰—\-~～+:：×]+(万|亿|千|元|个|人|次|年|月|日|岁|分|名|家|项|倍|吨|公里|万元|亿元)*[%％‰]?$")
HEADING_NUMBER = re.compile(
    r"^(0\d(?=[\s.、．\u4e00-\u9fff“])|\d{1,2}[.、．](?=\s*[\u4e00-\u9fff“])|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,2}[章节部]|Part\s?\d)"
)
RUBRIC = re.compile(
    r"(论丛|钩沉|札记|随笔|之声|天地|园地|观察|视点|视窗|视野|论坛|纵横|茶座|沙龙|书架|讲堂|讲坛|短评|时评|快评|点评|锐评|评论|漫谈|杂谈|夜话|简讯|短波|往来|投书|来信|前沿|笔谈|撷英|集萃|荟萃|故事|史馆|小议|来鸿|来风|摘编|文摘|研究|思考|调研|调查|论道|课堂|内外|对话|访谈|专访|圆桌|专栏|书评|读书|书香|书林|书声|漫步|人物|影像|世相|风物|读懂|数说|聚焦|关注|热点|焦点|深度|特稿|专题|巡礼|心声|心语|感悟|新论|新语|新知|广角|瞭望|镜鉴|建言|献策|一策|一得|会客厅|面对面|多棱镜|百家|争鸣|方法论|青年说|大家谈|纵横谈|有话说|微言|絮语|撷萃|拾零|拾贝|速递|速览|资讯|动态|传真|链接|档案|史话|典故|溯源|新说|谈|说|窗|谭|录)$"
)
LIST_HEAD = re.compile(r"^[●■◆▲○◇▪•]\s*[^\s].{5,}")
PARAGRAPH_HEAD = re.compile(
    r"^([●■◆▲○◇▪•]\s*[\u4e00-\u9fff].{5,}|第[一二三四五六七八九十]{1,2}[，、是]|其[一二三四五六]，|[一二三四五六七八九十]是|首先，|其次，|再次，|最后，|再者，|另外，|此外，|同时，|一方面，|当然，|然而，|但是，|因此，|总之，|可见，|与此同时|近年来，|近日，|日前，|当前，|如今，)"
)
_TURN = re.compile(
    rf"^[■●◆▲□◎▶Q]?\s*((?:{ROLE_WORDS}|主持人|问|答|[QA]|嘉宾|读者|编者|笔者|[\u4e00-\u9fff]{{2,6}}[报刊网]|[\u4e00-\u9fff]{{1,2}}\s?[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{2,4}}|[\u4e00-\u9fff]{{1,8}}(?:·[\u4e00-\u9fff]{{1,8}})+|[\u4e00-\u9fff、]{{4,30}}\s[\u4e00-\u9fff·]{{2,10}})(?:（[^（）]{{2,40}}）)?)\s*[：:]\s*"
)


_TURN_WORD = re.compile(rf"^({ROLE_WORDS}|主持人|问|答|[QA]|读者|编者|嘉宾|[\u4e00-\u9fff]{{2,6}}[报刊网])$")


def is_turn_word(label: str) -> bool:
    """True for labels that stand for a side of a conversation, whoever it is: 记者, 问, 本报."""
    return bool(_TURN_WORD.match(label))


def turn_label(folded: str) -> tuple[str, int] | None:
    """(label, where its words begin) when a line opens with ``记者：`` / ``张三：`` / ``问：``."""
    match = _TURN.match(folded)
    if not match:
        return None
    return re.sub(r"\s+", "", match.group(1)), match.end()


def is_icon(char: str) -> bool:
    """True for the marks that stand before labels: symbols, private glyphs."""
    return char in ICONS or unicodedata.category(char) in ("So", "Co")


def label_text(folded: str) -> str | None:
    """The name of a column label (icon or brackets taken off), or None when the form is another."""
    marked = _COLUMN_MARKED.match(folded)
    if marked:
        return marked.group(1)
    match = _LABEL_ROW.match(folded)
    if not match:
        return None
    icon = match.group("icon")
    spaced = len(folded) > 1 and folded[1] == " "
    if is_icon(icon) or (icon.isascii() and icon.isalpha() and spaced):
        return match.group("name")
    return None


def bracket_role(folded: str) -> Role | None:
    """What a whole paragraph in brackets is: a signature, a note on the author, a compiler."""
    text = folded.strip()
    if text[:1] not in "（【" or text[-1:] not in "）】" or HEADING_NUMBER.match(text):
        return None
    inner = text[1:-1].strip()
    form = recognise(text)
    if form is not None and form.role in (Role.AUTHOR_NOTE, Role.COMPILER, Role.JUMP, Role.CAPTION):
        return form.role
    bare = re.sub(r"^(本报)?(记者|通讯员|特约记者|作者|文/|撰文)[\s：]*", "", inner)
    if _names_likeness(bare) >= 0.5 and solid(bare) <= 16:
        return Role.BYLINE
    if solid(text) <= 160 and (AFFILIATION.search(inner) or re.search(r"著有|《.{2,14}(报|刊|网|周刊|杂志)》|^1[.、]", inner)):
        return Role.AUTHOR_NOTE
    return None


def is_reference(folded: str) -> bool:
    """True for a note or reference entry: ``[1] …``, ``① …《…》``, 参考文献."""
    return bool(_REFERENCE.match(folded))


def is_table_row(folded: str) -> bool:
    """Three or more cells set apart by spaces, most of them figures."""
    cells = folded.split()
    if len(cells) < 3 or any(char in folded for char in "。，；"):
        return False
    figures = sum(1 for cell in cells if _TABLE_CELL.match(cell))
    return figures >= 2 and figures >= 0.5 * len(cells)


def page_line(folded: str, *, edge: bool = True) -> list[tuple[int, int, Role]] | None:
    """Spans of a page head (``5 理论 工友时报 2025年5月19日 星期一``), or None.

    Away from the source's edges (``edge`` False) a line must say more to be taken for a head.
    """
    text = folded.strip()
    if solid(folded) > 60 or any(mark in folded for mark in "。；，！？"):
        return None
    date = _DATE.search(folded)
    if date:
        spans = _page_words(folded, 0, date.start())
        spans.append((date.start(), date.end(), Role.PAGE_DATE))
        spans += _page_words(folded, date.end(), len(folded))
        strange = sum(end - start for start, end, role in spans if role is Role.FURNITURE)
        roles = {role for _, _, role in spans}
        if not edge and not roles & {Role.PAGE_NUMBER, Role.NEWSPAPER}:
            return None
        return spans if strange <= 26 else None
    if re.fullmatch(r"第\s*[A-Z]?\d{1,3}\s*版|[A-Z]?0?\d{1,2}\s*版|[A-Z]?\d{1,2}|第[一二三四五六七八九十]{1,3}版", text):
        return [(0, len(folded), Role.PAGE_NUMBER)] if edge or "版" in text else None
    if edge and _NEWSPAPER.match(text):
        return [(0, len(folded), Role.NEWSPAPER)]
    words = text.split()
    if not 2 <= len(words) <= 4 or any(len(word) > 10 for word in words):
        return None
    spans = _page_words(folded, 0, len(folded))
    roles = {role for _, _, role in spans}
    head = Role.PAGE_NUMBER in roles and Role.FURNITURE not in roles and (edge or Role.NEWSPAPER in roles)
    return spans if head and not HEADING_NUMBER.match(text) else None


def _page_words(folded: str, start: int, end: int) -> list[tuple[int, int, Role]]:
    spans: list[tuple[int, int, Role]] = []
    for match in re.finditer(r"第\s*[A-Z]?\d{1,3}\s*版|\S+", folded[start:end]):
        word = match.group()
        if _PAGE_NUMBER.match(word) or re.fullmatch(r"[A-Z]?\d{1,3}", word):
            role = Role.PAGE_NUMBER
        elif _NEWSPAPER.match(word):
            role = Role.NEWSPAPER
        elif re.fullmatch(r"[\u4e00-\u9fff·]{2,10}", word) and not re.match(r"(农历|星期|周[一二三四五六日]|第|总第|总|甲|乙|丙|丁|戊|己|庚|辛|壬|癸)", word):
            role = Role.PAGE_NAME
        else:
            role = Role.FURNITURE
        spans.append((start + match.start(), start + match.end(), role))
    return spans


def is_newspaper(folded: str) -> bool:
    """True for a line that is a newspaper's name alone."""
    return bool(_NEWSPAPER.match(folded.strip()))


def credit_spans(folded: str) -> list[tuple[int, int, Role]] | None:
    """Spans of a credit or contact line (``责任编辑：… 校对：… E-mail：…``), or None."""
    credit = _CREDIT_HEAD.match(folded)
    contact = _CONTACT_HEAD.match(folded)
    reachable = contact and (_MAIL.search(folded) or re.search(r"\d{4,}", folded))
    address = _MAIL.search(folded) and solid(folded) < 60 and folded.rstrip()[-1] not in TERMINAL
    if not (credit or reachable or address):
        return None
    if credit and (solid(folded) > 70 or folded.rstrip()[-1] in "。！？，"):
        return None
    cuts = sorted({0, *(m.start() for m in CREDIT_CUT.finditer(folded)), len(folded)})
    spans: list[tuple[int, int, Role]] = []
    for start, end in itertools.pairwise(cuts):
        part = folded[start:end].strip()
        if part:
            role = Role.PAGE_CREDIT if _CREDIT_HEAD.match(part + " ") else Role.FURNITURE
            spans.append((start, start + len(folded[start:end].rstrip()), role))
    return spans if credit or contact or _MAIL.search(folded) else None


def byline_form(folded: str) -> Form | None:
    """A byline by its form: role words, marks, or nothing but names."""
    text = folded.strip()
    if solid(text) > 40 or re.search(r"[。；！？!?，]|：.*：|^——", text):
        return None
    if is_spread(text) and not _spread_names(text):
        return None
    if re.match(r"^(记者|问|答|主持人)\s*：", text):
        return None
    if re.match(rf"^[□■●◆]?\s*({ROLE_WORDS})[\s：/／|｜]*[\u4e00-\u9fff·\s、]{{2,24}}$", text):
        return Form(Role.BYLINE, 0.95, "有记者、作者等身份词")
    if re.match(r"^(文|图|文图|撰文|采写)\s*[/／：]\s*\S", text):
        return Form(Role.BYLINE, 0.95, "“文/”署名格式")
    if re.search(r"\S\s+(著|编译|译)$|\s(著|译)\s", text) and solid(text) <= 24:
        return Form(Role.BYLINE, 0.93, "著、译署名")
    numbered = re.sub(r"(?<=[\u4e00-\u9fff])\s?[\d¹²³⁴⁵*]{1,2}(?=\s|$|、)", "", text)
    if numbered != text and len(numbered.split()) >= 2 and _names_likeness(numbered) >= 0.45:
        return Form(Role.BYLINE, 0.9, "人名带单位序号")
    marked = re.match(r"^[□■●◆▲◎○◇]\s*", text)
    body = re.sub(r"（[^（）]*（?[^（）]*）?[^（）]*）", " ", text[marked.end() :] if marked else text).strip()
    likeness = _names_likeness(body)
    if is_group(body) and solid(body) <= 24 and not re.search(r"[“”《》：]", body):
        return Form(Role.BYLINE, 0.8, "以课题组、编辑部等集体署名")
    if marked and likeness >= 0.6:
        return Form(Role.BYLINE, 0.55 + 0.4 * likeness, "标记加人名")
    if likeness >= 0.7 and solid(body) <= 20:
        return Form(Role.BYLINE, 0.5 + 0.4 * likeness, "单独成行的人名")
    return _affiliated_byline(body)


def _spread_names(text: str) -> bool:
    """Two or three names of two characters, each set with a space inside: ``杨 洋 陈 劲``."""
    words = text.split()
    pairs = ["".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    return len(words) in (4, 6) and all(len(word) == 1 for word in words) and all(name_likeness(p) >= 0.7 for p in pairs)


def _affiliated_byline(body: str) -> Form | None:
    words = body.split()
    if len(words) == 2 and len(words[0]) >= 4 and AFFILIATION.search(words[0]) and name_likeness(words[1]) >= 0.7:
        return Form(Role.BYLINE, 0.75, "单位加人名")
    return None


AFFILIATION = re.compile(
    r"(大学|学院|研究院|研究所|研究会|研究中心|中心|党校|社科院|科学院|协会|学会|公司|集团|总工会|工会|委员会|党委|政府|厅|局|处|部|办|院|馆|社|报|校|学校|医院|教授|研究员|讲师|主任|院长|书记|会长|所长|主席|博士|馆长|厂长|经理|总监|记者|工程师|技师|班长|教师|校长|秘书长|理事)"
)


def is_box_label(folded: str) -> bool:
    """True for a line that only labels a box: 延伸阅读, 链接 …"""
    return bool(_BOX_LABEL.match(folded)) and solid(folded) <= 16


def _names_likeness(text: str) -> float:
    """Mean likeness of the names when a text holds nothing but names, else 0."""
    if re.fullmatch(r"[\u4e00-\u9fff]\s[\u4e00-\u9fff]", text):
        return 0.1 if RUBRIC.search(text.replace(" ", "")) else 0.85
    if not text or re.search(r"[\d“”《》：/／]", text):
        return 0.0
    values = [likeness for _, likeness in scored_names(text)]
    if not values or len(values) > 8:
        return 0.0
    return sum(values) / len(values) if min(values) >= 0.3 else 0.0


_WEB = re.compile(
    r"^((遗失|挂失|寻人|招租|招聘|更正|致歉|注销|公告|清算)?(启事|声明|公告)[：:].|(零售|每份).{0,8}\d|首页\s*[>＞»/]|您?当前位置|【?(纠错|打印|分享|收藏|关闭窗口|返回顶部)】?(\s|$)|字号[：\s]|分享到|扫一扫|相关新闻\s*$|责任编辑)|.*来源：.*(字号|作者：.*编辑)|^导读：\s*[A-Z]?\d"
)


def recognise(folded: str) -> Form | None:
    """The context-free form of one line, or None for plain text."""
    text = folded.strip()
    size = solid(text)
    if credit_spans(text) or _WEB.match(text):
        return Form(Role.FURNITURE, 0.95, "版面信息")
    if text.startswith("——"):
        return _dash_form(text, size)
    if size <= 24 and _JUMP.match(text):
        return Form(Role.JUMP, 0.97, "转版、接版提示")
    if size <= 34 and _COMPILE.match(text) and _compiled_by(text):
        return Form(Role.COMPILER, 0.93, "“整理”署名")
    if _NOTE.match(text) and not _SIGNED.match(text):
        return Form(Role.AUTHOR_NOTE, 0.95, "作者单位或简介", opens=True)
    if _EDITOR.match(text):
        return Form(Role.EDITOR_NOTE, 0.93, "编者按、核心阅读一类的标签", opens=True)
    if _REFERENCE.match(text):
        return Form(Role.BOX, 0.9, "注释或参考文献", opens=True)
    if _BOX_LABEL.match(text) and size <= 16:
        return Form(Role.BOX, 0.85, "链接、资料框的标签", opens=True)
    if is_table_row(text):
        return Form(Role.BOX, 0.85, "表格行")
    if size <= 40 and re.match(r"^(附?表|图)\s?[\d一二三四五六]{0,2}\s*[：\s].{4,}", text) and text[-1] not in "。，":
        return Form(Role.BOX, 0.8, "表格的标题")
    if size <= 120 and _CAPTION.search(text) and not re.match(r"(记者|问|答|主持人)：", text):
        return Form(Role.CAPTION, 0.9, "图片说明格式")
    return _label_form(text, size)


_SUBTITLE_HEAD = re.compile(
    r"^——(访|记|评|读|从|关于|写在|以|兼|对话|与|论|谈|来自|基于|试|浅|一|专访|走进|看|聚焦|我国|中国|推|学习|纪念|致|为|在|对|《|“)"
)


def _dash_form(text: str, size: int) -> Form | None:
    """A line that begins with a dash: a speaker after the words, a signature, or a subtitle."""
    body = text.lstrip("— ")
    if re.match(r"^(编者|编辑部|本报编辑部|本刊编辑部)$", body):
        return Form(Role.EDITOR_NOTE, 0.9, "编者落款")
    if size > 60 or not body or body[-1] in "。！？，；":
        return None
    last = body.split()[-1]
    named = is_name_end(last)
    if _SUBTITLE_HEAD.match(text) and not (AFFILIATION.search(body) and " " in body and named):
        return None
    spaced = re.search(r"[代表员者人师生长手工户]\s+[\u4e00-\u9fff](\s?[\u4e00-\u9fff]){1,3}$", body)
    if AFFILIATION.search(body) or named or spaced:
        return Form(Role.SPEAKER, 0.85 if named and " " in body else 0.72, "破折号后是单位和人名")
    return None


def is_name_end(word: str) -> bool:
    """True when a word is, or ends in, a person's name."""
    return any(name_likeness(word[-size:]) >= 0.7 for size in (2, 3, 4) if len(word) >= size) or "·" in word


def _compiled_by(text: str) -> bool:
    """True when the words before 整理 are names, and not a rubric such as 报刊摘编."""
    bare = re.sub(r"^[（【]?\s*(整理|采访整理|本报记者整理)\s*[：/]", "", text).strip("（）【】 ")
    bare = re.sub(r"^(本报|本刊)?(全媒体)?(记者|通讯员|编辑)?\s*", "", bare)
    bare = re.sub(r"[\s/]*(采访整理|综合整理|整理报道|编译整理|采写整理|整理|辑录|摘编|辑)$", "", bare)
    values = [likeness for _, likeness in scored_names(bare)]
    return bool(values) and sum(values) / len(values) >= 0.5


def _label_form(text: str, size: int) -> Form | None:
    """Labels: of pull quotes and of columns."""
    bare = re.sub(r"\s+", "", text)
    icon = bool(bare) and (is_icon(bare[0]) or bare[0] in "【")
    if size <= 8 and icon and _PULL_LABEL.match(bare.lstrip(ICONS + "【").rstrip("】")):
        return Form(Role.PULL_QUOTE, 0.85, "金句、观点的标签", opens=True)
    if size <= 7 and re.fullmatch(r"[\u4e00-\u9fff]{1,4}(说|言)[：]", bare):
        return Form(Role.PULL_QUOTE, 0.7, "金句、观点的标签", opens=True)
    label = label_text(text)
    if label is not None and not (is_icon(text[0]) and _names_likeness(label) >= 0.7):
        return Form(Role.COLUMN, 0.93, "图标或方括号加短语")
    return byline_form(text)

"""What a line says of itself by its form alone: notes, labels, credits, captions, jump lines.

Every pattern reads *folded* text (see ``glyphs.fold``). A form is only a hint with a confidence;
place and neighbours may overrule it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from articles.parsing.furniture import CREDIT_CUT, credit_spans, is_newspaper, is_page_name, is_web, page_line
from articles.parsing.glyphs import ICONS, solid
from articles.parsing.names import ROLE_WORDS, is_group, name_likeness, paired, scored_names
from articles.parsing.signatures import AFFILIATION, RUBRIC, STATUS_AND_NAME, byline_form, names_likeness
from articles.parsing.speakers import PARTIES, asks_or_answers, office_and_name, run_on_office, who_and_name
from articles.parsing.structure import Form, Role

__all__ = [
    "AFFILIATION",
    "CREDIT_CUT",
    "DATELINE",
    "HEADING_NUMBER",
    "LABEL_CUT",
    "LIST_HEAD",
    "PARAGRAPH_HEAD",
    "RUBRIC",
    "SALUTATION",
    "SIDES",
    "WORK_KIND",
    "Form",
    "bracket_role",
    "byline_form",
    "credit_spans",
    "is_box_label",
    "is_icon",
    "is_name_end",
    "is_newspaper",
    "is_page_name",
    "is_reference",
    "is_table_row",
    "is_turn_word",
    "label_text",
    "page_line",
    "recognise",
    "side_label",
    "turn_label",
]  # fmt: skip


_JUMP = re.compile(
    r"^[（《]?\s*(紧接|紧转|下转|上接|转|接)\s*(第?\s*[A-Za-z]?\s*[0-9一二三四五六七八九十]{1,3}\s*版|头版|本版|报眼).{0,12}$"
    r"|^[（(]?\s*(未完)?待续\s*[）)]?$|^[（(]\s*未完[，、·\s]?(待续|下期续|下转.{0,10})\s*[）)]$"
)
_NOTE = re.compile(
    r"^[（【*＊※]?\s*(本文|本版)?(第[一二]|通讯)?作者(单位|简介|介绍|系|为|均|分别|现|是|来自|：|[\u4e00-\u9fff、，\s·]{2,24}?(单位)?(系|为|均为|分别为|任|是))"
    r"|^[（【]\s*(本文|执笔|课题组|课题主持|调研组|项目组|笔者|基金项目|原载|原刊|原题|摘自|摘编自|转自|转载自|译自|节选自|选自|据|来源|本版稿件|编译自)"
    r"|^(作者简介|作者介绍|(专家|名?医生?|人物)(简介|介绍)|课题组成员|对话嘉宾|访谈嘉宾|受访嘉宾|受访专家|嘉宾简介|对话者|对谈者|对谈人|对谈嘉宾|对话者简介|与谈者简介|人物简介|对话人|本期嘉宾|特邀嘉宾|采访嘉宾|与谈嘉宾|与谈人|主讲人|受访者|受访人|访谈对象|执笔人?|课题组长)[：\s]"
    r"|^（[\u4e00-\u9fff·]{2,4}[，、]?(系|为|单位)[^（）]{4,60}）$"
    r"|^（(文章|本文|原文|内容)?.{0,3}(有删节|有删改|略有删节|略有删改|节选)[^（）]{0,6}）$"
)
_NAMED_NOTE = re.compile(
    r"^.{0,4}作者(?!单位|简介|介绍|系|为|均|分别|现|是|来自|：)([\u4e00-\u9fff、，\s]{2,24}?)(系|为|均为|分别为|任|是)"
)
_MAYBE_NAMED = 0.3
_CALL = re.compile(
    "[【■●◆]?((本[版报刊])?征稿(启事)?|《[^》]{2,12}》.{0,16}征(文|稿)(启事)?|稿约|(投稿|来稿|征稿)须知|敬告读者)】?"
)
_SIGNATURE = 24  # characters
_PERSON = re.compile(r"^[（【]([\u4e00-\u9fff·\s]{2,9})[，：]([^（）【】。]{4,70})[）】]$")
_GUESTS = re.compile(
    r"^[■●◆▲□◎【（]?\s*(本期|特邀|对话|访谈|受访|采访|与谈)?(嘉\s?宾|专家)[】）]?\s*(?:：|(?<=[】）]))\s*(?=[\u4e00-\u9fff]{2,4}：|$|[\u4e00-\u9fff]{2,4}(\s|（|，|$)|[\u4e00-\u9fff]\s[\u4e00-\u9fff][\s（，]|.*\s[\u4e00-\u9fff]{2,4}$)"
)
_OPEN_NOTE = re.compile(r"^（([\u4e00-\u9fff·]{2,4})(系|为|单位)[^（）]{4,60}$")  # closed in a later row
_WITH_OFFICE = re.compile(r"^作者\s*[：/／]\s*([\u4e00-\u9fff·\s]{2,9})（[^（）]{2,60}(）$|$)")
_SIGNED = re.compile(
    r"^作者\s*[：/／]\s*[\u4e00-\u9fff·\s、]{2,16}?(\s(责任|本版)?编辑\s*[：/／]\s*[\u4e00-\u9fff·\s、]{2,16})?$"
)
_COMPILE = re.compile(
    r"^[（【]?\s*(本报(全媒体)?(记者|编辑)|记者|本刊记者|通讯员|编辑)?[\u4e00-\u9fff·、，\s]{2,24}?[/\s]?(采访整理|综合整理|整理报道|编译整理|采写整理|整理|辑录|摘编|辑|编译(?=\s*[）】]))\s*[）】]?$"
    r"|^[（【]?\s*(整理|采访整理|本报记者整理)\s*[：/／]\s*[\u4e00-\u9fff·、，\s]{2,24}[）】]?$"
)
_EDITOR = re.compile(
    r"^[【（\[■●◆▲]?\s*(编者按|编者的话|编者语|编前语|编前|编后|按语|核心阅读|阅读提示|核心提示|内容提要|内容摘要|内容提示|提要|导读|开栏的话|开栏语|主持人语|主持人的话|本期导读|引言)\s*"
    r"([】）\]]|(?=[：:\s]|$))|^(编者按|编者的话|核心阅读|阅读提示|核心提示|开栏的话|编前语)(?=[\u4e00-\u9fff“])"
)
WORK_KIND = "（[^（）]{0,4}(?:[画彩墨印]|书法|剪纸|摄影|篆刻|木刻|版画|速写|雕塑)）"
_CAPTION = re.compile(
    r"^(图为|图片为|漫画：|图[①②③④⑤⑥⑦⑧⑨\d一二三四]{1,2}[：\s]|左图|右图|上图|下图|题图|压题图|照片为|图说|图片说明|[▲▼△▽◀▶◁▷]\s*[^\s]{8,})"
    r"|.{4,}[\s（/／。”](?!\S{0,12}[的了由地还也都]\S{0,6}提供)[\u4e00-\u9fff·\s]{2,14}([/／\s]?(摄|摄影|摄影报道|供图|制图|绘|提供)|[/／\s]图)）?$"
    r"|^（?(资料)?(图片|照片|本版图片|本文图片|版式图片|题图)(均?由|来源|提供|为).{2,40}$"
    r"|.{4,}（(资料图片?|资料照片|新华社发|新华社记者.{1,6}摄|.{2,12}供图)）$"
    r"|.{6,}[。”]\s*(资料图片?|资料照片|网络图片|视频截图)$"
    rf"|^[^，。]{{1,16}}{WORK_KIND}\s*([\u4e00-\u9fff·\s]{{2,10}}[作绘摄]|作于[^，。]{{2,10}})$"
)
_MAY_BE_CAPTION = re.compile("[图摄绘画照供发作▲▼△▽◀▶◁▷]")
_REFERENCE = re.compile(
    r"^((?:\[\d{1,3}\]|［\d{1,3}］|【\d{1,3}】)(?![，。、；：！？）”])|（\d{1,3}）(?=.{0,30}《)|[①②③④⑤⑥⑦⑧⑨⑩](?=.{0,30}《|[^。，]{1,12}：$)|参考文献|注释[：\s]*$|注[：])"
)
_BOX_LABEL = re.compile(
    r"^[【\[■●◆▲]?\s*(延伸阅读|相关链接|相关阅读|新闻链接|知识链接|链接|名词解释|小贴士|小资料|背景链接|资料链接|数据链接|书籍信息|图书信息)\s*[】\]]?[：\s]*"
)
_PULL_LABEL = re.compile(
    r"^(?:(?:核心)?观点|金句|语录|点睛|精彩语录|观点摘要|要言|警句|摘句|妙语|声音|.{1,3}[农家户者员工人师生民部]说|.{1,4}语录)[：]?$"
)
_COLUMN_MARKED = re.compile(r"^[【\[［〔]\s*([\u4e00-\u9fff·“”A-Za-z\d\s、]{2,14}?)\s*[】\]］〕]$")
_FRAMED = re.compile(r"^([|/\-~*—·=+_:])\s?([\u4e00-\u9fff·“”]{2,9}|[\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){1,5})\s?\1$")
_LABEL_ROW = re.compile(
    r"^(?:(?P<icon>\S)\s*(?P<name>[\u4e00-\u9fff·“”‘’《》]{2,9}|[\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){1,5})[■●◆▲★◎□○◇]?)(?:\s+[^\s\u4e00-\u9fff]\s*[\u4e00-\u9fff·“”‘’《》]{2,9})*$"
)
_LABEL_TAIL = re.compile(r"^([\u4e00-\u9fff·]{2,8})\s+([A-Z■●◆▲★◎□○◇▶◀◣◢\ue000-\uf8ff])$")
LABEL_CUT = re.compile(r"(?<=\S)\s+(?=(?:\S\s+[\u4e00-\u9fff]{2,9}|[A-Za-z][\u4e00-\u9fff]{2,6})(?:\s|$))")
_TABLE_CELL = re.compile(
    r"^[+\-±<>≤≥]?[\d.,，/%％‰—\-~～+:：×]+(万|亿|千|元|个|人|次|年|月|日|岁|分|名|家|项|倍|吨|公里|万元|亿元)*[%％‰]?$"
)
_CELL = 10  # characters of a row's last cell
_LABEL = 10  # characters of a label with an icon behind it
HEADING_NUMBER = re.compile(
    r"^(0\d(?=[\s.、．\u4e00-\u9fff“])|\d{1,2}[.、．](?=\s*[\u4e00-\u9fff“])|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[壹贰叁肆伍陆柒捌玖拾](?=[\s、．.])|第[一二三四五六七八九十]{1,2}[章节部]|Part\s?\d)"
)
LIST_HEAD = re.compile(r"^[●■◆▲○◇▪•]\s*[^\s].{5,}")
PARAGRAPH_HEAD = re.compile(
    r"^([●■◆▲○◇▪•]\s*[\u4e00-\u9fff].{5,}|第[一二三四五六七八九十]{1,2}[，、是]|其[一二三四五六]，|[一二三四五六七八九十]是|首先，|其次，|再次，|最后，|再者，|另外，|此外，|同时，|一方面，|当然，|然而，|但是，|因此，|总之，|可见，|与此同时|近年来，|近日，|日前，|当前，|如今，)"
)
DATELINE = re.compile(
    r"^(编辑同志：|编辑部：|编者：您好|亲爱的.{2,8}：|本报讯|本报.{0,12}(讯|电)|新华社.{1,16}电|据.{2,10}(报道|电)|.{2,8}\d{1,2}月\d{1,2}日电)"
)
_KIN = "(?:亲爱的)?(?:爸爸?|妈妈?|父亲|母亲|爹|娘|爷爷|奶奶|哥哥?|姐姐?|弟弟?|妹妹?|儿子|女儿|孩子们?)"
SALUTATION = re.compile(
    rf"^(编辑(部|同志|先生|老师)?(同志)?们?([您你]们?好)?|亲爱的.{{2,10}}|尊敬的.{{2,12}}|.{{2,6}}(同志|先生|女士|老师|朋友)们?|{_KIN}([、和，]?{_KIN})*([，]?[你您]们?好)?)\s*[：！]$"
)
_TURN = re.compile(
    rf"^[■●◆▲□◎▶Q]?\s*((?:{ROLE_WORDS}|主持人|问|答|[QA]|嘉宾|读者|编者|笔者|《?[\u4e00-\u9fff]{{2,6}}[报刊网]》?|[\u4e00-\u9fff]{{1,2}}\s?[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{2,4}}|@[^\s：:，。@]{{1,16}}|[\u4e00-\u9fff]{{1,8}}(?:·[\u4e00-\u9fff]{{1,8}})+|[\u4e00-\u9fff]{{2,12}}·[\u4e00-\u9fff]\s[\u4e00-\u9fff]{{1,2}}|(?:{PARTIES})[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff]{{3,12}}(?:老师|师傅|医生|先生|女士|同学|主任|书记|校长|教授)|[\u4e00-\u9fff、]{{4,30}}\s[\u4e00-\u9fff·]{{2,10}})(?:（[^（）]{{2,40}}）)?)\s*[：:]\s*"
)


_PARTY = re.compile(rf"(?:{PARTIES})[\u4e00-\u9fff]{{2,3}}")
_BRACKETED = re.compile(
    r"^(【(?![^】]*(?:讯|电|按|读|余|链接))[\u4e00-\u9fff·\s]{2,9}】(?:\s*（[^（）]{2,40}）)?)\s*(?=[^\s】]{4})"
)  # 【name】（post） and their words


_RUN_ON = re.compile(r"^([\u4e00-\u9fff、]{7,30})：\s*")


SIDES = frozenset("●○")
_SIDE = re.compile(r"^([●○])\s*(?=\S)")
_TURN_WORD = re.compile(rf"^({ROLE_WORDS}|主持人|问|答|[QA]|读者|编者|嘉宾|《?[\u4e00-\u9fff]{{2,6}}[报刊网]》?)$")


def is_turn_word(label: str) -> bool:
    """True for labels that stand for a side of a conversation, whoever it is: 记者, 问, 本报."""
    return bool(_TURN_WORD.match(label))


@lru_cache(maxsize=4096)
def turn_label(folded: str) -> tuple[str, int] | None:
    """(label, where its words begin) when a line opens with ``记者：`` / ``张三：`` / ``问：``."""
    match = _TURN.match(folded) or _BRACKETED.match(folded) or _RUN_ON.match(folded)
    if not match or (match.re is _RUN_ON and not run_on_office(match[1])):
        return None
    if match.re is _TURN and _PARTY.fullmatch(match[1]) and not asks_or_answers(match[1]):
        return None  # 律师提醒： no name
    return re.sub(r"\s+", "", match.group(1)), match.end()


def side_label(folded: str) -> tuple[str, int] | None:
    """(mark, where the words begin) for one of the two marks that may stand for the sides of a conversation."""
    match = _SIDE.match(folded)
    return (match.group(1), match.end()) if match else None


def is_icon(char: str) -> bool:
    """True for the marks that stand before labels: symbols, private glyphs."""
    if "\u4e00" <= char <= "\u9fff":
        return False
    return char in ICONS or char in "#＃※" or unicodedata.category(char) in ("So", "Co", "Sm")


def label_text(folded: str) -> str | None:
    """The name of a column label (icon or brackets taken off), or None when the form is another."""
    marked = _COLUMN_MARKED.match(folded)
    if marked:
        return marked.group(1)
    framed = _FRAMED.match(folded)
    if framed:
        return framed[2]
    tail = _LABEL_TAIL.match(folded)
    if tail and (is_icon(tail[2]) or tail[2].isascii()):
        return tail[1]
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
    if names_likeness(bare) >= 0.5 and solid(bare) <= 16:
        return Role.BYLINE
    worded = byline_form(inner)
    if office_and_name(text) or who_and_name(inner) or (worded is not None and worded.reason == STATUS_AND_NAME):
        return Role.BYLINE
    if solid(text) <= 160 and (
        AFFILIATION.search(inner) or re.search(r"著有|《.{2,14}(报|刊|网|周刊|杂志)》|^1[.、]", inner)
    ):
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
    if _TABLE_CELL.match(cells[0]) and len(cells[-1]) > _CELL:
        return False  # a row of text, figures in it
    figures = sum(1 for cell in cells if _TABLE_CELL.match(cell))
    return figures >= 2 and figures >= 0.5 * len(cells)


def is_box_label(folded: str) -> bool:
    """True for a line that only labels a box: 延伸阅读, 链接 …"""
    return bool(_BOX_LABEL.match(folded)) and solid(folded) <= 16


def recognise(folded: str) -> Form | None:
    """The context-free form of one line, or None for plain text."""
    text = folded.strip()
    size = solid(text)
    if credit_spans(text) or is_web(text) or _CALL.fullmatch(text):
        return Form(Role.FURNITURE, 0.95, "版面信息")
    if text.startswith("——"):
        return _dash_form(text, size)
    if size <= 24 and _JUMP.match(text):
        return Form(Role.JUMP, 0.97, "转版、接版提示")
    return _closing_form(text, size) or _boxed_form(text, size)


def _closing_form(text: str, size: int) -> Form | None:
    """Who compiled it, and notes on authors and guests."""
    if size <= 34 and _COMPILE.match(text) and _compiled_by(text):
        return Form(Role.COMPILER, 0.93, "“整理”署名")
    if _GUESTS.match(text) and (text[-1] in "：" or AFFILIATION.search(text)) and not re.search(r"[。？！]", text):
        return Form(Role.AUTHOR_NOTE, 0.93, "嘉宾名单", opens=True)
    person = _PERSON.match(text)
    if person and name_likeness(person[1].replace(" ", "")) >= 0.7 and AFFILIATION.search(person[2]):
        return Form(Role.AUTHOR_NOTE, 0.9, "括号内的人名和单位", opens=True)
    named = _OPEN_NOTE.match(text)
    if named and name_likeness(named[1]) >= 0.7 and AFFILIATION.search(text):
        return Form(Role.AUTHOR_NOTE, 0.9, "括号内的人名和单位", opens=True)
    placed = _WITH_OFFICE.match(text)
    if _NOTE.match(text) and not _SIGNED.match(text) and placed is None:
        return _note_form(text)
    if size <= _SIGNATURE and text[0] == "（" and text[-1] == "）" and who_and_name(text[1:-1].strip()):
        return Form(Role.BYLINE, 0.88, "括号内的身份和人名")
    return None


def _boxed_form(text: str, size: int) -> Form | None:
    """Notes by the editors, boxes, tables and captions; else labels and bylines."""
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
    worded = byline_form(text)
    if worded is not None and worded.confidence >= 0.93:
        return worded
    if (
        size <= 120
        and _MAY_BE_CAPTION.search(text)
        and _CAPTION.search(text)
        and not re.match(r"(记者|问|答|主持人)：", text)
    ):
        return Form(Role.CAPTION, 0.9, "图片说明格式")
    return _label_form(text, size)


_SUBTITLE_HEAD = re.compile(
    r"^——(访|记|评|读|从|关于|写在|以|兼|对话|与|论|谈|来自|基于|试|浅|一|专访|走进|看|聚焦|我国|中国|推|学习|纪念|致|为|在|对|《|“)"
)


_REPORT_END = re.compile("(调查|观察|报告|纪实|述评|综述|分析|启示|侧记|手记|札记|思考|探索|实践|研究)$")


def _dash_form(text: str, size: int) -> Form | None:
    """A line that begins with a dash: a speaker after the words, a signature, or a subtitle."""
    body = text.lstrip("— ")
    if re.match(r"^(编者|编辑部|本报编辑部|本刊编辑部)$", body):
        return Form(Role.EDITOR_NOTE, 0.9, "编者落款")
    if _SIGNED.match(re.sub(r"^作者\s", "作者：", body)):
        return Form(Role.BYLINE, 0.93, "破折号后署名作者")
    if size > 60 or not body or body[-1] in "。！？，；":
        return None
    last = body.split()[-1]
    named = is_name_end(last) and not (last == body and _REPORT_END.search(last))
    if _SUBTITLE_HEAD.match(text) and not (AFFILIATION.search(body) and " " in body and named):
        return None
    spaced = re.search(r"[代表员者人师生长手工户]\s+[\u4e00-\u9fff](\s?[\u4e00-\u9fff]){1,3}$", body)
    if AFFILIATION.search(body) or named or spaced:
        return Form(Role.SPEAKER, 0.85 if named and " " in body else 0.72, "破折号后是单位和人名")
    return None


def is_name_end(word: str) -> bool:
    """True when a word is, or ends in, a person's name."""
    return any(name_likeness(word[-size:]) >= 0.7 for size in (2, 3, 4) if len(word) >= size) or "·" in word


def _note_form(text: str) -> Form | None:
    """A note in brackets is sure; without them 作者为… may as well be the middle of a sentence."""
    if text[0] in "（【" or re.match(r"^[^：]{2,8}：", text):
        return Form(Role.AUTHOR_NOTE, 0.95, "作者单位或简介", opens=True)
    if re.match(r"^.{0,4}作者[的在对用把从以说写笔]", text):
        return None
    if re.match(
        r"^.{0,4}作者(是|为|系|现)(个|一|位|谁|什么|从|在|由|以|把|用|通过|要|想|不|没|如何|怎样|这|那|何|他|她|我|了|因)",
        text,
    ):
        return None
    if re.search(r"。.", text) or re.search(r"[他她]|书中|笔下|自己", text):
        return None
    named = _NAMED_NOTE.match(text)
    if named and names_likeness(re.sub(r"单位$", "", named[1]).strip()) < _MAYBE_NAMED:
        return None  # 作者发现，许多决定并不是…: running text
    if re.match(r"^[^，。]{0,6}(为什么|为何|为了|为此|是否|是不是|为之)", text):
        return None
    return Form(Role.AUTHOR_NOTE, 0.87, "作者单位或简介", opens=True)


def _compiled_by(text: str) -> bool:
    """True when the words before 整理 are names, and not a rubric such as 报刊摘编."""
    bare = re.sub(r"^[（【]?\s*(整理|采访整理|本报记者整理)\s*[：/]", "", text).strip("（）【】 ")
    bare = re.sub(r"^(本报|本刊)?(全媒体)?(记者|通讯员|编辑)?\s*", "", bare)
    bare = re.sub(r"[\s/]*(采访整理|综合整理|整理报道|编译整理|采写整理|整理|编译|辑录|摘编|辑)$", "", bare)
    values = [likeness for _, likeness in scored_names(bare)]
    sure = 0.3 if text[0] == "（" or "记者" in text or "编辑" in text else 0.7 if text[0] == "【" else 0.5
    return bool(values) and sum(values) / len(values) >= sure


def _label_form(text: str, size: int) -> Form | None:
    """Labels: of pull quotes and of columns."""
    if size > _LABEL and "\u4e00" <= text[0] <= "\u9fff":
        return byline_form(text)
    bare = re.sub(r"\s+", "", text)
    icon = bool(bare) and (is_icon(bare[0]) or bare[0] in "【")
    lettered = bool(re.match(r"^[A-Za-z](观点|金句|语录|声音|点睛|摘句|警句)[：]?$", bare))
    if lettered or (size <= 8 and icon and _PULL_LABEL.match(bare[1:].rstrip("】"))):
        return Form(Role.PULL_QUOTE, 0.85, "金句、观点的标签", opens=True)
    if size <= 7 and re.fullmatch(r"[\u4e00-\u9fff]{1,4}(说|言)[：]", bare):
        return Form(Role.PULL_QUOTE, 0.7, "金句、观点的标签", opens=True)
    label = label_text(text)
    signed = (
        label is not None
        and is_icon(text[0]) != is_icon(text[-1])
        and (names_likeness(label) >= 0.7 or paired(label) or is_group(label))
    )
    if label is not None and not signed:
        return Form(Role.COLUMN, 0.93, "图标或方括号加短语")
    return byline_form(text)

"""Boxes beside the articles: tables, links, books' data; and advertisements, which are set aside."""

from __future__ import annotations

import re

from articles.parsing.forms import HEADING_NUMBER, RUBRIC, is_box_label, is_table_row
from articles.parsing.glyphs import open_brackets, solid
from articles.parsing.layout import Row, ends_sentence
from articles.parsing.structure import FURNITURE_ROLES, Form, Role
from articles.parsing.units import Unit

_LABEL = 5  # characters of a label over the next text
_BOX_UNITS = 6
_BOX_CHARACTERS = 400
_ADVERTISEMENT = 7
_TABLE_NAME = re.compile("(表|参考|一览|对比|比较|对照|清单|名单|排行|安排|指南)$")
_ROWS = 3
_CELLS = 3
_BOOK_LINE = re.compile(
    r"^(书名|作者|著者|编者|译者|出版社?|出版时间|出版日期|日期|定价|页数|版次|书号|ISBN)\s*[：:].{1,40}$|^ISBN\s*[\dX\-—–]{10,20}$"
    r"|^[\u4e00-\u9fff·]{2,8}(著|编著|主编|著译)$|^[^，。]{2,24}\s(著|编著|主编|编|译|著译|绘)$|^[^，。]{2,14}出版(社|公司)(\s*(19|20)\d\d年(\d{1,2}月)?(第?.?版|出版)?)?$|^(19|20)\d\d年\d{1,2}月第?.?版$|^定价\s*\d"
)
_BOOK_ROWS = 5
_FIGURE_CELL = re.compile(r"[\u4e00-\u9fff]{0,3}\d[\d.,，%％\-—–~～]*[\u4e00-\u9fff]{0,3}")
_CELL_ROLES = (None, Role.BYLINE, Role.COLUMN)
_MANY_CELLS, _CELL_GAP = 6, 4
_CELL_REASON = "一行一格的表格"
_FEW_CELLS, _CELL_SIZE = 4, 3  # words of a table's column without figures, and their characters
_LINK = re.compile(r"^\s*([■●◆▲▪•·※]\s*)?《|.*[A-Z]?\d{1,2}\s*版|.*(https?://|www\.)")  # one entry of a list of links
_BOOK_REASON = "书籍资料"
_BOOK = re.compile(r"^《[^》]{1,30}》[^。]{2,40}(出版社?|书局|书社)[^。]{0,24}(\d元|\d年\d{1,2}月(出版|第?.版)?)$")


_NOTICE = re.compile(
    "(本[版报刊])?(征稿|招聘|招租|征集|更正|致歉|遗失|挂失|寻人)?(启事|声明|公告)|《[^》]{2,12}》.{0,16}征(文|稿)(启事)?|征稿|稿约|(投稿|来稿|征稿)须知|敬告读者"
)
_OF_NOTICE = re.compile("来稿|投稿|征稿|稿件|赐稿|稿酬|薄酬|征集|采用|联系方式|特此|作废|遗失|挂失")
_CALL = re.compile(
    "([\u4e00-\u9fff]{2,4}(信箱|启事)：|[^，。：]{0,6}欢迎)[^。]*(与(本报|本刊|本版|编辑部)[^。]{0,4}联系|[寄发]([给至往到])(我们|本报|本刊|本版|编辑部))"
)
CALL_REASON = "向读者征集的一句"
_NOTICE_SIZE = 120
_MOST_OF_CONTACT = 3  # lines that go on from an address


def set_aside_advertisements(units: list[Unit]) -> None:
    """广告 alone on its line, and the few lines that it stands over, are set aside."""
    for place, unit in enumerate(units):
        if unit.role is not None or not re.fullmatch("(公益)?广告", unit.folded.replace(" ", "")):
            continue
        end = place + 1
        while end < min(len(units), place + _ADVERTISEMENT) and units[end].role in (None, Role.FURNITURE):
            end += 1
        close = end == len(units) or units[end].role in FURNITURE_ROLES
        for other in units[place : end if close else place + 1]:
            if other.role is None:
                other.role, other.confidence, other.reason = Role.FURNITURE, 0.75, "“广告”下的几行"


def set_aside_notices(units: list[Unit]) -> None:
    """A call for manuscripts, or a notice of something lost, and the sentences of it, are set aside."""
    for place, unit in enumerate(units):
        if not _NOTICE.fullmatch(unit.folded.replace(" ", "").strip("【】■●◆▲")) or unit.role is Role.PARAGRAPH:
            continue
        end = place + 1
        while end < len(units) and (units[end].role is Role.FURNITURE or _gives_notice(units[end])):
            end += 1
        for other in units[place : end if end > place + 1 else place]:
            other.role, other.confidence, other.reason = Role.FURNITURE, 0.75, "启事、声明"


def set_aside_contacts(units: list[Unit]) -> None:
    """A sentence with an address in it goes on over the next lines, and what else is asked of who writes in is beside it."""
    for place, unit in enumerate(units):
        if unit.role is not Role.FURNITURE or "：" not in unit.folded:
            continue
        end, open_ = place + 1, unit.folded.rstrip()[-1:] in "，、；"
        while end < min(len(units), place + 1 + _MOST_OF_CONTACT) and (open_ or _gives_notice(units[end])):
            if units[end].role not in (None, Role.PARAGRAPH) or solid(units[end].text) > _NOTICE_SIZE:
                break
            open_ = not ends_sentence(units[end].folded) and units[end].folded.rstrip()[-1:] in "，、；"
            end += 1
        for other in units[place + 1 : end]:
            other.role, other.confidence, other.reason = Role.FURNITURE, 0.75, "接在联系方式之后"


def set_aside_calls(units: list[Unit]) -> None:
    """A short paragraph that asks readers to send something in, or to get in touch, and is no more than that, is set aside."""
    for unit in units:
        plain = unit.role is Role.PARAGRAPH and not unit.begins_mid and solid(unit.text) <= _NOTICE_SIZE
        if plain and _CALL.match(unit.folded) and "。" not in unit.folded[:-1]:
            unit.role, unit.confidence, unit.reason = Role.FURNITURE, 0.7, CALL_REASON


def _gives_notice(unit: Unit) -> bool:
    return (
        unit.role in (None, Role.PARAGRAPH)
        and solid(unit.text) <= _NOTICE_SIZE
        and bool(_OF_NOTICE.search(unit.folded))
    )


def gather_tabbed(units: list[Unit]) -> None:
    """Three or more lines of the same few cells, a tab between them, are a table, with the line over it."""
    place = 0
    while place < len(units):
        end = place
        while end < len(units) and units[end].role in (None, Role.PARAGRAPH, Role.BYLINE) and _is_tabbed(units[end]):
            end += 1
        if end - place >= _ROWS or _is_small_table(units[place:end]):
            titled = place and units[place - 1].role is None and not HEADING_NUMBER.match(units[place - 1].folded)
            for unit in units[place - 1 if titled else place : end]:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.85, "表格行"
        place = max(end, place + 1)


def gather_worded(units: list[Unit]) -> None:
    """Three or more lines one under the other of as many short words, three at least, are a table, with the line over it."""
    place = 0
    while place < len(units):
        end, cells = place, _cells(units[place])
        while cells and end < len(units) and _cells(units[end]) == cells:
            end += 1
        if end - place >= _ROWS:
            titled = place and units[place - 1].role is None and _TABLE_NAME.search(units[place - 1].folded.strip())
            for unit in units[place - 1 if titled else place : end]:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.75, "几行同样多的短词，像表格"
        place = max(end, place + 1)


def _cells(unit: Unit) -> int:
    """How many short words a line holds, where it may be a row of a table; else 0."""
    words = unit.printed.split()
    plain = unit.role is None and len(unit.spans) == 1 and len(words) >= _CELLS
    uneven = len({len(word) for word in words}) > 1 and max(map(len, words), default=0) > 1
    return len(words) if plain and uneven and not re.search("[，。；：！？]", unit.folded) else 0


def _is_tabbed(unit: Unit) -> bool:
    return all("\t" in line.text.strip() for line, _, _ in unit.spans) and not ends_sentence(unit.folded)


def _is_small_table(units: list[Unit]) -> bool:
    """Two rows of as many cells, the second with a figure."""
    cells = [unit.spans[0][0].text.strip().split("\t") for unit in units]
    return len(units) == 2 and len(cells[0]) == len(cells[1]) and any(re.search(r"\d", cell) for cell in cells[1])


def gather_book_line(units: list[Unit]) -> None:
    """A book's title, author, publisher and price in one line or a few that stand alone, and no sentence."""
    for place in range(len(units)):
        end, text = place, ""
        while end < min(len(units), place + _BOOK_ROWS) and units[end].role is None and "。" not in text:
            text += units[end].folded
            end += 1
            if _BOOK.match(text):
                for part in units[place:end]:
                    part.role, part.confidence, part.reason = Role.BOX, 0.8, _BOOK_REASON
                break


def gather_book_data(units: list[Unit]) -> None:
    """Two or more lines such as 作者：… 出版：… 定价：… under a book's title are its data."""
    place = 0
    while place < len(units):
        end = place
        while (
            end < len(units)
            and units[end].role in (None, Role.BYLINE, Role.FURNITURE, Role.PARAGRAPH)
            and (_BOOK_LINE.match(units[end].folded) or _BOOK_LINE.match(units[end].printed))
        ):
            end += 1
        begun = place > 0 and units[place - 1].role is Role.BOX and units[place - 1].reason == _BOOK_REASON
        if end - place >= (1 if begun else 2):
            start = (
                place - 1
                if place and units[place - 1].role is None and units[place - 1].folded.startswith("《")
                else place
            )
            for unit in units[start:end]:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.85, _BOOK_REASON
        place = max(end, place + 1)


def gather_tables(units: list[Unit]) -> None:
    """The title and the head row of a table stand before its first row of figures."""
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or not is_table_row(unit.printed):
            continue
        for at in range(place - 1, max(-1, place - 4), -1):
            above = units[at]
            if above.role is Role.BOX or _same_cells(above, unit):
                above.role, above.reason, above.confidence = Role.BOX, "表格的标题或表头", 0.75
                continue
            if above.role is not None or HEADING_NUMBER.match(above.folded) or open_brackets(above.folded):
                break
            above.role, above.reason, above.confidence = Role.BOX, "表格的标题或表头", 0.75


def mark_cells(rows: list[Row]) -> None:
    """Four or more rows of two or three characters between a text's end and a blank line: a table read down its columns."""
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and _is_cell(rows[end]) and (end == at or not rows[end].gap):
            end += 1
        below = rows[end].gap > 0 if end < len(rows) else True
        if end - at >= _FEW_CELLS and at and rows[at - 1].terminal and rows[at - 1].hint is None and below:
            for row in rows[at:end]:
                row.hint = Form(Role.BOX, 0.8, _CELL_REASON)
        at = max(end, at + 1)


def _is_cell(row: Row) -> bool:
    plain = row.hint is None and not row.marks and 2 <= row.full <= _CELL_SIZE
    return plain and not RUBRIC.search(row.folded.strip())


def gather_cells(units: list[Unit]) -> None:
    """Figures one a line, many near each other, are a table that was read down its columns, with what heads each column."""
    cells = [
        at for at, unit in enumerate(units) if unit.role in _CELL_ROLES and _FIGURE_CELL.fullmatch(unit.folded.strip())
    ]
    for first, last in _near(cells):
        for at in range(first, last + 1):
            unit = units[at]
            heads = unit.role in _CELL_ROLES and solid(unit.text) <= _LABEL and at + 1 in cells and at + 2 in cells
            if at in cells or heads:
                unit.role, unit.confidence, unit.reason = Role.BOX, 0.7, _CELL_REASON
        _head_cells(units, first)


def _head_cells(units: list[Unit], first: int) -> None:
    """What heads the columns of a table read down them, each on its line, and over two such or more the table's name."""
    at = next((place for place in range(first, len(units)) if units[place].role is Role.BOX), first)
    heads = 1 if units[at].role is Role.BOX and not _FIGURE_CELL.fullmatch(units[at].folded.strip()) else 0
    while at and units[at - 1].role in _CELL_ROLES and solid(units[at - 1].text) <= _LABEL:
        at, heads = at - 1, heads + 1
        units[at].role, units[at].confidence, units[at].reason = Role.BOX, 0.7, _CELL_REASON
    if heads > 1 and at and units[at - 1].role is None and not HEADING_NUMBER.match(units[at - 1].folded):
        units[at - 1].role, units[at - 1].confidence, units[at - 1].reason = Role.BOX, 0.7, "表格的标题或表头"


def _near(places: list[int]) -> list[tuple[int, int]]:
    """The first and last of the places that lie near each other, where they are many; the line before them counted."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place - runs[-1][-1] <= _CELL_GAP:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [(max(0, run[0] - 1), run[-1]) for run in runs if len(run) >= _MANY_CELLS]


def _same_cells(above: Unit, row: Unit) -> bool:
    """True for a table's head row: as many cells as the row under it, whatever they were taken for."""
    cells = above.printed.split()
    plain = above.role in (None, Role.BYLINE, Role.PARAGRAPH) and not re.search("[，。；]", above.folded)
    return plain and len(cells) == len(row.printed.split()) >= _CELLS


def gather_boxes(units: list[Unit]) -> None:
    for place, unit in enumerate(units):
        if unit.role is not Role.BOX or not is_box_label(unit.folded):
            continue
        if _heads_article(units, place):
            unit.role, unit.confidence, unit.reason = None, 0.6, "标签下是署名的文章"
            continue
        measure, characters = None, 0
        linked = place + 1 < len(units) and bool(_LINK.match(units[place + 1].folded))
        for at in range(place + 1, min(place + 1 + _BOX_UNITS, len(units))):
            follower = units[at]
            if follower.role not in (Role.PARAGRAPH, None, Role.BOX) or characters > _BOX_CHARACTERS:
                break
            if measure is not None and abs(follower.measure - measure) > 0.6:
                break
            if (
                at > place + 1
                and follower.role is None
                and RUBRIC.search(follower.folded.replace(" ", ""))
                and solid(follower.text) <= _LABEL
            ):
                break  # the label of another text
            if at > place + 1 and follower.role is None and _headline_begins(units, at):
                break
            headed = at > place + 1 and at + 1 < len(units) and units[at + 1].role is Role.PARAGRAPH
            if (
                headed
                and follower.role is None
                and units[at - 1].role is Role.BOX
                and ends_sentence(units[at - 1].folded)
            ):
                break  # the heading, or headline, of a text
            if linked and follower.role is None and not _LINK.match(follower.folded):
                break  # a headline after the links
            follower.role, follower.reason, follower.confidence = Role.BOX, "接在资料框标签之后", 0.7
            measure, characters = follower.measure, characters + solid(follower.text)


def _headline_begins(units: list[Unit], at: int) -> bool:
    """True for a line behind a sentence's end with a name a line or two under it: the head of another text."""
    below = [unit.role for unit in units[at + 1 : at + 3]]
    return ends_sentence(units[at - 1].folded) and (below[:1] == [Role.BYLINE] or below == [None, Role.BYLINE])


def _heads_article(units: list[Unit], place: int) -> bool:
    """True when lines, a byline and text follow a label such as 延伸阅读: an article of its own."""
    lines = [unit.role for unit in units[place + 1 : place + 6]]
    if Role.BYLINE not in lines:
        return False
    at = lines.index(Role.BYLINE)
    return 1 <= at <= 3 and all(role is None for role in lines[:at]) and lines[at + 1 : at + 2] == [Role.PARAGRAPH]

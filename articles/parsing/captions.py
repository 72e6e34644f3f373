"""Captions of pictures over several rows: the sentence and its credit gathered into one row."""

from __future__ import annotations

import re

from articles.parsing.flow import is_firm
from articles.parsing.forms import WORK_KIND, recognise
from articles.parsing.layout import Marks, Row, merge_rows
from articles.parsing.structure import Form, Role

_MOST = 4
_WIDER = 4.0  # how much wider than a caption of one short sentence the text after it is set
_PICTURED = re.compile(r"文/图|图/文|文图|图文|摄影|[/\s]摄")
_OPENS = re.compile(
    r"^(图为|图片为|图[①-⑩\d一二三四]{1,2}[：\s]|左图|右图|上图|下图|题图|压题图|图说|图片说明|[▲▼△▽◀▶◁▷])"
)
_CREDIT_ONLY = re.compile(
    r"^[（/]?\s*([\u4e00-\u9fff]{0,8}(受访者|受访单位|采访对象|本人|学校|单位|通讯员|主办方|剧组|馆方|家属)[\u4e00-\u9fff]{0,4}(供图|提供|摄)|(资料|网络|档案)(图片?|照片)|图片?[：/]?\s*[\u4e00-\u9fff]{2,10}(提供|供图)|(图片?|照片)(由|来源)[^。]{2,20})\s*[）]?$"
)
_BRACKETED_CREDIT = re.compile(r"^（[\u4e00-\u9fff·\s/]{2,16}[\s/]?(摄|摄影|供图|绘|制图|提供)）$")
_BROKEN_CREDIT = re.compile(r"^（[^（）。，]{2,20}(供图|摄|摄影|提供|绘|制图)）$")
_NAMED = re.compile(
    r"^[（/]?(本报记者|新华社记者|记者|通讯员)?\s*[\u4e00-\u9fff·\s]{2,8}[\s/]?(摄|摄影|供图|绘|制图)[）]?$"
)


_BROKEN_NAME = re.compile(r"[。”]\s*([\u4e00-\u9fff]{1,3}|[\u4e00-\u9fff]{1,6}\s+[\u4e00-\u9fff]{1,2})$")
_REST_OF_NAME = re.compile(r"^[\u4e00-\u9fff]{0,2}\s?[\s/]?(摄|摄影|供图|绘|制图)[）]?$")


def gather_captions(rows: list[Row], mark: Marks) -> list[Row]:
    """The rows with each caption, and the credit that wrapped or stands under it, made one row."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.hint is not None and row.hint.role is Role.CAPTION:
            end = _forward(rows, at)
            head = _backward(out, row)
            before = out[len(out) - head :] if head else []
            del out[len(out) - head :]
            out.append(merge_rows([*before, *rows[at:end]], mark, row.hint))
            at = end
        elif size := _credit_rows(rows, at):
            head = _sentence_above(out) if _BRACKETED_CREDIT.match(row.folded.strip()) else _could_be_caption(out)
            before = out[len(out) - head :] if head else []
            del out[len(out) - head :]
            out.append(merge_rows([*before, *rows[at : at + size]], mark, Form(Role.CAPTION, 0.85, "图片来源")))
            at += size
        elif row.hint is None and _BROKEN_NAME.search(row.folded) and _names_its_maker(rows[at + 1 : at + 2]):
            out.append(merge_rows(rows[at : at + 2], mark, Form(Role.CAPTION, 0.85, "图片说明，署名转行")))
            at += 2
        elif _is_work(rows[at : at + 2]):
            out.append(merge_rows(rows[at : at + 2], mark, Form(Role.CAPTION, 0.85, "作品图的说明，分在两行")))
            at += 2
        elif out and _PICTURED.search(out[-1].folded) and _one_sentence(rows, at) and _is_byline(out[-1]):
            out.append(merge_rows([row], mark, Form(Role.CAPTION, 0.8, "有图的署名之下只一句的短行")))
            at += 1
        else:
            out.append(row)
            at += 1
    return out


def _is_work(rows: list[Row]) -> bool:
    """True for what a work is called and, in brackets in the next row, its kind."""
    if len(rows) < 2 or any(row.hint is not None for row in rows) or not re.match(WORK_KIND, rows[1].folded):
        return False
    form = recognise("".join(row.folded.strip() for row in rows))
    return form is not None and form.role is Role.CAPTION


def _names_its_maker(rows: list[Row]) -> bool:
    return bool(rows) and bool(_REST_OF_NAME.match(rows[0].folded.strip()))


def _credit_rows(rows: list[Row], at: int) -> int:
    """How many rows from ``at`` hold nothing but where a picture comes from; 0 for none."""
    row = rows[at]
    if _CREDIT_ONLY.match(row.folded.strip()) and row.width <= 16:
        return 1
    if _BRACKETED_CREDIT.match(row.folded.strip()) and row.hint is None:
        return 1
    whole = "".join(other.folded.strip() for other in rows[at : at + 2])
    return 2 if row.folded.lstrip()[0] == "（" and "）" not in row.folded and _BROKEN_CREDIT.match(whole) else 0


def _is_byline(row: Row) -> bool:
    return row.hint is not None and row.hint.role is Role.BYLINE


def _one_sentence(rows: list[Row], at: int) -> bool:
    """True for a short row that is a whole sentence, before a text set wider or where the text stands elsewhere."""
    row, after = rows[at], rows[at + 1 : at + 3]
    text = row.folded.strip()
    alone = row.hint is None and row.terminal and 8 <= row.width <= 22 and not re.search("[。！？].", text)
    if not after or is_firm(after[0].hint):
        return alone  # and no text under it
    return bool(alone and len(after) == 2 and not after[0].terminal and after[0].width > row.width + _WIDER)


def _forward(rows: list[Row], at: int) -> int:
    """The place after the rows that the caption at ``at`` runs on to."""
    first, end = rows[at], at + 1
    while end < len(rows) and end - at < _MOST:
        before, row = rows[end - 1], rows[end]
        opened = bool(_OPENS.match(first.folded))
        credit = bool(_CREDIT_ONLY.match(row.folded.strip()) or (opened and _NAMED.match(row.folded.strip())))
        tail = opened and row.hint is not None and row.hint.role is Role.CAPTION and not _OPENS.match(row.folded)
        if opened and _BROKEN_NAME.search(before.folded) and _REST_OF_NAME.match(row.folded.strip()):
            return end + 1
        if (credit and before.terminal) or (tail and not before.terminal and not _credited(before)):
            return end + 1
        if before.terminal or _credited(before) or not _OPENS.match(first.folded) or row.hint is not None:
            break
        if before.width < row.width - 1.2:
            break
        end += 1
    closed = rows[end - 1].terminal or _credited(rows[end - 1])
    return end if closed else at + 1


def _credited(row: Row) -> bool:
    return bool(re.search(r"(摄|摄影|摄影报道|供图|绘|制图|图片?|提供)(（[^（）]{2,14}）)?）?$", row.folded.strip()))


def _backward(rows: list[Row], row: Row) -> int:
    """How many rows before a credited last row are the same caption: one sentence left open."""
    if _OPENS.match(row.folded) or not rows:
        return 0
    count = 0
    while count < _MOST - 1 and count < len(rows):
        before = rows[-1 - count]
        if before.hint is not None or before.terminal or before.width < 9 or before.folded.startswith("——"):
            break
        count += 1
        if before.gap and not row.gap:
            break
    opening = rows[-1 - count] if count < len(rows) else None
    starts = opening is None or opening.terminal or (opening.hint is not None and is_firm(opening.hint))
    return count if starts and count else 0


def _sentence_above(rows: list[Row]) -> int:
    """How many rows above a photographer's name in brackets are one sentence: what the picture shows."""
    count = 0
    while count < min(_MOST, len(rows)) and rows[-1 - count].hint is None and rows[-1 - count].terminal == (not count):
        count += 1
    opening = rows[-1 - count] if 0 < count < len(rows) else None
    if count and "。" in rows[-1].folded[:-1]:
        return 0
    if opening is None or opening.terminal or opening.hint is not None:
        return count
    return 0


def _could_be_caption(rows: list[Row]) -> bool:
    """True when the row above a credit line is one sentence by itself, not the end of a paragraph."""
    if not rows:
        return False
    last = rows[-1]
    if last.hint is not None:
        return last.hint.role is Role.CAPTION
    above = rows[-2] if len(rows) > 1 else None
    if above is None or not last.terminal or last.width < 8:
        return False
    headed = above.hint is not None and (is_firm(above.hint) or above.hint.role is Role.BYLINE)
    return headed or (above.hint is None and above.terminal and above.width < last.width - 1.5)

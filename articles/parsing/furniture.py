"""Page furniture by its form: heads and feet, dates, page numbers, editors' credits, contact lines."""

from __future__ import annotations

import itertools
import re

from articles.parsing.glyphs import TERMINAL, solid
from articles.parsing.structure import Role


def _loose(words: str) -> str:
    """Words that may be set with a space between their characters: 校 对."""
    return "|".join(r"\s?".join(word) for word in words.split("|"))


DATE = re.compile(
    r"(?:(中华)?民国\s*[\d〇○零一二三四五六七八九十百]{2,5}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日(\s*/?\s*(星期|周|礼拜)[一二三四五六日天])?"
    r"|[12]\d{3}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?(\s*/?\s*(星期|周|礼拜)[一二三四五六日天])?"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日(\s*(星期|周)[一二三四五六日天])?)(?:\s*农历[\u4e00-\u9fff]{3,8})?"
)
_MAY_BE_HEAD = re.compile(r"[年\d版报刊志网>＞»]|[大小认印闭读藏]\s*$")
_MAY_BE_DATE = re.compile(r"[年\d]")
CREDIT_WORDS = _loose(
    "总编辑|总编|版式编辑|校读|审读|读校|审定|审稿|核稿|核校|审校|编校|实习编辑|特约编辑|文字编辑|新媒体编辑|责任美编|版面编辑|图文编辑|审核|签发|组稿|值班主编|插画|本版责任编辑|本期责任编辑|本期责编|本期编辑|见习编辑|助理编辑|本版责编|本版编辑|责任编辑|执行编辑|值班编辑|执行主编|本版主编|本期主编|副主编|责编|主编|编辑|值班主任|值班编委|值班总编|值班总编辑|编审|审读|"
    "责任校对|本版校对|校对|检校|校检|美术编辑|美术设计|版面设计|版式设计|视觉设计|图片编辑|视觉编辑|美编|版式|视觉|制版|组版|排版|版面|统筹|策划|监制|设计|制图|摄影|一审|二审|三审|初审|复审|终审"
)
CONTACT_WORDS = (
    "联系方式|来稿请寄|来稿请发|投稿电邮|咨询电话|电邮|[\u4e00-\u9fff]{2,4}(?:邮箱|热线|信箱)|新闻热线|投稿邮箱|电子邮箱|电子信箱|电子邮件|读者热线|投稿信箱|联系电话|本版电话|编辑部电话|爆料电话|服务热线|热线电话|热线|邮箱|信箱|电话|传真|"
    "[Ee]-?[Mm]ail|微信公众号|公众号|微信|网址|地址|社址|邮编|邮政编码|广告热线|发行热线|零售|每份|印刷|国内统一连续出版物号|国内统一刊号|邮发代号|投稿"
)
_MAY_BE_ADDRESS = re.compile("[@w:]|\\d[-—]")
_CREDIT_HEAD = re.compile(rf"^[（【■●◆□◎]?\s*({CREDIT_WORDS})(\s*[：/／|｜]\s*|\s+)(?=[\u4e00-\u9fffA-Za-z])")
_CONTACT_HEAD = re.compile(rf"^[■●◆□◎☎✉]?\s*(?:本[报社刊版](?:社|编辑部)?)?({CONTACT_WORDS})\s*[：:]?\s*")
_REACHED = re.compile(r"\d{4,}|[路街道巷弄]\d{1,4}号|公众号\s*：?\s*[\w\-]+$")
_MAIL = re.compile(
    r"(?<![\w.\-])[\w.\-]+\s*@\s*[\w\-]+(\s*\.\s*[\w\-]+)+|https?://|www\.|\d{3,4}[-—]\s?\d{7,8}|\d{3,4}-\d{4}\s?\d{4}"
)
CREDIT_CUT = re.compile(
    rf"(?:(?<=[：/][\u4e00-\u9fff]{{2}})|(?<=[：/][\u4e00-\u9fff]{{3}})|(?<=[：/][\u4e00-\u9fff]{{4}}))(?=(?:{CREDIT_WORDS})[：/／|｜])|(?<![\u4e00-\u9fff])(?=(?:{CREDIT_WORDS})(\s*[：/／:|｜]|\s+[\u4e00-\u9fff])|(?:{CONTACT_WORDS})(\s*[：/／:|｜]|\s*[\dA-Za-z]|\s+[\u4e00-\u9fff]))"
)
_GLUED_CREDIT = re.compile(rf"(?:{CREDIT_WORDS})(?:[\u4e00-\u9fff·]{{2,4}}?)(?=$|{CREDIT_WORDS})")
_NO_MARKS = re.compile(r"[\u4e00-\u9fff·]+")
_GLUED_NUMBER = re.compile(r"^(?:第\s*)?[A-Z]?\d{1,2}(?:\s*版)?(?=[\u4e00-\u9fff·]{2,10}$)(?![版期号月日年])")
_NUMBER_AND_NAME = re.compile(r"^[A-Z]?\d{1,2}\s*[\u4e00-\u9fff·]{2,6}$")
_NUMBERED_NAME = re.compile(
    r"第\s*[A-Z]?\d{1,3}\s*版\s+[\u4e00-\u9fff·]{2,6}|[\u4e00-\u9fff·]{2,6}\s+第\s*[A-Z]?\d{1,3}\s*版"
)
_PAGE_NUMBER = re.compile(r"^(第\s*)?([A-Z]?\s*\d{1,3}|[一二三四五六七八九十]{1,3})(\s*版)?$")
_NUMBERED = re.compile(
    r"^(0\d(?=[\s.、．\u4e00-\u9fff“])|\d{1,2}[.、．](?=\s*[\u4e00-\u9fff“])|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,2}[章节部])"
)
NEWSPAPER = re.compile(r"^《?[\u4e00-\u9fff]{2,8}([晨晚日]讯|报|周刊|导刊|学刊|月刊|旬刊|杂志|新闻网)》?$")
_PAGE_NAME = re.compile(
    r"^(理论|思想|学习|评论|观点|学术|文化|读书|副刊|教育|经济|要闻|国际|专题|论坛|科学|法治|三农|社会|党建|智库)[\u4e00-\u9fff]{0,4}(周刊|专刊|副刊|专版|版|论坛|广场|思享|天地|纵横|前沿|·[\u4e00-\u9fff]{2,4})$"
)
_NAMED_SECTION = re.compile(r"[\u4e00-\u9fff]{2,6}·(副刊|评论|理论|观点|专刊|周刊|专题|综合|新闻|文艺|文化|读书)")
_WEB = re.compile(
    r"^农历[\u4e00-\u9fff]{2,3}年?闰?[正一二三四五六七八九十冬腊]{1,2}月[初十廿卅一二三四五六七八九]{2,3}$|^(今日|今天|今明|明天|本周|未来.{1,2}天).{0,2}天气(预报)?：|^((遗失|挂失|寻人|招租|招聘|更正|致歉|注销|公告|清算)?(启事|声明|公告)[：:].|(零售|每份).{0,8}\d|首页\s*[>＞»/]|您?当前位置|(【?(纠错|打印|分享|收藏|关闭窗口|返回顶部)】?\s*)+$|【?(纠错|打印|分享|收藏|关闭窗口|返回顶部)】?\s|字号[：\s]|分享到|扫一扫|相关新闻\s*$|责任编辑)|.*来源：.*(字号|作者：.*编辑)|^导读：\s*[A-Z]?\d"
)


_ASIDE = re.compile(
    r"^(请|欢迎)?(扫码(看|观|进|阅|关|收听|听|下载|加|进群|了解|获|参与|订|投|报名|留言|浏览|查|直达|可|即|\s|$)|扫描.{0,8}(二维码|关注)|扫一扫|长按.{0,8}(二维码|识别|关注)|微信扫|识别.{0,6}二维码)|^[（【<＜«]?\s*(上|下|前|后)一(版|页|篇|条)([\s>＞»）】|/]|$)"
    r"|^本(版|报|刊|文|栏目?)(所有)?(内容|文章|信息|观点|言论|广告|图片|插图|照片|漫画|资料|稿件).{0,16}(仅供参考|不代表|未经|授权|除署名|转载|负责)"
    r"|^[\u4e00-\u9fff]{4,20}(主办|主管|协办|承办)$"
    r"|^[^。]{0,12}([仅僅只]代表[^。]{0,4}(观点|意见|立场)|不代表本[报刊版](观点|意见|立场))"
    r"|^([^。，]{0,8}[？，])?[^。，]{0,8}欢迎[^。，]{0,8}(来稿|投稿|赐稿|来信来电|来电来信)"
    r"|^(版权所有|未经.{0,8}(授权|许可|书面)|欢迎(赐稿|来稿|投稿|关注|订阅|扫码|来信|参与)|更多.{0,10}(内容|资讯|精彩|详情)|(请|敬请)?关注.{0,12}(公众号|客户端|微信|微博|视频号)|返回(目录|首页|版面)|(放大|缩小|默认)[\s+\-]|(数字报|电子报|PDF版?)$|往期回顾$|(首页|版面导航|标题导航|往期回顾|上一期|下一期)\s+(版面导航|标题导航|往期回顾|上一期|下一期))"
)


_WEB_TAIL_ENDS = frozenset("大小认印闭读藏")
_WEB_TAIL = re.compile(r"(?<=\S)(\s+(放大|缩小|默认|打印|关闭|朗读|收藏))+\s*$")


def is_aside(folded: str) -> bool:
    """True for a short line about the paper, not of it: QR codes, turning pages, disclaimers."""
    return solid(folded) <= 44 and bool(_ASIDE.match(folded.strip())) and "。" not in folded.strip()[:-1]


def page_line(folded: str, *, edge: bool = True) -> list[tuple[int, int, Role]] | None:
    """Spans of a page head (``5 理论 工友时报 2025年5月19日 星期一``), or None.

    Away from the source's edges (``edge`` False) a line must say more to be taken for a head.
    """
    text = folded.strip()
    parts = _parted(folded, edge)
    if parts:
        return parts
    if _is_text(folded) or not (edge or _MAY_BE_HEAD.search(folded)):
        return None
    credit = CREDIT_CUT.search(folded, 1)
    tail = credit_spans(folded[credit.start() :]) if credit else None
    if credit and tail:
        start = credit.start()
        before = page_line(folded[:start], edge=edge)
        return before and [*before, *((start + a, start + b, role) for a, b, role in tail)]
    date = DATE.search(folded) if _MAY_BE_DATE.search(folded) else None
    if date:
        spans = page_words(folded, 0, date.start())
        spans.append((date.start(), date.end(), Role.PAGE_DATE))
        spans += page_words(folded, date.end(), len(folded))
        strange = sum(end - start for start, end, role in spans if role is Role.FURNITURE)
        roles = {role for _, _, role in spans}
        alone = not folded[: date.start()].strip() and not folded[date.end() :].strip()
        if not edge and not alone and not roles & {Role.PAGE_NUMBER, Role.NEWSPAPER}:
            return None
        return spans if strange <= 26 else None
    if re.fullmatch(
        r"第\s*[A-Z]?\d{1,3}\s*版|[A-Z]?0?\d{1,2}\s*版|[A-Z]?\d{1,2}|第[一二三四五六七八九十]{1,3}版", text
    ):
        return [(0, len(folded), Role.PAGE_NUMBER)] if edge or "版" in text else None
    if edge and NEWSPAPER.match(text):
        return [(0, len(folded), Role.NEWSPAPER)]
    words = [word for word in re.split(r"[\s：/|>＞»]+", text) if word]
    crumbs = bool(re.search(r"[>＞»]", text))
    if not 2 <= len(words) <= (6 if crumbs else 4) or any(len(word) > 10 for word in words):
        return None
    spans = page_words(folded, 0, len(folded))
    roles = {role for _, _, role in spans}
    if edge and len(words) == 2 and roles == {Role.NEWSPAPER, Role.PAGE_NAME}:
        return spans
    if crumbs and Role.PAGE_NUMBER in roles:
        return spans
    if _NUMBERED_NAME.fullmatch(text):
        return spans
    head = Role.PAGE_NUMBER in roles and Role.FURNITURE not in roles and (edge or Role.NEWSPAPER in roles)
    numbered = _NUMBERED.match(text) and not re.match(r"^[A-Z]?\d{1,3}\s*版", text)
    return spans if head and not numbered else None


def _is_text(folded: str) -> bool:
    """True for a line too long for a page's head, or with a sentence's marks."""
    return any(mark in folded for mark in "。；，！？") or solid(folded) > 60


def _parted(folded: str, edge: bool) -> list[tuple[int, int, Role]] | None:
    """A page head with more on its line: a web page's buttons after it, the editors before the date."""
    web = _WEB_TAIL.search(folded) if folded.rstrip()[-1:] in _WEB_TAIL_ENDS else None
    if web:
        before = page_line(folded[: web.start()], edge=edge)
        return before and [*before, (web.start(), len(folded), Role.FURNITURE)]
    dated = DATE.search(folded) if _MAY_BE_DATE.search(folded) else None
    head = folded[: dated.start()] if dated else ""
    if dated and solid(folded) <= 70 and head and (credit_spans(head) or CREDIT_CUT.search(head, 1)):
        ahead, behind = page_line(head, edge=edge) or credit_spans(head), page_line(folded[len(head) :], edge=edge)
        if ahead and behind:
            return [*ahead, *((len(head) + start, len(head) + end, role) for start, end, role in behind)]
    return None


def glued_head(folded: str) -> list[tuple[int, int, Role]] | None:
    """Spans of a page's number and name that extraction put together: ``06乡建论道``; only for a source's ends."""
    return page_words(folded, 0, len(folded)) if _NUMBER_AND_NAME.match(folded.strip()) else None


def page_words(folded: str, start: int, end: int) -> list[tuple[int, int, Role]]:
    spans: list[tuple[int, int, Role]] = []
    for match in re.finditer(
        r"(第\s*[A-Z]?\d{1,3}\s*版|(?<!\S)[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,3}(?!\S)|[^\s：/|>＞»]+)[\s：/|>＞»]*",
        folded[start:end],
    ):
        word = match.group(1)
        glued = _GLUED_NUMBER.match(word)
        if glued:
            spans.append((start + match.start(), start + match.start() + glued.end(), Role.PAGE_NUMBER))
            spans += page_words(folded, start + match.start() + glued.end(), start + match.end())
            continue
        if (
            _PAGE_NUMBER.match(word)
            or re.fullmatch(r"\d{1,2}[-—、]\d{1,2}版|\d{1,2}[-—]\d{1,2}", word)
            or re.fullmatch(r"[A-Z]?\d{1,3}", word)
        ):
            role = Role.PAGE_NUMBER
        elif NEWSPAPER.match(word):
            role = Role.NEWSPAPER
        elif (
            re.fullmatch(r"[\u4e00-\u9fff·]{2,10}|[\u4e00-\u9fff](\s+[\u4e00-\u9fff]){1,3}", word)
            and "：" not in match[0]  # says what comes after it
            and word not in ("首页", "数字报", "电子报", "版面", "正文", "导航")
            and not re.match(r"(农历|星期|周[一二三四五六日]|第|总第|总|甲|乙|丙|丁|戊|己|庚|辛|壬|癸)", word)
        ):
            role = Role.PAGE_NAME
        else:
            role = Role.FURNITURE
        spans.append((start + match.start(), start + match.end(), role))
    return spans


def is_web(folded: str) -> bool:
    """True for what a web page or an advertisement says beside an article."""
    return bool(_WEB.match(folded)) or is_aside(folded)


def is_page_name(folded: str) -> bool:
    """True for what a page calls itself, a section and its kind: 理论周刊, 学习·思考."""
    return bool(_PAGE_NAME.match(folded) or _NAMED_SECTION.fullmatch(folded))


def is_newspaper(folded: str) -> bool:
    """True for a line that is a newspaper's name alone."""
    return bool(NEWSPAPER.match(folded.strip()))


def _glued_credits(folded: str) -> list[tuple[int, int, Role]] | None:
    """Spans of two or more credits whose names stand right behind their words: ``统筹简宁 编辑牛大勇 热线5550101``."""
    spans: list[tuple[int, int, Role]] = []
    for word in re.finditer(r"\S+", folded):
        found = list(_GLUED_CREDIT.finditer(word[0])) if _NO_MARKS.fullmatch(word[0]) else []
        whole = sum(len(match[0]) for match in found) == len(word[0])
        if not (found and whole) and not _CONTACT_HEAD.match(word[0]):
            return None
        parts = [(match.start(), match.end(), Role.PAGE_CREDIT) for match in found] if whole else []
        start = word.start()
        spans += [(start + a, start + b, role) for a, b, role in parts or [(0, len(word[0]), Role.FURNITURE)]]
    return spans if sum(role is Role.PAGE_CREDIT for _, _, role in spans) > 1 else None


def credit_spans(folded: str) -> list[tuple[int, int, Role]] | None:
    """Spans of a credit or contact line (``责任编辑：… 校对：… E-mail：…``), or None."""
    credit = _CREDIT_HEAD.match(folded)
    contact = _CONTACT_HEAD.match(folded)
    reachable = contact and (_MAIL.search(folded) or _REACHED.search(folded))
    address = (
        _MAY_BE_ADDRESS.search(folded)
        and _MAIL.search(folded)
        and solid(folded) < 60
        and folded.rstrip()[-1] not in TERMINAL
    )
    glued = _glued_credits(folded)
    if glued:
        return glued
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

"""Single characters: folding for recognition, widths on paper, and the spaces that extraction adds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Traditional and Simplified by turns: the words that forms, names and rubrics are recognised by.
_TRADITIONAL = (
    "記记編编責责視视覺觉設设計计術术問问訪访觀观點点圖图攝摄轉转專专題题欄栏學学單单為为係系員员課课組组對对話话導导讀读閱阅報报時时評评論论筆笔聞闻訊讯電电線线綫线郵邮號号頁页華华"
    "張张陳陈劉刘楊杨黃黄趙赵吳吴孫孙馬马鄭郑謝谢韓韩馮冯許许鄧邓蕭萧葉叶閻阎鍾钟盧卢蔣蒋賈贾鄒邹陸陆龍龙羅罗譚谭賴赖龔龚萬万錢钱湯汤顧顾嚴严齊齐歐欧陽阳諸诸東东鮑鲍費费賀贺倫伦紀纪"
    "項项藍蓝閔闵麥麦婁娄駱骆蘇苏竇窦聶聂從从場场領领經经濟济會会長长師师館馆國国際际區区縣县鎮镇鄉乡機机關关處处辦办廳厅黨党書书聲声環环語语熱热現现義义農农業业醫医譯译選选載载據据"
    "來来給给與与這这個个們们說说開开讓让後后發发實实體体應应該该於于還还兩两進进過过種种動动務务產产條条無无見见間间當当樣样將将總总統统勞劳變变獻献簡简臺台灣湾廣广門门協协獲获證证"
    "輯辑繪绘採采訂订審审壇坛詩诗館馆"
    "隊队藝艺興兴權权標标勢势讚赞闡阐結结構构議议價价買买賣卖劃划聯联網网絡络險险傳传質质資资財财貨货運运輸输達达邊边連连遠远錄录鏈链鐘钟靈灵響响順顺願愿類类風风飛飞飯饭養养餘余騎骑"
    "驗验鳳凤麗丽數数雲云塊块執执墻墙夠够夢梦奧奥婦妇媽妈嬰婴寫写寬宽寶宝層层屬属島岛帶带幫帮幹干幾几庫库廠厂彈弹強强復复徵征恆恒懷怀態态慶庆憂忧戲戏戰战戶户拋抛換换擇择擔担擴扩敗败"
    "敵敌斷断晉晋曉晓樂乐橋桥檔档檢检歡欢歲岁歷历殺杀氣气決决沒没況况測测準准滅灭漢汉潔洁濱滨濃浓灘滩燈灯爭争爺爷狀状獨独獎奖瑪玛畫画異异療疗盜盗盡尽監监確确碼码禮礼離离積积穩稳窮穷"
    "節节範范糧粮約约級级紅红納纳純纯紙纸細细終终絕绝維维緊紧緣缘織织繼继續续罰罚習习職职聽听脫脱腦脑膽胆臨临舉举舊旧艱艰莊庄蓋盖蟲虫衛卫裝装製制複复規规親亲觸触認认講讲試试詞词誠诚"
    "誰谁調调談谈請请諾诺謀谋識识護护豐丰負负貢贡貧贫貴贵貿贸賞赏賽赛趕赶踐践車车軍军軟软較较輛辆輝辉輪轮逕径適适遲迟遺遗鄰邻釋释針针鐵铁銀银鋪铺錯错鍵键閉闭閑闲閣阁隨随隱隐雖虽雙双"
    "雜杂難难靜静韻韵頭头頂顶須须預预頒颁頻频額额顏颜顯显驚惊魚鱼鮮鲜鳥鸟齡龄"
)
_SIMPLE = {_TRADITIONAL[i]: _TRADITIONAL[i + 1] for i in range(0, len(_TRADITIONAL), 2)}
_MARKS = {
    "(": "（", ")": "）", "［": "（", "］": "）", "〔": "（", "〕": "）", ":": "：", ";": "；", ",": "，",
    "!": "！", "?": "？", "・": "·", "‧": "·", "•": "·", "∙": "·", "⋅": "·", "―": "—", "─": "—",
    "‒": "—", "–": "—", "﹘": "—", "⸺": "—", "「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“",
    "﹂": "”", "\u3000": " ", "\u00a0": " ", "\t": " ", "\u2002": " ", "\u2003": " ", "．": ".",
    "﹝": "（", "﹞": "）", "〖": "【", "〗": "】", "／": "/", "｜": "|", "︵": "（", "︶": "）",
}  # fmt: skip
# Radicals of U+2E80–2EFF that NFKC leaves alone: a font's wrong name for the everyday character.
_SUPPLEMENT = "⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺠民⺟母⻁虎⻄西⻙韦⺎兀⺮竹⻊足"
_READ_AS = {_SUPPLEMENT[i]: _SUPPLEMENT[i + 1] for i in range(0, len(_SUPPLEMENT), 2)}
_PLAIN = {
    chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_FOLD = str.maketrans({**_SIMPLE, **_MARKS, **_PLAIN})

OPENING = "“‘（《〈【〔［「『("
CLOSING = "”’）》〉】〕］」』)，。、；：！？,;:!?…%％"
TERMINAL = "。！？!?…"
PUNCTUATION = frozenset("，。、；：！？“”‘’（）《》〈〉【】…—·,;:!?「」『』〔〕［］｛｝()－～")
_PAIRS = {"”": "“", "’": "‘", "）": "（", "》": "《", "】": "【"}
ICONS = "■●◆▲★◎□○◇▼△☆▍▌▎▇█◤◢►▶※❖✦✎✍☉⊙▪▫◼◻◾◽⬛⬜§¶"

_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\u2060"))


def _plain_glyph(match: re.Match[str]) -> str:
    char = match.group()
    folded = _READ_AS.get(char) or unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def plain_glyphs(text: str) -> str:
    """Replace radical and compatibility glyphs that PDF fonts leave behind; the length is kept."""
    return _RADICALS.sub(_plain_glyph, text)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A reading copy of the same length: Simplified function words, one form of each mark.

    Only for recognition. What is kept and printed is always the source's own text.
    """
    return plain_glyphs(text).translate(_FOLD)


def is_chinese(char: str) -> bool:
    """True for a Han character (not for punctuation)."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or 0x2E80 <= code <= 0x2FDF
        or 0x20000 <= code <= 0x323AF
        or code == 0x3007
    )


def solid(text: str) -> int:
    """How many characters are not white space: what the account counts."""
    return len("".join(text.split()))


class _Kinds(dict[int, str]):
    """For ``str.translate``: each character's kind, by its code, found out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace():
            kind = ""
        elif char in PUNCTUATION:
            kind = "F" if char in "…—" else "M"
        else:
            kind = "H" if code < 0x2E80 else "F"
        self[code] = kind
        return kind


_KINDS = _Kinds()


def measures(text: str) -> tuple[int, int, int]:
    """(full-width characters, squeezable punctuation marks, half-width characters), spaces left out."""
    kinds = text.translate(_KINDS)
    return kinds.count("F"), kinds.count("M"), kinds.count("H")


def width(text: str, mark: float = 0.5) -> float:
    """Width in characters, with a punctuation mark counted as ``mark``."""
    full, marks, half = measures(text)
    return full + mark * marks + 0.5 * half


def is_spread(text: str) -> bool:
    """True when justification put a space between (nearly) all characters of the line."""
    stripped = text.strip()
    if " " not in stripped and "\u3000" not in stripped and "\t" not in stripped:
        return False
    if solid(stripped) < 4:
        return False
    if solid(stripped) <= 12 and re.search(r"[\u4e00-\u9fff]{2}", stripped):
        return False  # names side by side, not a line that was stretched
    gaps = len(re.findall(r"\s+", stripped))
    pairs = len(re.findall(r"(?<=\S)\S", stripped))
    return gaps >= 3 and gaps > 1.5 * pairs


_DIGIT_POINT = re.compile(r"(?<=\d)\s*\.\s+(?=\d)|(?<=\d)\s+\.\s*(?=\d)")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·\U00020000-\U000323af"
_GAP_WIDE = re.compile(rf"(?<=[{_WIDE}])[^\S\n]+(?=[{_WIDE}])")
_GAP_MIXED = re.compile(rf"(?<=[{_WIDE}])[^\S\n]+(?=[!-~])|(?<=[!-~])[^\S\n]+(?=[{_WIDE}])")
_GAP_NUMBER = re.compile(r"(?<=\d)[^\S\n]+(?=[%％‰℃°])|(?<=[+\-±<>=])[^\S\n]+(?=\d)")
_SPACES = re.compile(r"[^\S\n]+")


@lru_cache(maxsize=8192)
def tidy(text: str, *, keep_words_apart: bool) -> str:
    """The text as it should be kept: extraction's spaces gone, glyphs plain.

    Spaces between two Chinese characters stay only with ``keep_words_apart`` (names, banners,
    headlines) and only where the line was not spread by justification.
    """
    text = plain_glyphs(text).translate(_ZERO_WIDTH).strip()
    if is_spread(text):
        text = re.sub(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])", "", text)
    text = _DIGIT_POINT.sub(".", text)
    text = _GAP_NUMBER.sub("", text)
    text = _GAP_MIXED.sub("", text)
    if not keep_words_apart:
        text = _GAP_WIDE.sub("", text)
    return _SPACES.sub(" ", text)


def join(parts: list[str]) -> str:
    """Join the printed lines of one unit: nothing between Chinese, a space between Latin words."""
    out = ""
    for part in parts:
        if not part:
            continue
        if out and out[-1].isascii() and out[-1].isalpha() and part[0].isascii() and part[0].isalpha():
            out += " "
        out += part
    return out


def open_brackets(text: str) -> int:
    """How many opening quotation marks and brackets (folded text) are not closed; negative if closed early."""
    depth = 0
    for char in text:
        if char in "“‘（《【":
            depth += 1
        elif char in _PAIRS:
            depth -= 1
    return depth

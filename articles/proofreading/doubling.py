"""Characters and words set twice (的的, 管理的管理的), real reduplication and chance neighbours excepted.

发展展望 is two words that happen to meet, 发展展 is not: where the repeated character ends one whole
word and begins the next, nothing is wrong. Segmentation looks only at the clause around a suspect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.proofreading.characters import CHINESE_NUMERALS, HAN
from articles.proofreading.document import Block
from articles.proofreading.registry import Hit, Measure, Rule, block_check
from articles.text.segmentation import cut, frequencies, tokenizer

DOUBLED = Rule("doubled-character", "重字", "多字", Measure.CHARACTERS)
REPEATED = Rule("repeated-words", "重复的词语", "多字", Measure.CHARACTERS)

TWICE = re.compile(rf"([{HAN}])\1+")
WORDS_TWICE = re.compile(rf"([{HAN}]{{2,10}})\1")
REACH = 16  # characters of context that segmentation sees on either side
CLAUSE_END = re.compile(f"[^{HAN}]")

# Reduplications that the segmenter's dictionary lacks, for where AA stands between other words: 座座军营, 季季有主题.
REDUPLICATED = frozenset(
    "座座 件件 季季 周周 月月 年年 天天 项项 幅幅 批批 张张 辆辆 队队 排排 期期 棵棵 台台 艘艘 道道 页页 枚枚 颗颗 粒粒 滴滴 株株 首首 份份 "
    "段段 股股 架架 夜夜 心心 村村 镇镇 乡乡 县县 市市 厂厂 校校 站站 山山 水水 笔笔 层层 款款 场场 碗碗 盘盘 桩桩 瓣瓣 顶顶 趟趟 声声 户户 "
    "树树 穗穗 枝枝 叶叶 根根 句句 字字 事事 处处 发发 节节 次次 说说 唠唠 品品 比比 盼盼 试试 抖抖 鼓鼓 打打 端端 壮壮 萌萌 嫩嫩 绿绿 胖胖 "
    "浓浓 唰唰 猎猎 烁烁 煌煌 嘹嘹 南南 超超 巳巳 卡卡 新新 生生 对对 龘龘 浪浪 妞妞 墩墩 坝坝 耙耙 瓜瓜 贝贝 然然 央央 杉杉 珊珊 婷婷 玲玲 莉莉 达达 尼尼 迪迪".split()
)
# One-character words before a word that begins with themselves (年|年底, 局|局长), and after one that ends so (存在|在).
BEFORE = frozenset(
    "为以对和与将由有使从国年月日个省市县区州乡村局院部校厂站馆所团队班组处军党司署委舱舰档股航业行票展制山河湖海港路街城园税桥车船中上下里岛"
)
AFTER = frozenset("在会为对能的席作地以由港和军年国市生工展团片南内旗榜")
PARTICLE_WORDS = frozenset({"目的", "标的", "有的"})
ASSOCIATED = re.compile("[全该本各我两0-9一二三四五六七八九十]")
QUOTES, QUOTES_END = "“‘《〈", "”’》〉"
LINE = re.compile("高铁|高速|铁路|城际")
HEADED = re.compile("[长门期种内外位主庭址名史友旗徽歌面]")  # 福建舰|舰长, 国庆档|档期
PLACE = re.compile("大区|火山|[省州市县岛河湖江族]")
ON_AND_ON = re.compile(".着$")  # 走着走着
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵"
)
FUNCTION = frozenset("的了着地得和与及在是有为不也都就而但这那我你他她它们之其")
# What does say ABAB in print: verbs, 很多很多, and 南苏丹苏丹…
VERBS = frozenset(
    "研究 讨论 商量 考虑 学习 了解 休息 锻炼 体验 交流 介绍 分析 总结 尝试 调查 打听 收拾 整理 准备 照顾 高兴 热闹 舒服 放松 轻松 凉快 "
    "琢磨 合计 比较 活动 意思 反思 思考 感受 认识 检查 打扫 参观 谢谢 恭喜 辛苦 帮助 关心 宣传 表扬 切磋 见识 教育 非常 很多 好多 苏丹".split()
)


@block_check(DOUBLED)
def doubled_characters(block: Block) -> Iterator[Hit]:
    for match in TWICE.finditer(block.text):
        if _is_wrong(block.text, match.start(), match.end()):
            character = match.group(1)
            yield Hit(DOUBLED, block, *match.span(), f"多了一个“{character}”？请核对。", character)


def _is_wrong(text: str, start: int, end: int) -> bool:
    character = text[start]
    if character in CHINESE_NUMERALS:
        return False
    if end - start > 2:
        return character in FUNCTION
    if _doubled(text, start - 2) or _doubled(text, end):  # AABB
        return False
    if character not in FUNCTION and start > 0 and (text[start - 1] == "一" or text[start - 1] in SURNAMES):
        return False  # 一顶顶帐篷, 王苗苗
    if _is_name(text, start, end):
        return False
    return not _is_chance(text, start)


def _is_name(text: str, start: int, end: int) -> bool:
    """台风“珊珊”, “巳升升”, 塔希尔·努努, 荆荆高铁"""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    quoted = after and after in QUOTES_END and any(mark in QUOTES for mark in before)
    return bool(quoted) or before.endswith("·") or LINE.match(text, end) is not None


def _doubled(text: str, at: int) -> bool:
    return 0 <= at and text[at : at + 1] == text[at + 1 : at + 2] != "" and text[at] not in FUNCTION


def _is_chance(text: str, start: int) -> bool:
    """True when the two equal characters belong to two words, or to one known word."""
    left, right = _neighbours(text, start)
    if not right or (len(left) > 1 and len(right) > 1):
        return True
    character = text[start]
    if len(right) > 1:
        if character in "省市县区州" and right[1] == "委":  # 省省委; 全省省委书记 may stand
            return ASSOCIATED.match(text[start - 1 : start]) is not None
        return character in BEFORE or (character not in FUNCTION and HEADED.match(right, 1) is not None)
    if len(left) > 1:
        return character in AFTER and (character != "的" or left in PARTICLE_WORDS)
    return character * 2 in REDUPLICATED or (character not in FUNCTION and HEADED.match(text, start + 2) is not None)


def _neighbours(text: str, start: int) -> tuple[str, str]:
    """The word that ends with the first of two characters and the one that begins with the second.

    One word that holds both comes alone. Only words of the dictionary count: what the segmenter guesses
    beyond it would glue every slip to its neighbour.
    """
    first, clause = _clause(text, start, start + 2)
    loaded = tokenizer()
    route: dict[int, tuple[float, int]] = {}
    loaded.calc(clause, loaded.get_DAG(clause), route)
    left, at = "", 0
    while at < len(clause):
        end = route[at][1] + 1
        if first + at <= start and first + end >= start + 2:
            return clause[at:end], ""
        if first + end == start + 1:
            left = clause[at:end]
        if first + at == start + 1:
            return left, clause[at:end]
        at = end
    return left, ""


def _clause(text: str, start: int, end: int) -> tuple[int, str]:
    """The clause around a span, at most ``REACH`` characters on either side, and where it begins."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    for match in CLAUSE_END.finditer(text, first, start):
        first = match.end()
    stop = CLAUSE_END.search(text, end, last)
    return first, text[first : stop.start() if stop else last]


@block_check(REPEATED)
def repeated_words(block: Block) -> Iterator[Hit]:
    for match in WORDS_TWICE.finditer(block.text):
        words = match.group(1)
        if _opens_quote(block.text, match.start()) or PLACE.match(block.text, match.end()):
            continue  # a song's name, a foreign place
        if len(set(words)) > 1 and not _is_reduplication(words) and _stand_alone(block.text, *match.span()):
            yield Hit(REPEATED, block, *match.span(), f"“{words}”重复，请核对。", words)


def _opens_quote(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in QUOTES


def _is_reduplication(words: str) -> bool:
    if (
        words in VERBS
        or words[0] in "一大小"
        or ON_AND_ON.match(words)
        or all(one in CHINESE_NUMERALS for one in words)
    ):
        return True
    if len(words) == 2 and not frequencies().get(words):
        return True  # 比奥比奥, a foreign name
    # 哗啦哗啦 and the like are in the dictionary as a whole
    return bool(frequencies().get(words * 2))


def _stand_alone(text: str, start: int, end: int) -> bool:
    """True when both copies begin and end where words do: 研究研究生 holds one 研究 only."""
    first, clause = _clause(text, start, end)
    borders = {first}
    for word in cut(clause):
        borders.add(max(borders) + len(word))
    return {start, (start + end) // 2, end} <= borders

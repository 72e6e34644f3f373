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
from articles.text.segmentation import cut, tokenizer

DOUBLED = Rule("doubled-character", "重字", "多字", Measure.CHARACTERS)
REPEATED = Rule("repeated-words", "重复的词语", "多字", Measure.CHARACTERS)

TWICE = re.compile(rf"([{HAN}])\1+")
WORDS_TWICE = re.compile(rf"([{HAN}]{{2,10}})\1")
REACH = 16  # characters of context that segmentation sees on either side
CLAUSE_END = re.compile(f"[^{HAN}]")
KNOWN = 10  # the dictionary's frequency from which its AA is a word and not an accident

# Reduplications that the segmenter's dictionary lacks or has seen too rarely.
REDUPLICATED = frozenset(
    "代代 世世 生生 扎扎 面面 件件 座座 项项 幅幅 批批 张张 辆辆 队队 排排 期期 步步 次次 棵棵 台台 艘艘 道道 页页 "
    "枚枚 颗颗 粒粒 滴滴 丝丝 串串 栋栋 盏盏 株株 首首 份份 列列 段段 股股 架架 夜夜 口口 心心 念念 家家 村村 镇镇 乡乡 厂厂 "
    "稳稳 翼翼 荡荡 欣欣 栩栩 跃跃 腾腾 蒸蒸 浩浩 孜孜 坦坦 拳拳 亭亭 岌岌 攘攘 熙熙 彬彬 芸芸 密密 许许 碌碌 "
    "井井 诺诺 翘翘 窃窃 津津 惺惺 鼎鼎 恋恋 眈眈 热热 甜甜 慌慌 忙忙 闹闹 踏踏 正正 清清 明明 白白 老老 少少 多多 扬扬 "
    "来来 去去 走走 停停 说说 笑笑 进进 出出 打打 闹闹 分分 合合 起起 伏伏 反反 复复 断断 续续 陆陆 前前 后后 里里 外外 上上 下下 "
    "婷婷 玲玲 薄薄 长长 远远 真真 假假 虚虚 悄悄 盼盼 冰冰 莉莉 达达 苏苏 巴巴 蒂蒂 尼尼 迪迪 皮皮 再再 教教 练练 比比 动动 "
    "钉钉 油油 堆堆 对对 度度 笔笔 亲亲 层层 款款 场场 夯夯 碗碗 盘盘 刀刀 针针 线线 桩桩 棒棒 胖胖 嫩嫩 绿绿 蓝蓝 灰灰 暖暖 凉凉 "
    "弹弹 跳跳 蹦蹦 风风 雨雨 花花 草草 山山 水水 沟沟 坎坎 边边 角角 瓶瓶 罐罐 婆婆 妈妈 点点 滴滴 条条 框框 是是 非非 方方 原原 "
    "本本 形形 色色 郁郁 葱葱 轰轰 烈烈 季季 抖抖 萌萌 央央 猎猎 唰唰 浪浪 站站 校校 发发 耙耙 嘹嘹 煌煌 月月 珠珠 塞塞 节节 唠唠 品品 端端 烁烁 周周 瓣瓣 杉杉 贝贝 妞妞 墩墩 坝坝 瓜瓜 龘龘 巳巳 南南 超超 壮壮 年年 市市 县县 顶顶 趟趟 兢兢 业业 勤勤 恳恳 踏踏 堂堂 朝朝 暮暮 "
    "户户 挨挨 团团 枝枝 叶叶 根根 头头 尾尾 砖砖 瓦瓦 祖祖 辈辈 浅浅 深深".split()
) - {"是是", "里里", "上上", "下下", "对对", "本本", "水水", "度度"}
# One-character words that stand before a word beginning with themselves: 为|为民, 中|中国, 年|年底, 局|局长.
BEFORE = frozenset(
    "为以对和与将由有是要用使从把被在向到给让同跟比按经过该本新老大小高中上下前后内外里年月日时次国省市县区州乡镇村局院部校会厂站馆所团队班组处科室党军司"
    "社台委办署厅港河江湖海山路街城园学法税品车机船侨展东西南北全最再又还各每多多能会可应需来去作做开办建成产生发出入"
)
AFTER = frozenset(
    "在会为对中有用上下的席作能地以由港和制"
)  # one-character words after a word ending with themselves: 存在|在
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
    if text[start:end] in REDUPLICATED or tokenizer().FREQ.get(text[start:end], 0) >= KNOWN:
        return False
    if _doubled(text, start - 2) or _doubled(text, end):  # AABB
        return False
    if character not in FUNCTION and start > 0 and (text[start - 1] == "一" or text[start - 1] in SURNAMES):
        return False  # 一顶顶帐篷, 王苗苗
    if _is_name(text, start, end) or (character not in FUNCTION and HEADED.match(text, end)):
        return False
    return not _is_chance(text, start)


def _is_name(text: str, start: int, end: int) -> bool:
    """台风“珊珊”, “巳升升”, 塔希尔·努努, 荆荆高铁"""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    quoted = after in QUOTES_END and after and any(mark in QUOTES for mark in before)
    return bool(quoted) or before.endswith("·") or LINE.match(text, end) is not None


def _doubled(text: str, at: int) -> bool:
    return 0 <= at and text[at : at + 1] == text[at + 1 : at + 2] != "" and text[at] not in FUNCTION


def _is_chance(text: str, start: int) -> bool:
    """True when the two equal characters belong to two words, or to one known word."""
    left, right = _neighbours(text, start)
    if left and not right:
        return len(left) > 2
    character = text[start]
    if len(left) > 1 and len(right) > 1:
        return True
    if len(right) > 1:
        if character in "省市县区州" and right[1] == "委":  # 省省委; 全省省委书记 may stand
            return ASSOCIATED.match(text[start - 1 : start]) is not None
        return character in BEFORE
    if len(left) > 1:
        return character in AFTER and (character != "的" or left in PARTICLE_WORDS)
    return False


def _neighbours(text: str, start: int) -> tuple[str, str]:
    """The word that ends with the first of two characters and the one that begins with the second.

    One word that holds both comes alone. The dictionary may see words that segmentation glued otherwise.
    """
    first, words = _words_around(text, start, start + 2)
    left = right = ""
    at = first
    for word in words:
        if at <= start < at + len(word) - 1 and len(word) > 2:
            return word, ""
        if at + len(word) == start + 1:
            left = word
        if at == start + 1 and not _is_guess(word):
            right = word
        at += len(word)
    return max(left, _known(text, start + 1, -1), key=len), max(right, _known(text, start + 1, 1), key=len)


def _is_guess(word: str) -> bool:
    """导|和 glued to one word that no dictionary has."""
    return word[-1] in FUNCTION and not tokenizer().FREQ.get(word)


def _known(text: str, at: int, step: int) -> str:
    """The longest word of the dictionary, two to four characters, that ends (-1) or begins (1) at ``at``."""
    frequencies = tokenizer().FREQ
    for size in (4, 3, 2):
        word = text[at : at + size] if step > 0 else text[max(0, at - size) : at]
        if len(word) == size and frequencies.get(word, 0) > 0:
            return word
    return text[at : at + 1] if step > 0 else text[at - 1 : at]


def _words_around(text: str, start: int, end: int) -> tuple[int, list[str]]:
    """The words of the clause around a span, at most ``REACH`` characters on either side, and where they begin."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    for match in CLAUSE_END.finditer(text, first, start):
        first = match.end()
    stop = CLAUSE_END.search(text, end, last)
    return first, cut(text[first : stop.start() if stop else last])


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
    if len(words) == 2 and not tokenizer().FREQ.get(words):
        return True  # 比奥比奥, a foreign name
    # 哗啦哗啦 and the like are in the dictionary as a whole
    return bool(tokenizer().FREQ.get(words * 2))


def _stand_alone(text: str, start: int, end: int) -> bool:
    """True when both copies begin and end where words do: 研究研究生 holds one 研究 only."""
    first, words = _words_around(text, start, end)
    borders = {first}
    for word in words:
        borders.add(max(borders) + len(word))
    return {start, (start + end) // 2, end} <= borders

"""How alike two words look and sound, and how many edits lie between them."""

from __future__ import annotations

from functools import lru_cache

# Characters that readers and optical recognition take for one another.
LOOKALIKES = (
    "己已巳 末未 人入八 日曰 土士 戊戌戍戎 徽微徵 候侯 密蜜 竟竞 侮悔 治冶 拔拨 诣谐 赢羸 辩辨辫瓣 遣遗 祟崇 亨享 券卷 佳隹 鸟乌 "
    "析折柝 晴睛 段叚 钓钩 荼茶 沧沦 抡抢 仑仓 汩汨 炙灸 粟栗 杆秆 洒酒 今令 刺剌 壶壸 肓盲育 苑宛 传傅博搏 杨扬 析拆折 历厉 "
    "州洲 坐座 帐账 贷货 延廷 暑署 幕墓募暮慕 拆折 喧暄渲 燥躁噪澡 哀衷衰 幸辛 孤弧狐 代伐 往住 侍待 洽恰 恒桓 斥斤 毫亳 渴竭 "
    "桌卓 浙淅 凋调 脑恼 蓝篮 陪培倍 清情晴请 惟唯帷 推堆 冒冐 裁栽载 径经 径颈 偏编遍 扰优 优忧 设没 弛驰 茏笼 赂贿 拙绌 券劵 圆园 "
    "干千于 大太犬 天夫 王玉主 田由甲申 力刀 儿几 贝见 问间闻 处外 牛午 木本术 目自白 史吏 元无 开井 正止 风凤 车东"
).split()
SIMILAR = {one: frozenset(group) for group in LOOKALIKES for one in group}
for _group in LOOKALIKES:
    for _one in _group:
        SIMILAR[_one] |= frozenset(_group)


@lru_cache(maxsize=8192)
def sounds(character: str) -> frozenset[str]:
    """Every reading of a character, without tones."""
    from pypinyin import Style, pinyin  # heavy: 0.3 s of tables

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def sound_alike(one: str, other: str) -> bool:
    return bool(sounds(one) & sounds(other))


def look_alike(one: str, other: str) -> bool:
    return other in SIMILAR.get(one, ())


def alike(one: str, other: str) -> bool:
    return sound_alike(one, other) or look_alike(one, other)


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two short texts, a swap of neighbours counting one; ``limit + 1`` when there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, mine in enumerate(one, start=1):
        current = [row]
        for column, yours in enumerate(other, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (mine != yours))
            if row > 1 and column > 1 and mine == other[column - 2] and one[row - 2] == yours:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)

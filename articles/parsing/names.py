"""Persons' names as newspapers print them, and the bylines that hold them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from articles.parsing.glyphs import fold, tidy

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁"
    "宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮储靳井段富巫乌焦巴弓牧车侯宓蓬全班仰秋仲伊宫宁仇栾甘厉"
    "祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿"
    "通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂"
    "晁勾敖融冷訾辛阚那简饶空曾毋沙养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖佟仝代付闫邸冼覃涂仵苑郜原佘种逢辜官海谷木"
    "牟郦佴缑亓谌战尧哈买阮逄麻敬佐言束蓟盛由展才楚闫冷荀伦税揣覃尧淳沐炎宾植麦撒卿藏荔麦楼鹿岳初苟候由信滑冶迟腾尧但撒青哈宇才衣隋战修苏仁矫亓揭来可粟眭"
)
_COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 闻人 东方 赫连 皇甫 尉迟 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公孙 仲孙 轩辕 令狐 钟离 宇文 长孙 慕容 "
    "鲜于 闾丘 司徒 司空 端木 南宫 西门 东郭 百里 呼延 夏侯 独孤 拓跋 第五 左丘 纳兰 完颜 叶赫 欧陽".split()
)
# Two- and three-character words that begin with a surname's character but are no names.
_NO_NAMES = frozenset(
    "高质量 高水平 金融 经济 文化 文明 文学 方法 方式 方面 时代 时间 国家 国际 公共 公司 公园 全面 全国 江南 江山 安全 成长 成果 "
    "关于 关键 高校 马上 马克思 平台 平安 明天 明确 白天 石头 水平 古城 古村 红色 东方 都市 都是 向上 向前 和谐 和平 常态 强国 "
    "通知 通告 从此 应当 应用 时评 时光 时空 广告 广场 温度 温暖 海外 海洋 车间 路径 路上 房屋 田野 田间 农民 农业 农村 劳动 劳模 "
    "花开 花园 云端 乐园 宁静 平凡 容易 常识 成功 成本 成就 高考 师生 师傅 信心 信息 信任 利益 官方 居民 通道 连接 连线 空间 空气 "
    "来信 来源 可能 可以 可见 后来 后记 单位 双向 权力 权利 权益 初心 青年 青春 才能 战略 战争 修身 修复 由此 简介 冷静 充分 充满 "
    "原题 编者 记者 居家 家庭 家园 家乡 步伐 步行 金句 钟声 万象 万家 左右 幸福 广阔 丰收 丰富 查看 相关 相信 公益 公平 东西 解读 "
    "解码 解决 荣誉 计划 计算 包容 经验 时政 史话 古今 书香 康养 章程 明理 安心 安居 方向 方案 强化 国有 国企 任务 任何 舒适 路口 "
    "高地 高铁 何以 何为 成效 成为 白领 海报 商量 党建 党员 党委 宣传 宣言 谈心 平等 和美 常务 武器 习惯 习作 别样 严格 严肃 黄河 "
    "长江 连环 阳光 能力 能源 能量 富裕 富民 井盖 池塘 牛奶 羊肉 鱼塘 毛笔 米粉 麦田 谷物 木工 游客 游戏 管理 管家 支持 支点 支撑 "
    "通向 通过 步入 慎独 终身 终点 蓝天 蓝图 项目 元素 乐学 向往 向海 向导 古韵 古镇 易懂 温情 双减 都会 师德 那年 那些 须知 "
    "荣耀 贡献 满意 丁香 甘甜 路灯 明灯 贺信 水利 水乡 家风 家书 养老 养成 养育 红利 盖章 代表 代际 谢幕 符号 文旅 文脉 文物 文艺 "
    "安宁 平静 章节 乡村 应急 尚未 宗旨 成败 常见 计时 支部 宋词 唐诗 唐代 宋代 明代 元代 秦汉 汉代".split()
)
ROLE_WORDS = (
    "本报特约记者|本报见习记者|本报驻.{1,6}?记者|本报全媒体记者|全媒体记者|本报通讯员|本报评论员|特约评论员|特约记者|见习记者|实习记者|实习生|"
    "本报记者|本刊记者|本社记者|新华社记者|通讯员|特约撰稿人|特约撰稿|评论员|记者|撰文|采写|执笔|编译|翻译|摄影|整理|口述|作者"
)  # fmt: skip
_ROLE_HEAD = re.compile(rf"^({ROLE_WORDS})(?=[\s：/／｜|、]|[\u4e00-\u9fff])[\s：/／｜|、]*")
_MARK_HEAD = re.compile(r"^[■●◆▲★◎□○◇▪◼◻△▶►※\s]+")
_PREFIX = re.compile(r"^(文|图|文图|图文|文并摄|撰文|作者|采写|执笔|署名)\s*[/／：｜|丨]\s*(图\s*[/／：｜|丨]\s*)?")
_TAIL_ROLE = re.compile(r"\s*(编译|译|著|整理|采访整理|采写|口述|摄|摄影|文|图|/文|/图|辑|编|撰文|执笔)$")
_AFFILIATION = re.compile(r"^（(.{2,60})）")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+$")
_FOREIGN = re.compile(r"[\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z.]*(·[\u4e00-\u9fffA-Za-z.]+)+$")
GROUP_WORDS = (
    "课题组|调研组|调查组|编写组|写作组|编辑部|评论部|理论部|研究中心|研究院|研究所|研究会|研究室|党组|党委|理论学习中心组|中心组|"
    "宣传部|办公室|委员会|党校|本报编辑部|特约评论员|评论员|联合会|协会|学会|工作室|采访组|报道组"
)
_GROUP = re.compile(rf".{{2,28}}({GROUP_WORDS})$")


@dataclass(slots=True)
class Person:
    """One name of a byline, as printed that day."""

    name: str
    role: str | None = None
    affiliation: str | None = None
    mark: str | None = None  # the figure after the name that points into the note: 令狐远1


def name_likeness(word: str) -> float:
    """0 to 1: how much a run of characters without spaces reads like one person's name."""
    word = fold(word)
    if _FOREIGN.fullmatch(word) and 3 <= len(word) <= 24:
        return 0.95
    if not _CHINESE.fullmatch(word) or not 2 <= len(word) <= 4:
        return 0.0
    if word in _NO_NAMES or (word[:2] in _NO_NAMES and len(word) == 3):
        return 0.1
    if word[:2] in _COMPOUND and len(word) in (3, 4):
        return 0.95
    if word[0] in _SURNAMES:
        return {2: 0.8, 3: 0.9, 4: 0.35}[len(word)]
    return {2: 0.35, 3: 0.4, 4: 0.05}[len(word)]


def is_name(word: str) -> bool:
    """True when a run of characters is more likely a person's name than anything else."""
    return name_likeness(word) >= 0.7


def split_names(text: str) -> list[str]:
    """Names in a run of text: ``马骏驰 叶 青`` gives 马骏驰 and 叶青."""
    return [name for name, _ in scored_names(text)]


def scored_names(text: str) -> list[tuple[str, float]]:
    """The names of a run of text with their likeness; a space inside a name speaks for it."""
    tokens = [token for token in re.split(r"[\s、，；/／]+", text.strip()) if token]
    names: list[tuple[str, float]] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        follower = tokens[position + 1] if position + 1 < len(tokens) else ""
        alone = len(token) == 1 and len(follower) in (1, 2) and bool(_CHINESE.fullmatch(fold(token)))
        if alone or (len(token) == 2 and fold(token) in _COMPOUND and len(follower) in (1, 2)):
            name = token + follower
            likeness = name_likeness(name)
            names.append((name, max(likeness, 0.75) if len(follower) == 1 else likeness))
            position += 2
        else:
            names.extend((name, name_likeness(name)) for name in _run_together(token))
            position += 1
    return names


def _run_together(token: str) -> list[str]:
    """``张三李四王五`` set without spaces: cut at surnames; a plain name is returned as it is."""
    folded = fold(token)
    if len(token) < 4 or (len(token) == 4 and name_likeness(token) >= 0.5) or "·" in folded or not _CHINESE.fullmatch(folded) or len(token) > 12:
        return [token]
    return _cut_names(token, folded) or [token]


def _cut_names(token: str, folded: str) -> list[str]:
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for start in range(len(token)):
        if start not in best:
            continue
        for size in (2, 3, 4):
            likeness = name_likeness(folded[start : start + size]) if start + size <= len(token) else 0
            if likeness < 0.7:
                continue
            score = best[start][0] + likeness * size
            if start + size not in best or score > best[start + size][0]:
                best[start + size] = (score, [*best[start][1], token[start : start + size]])
    return best.get(len(token), (0.0, []))[1]


def is_group(text: str) -> bool:
    """True for a body that signs as one: 课题组, 编辑部, 研究中心 …"""
    return bool(_GROUP.fullmatch(fold(text).strip()))


def parse_byline(text: str) -> list[Person]:
    """The persons of one printed byline, marks and role words taken off; [] when there are none."""
    text = tidy(text, keep_words_apart=True)
    folded = fold(text)
    head = _MARK_HEAD.match(folded)
    cut = head.end() if head else 0
    prefix = _PREFIX.match(folded[cut:])
    if prefix:
        cut += prefix.end()
    text, folded = text[cut:].strip(), folded[cut:].strip()
    text = re.sub(r"(?<=[\d¹²³⁴⁵])(?=[\u4e00-\u9fff])", " ", text)
    folded = fold(text)
    if folded.startswith("（") and folded.endswith("）"):
        text, folded = text[1:-1], folded[1:-1]
    people: list[Person] = []
    role: str | None = None
    for part, inner in _byline_parts(text, folded):
        role, found = _people_of_part(part, role)
        if inner and found:
            for person in found:
                person.affiliation = inner
        people.extend(found)
    return [person for person in people if person.name]


def _byline_parts(text: str, folded: str) -> list[tuple[str, str | None]]:
    """Cut a byline at brackets: [(names, affiliation in brackets or None)]."""
    parts: list[tuple[str, str | None]] = []
    start = 0
    for match in re.finditer(r"（([^（）]*(?:（[^（）]*）[^（）]*)*)）", folded):
        parts.append((text[start : match.start()], text[match.start(1) : match.end(1)].strip() or None))
        start = match.end()
    if text[start:].strip():
        parts.append((text[start:], None))
    return parts


def _people_of_part(part: str, role: str | None) -> tuple[str | None, list[Person]]:
    """Persons of one part; a role word holds for all names after it until the next one."""
    people: list[Person] = []
    for chunk, new_role in _role_chunks(part.strip(" /／：:，,、；;")):
        role = new_role or role
        folded = fold(chunk)
        tail = _TAIL_ROLE.search(folded)
        own = role
        if tail and tail.start() >= 2:
            word = tail.group(1).lstrip("/")
            own = None if word in ("著", "文", "撰文") else ("译" if word in ("译", "编译") else word)
            chunk = chunk[: tail.start()]
        people.extend(_named(chunk.strip(), own))
        if tail and tail.start() >= 2:
            role = None
    return role, people


def _role_chunks(part: str) -> list[tuple[str, str | None]]:
    """``本报记者 张三 通讯员 李四`` → [("张三", 本报记者), ("李四", 通讯员)]; also ``张三 著 李四 译``."""
    part = re.sub(r"\s*[/／]\s*(文|译|编译|著)(?=\s|$)", r" \1 ", part).rstrip()
    folded = fold(part)
    cuts = [m.start() for m in re.finditer(rf"(?:(?<=\s)|^)({ROLE_WORDS})(?=[\s：/／｜|]|[\u4e00-\u9fff])", folded)]
    cuts += [m.end() for m in re.finditer(r"\s(编译|译|著|文)(?=\s)", folded)]
    bounds = sorted({0, *cuts, len(part)})
    chunks: list[tuple[str, str | None]] = []
    for start, end in itertools.pairwise(bounds):
        chunk = part[start:end].strip()
        head = _ROLE_HEAD.match(fold(chunk))
        word = head.group(1) if head else None
        rest = chunk[head.end() :] if head else chunk
        if rest.strip():
            chunks.append((rest.strip(), None if word in ("作者", "撰文", "执笔", "采写") else word))
    return chunks


def _named(chunk: str, role: str | None) -> list[Person]:
    if not chunk:
        return []
    if is_group(chunk):
        return [Person(re.sub(r"\s+", "", chunk), role)]
    tokens = chunk.split()
    if len(tokens) >= 2 and name_likeness(tokens[0]) < 0.5 and len(tokens[0]) >= 4 and "·" not in fold(tokens[0]):
        rest = split_names(" ".join(tokens[1:]))
        if rest and all(name_likeness(name) >= 0.35 for name in rest):
            return [Person(name, role, tokens[0]) for name in rest]
    people = []
    for name in split_names(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\d¹²³⁴⁵*])", "", chunk)):
        mark = re.search(r"[\d¹²³⁴⁵*]+$", name)
        people.append(Person(name[: mark.start()] if mark else name, role, mark=mark.group() if mark else None))
    return people

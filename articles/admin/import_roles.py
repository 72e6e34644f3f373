"""How the review screen shows a role: its letter in the band, its key after R, its colour."""

from __future__ import annotations

from dataclasses import dataclass

from articles.parsing.questions import role_name
from articles.parsing.structure import Role


@dataclass(frozen=True, slots=True)
class Face:
    """``mark`` stands in the band, ``key`` is typed after R, ``css`` names the colour."""

    role: Role
    mark: str
    key: str
    css: str

    @property
    def name(self) -> str:
        return role_name(self.role)


_FACES = (
    (Role.TITLE, "题", "T", "title"),
    (Role.KICKER, "引", "K", "title"),
    (Role.SUBTITLE, "副", "U", "title"),
    (Role.BYLINE, "署", "B", "by"),
    (Role.AUTHOR_NOTE, "位", "N", "aff"),
    (Role.COLUMN, "栏", "C", "col"),
    (Role.PARAGRAPH, "文", "P", "para"),
    (Role.HEADING, "标", "H", "head"),
    (Role.STATEMENT, "述", "S", "st"),
    (Role.SPEAKER, "人", "W", "by"),
    (Role.PULL_QUOTE, "金", "Q", "quote"),
    (Role.COMPILER, "整", "Y", "by"),
    (Role.EDITOR_NOTE, "按", "E", "note"),
    (Role.CAPTION, "图", "I", "note"),
    (Role.BOX, "框", "X", "note"),
    (Role.JUMP, "转", "J", "note"),
    (Role.BANNER, "通", "G", "col"),
    (Role.PAGE_NAME, "名", "A", "fur"),
    (Role.PAGE_NUMBER, "版", "V", "fur"),
    (Role.PAGE_DATE, "日", "D", "fur"),
    (Role.NEWSPAPER, "报", "Z", "fur"),
    (Role.PAGE_CREDIT, "责", "R", "fur"),
    (Role.FURNITURE, "眉", "F", "fur"),
)
FACES: dict[Role, Face] = {role: Face(role, mark, key, css) for role, mark, key, css in _FACES}
LEGEND = (
    ("title", "标题"),
    ("by", "署名"),
    ("aff", "单位"),
    ("head", "小标题"),
    ("para", "正文"),
    ("st", "发言"),
    ("quote", "金句"),
    ("col", "栏目标签"),
    ("note", "附文"),
    ("fur", "版面信息"),
)

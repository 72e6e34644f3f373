"""Help at the desk: the editors' handbook as a page, the keyboard sheet, and what the words mean."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import mistune
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.admin.site import site
from articles.templatetags.terms import TERMS

DOCS = Path(settings.BASE_DIR) / "docs"
PAGES = {"": "handbook.zh-CN.md", "body-notation": "body-notation.md"}
ALIGNED = re.compile(r' style="text-align:(\w+)"')  # styles in the page are forbidden
EMPTY_HEAD = re.compile(r"<th[^>]*></th>")
PICTURE = re.compile(r"[a-z0-9-]+\.(?:png|webp)")


class Renderer(mistune.HTMLRenderer):
    """The documents' Markdown as the desk's HTML: headings that can be linked to, addresses that lead somewhere."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.contents: list[tuple[int, str, str]] = []

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        if level == 1:
            return ""  # the page has its own
        key = f"s{len(self.contents) + 1}"
        self.contents.append((level, key, re.sub(r"<[^>]+>", "", text)))
        return f'<h{level} id="{key}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        name = url.removesuffix(".md")
        if url.endswith(".md") and name in PAGES:
            url = reverse("admin:handbook", args=[name])
        return str(super().link(text, url, title))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = url.removeprefix("screenshots/")
        return str(super().image(text, reverse("admin:handbook_picture", args=[name]), title))

    def block_code(self, code: str, info: str | None = None) -> str:
        return str(super().block_code(code, info)).replace("<pre>", '<pre tabindex="0">')


@lru_cache(maxsize=len(PAGES))
def rendered(name: str, changed: float) -> tuple[SafeString, list[tuple[int, str, str]]]:
    """A document as HTML, and its headings; ``changed`` is when the file was written."""
    renderer = Renderer()
    made = mistune.create_markdown(renderer=renderer, plugins=["table"])
    html = str(made((DOCS / name).read_text("utf-8")))
    html = ALIGNED.sub(r' class="is-\1"', EMPTY_HEAD.sub("<td></td>", html))
    return mark_safe(html), renderer.contents  # our own document, and what is HTML in it is escaped


def handbook(request: HttpRequest, name: str = "") -> HttpResponse:
    """GET: the handbook, or a document that it leads to."""
    if name not in PAGES:
        raise Http404
    file = DOCS / PAGES[name]
    if not file.exists():
        raise Http404
    html, contents = rendered(PAGES[name], file.stat().st_mtime)
    title = "编辑手册" if not name else "正文怎么写"
    context = {**site.each_context(request), "title": title, "html": html, "contents": contents, "name": name}
    return render(request, "admin/handbook.html", context)


def picture(request: HttpRequest, name: str) -> FileResponse:
    """GET: a picture of the handbook."""
    file = DOCS / "screenshots" / name
    if not PICTURE.fullmatch(name) or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), headers={"Cache-Control": "private, max-age=3600"})


def keys(request: HttpRequest) -> HttpResponse:
    """GET: every key of the desk, and the words of the trade."""
    context = {**site.each_context(request), "title": "键盘操作", "groups": KEYS, "terms": TERMS.items()}
    return render(request, "admin/keys.html", context)


# heading → (keys, what they do)
KEYS: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "处处可用": (
        (("Ctrl", "K"), "搜索或执行命令"),
        (("?",), "这张表"),
        (("N",), "写新稿"),
        (("Esc",), "关上打开的框"),
    ),
    "版面安排": (
        (("Tab",), "走到稿件左边的手柄"),
        (("Alt", "↑"), "上移一位"),
        (("Alt", "↓"), "下移一位"),
        (("Alt", "←"), "移到左边的版"),
        (("Alt", "→"), "移到右边的版"),
        (("↵",), "打开手柄的菜单"),
    ),
    "写稿": (
        (("Ctrl", "S"), "保存一个版本"),
        (("Ctrl", "Alt", "2"), "小标题（3 次级小标题，0 正文）"),
        (("Ctrl", "Shift", "9"), "引文（8 列表，7 编号列表）"),
        (("Ctrl", "B"), "加粗"),
        (("Alt", "K"), "链接"),
        (("Shift", "↵"), "段内换行"),
        (("Tab",), "表格里到下一格"),
        (("Alt", "Q"), "选中的一句设为金句"),
        (("Alt", "C"), "给选中的文字加批注"),
        (("F7",), "到下一处校对（Alt A 照改，Alt I 忽略）"),
        (("Alt", "↑"), "署名、发言、金句上移（Alt ↓ 下移）"),
        (("Ctrl", "Z"), "撤销"),
    ),
    "审稿": (
        (("Ctrl", "↵"), "通过"),
        (("Alt", "C"), "给选中的文字加批注"),
    ),
    "核对导入": (
        (("1",), "取第一个答案（2、3、0 同样）"),
        (("R",), "改这一行的身份"),
        (("S",), "拆开"),
        (("J",), "并到上一块"),
        (("M",), "移到别篇"),
        (("Ctrl", "↵"), "生成草稿"),
        (("?",), "这一屏的全部快捷键"),
    ),
}

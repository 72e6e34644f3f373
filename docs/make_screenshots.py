"""Takes the pictures of the README anew: a throwaway newsroom with the sample, its server, and Chromium.

Run ``.venv/bin/python docs/make_screenshots.py [name ...]``; without names it takes every picture.
Add a picture to ``SHOTS``; nothing else needs to change.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
LARGEST = 150_000  # bytes of one picture
EXACT, SPREAD = 8, 24  # colours


@dataclass(frozen=True, slots=True)
class Shot:
    """One page. ``click`` are selectors followed one after the other from ``address`` to the page wanted.

    ``account`` signs in first, by a username of the fresh newsroom; ``sent`` are forms filled in and sent before:
    where each stands, and what goes into which control. ``paste`` is a file whose text is pasted into the page's
    large field and sent; ``act`` does what else leads to the picture, with the passwords at hand; ``height`` cuts it off.
    """

    name: str
    address: str
    click: tuple[str, ...] = ()
    widths: tuple[int, ...] = (1440, 360)
    height: int = 2000
    account: str = ""
    sent: tuple[tuple[str, dict[str, str]], ...] = ()
    paste: str = ""
    act: Callable[[Page, dict[str, str]], None] | None = None
    dark: bool = False


RETURNED, READ_TWICE, APPROVED = (
    f"#result_list tbody th a:has-text('{title}')" for title in ("协商恳谈", "老师傅", "把学习的时间")
)


def write(page: Page, words: str) -> None:
    """Type at the end of the text, and wait for the autosave and the checks."""
    page.locator("#body-editor p").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    page.wait_for_timeout(3500)


def write_a_slip(page: Page, passwords: dict[str, str]) -> None:
    """A doubled character for the checks, a pull quote that is near the text, proposals for tags."""
    write(page, "各地的的做法不一。")
    page.locator("[data-rows=pq] [data-add]").first.click()
    page.locator("[name^=pq-][name$=-text]").first.fill("办法虽小，却让恳谈有了开头，也有了结尾。")
    page.wait_for_timeout(2500)


def write_against_each_other(page: Page, passwords: dict[str, str]) -> None:
    """Two editors change the same words; the picture is of the second one's window, both texts side by side."""
    other = page.context.browser.new_page(base_url=site_of(page), locale="zh-CN")
    sign_in(other, "first", passwords["first"])
    other.goto(page.url)
    other.wait_for_timeout(1000)
    write(other, "会上谁也没有开口。")
    write(page, "会上没有人先开口。")
    other.close()
    page.get_by_role("button", name="并排看，合成一稿").click()
    page.wait_for_selector(".hunk, [data-hunk], .conflict", timeout=10_000)


def site_of(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


LETTERS = (
    ("社区养老的一本明白账", "罗青禾", "江州大学公共管理学院"),
    ("让老手艺走进新课堂", "韩砚", "江州职业学院"),
    ("读《河岸小镇》", "梅若", "江州图书馆"),
)
# A choice that is no longer offered, as the months of the sample, is added.
FILL = "(at, to) => { if (at.options && ![...at.options].some((each) => each.value === to)) at.add(new Option(to, to)); at.value = to; }"


def desk(name: str, account: str, address: str, *click: str, height: int = 940, **more: Any) -> Shot:
    """A screen of the desk, at the width that editors have."""
    return Shot(name, f"/admin/{address}", click, widths=(1440,), height=height, account=account, **more)


ARTICLES, MANUSCRIPTS, FEES = "articles/article/", "articles/manuscript/", "articles/feemonth/"
SHOTS = (
    Shot("front", "/", height=2700),
    Shot("front-dark", "/", widths=(1440,), dark=True),
    Shot("article", "/", click=(".lead h2 a",)),
    Shot("roundup", "/", click=(".voicesbox h2 a",)),
    desk("desk", "admin", ""),
    desk("list", "admin", ARTICLES),
    desk("article-edit", "admin", ARTICLES, "#result_list tbody th a"),
    desk("writing", "editor", ARTICLES, RETURNED, height=900, act=write_a_slip),
    desk("conflict", "editor", ARTICLES, RETURNED, height=640, act=write_against_each_other),
    desk("review", "second", ARTICLES, READ_TWICE, "a[href$='/review/']", height=900),
    desk("release", "final", ARTICLES, APPROVED, "a[href$='/release/']", height=620),
    desk("import-review", "admin", "articles/pageimport/add/", paste="tests/data/damaged-page.txt"),
    desk(
        "manuscripts", "first", MANUSCRIPTS, height=560,
        sent=tuple(
            (f"/admin/{MANUSCRIPTS}add/", {"title": title, "sender": sender, "affiliation": place, "text": "来稿全文。"})
            for title, sender, place in LETTERS
        ),
    ),
    desk(
        "fees", "final", f"{FEES}1/change/", height=700,
        sent=(("/admin/articles/feerate/add/", {"per_thousand": "200"}), (f"/admin/{FEES}", {"first": "2025-06-01"})),
    ),
    desk("report", "final", "reports/output/?begin=2025-05-01&end=2025-06-30&by=column", height=760),
    desk("log", "final", "articles/auditentry/", height=700),
    desk("page-map", "admin", "articles/page/?q=2025-06-09", "#result_list tbody tr:last-child th a", "a[href$='/map/']"),
    desk("full-text", "editor", f"{ARTICLES}full-text/?q=技能", height=760),
)  # fmt: skip

# Every type of the readers' pages, side by side on one sheet for each width and scheme: docs/screenshots/site-*.webp.
SHEET = (
    Shot("front", "/"),
    Shot("article", "/", click=(".lead h2 a",)),
    Shot("large print", "/", click=(".lead h2 a", "a[href$='/large/']")),
    Shot("round-up", "/", click=(".voicesbox h2 a",)),
    Shot("archive", "/issues/"),
    Shot("issue", "/issues/2025-06-09/"),
    Shot("page", "/issues/2025-06-09/7/"),
    Shot("whole issue", "/issues/2025-06-09/whole/"),
    Shot("series", "/series/"),
    Shot("column", "/columns/redian-sikao/"),
    Shot("author", "/authors/", click=(".people a:has-text('沈维中')",)),
    Shot("tag", "/tags/", click=(".people a",)),
    Shot("quotes", "/quotes/"),
    Shot("quote", "/quotes/", click=(".quotes blockquote a",)),
    Shot("search", "/search/?q=技能"),
    Shot("search, nothing found", "/search/?q=量子纠缠"),
    Shot("corrections", "/corrections/"),
    Shot("about", "/about/"),
    Shot("nothing there", "/nothing-here/"),
    Shot("Traditional", "/zh-hant/"),
)
SHEETS = {1440: (5, 400, 520), 360: (10, 240, 520)}  # pages abreast, and the size of each


def main(names: list[str]) -> None:
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    FOLDER.mkdir(exist_ok=True)
    with newsroom() as (site, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        for shot in wanted:
            for width in shot.widths:
                path = FOLDER / f"{shot.name}-{width}.png"
                size = save(take(browser, site, shot, width, passwords), path)
                print(f"{path.relative_to(ROOT)}  {size // 1000} kB")
        if not names or "site" in names:
            for width in SHEETS:
                for dark in (False, True):
                    path = FOLDER / f"site-{width}{'-dark' if dark else ''}.webp"
                    size = save_sheet(browser, site, path, width=width, dark=dark)
                    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")
        browser.close()


@contextmanager
def newsroom() -> Iterator[tuple[str, dict[str, str]]]:
    """A prepared newsroom on a free port: its address and the passwords of its accounts."""
    with tempfile.TemporaryDirectory(prefix="newsroom-shots-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "DATABASE_URL": "", "REDIS_URL": ""}
        prepared = run("prepare", environment)
        passwords = dict(re.findall(r"^ {2}(\w+) +([a-z2-9]{4}(?:-[a-z2-9]{4}){3}) ", prepared, re.MULTILINE))
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(f"http://localhost:{port}/")
            yield f"http://localhost:{port}", passwords
        finally:
            server.terminate()
            server.wait(timeout=20)


def run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer")


def take(browser: Browser, site: str, shot: Shot, width: int, passwords: dict[str, str]) -> bytes:
    page = browser.new_page(
        base_url=site,
        viewport={"width": width, "height": 900},
        locale="zh-CN",
        color_scheme="dark" if shot.dark else "light",
        device_scale_factor=1 if width > 600 else 1.5,
    )
    if shot.account:
        sign_in(page, shot.account, passwords[shot.account])
    for where, values in shot.sent:
        send(page, where, values)
    page.goto(shot.address)
    for selector in shot.click:
        target = page.locator(selector).first.get_attribute("href")
        page.goto(str(target))
    if shot.paste:
        page.locator("main textarea").first.fill((ROOT / shot.paste).read_text(encoding="utf-8"))
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_url("**/change/")
        page.wait_for_timeout(1000)
    if shot.act:
        page.wait_for_timeout(1000)
        shot.act(page, passwords)
    high = page.evaluate("document.documentElement.scrollHeight")
    picture = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(high, shot.height)})
    page.close()
    return picture


def send(page: Page, where: str, values: dict[str, str]) -> None:
    page.goto(where)
    for name, value in values.items():
        control = page.locator(f"main [name={name}]")
        control.evaluate(FILL, value)
    with page.expect_navigation():
        control.evaluate("control => control.form.querySelector('[type=submit]').click()")


def save_sheet(browser: Browser, site: str, path: Path, *, width: int, dark: bool) -> int:
    """The top of every page type, small, in rows. Returns the bytes written."""
    abreast, wide, high = SHEETS[width]
    gap = 12
    rows = -(-len(SHEET) // abreast)
    size = (abreast * (wide + gap) + gap, rows * (high + gap) + gap)
    sheet = Image.new("RGB", size, "#3a3631" if dark else "#d9d3c6")
    for number, shot in enumerate(SHEET):
        pages = replace(shot, dark=dark, height=round(high * width / wide))
        picture = Image.open(BytesIO(take(browser, site, pages, width, {}))).convert("RGB")
        small = picture.resize((wide, round(picture.height * wide / picture.width)), Image.Resampling.LANCZOS)
        place = (gap + number % abreast * (wide + gap), gap + number // abreast * (high + gap))
        sheet.paste(small.crop((0, 0, wide, min(high, small.height))), place)
    sheet.save(path, quality=50, method=6)
    return path.stat().st_size


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


def save(picture: bytes, path: Path) -> int:
    """Write it small: few colours, then narrower until it fits. Returns the bytes written."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    palette = palette_of(image)
    for share in (1.0, 0.85, 0.75, 0.65, 0.55, 0.45):
        size = (round(image.width * share), round(image.height * share))
        small = image.resize(size, Image.Resampling.LANCZOS) if share < 1 else image
        small.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            break
    return path.stat().st_size


def palette_of(image: Image.Image) -> Image.Image:
    """The grounds and inks exactly as they are, and a spread of what lies between them."""
    counted = sorted(image.getcolors(maxcolors=image.width * image.height) or [], reverse=True)
    exact: list[Any] = [colour for _, colour in counted[:EXACT]]
    spread = image.quantize(colors=SPREAD, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in exact for part in colour] + spread[: SPREAD * 3])
    return made


if __name__ == "__main__":
    main(sys.argv[1:])

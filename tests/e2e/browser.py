"""What the browser's tests share: window widths, Chromium's flags, the accessibility check."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (360, 768, 1440)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


EDITOR = "#body-editor"


def write_text(page: Page, *paragraphs: str) -> None:
    """Write the article's text anew, as with the keyboard."""
    page.click(EDITOR)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for number, paragraph in enumerate(paragraphs):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(paragraph)


def paste(page: Page, html: str, plain: str = "x") -> None:
    """Paste into the article's text what another program put into the clipboard."""
    page.evaluate(
        """([html, plain]) => { const data = new DataTransfer(); data.setData('text/plain', plain);
        if (html) data.setData('text/html', html);
        document.querySelector('#body-editor').dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""",
        [html, plain],
    )


CONTRAST = "color-contrast"  # two thirds of the time; colours depend on the scheme, hardly on the width


def assert_no_axe_violations(page: Page, *, also: Sequence[int] = (), dark: bool = False) -> None:
    """Fail on whatever axe-core finds, and on a page that scrolls sideways.

    ``also``: at these widths too, but for contrast. ``dark``: contrast in the dark scheme too.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    assert_sound(page)
    if dark:
        page.emulate_media(color_scheme="dark")
        assert_sound(page, runOnly=[CONTRAST])
        page.emulate_media(color_scheme="light")
    size = page.viewport_size
    for width in also:
        page.set_viewport_size({"width": width, "height": 900})
        assert_sound(page, rules={CONTRAST: {"enabled": False}})
    page.set_viewport_size(size)


def assert_sound(page: Page, **options) -> None:
    # Only what is not needed for the same verdict is left out: paths to the elements, and the style sheets fetched anew.
    options |= {"resultTypes": ["violations"], "selectors": False, "preload": {"assets": ["media"]}}
    violations = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    lines = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    " + "\n    ".join(n["html"] for n in each["nodes"][:5])
        for each in violations
    ]
    assert not lines, f"{page.url} at {page.viewport_size}\n" + "\n".join(lines)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} at {page.viewport_size} is {overflow} px wider than its window"

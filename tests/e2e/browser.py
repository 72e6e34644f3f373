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


# Three quarters of axe's time. Their verdict follows from a text's colours, size and what lies behind it: each such
# combination is judged where it is met first.
COLOURS = ["color-contrast", "link-in-text-block"]
judged: set[str] = set()


class Judging:
    """How much of it: with ``--all`` every width is judged by every rule, else the middle one only by whether it fits."""

    at_every_width = False


COMBINATIONS = """known => {
  const behind = new Map([[null, '']]);
  const layers = element => {
    if (!behind.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
      const paints = own.join() !== 'rgba(0, 0, 0, 0),none,1,none,normal';
      const lifted = !['static', 'relative'].includes(style.position);
      behind.set(element, (paints ? own.join() : '') + (lifted ? style.position + element.className : '') +
        '/' + layers(element.parentElement));
    }
    return behind.get(element);
  };
  const letters = element => {
    const style = getComputedStyle(element);
    return [style.color, style.fontSize, style.fontWeight, style.textShadow, style.textDecorationLine].join();
  };
  const found = new Map();
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!text && !element.matches('input, select, textarea') || !element.checkVisibility()) continue;
    const link = element.closest('a');
    const key = [element.matches('input') ? element.type : '', letters(element), link ? letters(link.parentElement) : '',
      layers(element).replace(/[/]+/g, '/')].join('|');
    if (!known.includes(key) && !found.has(key)) found.set(key, link ? link.parentElement : element);
  }
  return found;
}"""


def assert_no_axe_violations(page: Page, *, also: Sequence[int] = (), dark: bool = False) -> None:
    """Fail on whatever axe-core finds, and on a page that scrolls sideways.

    ``also``: at these widths too; between them and the first one it must fit its window (see ``Judging``). ``dark``: the
    colours of the dark scheme too.
    """
    page.wait_for_load_state()  # a click is over when its page begins to come
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    assert_sound(page)
    if dark:
        page.emulate_media(color_scheme="dark")
        assert_readable(page)
        page.emulate_media(color_scheme="light")
    size = page.viewport_size
    for width in also:
        page.set_viewport_size({"width": width, "height": 900})
        assert_sound(page)
    for width in WIDTHS:
        if also and min(also) < width < size["width"]:
            page.set_viewport_size({"width": width, "height": 900})
            (assert_sound if Judging.at_every_width else assert_fits)(page)
    page.set_viewport_size(size)


def assert_sound(page: Page) -> None:
    """Every rule at the present width."""
    assert_none(page, "document", {"rules": {name: {"enabled": False} for name in COLOURS}})
    assert_readable(page)
    assert_fits(page)


def assert_fits(page: Page) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} at {page.viewport_size} is {overflow} px wider than its window"


def assert_readable(page: Page) -> None:
    """The colours, of combinations that were not met before."""
    new = page.evaluate(f"known => {{ window.met = ({COMBINATIONS})(known); return [...met.keys()]; }}", list(judged))
    if new:
        assert_none(page, "{include: [...met.values()]}", {"runOnly": COLOURS})
        judged.update(new)


def assert_none(page: Page, context: str, options: dict) -> None:
    # Only what is not needed for the same verdict is left out: paths to the elements, and the style sheets fetched anew.
    options |= {"resultTypes": ["violations"], "selectors": False, "preload": {"assets": ["media"]}}
    violations = page.evaluate(f"options => axe.run({context}, options).then(results => results.violations)", options)
    lines = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    " + "\n    ".join(n["html"] for n in each["nodes"][:5])
        for each in violations
    ]
    assert not lines, f"{page.url} at {page.viewport_size}\n" + "\n".join(lines)

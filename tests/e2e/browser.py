"""What the browser's tests share: window widths, Chromium's flags, the accessibility check."""

from axe_playwright_python.sync_playwright import Axe
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


def assert_no_axe_violations(page: Page) -> None:
    """Fail on whatever axe-core finds, and on a page that scrolls sideways."""
    violations = Axe().run(page).response["violations"]
    lines = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    " + "\n    ".join(n["html"] for n in each["nodes"][:5])
        for each in violations
    ]
    assert not lines, f"{page.url} at {page.viewport_size}\n" + "\n".join(lines)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} at {page.viewport_size} is {overflow} px wider than its window"

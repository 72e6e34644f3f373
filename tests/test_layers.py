"""The direction of imports: docs/architecture.md draws it, this walk over the syntax trees keeps it.

A module may import what stands in its own row of ``LAYERS`` or in a row above. Doors never import one
another. The pure packages know neither Django nor settings. An import inside a function is bound by the
same rules and needs a comment that says why it stands there.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS: list[set[str]] = [
    {"choices", "exceptions", "text", "parsing", "proofreading"},
    {"models", "roles"},
    {"rendering", "accounts", "jobs", "sheets", "tombstones"},
    {
        "analysis",
        "auditing",
        "bulk",
        "bylines",
        "changes",
        "checking",
        "autosaving",
        "backups",
        "bin",
        "comments",
        "duties",
        "editing",
        "entries",
        "fees",
        "figures",
        "house_words",
        "importing",
        "keeping",
        "manuscripts",
        "merging",
        "marking",
        "compiled",
        "counting",
        "prepared",
        "migrations",
        "page_pdfs",
        "pictures",
        "placing",
        "preparing",
        "propagation",
        "publishing",
        "presence",
        "pull_quotes",
        "quotas",
        "regions",
        "reporting",
        "revisions",
        "scheduling",
        "scoring",
        "search",
        "stages",
        "tagging",
        "tallying",
        "visits",
        "vouching",
        "webhooks",
        "workflow",
    },
    {"sample", "templatetags", "runner"},
    {"admin", "public", "api", "management"},
    {"apps"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
PURE = {"exceptions", "text", "parsing", "proofreading"}
DOORS = {"admin", "public", "api", "management"}
NOT_PURE = {"django", "rest_framework", "django_filters", "newsroom", "psycopg", "redis"}
# TextChoices are Django's; the module imports nothing else of it.
ALLOWED = {("choices", "django.db.models")}


def imports(tree: ast.Module, package: str) -> list[tuple[str, int, bool]]:
    """Every imported module, absolute, with its line and whether it stands inside a function."""
    found = []

    def visit(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend((alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base] if base else parents)
            # ``from articles import admin`` imports a module, ``from articles.models import Tag`` a name in one.
            found.extend((f"{base}.{alias.name}", node.lineno, inside) for alias in node.names)
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, False)
    return found


def violations(path: Path, source: str) -> list[str]:
    """What ``source``, standing at ``path`` (relative to the top), imports against the rules."""
    parts = path.with_suffix("").parts
    package = ".".join(parts if path.name == "__init__.py" else parts[:-1]).removesuffix(".__init__")
    lines = source.splitlines()
    if parts[0] == "articles" and len(parts) > 1 and parts[1] not in {*RANK, "__init__"}:
        return [f"{path} has no place in LAYERS of tests/test_layers.py"]
    wrong = []
    for target, line, inside in imports(ast.parse(source), package):
        reason = _against(parts, target)
        if reason is None and inside and target.split(".")[0] in {"articles", "newsroom", "django"}:
            explained = "#" in lines[line - 1] or lines[line - 2].lstrip().startswith("#")
            reason = None if explained else "stands inside a function without a comment that says why"
        if reason:
            wrong.append(f"{path}:{line} imports {target}: {reason}")
    return wrong


def _against(importer: tuple[str, ...], target: str) -> str | None:
    top, _, rest = target.partition(".")
    if importer[0] == "newsroom":
        return _against_site(importer[-1], top)
    own = importer[1] if len(importer) > 1 else "__init__"
    if own == "__init__":
        return "the package itself stays empty" if top in {"articles", "newsroom", "django"} else None
    if own in PURE | {"choices"} and top in NOT_PURE:
        allowed = any(own == name and f"{target}.".startswith(f"{prefix}.") for name, prefix in ALLOWED)
        return None if allowed else "a pure package knows nothing of it"
    if top == "newsroom":
        return "settings are read through django.conf"
    if top == "tests":
        return "the tests are not part of the site"
    if top != "articles":
        return None
    other = rest.split(".")[0]
    if other not in RANK:
        return f"articles.{other} has no place in LAYERS of tests/test_layers.py"
    if own in DOORS and other in DOORS and own != other:
        return "doors never import one another"
    return "this points back" if RANK[other] > RANK[own] else None


def _against_site(module: str, top: str) -> str | None:
    if top == "articles" and module not in {"urls", "wsgi"}:
        return "only the addresses and the server know the app"
    if module == "env" and top in NOT_PURE:
        return "a pure module knows nothing of it"
    return None


def test_every_import_points_the_right_way():
    wrong = []
    for folder in ("articles", "newsroom"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            wrong += violations(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("articles/models/tag.py", "from articles.publishing import release"),
        ("articles/models/tag.py", "from ..publishing import release"),
        ("articles/models/tag.py", "import articles.search"),
        ("articles/models/__init__.py", "from ..admin import site"),
        ("articles/admin/site.py", "from articles import api"),
        ("articles/api/views.py", "from articles.public.views import front"),
        ("articles/management/commands/serve.py", "from articles.admin.site import site"),
        ("articles/text/words.py", "import django"),
        ("articles/text/words.py", "def f():\n    from django.conf import settings  # late"),
        (
            "articles/parsing/roles.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from articles.models import Page",
        ),
        ("articles/parsing/readers/plain.py", "from ...models import Page"),
        ("articles/choices.py", "from django.conf import settings"),
        ("articles/rendering.py", "from articles.helpers import thing"),
        ("articles/helpers.py", "from articles.models import Page"),
        ("articles/publishing.py", "from newsroom.settings import ENV"),
        ("articles/publishing.py", "def f():\n    from articles.models import Page"),
        ("articles/__init__.py", "from articles.models import Page"),
        ("newsroom/settings.py", "from articles.models import Page"),
        ("newsroom/env.py", "from django.conf import settings"),
    ],
)
def test_a_wrong_import_is_caught(path, source):
    assert violations(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("articles/publishing.py", "from articles.models import Page\nfrom articles import rendering"),
        ("articles/publishing.py", "def f():\n    # pango is optional\n    from articles.models import Page"),
        ("articles/choices.py", "from django.db import models\nfrom django.db.models import TextChoices"),
        (
            "articles/parsing/readers/plain.py",
            "from ..structure import Line\nfrom articles.exceptions import ImportRefused",
        ),
        (
            "articles/admin/site.py",
            "from .forms import F\nfrom articles.admin import forms\nfrom articles.publishing import x",
        ),
        ("newsroom/urls.py", "from articles.admin.site import site"),
    ],
)
def test_a_right_import_passes(path, source):
    assert violations(Path(path), source) == []

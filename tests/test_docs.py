"""Every command and every setting is documented, and the changes are told."""

from dataclasses import fields
from pathlib import Path

import pytest

from newsroom.env import Environment

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = sorted(
    path.stem for path in (ROOT / "articles/management/commands").glob("*.py") if not path.stem.startswith("_")
)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_is_documented(command):
    assert f"\n## `{command}`\n" in (ROOT / "docs/commands.md").read_text(encoding="utf-8")


def test_no_command_is_documented_that_is_gone():
    lines = (ROOT / "docs/commands.md").read_text(encoding="utf-8").splitlines()
    assert [line[4:-1] for line in lines if line.startswith("## `") and line[4:-1] not in COMMANDS] == []


def test_the_settings_are_documented_as_they_are_declared():
    """Names, order, defaults and sentences are those of newsroom/env.py."""
    lines = (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines()
    documented = [line for line in lines if line.startswith("| `") and line.count("|") == 4]
    declared = []
    for each in fields(Environment):
        default = ",".join(each.default) if isinstance(each.default, tuple) else str(each.default)
        shown = {"True": "1", "False": "0", "": ""}.get(default, default)
        declared.append(f"| `{each.name}` | {f'`{shown}`' if shown else ''} | {each.metadata['help']} |")
    assert documented == declared


def test_the_changes_are_told():
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").startswith("# ")

"""Columns that extraction printed side by side: cut at their gutters, read leg by leg, nothing lost."""

from __future__ import annotations

from articles.parsing import assemble, propose, read_source

from .test_boundaries import BUS, MILL
from .typesetting import wrap

WIDTH = 18


def legs(paragraphs: list[str]) -> list[str]:
    """The lines of a text in two legs, as ``pdftotext -layout`` prints them."""
    lines = [("  " * (not at) + line) for text in paragraphs for at, line in enumerate(wrap(text, WIDTH))]
    half = (len(lines) + 1) // 2
    rest = [*lines[half:], ""]
    return [f"{left.ljust(WIDTH + 8)}{right}".rstrip() for left, right in zip(lines[:half], rest, strict=False)]


def test_legs_side_by_side_are_read_one_after_the_other() -> None:
    page = ["◆ 走笔", " " * 14 + "老磨坊又转起来了", " " * 17 + "米 拉", *legs(MILL)]
    page += ["◆ 车厢", " " * 14 + "多等四分钟的早班车", " " * 17 + "闻 道", *legs(BUS)]
    found = assemble(propose(read_source("\n".join(page).encode())))
    assert [article["title"] for article in found["articles"]] == ["老磨坊又转起来了", "多等四分钟的早班车"]
    assert [[block["text"] for block in article["blocks"]] for article in found["articles"]] == [MILL, BUS]
    assert found["account"]["unplaced"] == 0


def test_a_table_is_not_taken_for_legs() -> None:
    table = ["站点      人数      比重", *(f"东门{at}站      {40 + at}      {at}%" for at in range(1, 7))]
    found = assemble(
        propose(read_source("\n".join(["多等四分钟的早班车", "闻 道", *wrap(BUS[0], 18), *table]).encode()))
    )
    lines = [line for article in found["articles"] for box in article["boxes"] for line in box["lines"]]
    assert "东门3站 43 3%" in lines

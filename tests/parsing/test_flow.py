"""Where paragraphs begin and what stands alone, told from the rows."""

from __future__ import annotations

import pytest

from articles.parsing import read_source
from articles.parsing.flow import Place, habits, place_rows
from articles.parsing.layout import make_rows, set_measures

from .typesetting import wrap

TEXT = (
    "磨坊在河的拐弯处，水轮有两层楼那么高。从前全镇的玉米都在这里磨，排队的人从门口一直站到桥头，等一个上午是常有的事。"
    "后来镇上有了电，磨坊停了，水轮上长出青苔，孩子们把它当成滑梯，一夏天磨破好几条裤子。"
)
COLUMN = wrap(TEXT, 16)


def places(lines: list[str]) -> dict[str, Place]:
    """Each row's place in the flow, by its words."""
    rows, _ = make_rows(read_source("\n".join(lines).encode()).lines)
    set_measures(rows)
    custom = habits(rows)
    assert custom.blocks  # blank lines part blocks, wherever the extraction broke off
    found, _ = place_rows(rows, custom)
    return dict(zip((row.folded for row in rows), found, strict=True))


@pytest.mark.parametrize("broken", [3, 4, 5])
def test_a_short_block_between_blank_lines_does_not_go_on_with_the_broken_sentence_above(broken: int) -> None:
    block = ["桥头的磨坊", "与河边的人"]
    found = places([*COLUMN, "", *COLUMN[:broken], "", *block, "", *COLUMN[broken:], "", *COLUMN])
    assert found[block[0]] is Place.DISPLAY
    assert found[block[1]] is not Place.MIDDLE


def test_a_full_row_between_blank_lines_goes_on_with_the_broken_sentence_above() -> None:
    found = places([*COLUMN, "", *COLUMN[:4], "", COLUMN[4], "", *COLUMN[5:], "", *COLUMN])
    assert found[COLUMN[4]] is Place.MIDDLE

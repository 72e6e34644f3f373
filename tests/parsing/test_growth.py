"""Parsing does work in proportion to the text: counted in calls, not in seconds."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from articles.parsing import assemble, propose, questions, read_source
from articles.text.segmentation import word_counts

SHAPES = {
    "paragraphs": "河湾镇的老槐树下有一口井，井水清甜，全村人都来挑。\n",
    "short-lines": "今年开春，河湾镇。\n甲乙丙\n",
    "articles": "【短评】\n路在脚下\n本报记者 王丽\n今年开春，河湾镇修了一座桥，人人都说好。\n",
    "turns": "记者：为什么修桥？\n答：因为路远。\n",
    "speakers": "——河湾大学教授 张三\n今年开春，河湾镇修了桥。\n",
    "open-notes": "（作者单位：河湾\n",
    "marks": "●看点一行\n",
    "quotes": "●观点\n今年开春河湾镇修桥铺路，人人夸好。\n",
}


def calls(text: str) -> int:
    """How many function calls reading, proposing, assembling and asking take."""
    profile = cProfile.Profile()
    profile.enable()
    state = propose(read_source(text.encode()))
    assemble(state)
    questions(state)
    profile.disable()
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_about_twice_the_work(shape: str) -> None:
    unit = SHAPES[shape]
    small = unit * (4_000 // len(unit))
    word_counts()  # the dictionary is read once a process
    calls(unit)  # warm: patterns compiled, caches filled
    assert calls(small * 2) < 2.25 * calls(small)


def test_a_line_of_spaces_among_rows_with_a_gutter_is_read_in_proportion_too() -> None:
    rows = "今年开春河湾镇修了一座桥人人  今年开春河湾镇修了一座桥人\n" * 6
    word_counts()
    calls(rows)
    small, large = (calls(f"{rows}{'中国 ' * number}\n{rows}") for number in (1_000, 2_000))
    assert large < 2.5 * small

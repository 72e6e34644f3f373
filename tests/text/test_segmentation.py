"""The segmenter keeps every character and its cache out of the shared temp folder."""

import stat

from hypothesis import given
from hypothesis import strategies as st

from articles.text import segmentation


@given(st.text(max_size=80))
def test_words_joined_are_the_text(text):
    assert "".join(segmentation.cut(text)) == text


def test_learnt_words_stay_whole():
    segmentation.learn(["鹿角岭经验"])
    assert "鹿角岭经验" in segmentation.cut("各地学习鹿角岭经验。")


def test_the_cache_is_private(tmp_path, monkeypatch):
    folder = tmp_path / "private"
    monkeypatch.setattr(segmentation, "_cache_folder", folder)
    segmentation.tokenizer.cache_clear()
    try:
        assert segmentation.cut("成立一百周年")
        assert (folder / "jieba.cache").exists()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        segmentation.tokenizer.cache_clear()

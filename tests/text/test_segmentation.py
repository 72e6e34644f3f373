"""The segmenter keeps every character and its cache out of the shared temp folder."""

import stat
import threading
import warnings
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text import segmentation
from articles.text.frequencies import Frequencies
from articles.text.phrases import break_points
from articles.text.traditional import traditional
from tests.search.shelves import corpus


@settings(deadline=None)  # the first one loads the dictionaries
@given(st.text(max_size=80))
def test_words_joined_are_the_text(text):
    assert "".join(segmentation.cut(text)) == text


def test_learnt_words_stay_whole():
    segmentation.learn(["鹿角岭经验"])
    assert "鹿角岭经验" in segmentation.cut("各地学习鹿角岭经验。")


def test_what_pages_show_does_not_change_with_what_is_learnt():
    """Else two processes would give one page two ETags until both had learnt the same."""
    text = "龙骧坞做法在㸆城100%推广"
    before = segmentation.cut_by_dictionary(text), break_points(text), traditional(text)
    segmentation.learn(["龙骧坞做法", "城100%推广"])
    assert "龙骧坞做法" in segmentation.cut(text)
    break_points.cache_clear()
    assert (segmentation.cut_by_dictionary(text), break_points(text), traditional(text)) == before
    assert before[0][-3:] == ["城", "100%", "推广"]
    assert "".join(before[0]) == text


def test_the_cache_is_private_and_its_trie_is_the_dictionary(tmp_path, monkeypatch):
    """For every word and its frequency, and for what is no word."""
    folder = tmp_path / "private"
    monkeypatch.setattr(segmentation, "_cache_folder", folder)
    segmentation.forget()
    try:
        assert segmentation.tokenizer().FREQ["周年"]
        assert [file.suffix for file in folder.iterdir()] == [".marisa"]
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        kept = Frequencies.kept_in(folder)
    finally:
        segmentation.forget()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    known, total = jieba.Tokenizer().gen_pfdict(jieba.dt.get_dict_file())
    assert kept.total == total
    assert [word for word in known if kept.get(word) != known[word]] == []  # and 0 for each beginning of a word
    assert [word for word in list(known)[::50] if word not in kept] == []
    strange = [f"{word[-1]}{word}龘" for word in list(known)[::500]]
    assert [word for word in strange if word in kept or kept.get(word) is not None] == []


TRICKY = st.text(st.sampled_from("发展改革中国会议a1AB9.-_%+#& ，。\n㐀䶵々〇é①한ア％５𠀀/:@\u3000\r龥鿖"), max_size=12)


@given(st.one_of(TRICKY, st.text(max_size=60)))
@settings(max_examples=250, deadline=None)
def test_the_fast_engine_cuts_as_jieba_does(text):
    assert segmentation.cut(text) == list(segmentation.tokenizer().cut(text))


@pytest.mark.parametrize(
    "text",
    ["MQ-9无人机", "20th.cpcnews.cn", "BQ.1.1的感染", "5.5G新技术", "100%", "2025-06-10", "foo_bar-baz.com", "---", "C++和c#", "㐀㐁㐂字"],
)  # fmt: skip
def test_where_rjieba_by_itself_differs(text):
    assert segmentation.cut(text) == list(segmentation.tokenizer().cut(text))


@pytest.fixture
def untaught():
    """Both engines as they come: other tests of this process may have taught them words."""
    segmentation.forget()
    yield
    segmentation.forget()


@pytest.mark.corpus
@pytest.mark.usefixtures("untaught")
def test_the_same_words_on_real_news(corpus_dir):
    texts = ["\n".join([row["title"], *row["paragraphs"]]) for row in corpus(corpus_dir, every=80)]
    assert differing(texts) == []
    # Words that it knew already weigh on all others: what is learnt must weigh the same in both.
    words = segmentation.cut("".join(texts[::10]))
    segmentation.learn([f"{first}{second}" for first, second in pairwise(words) if len(first + second) == 3])
    segmentation.learn([word for word in words if len(word) == 2])
    assert differing(texts) == []


@pytest.mark.usefixtures("untaught")
def test_a_word_is_unlearnt_and_jieba_learns_what_was_learnt_before_it_was_loaded():
    text = "各地学习鹿角岭经验和船厂夜校。国会议员在中国会议中心。"
    before = segmentation.cut(text)
    segmentation.learn(["国会"])  # one that both know already
    segmentation.know(["鹿角岭经验", "船厂夜校", "国会"])
    assert segmentation.tokenizer.cache_info().currsize == 0  # 86 MB that a server process need not have
    assert {"鹿角岭经验", "船厂夜校"} <= {*segmentation.cut(text)}
    assert differing([text]) == []
    segmentation.know(["船厂夜校"])
    words = segmentation.cut(text)
    assert "船厂夜校" in words
    assert "鹿角岭经验" not in words
    assert differing([text]) == []
    segmentation.know([])
    assert segmentation.cut(text) == before


def differing(texts):
    return [text for text in texts if segmentation.cut(text) != list(segmentation.tokenizer().cut(text))]


def test_words_are_learnt_while_others_cut():
    errors = []

    def cut_on():
        try:
            for _ in range(300):
                segmentation.cut("各地学习鹿角岭经验，推动高质量发展。" * 20)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=cut_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    segmentation.learn([f"生词{number}" for number in range(50)])
    for thread in threads:
        thread.join()
    assert errors == []

"""load_archive loads once, reindex and check_index bring the index back to what is published."""

import datetime as dt
import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pyroaring import BitMap

from articles.choices import Stage
from articles.models import ArchivedText, Article, Change, Publication, Revision, SearchDocument, SearchSegment
from articles.search import building, indexing, matching, search, segments
from articles.search.engine import engine
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def rows(count):
    return [
        {
            "date": f"2024-01-{number + 1:02}",
            "title": f"第{number}篇的题",
            "paragraphs": ["一段。", "", f"独有{number}号。"],
        }
        for number in range(count)
    ]


@pytest.fixture
def archive(tmp_path):
    def write(rows, name="archive.jsonl.gz"):
        path = tmp_path / name
        lines = "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
        path.write_bytes(gzip.compress(lines.encode()) if name.endswith(".gz") else lines.encode())
        return path

    return write


def test_an_archive_is_loaded_once(archive):
    path = archive(rows(5))
    run("load_archive", path, limit=2)
    assert Article.objects.count() == 2
    assert Publication.objects.count() == 0
    assert {*Revision.objects.values_list("reason", flat=True)} == {"imported"}  # an edit can be gone back on
    assert "新载入 3 篇" in run("load_archive", path)[0]
    assert "新载入 0 篇" in run("load_archive", archive(list(reversed(rows(5))), "again.jsonl"))[0]
    assert Article.objects.count() == ArchivedText.objects.count() == 5
    assert set(Article.objects.values_list("stage", flat=True)) == {Stage.DRAFT}
    out, err = run("load_archive", path, publish=True)
    assert "发布 5 篇" in out
    assert "100% 5/5" in err
    assert [str(each.date) for each in Publication.objects.order_by("date")] == [row["date"] for row in rows(5)]
    assert sorted(Change.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert search("“独有3号”").hits[0].publication.title == "第3篇的题"
    assert "发布 0 篇" in run("load_archive", path, publish=True)[0]


def test_a_stopped_load_goes_on_where_it_stopped(archive, monkeypatch):
    monkeypatch.setattr("articles.management.commands.load_archive.BATCH", 2)
    path = archive(rows(5))
    loads = iter(range(3))
    real = Article.clean_fields

    def fail_in_time(self, *args, **options):
        if next(loads, None) is None:
            raise KeyboardInterrupt
        return real(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Article, "clean_fields", fail_in_time)
        with pytest.raises(KeyboardInterrupt):
            run("load_archive", path, publish=True)
    assert Publication.objects.count() == 2  # the batch in work left nothing
    run("load_archive", path, publish=True)
    assert Publication.objects.count() == Article.objects.count() == 5


def test_further_keys(archive):
    row = rows(1)[0] | {"page": "07", "column": "热点思考", "byline": [{"name": "张三", "affiliation": "江州大学"}, "李四"], "tags": ["经济"]}  # fmt: skip
    run("load_archive", archive([row, rows(2)[1] | {"page": 7, "date": "2024-01-01"}]), publish=True)
    first, second = Publication.objects.order_by("position")
    assert (first.page.number, first.position, second.position) == ("7", 1, 2)
    assert first.date == dt.date(2024, 1, 1)
    assert [each.name for each in first.authors.order_by("name")] == ["张三", "李四"]
    assert matching(Publication.objects.visible(), "作者:张三 栏目:热点思考 标签:经济").get() == first


def test_lines_that_cannot_be_loaded_are_named_and_leave_nothing(archive):
    bad = ["nonsense", "[" * 5000, '{"title": "x"}', json.dumps(rows(1)[0] | {"date": "昨天"}),
           json.dumps(rows(1)[0] | {"title": "长" * 201}), json.dumps(rows(1)[0] | {"page": "封面"}),
           json.dumps(rows(1)[0] | {"paragraphs": ["坏\x00字"]}), json.dumps(rows(1)[0] | {"paragraphs": []})]  # fmt: skip
    out, err = run("load_archive", archive([*bad, rows(2)[1]]), publish=True)
    assert "不能载入 8 行" in out
    assert "第 1 行：不是一个 JSON 对象。" in err
    assert Article.objects.get().title == "第1篇的题"


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="无法打开"):
        run("load_archive", "/nowhere.jsonl")


@pytest.fixture
def published():
    return [
        factories.make_publication(f"第{number}篇", paragraphs=(f"独有的第{number}号词句在这里。",))
        for number in range(6)
    ]


def test_reindex_makes_up_for_what_is_missing(published):
    indexing.remove([published[0].pk])
    SearchDocument.objects.filter(publication=published[1]).update(recipe=0)
    assert "已更新 2 篇" in run("reindex")[0]
    assert search("独有的第0号").total == 1
    assert "已更新 0 篇" in run("reindex")[0]
    assert "已更新 6 篇" in run("reindex", all=True)[0]
    assert "已更新 6 篇" in run("reindex", from_scratch=True)[0]
    assert engine().count() == SearchDocument.objects.count() == 6
    assert "一致" in run("check_index")[0]


@pytest.mark.django_db(transaction=True)
def test_reindex_with_other_processes(published):
    indexing.clear()
    steps = building.renew(processes=1, batch=2)
    assert next(steps) == 2
    assert sum(steps) == 4
    assert search("独有的第3号").total == 1
    assert "一致" in run("check_index")[0]


def test_a_draft_of_an_older_version_is_not_written(published):
    keys = [each.pk for each in published]
    drafts = building.drafts_of(keys)
    indexing.clear()
    Publication.objects.filter(pk=keys[0]).update(version=9)
    building._store_current(keys, drafts)
    assert [each.pk for each in indexing.waiting()] == keys[:1]


def test_the_check_finds_and_mends_every_kind_of_difference(published):
    missing, different, withdrawn, lost = published[:4]
    engine().tidy(wholly=True)
    SearchDocument.objects.filter(publication=missing).delete()  # its words stay in the index: a ghost
    SearchDocument.objects.filter(publication=different).update(body="别的文字")
    Publication.objects.filter(pk=withdrawn.pk).update(withdrawn_at=withdrawn.released_at, withdrawal_reason="error")
    segment = SearchSegment.objects.get()
    place = list(segments.array_of(segment)).index(lost.search_document.number)
    segment.dead = BitMap([place]).serialize()
    segment.save()
    with pytest.raises(CommandError, match="--mend"):
        run("check_index")
    out, _ = run("check_index", mend=True)
    for sentence in [
        "1 篇已发布而索引缺少",
        "1 篇索引的文字与发布的不同",
        "1 篇已撤稿而仍在索引",
        "1 篇按原文检索不到",
        "1 条索引没有对应",
    ]:
        assert sentence in out
    assert "已修复" in out
    assert "一致" in run("check_index")[0]
    for number, publication in enumerate(published):
        found = matching(Publication.objects.all(), f"“独有的第{number}号词句”")
        assert list(found) == ([] if publication == withdrawn else [publication])


def test_reindex_takes_out_what_is_withdrawn(published):
    Publication.objects.filter(pk=published[0].pk).update(
        withdrawn_at=published[0].released_at, withdrawal_reason="error"
    )
    assert "移除 1 篇" in run("reindex")[0]
    assert engine().count() == 5
    assert connection.vendor

"""Statements, renderings, history, copies, search, export, status: what they show, and what they never show."""

import datetime as dt
import gzip
import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.api import deprecations
from articles.api.views import export
from articles.models import Partner, Publication
from tests import factories

pytestmark = pytest.mark.django_db


def release_again(publication, title, **options):
    article = publication.article
    article.refresh_from_db()
    article.title = title
    article.save()
    publishing.release(article, by=None, **options)
    publication.refresh_from_db()


class TestStatements:
    def test_each_with_its_article_and_speaker(self, api):
        author = factories.make_author("丁一禾")
        roundup = factories.make_roundup("众人谈", release=True)
        spoken = roundup.statements.first()
        spoken.author = author
        spoken.save()
        publishing.release(roundup, by=None)
        rows = api.json(f"statements/?article={roundup.public_id}&count=true")
        assert rows["count"] == 3
        assert rows["results"][0]["article"]["title"] == "众人谈"
        assert api.results(f"statements/?author={author.public_id}") == [spoken.public_id]
        assert api.results("statements/?speaker=发言人2&q=第2位 接着") == [rows["results"][1]["id"]]
        assert api.json(f"statements/{spoken.public_id}/")["speaker"] == "发言人1"
        publishing.withdraw(roundup, reason="error", by=None)
        assert api.json("statements/?count=true")["count"] == 0
        api.problem(f"statements/{spoken.public_id}/", 404)

    def test_a_page_costs_the_same_at_any_size(self, api):
        for _ in range(4):
            factories.make_roundup(release=True)
        counts = []
        for size in (1, 5, 12):
            with CaptureQueriesContext(connection) as queries:
                assert len(api.json(f"statements/?page_size={size}")["results"]) == size
            counts.append(len(queries))
        assert len(set(counts)) == 1
        assert counts[0] <= 4


class TestRenderings:
    @pytest.fixture
    def publication(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        picture = factories.make_image(alt="车间", caption="图为车间", credit="卢一白摄", rights="版权归作者")
        article = factories.make_roundup(
            "1. 谈*工作*", subtitle="——一次[调查]", tags=(factories.make_tag("产业工人"),), voices=1,
            authors=(factories.make_author("丁一禾"),), page=factories.make_page(factories.make_issue(serial_number=8148)),
        )  # fmt: skip
        article.body.insert(1, {"id": "pic00001", "kind": "image", "image": picture.public_id})
        article.body.insert(2, {
            "id": "list0001", "kind": "list", "items": ["甲", "见公报\n全文"], "ordered": True,
            "marks": [{"start": 3, "end": 5, "kind": "link", "href": "https://example.org/"}],
        })  # fmt: skip
        article.body.insert(3, {
            "id": "tab00001", "kind": "table", "rows": [["项", "数"], ["人", "两|三"]], "head": True,
            "marks": [{"start": 6, "end": 7, "kind": "strong"}],
        })  # fmt: skip
        article.save()
        return publishing.release(article, by=None)

    def test_picture_blocks_say_all_that_another_site_needs(self, api, publication, settings):
        block = api.json(f"articles/{publication.public_id}/")["body"]["blocks"][1]
        assert block.pop("url").startswith(f"{settings.SITE_URL}/media/images/")
        assert block.pop("image")
        assert block == {
            "id": "pic00001", "kind": "image", "width": 300, "height": 420, "alt": "车间", "caption": "图为车间",
            "credit": "卢一白摄", "rights": "版权归作者",
        }  # fmt: skip

    def test_ninjs(self, api, publication, settings):
        response = api(f"articles/{publication.public_id}.ninjs.json")
        assert response["Content-Type"] == "application/json"
        item = json.loads(response.content)
        assert set(item) == {
            "standard", "uri", "type", "representationType", "version", "firstCreated", "versionCreated", "pubStatus",
            "language", "title", "headlines", "by", "people", "organisations", "subjects", "genres", "bodies",
            "infoSources", "associations", "altIds", "copyrightHolder", "copyrightNotice", "usageTerms",
        }  # fmt: skip
        assert item["uri"] == f"{settings.SITE_URL}/articles/{publication.public_id}/"
        assert item["version"] == "1"
        assert [each["role"] for each in item["headlines"]] == ["main", "subtitle"]
        assert {"role": "print-serial-number", "value": "8148"} in item["altIds"]
        assert {"name": "发言人1", "rel": "speaker"} in item["people"]
        (picture,) = item["associations"]
        assert picture["renditions"][0]["contentType"] == "image/png"
        assert picture["uri"] == picture["renditions"][0]["href"]
        assert {len({"name", "uri"} & set(each)) for each in item["subjects"]} == {2}

    def test_markdown_means_the_words_and_nothing_else(self, api, publication):
        response = api(f"articles/{publication.public_id}.md")
        assert response["Content-Type"] == "text/markdown; charset=utf-8"
        text = response.content.decode()
        assert text.startswith("# 1\\. 谈\\*工作\\*\n\n——一次\\[调查\\]\n\n**丁一禾**（江州大学教授）\n\n第一段")
        assert "\n\n1. 甲\n2. 见[公报](<https://example.org/>)  \n   全文\n\n" in text
        assert "\n\n| 项 | 数 |\n| --- | --- |\n| 人 | **两**\\|三 |\n\n" in text
        assert "![车间](<http://localhost:8000/media/" in text
        assert "*图为车间 卢一白摄*" in text
        assert "\n\n## 发言人1\n\n第1位" in text
        assert text.endswith(f"第5版  \n<http://localhost:8000/articles/{publication.public_id}/>\n")

    def test_text_and_linked_data(self, api, publication):
        text = api(f"articles/{publication.public_id}.txt")
        assert text["Content-Type"] == "text/plain; charset=utf-8"
        assert "第二段讲办法" in text.content.decode()
        data = api(f"articles/{publication.public_id}.jsonld")
        assert data["Content-Type"] == "application/ld+json"
        node = json.loads(data.content)
        assert (node["@context"], node["printPage"]) == ("https://schema.org", "5")
        assert node["usageInfo"].startswith("未经授权不得转载")

    def test_they_are_conditional_negotiated_and_gone_with_the_article(self, api, publication, keyed):
        paths = [f"articles/{publication.public_id}.{form}" for form in ("ninjs.json", "jsonld", "md", "txt")]
        for path in paths:
            assert api(path, If_None_Match=api(path)["ETag"]).status_code == 304
            assert api(path, Accept="image/png").status_code == 406
        assert api(paths[2], Accept="text/markdown").status_code == 200
        assert "可以转载" in keyed(may_reprint=True)(paths[0]).content.decode()
        publishing.withdraw(publication.article, reason="rights", by=None)
        assert [api.problem(path, 410)["reason"] for path in paths] == ["rights"] * 4
        assert api("articles/zzzzzzzzzz.md").status_code == 404


class TestHistory:
    def test_versions_that_readers_have_seen(self, keyed, time_machine):
        mine, other = factories.make_column("甲栏"), factories.make_column("乙栏")
        publication = factories.make_publication("初版", column=mine)
        release_again(publication, "禁发版", embargo_until=timezone.now() + dt.timedelta(hours=1))
        release_again(publication, "再版", embargo_until=timezone.now())
        publishing.correct(publication.article, text="更正。", by=None)
        reader = keyed("history", columns=[mine], may_reprint=True)
        path = f"articles/{publication.public_id}/versions/"
        document = reader.json(f"{path}?include=article&page_size=2&count=true")
        assert document["count"] == 3
        assert [(row["version"], row["kind"], row["is_current"]) for row in document["results"]] == [
            (4, "corrected", True), (3, "updated", False),
        ]  # fmt: skip
        assert document["results"][0]["article"]["licence"]["reprint"] is True
        (first,) = reader.json(document["next"])["results"]
        assert (first["title"], first["kind"]) == ("初版", "released")
        copied = f"{first['title']}\n\n{first['article']['body']['text']}"
        assert hashlib.sha256(copied.encode()).hexdigest() == first["sha256"]
        assert keyed("sync", name="别家").problem(path, 403)["code"] == "insufficient-scope"
        publication.article.refresh_from_db()
        publication.article.column = other
        publication.article.save()
        publishing.release(publication.article, by=None)
        assert reader.problem(path, 404)["code"] == "not-found", "it has left the contract"
        Partner.objects.get(name="镜像网").columns.add(other)
        assert len(reader.json(path)["results"]) == 4
        Partner.objects.get(name="镜像网").columns.set([other])
        assert [row["version"] for row in reader.json(path)["results"]] == [5]

    def test_what_was_taken_back_is_no_history(self, keyed, api):
        publication = factories.make_publication("收回的字")
        publishing.withdraw(publication.article, reason="error", by=None)
        reader, stranger = keyed("history"), keyed("history", name="别家", columns=[factories.make_column()])
        path = f"articles/{publication.public_id}/versions/"
        assert reader.problem(path, 410)["code"] == "withdrawn"
        stranger.problem(path, 404)
        publication.article.refresh_from_db()
        release_again(publication, "改好的字")
        rows = reader.json(f"{path}?include=article")["results"]
        assert [row["title"] for row in rows] == ["改好的字"]


class TestCopies:
    def ask(self, api, document, content_type="application/json", status=200):
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        response = api.client.post("/api/v1/copies/", body, content_type=content_type)
        assert response.status_code == status, response.content.decode()
        return json.loads(response.content)

    def test_each_copy_is_current_corrected_withdrawn_or_unknown(self, api):
        same, old, gone = (factories.make_publication(f"篇{n}") for n in range(3))
        before = old.sha256
        release_again(old, "改了题")
        publishing.withdraw(gone.article, reason="rights", by=None)
        hidden = factories.make_publication(embargo_until=timezone.now() + dt.timedelta(days=1))
        expired = factories.make_publication()
        Publication.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
        draft = factories.make_article()
        asked = [(each.public_id, each.sha256) for each in (same, gone, hidden, expired)]
        asked += [
            (old.public_id, before),
            (old.public_id, "0" * 64),
            (draft.public_id, "0" * 64),
            ("zzzzzzzz", "0" * 64),
        ]
        with CaptureQueriesContext(connection) as queries:
            found = self.ask(api, {"copies": [{"id": a, "sha256": b} for a, b in asked]})["results"]
        assert len(queries) <= 3
        assert [row["status"] for row in found] == [
            "current", "withdrawn", "unknown", "unknown", "corrected", "corrected", "unknown", "unknown",
        ]  # fmt: skip
        assert (found[4]["copied_version"], found[4]["version"], found[5]["copied_version"]) == (1, 2, None)
        assert found[1]["reason"] == "rights"
        assert {frozenset(row) for row in found if row["status"] == "unknown"} == {frozenset({"id", "status"})}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 400), ({"copies": []}, 400), ({"copies": [{"id": "abcd"}]}, 400), ([], 400),
            ({"copies": [{"id": "abcd\0", "sha256": "0" * 64}]}, 400), (b"{", 400), (b'{"copies":[],"copies":[]}', 400),
            (b"[" * 5000, 400), (b'{"copies":"\\ud800"}', 400), (b'"\xff"', 400), (b"NaN", 400), (b" " * 100_001, 413),
        ],
    )  # fmt: skip
    @pytest.mark.alike
    def test_bodies_are_strict(self, api, body, status):
        self.ask(api, body, status=status)

    def test_only_json_and_only_post(self, api):
        assert self.ask(api, b"{}", "text/plain", status=415)["code"] == "unsupported-media-type"
        assert api("copies/")["Allow"] == "POST, OPTIONS"


class TestSearch:
    def test_hits_with_marks_facets_and_pages(self, api, archive):
        archive(3)
        found = factories.make_publication(
            "职业培训怎么办", paragraphs=("先说职业培训。", "再说别的。"), kind="editorial"
        )
        factories.make_publication("别的题目", paragraphs=("顺便提到职业培训。",))
        document = api.json("search/?q=职业培训&count=true&facets=column,author,tag,year&page_size=1")
        (row,) = document["results"]
        assert (row["id"], document["count"]) == (found.public_id, 2)
        assert row["highlights"][0] == {"field": "title", "text": "职业培训怎么办", "ranges": [[0, 4]]}
        assert row["highlights"][-1]["text"].startswith("先说职业培训")
        assert row["licence"]["reprint"] is False
        assert [set(document["facets"]), document["facets"]["column"]] == [{"column", "author", "tag", "year"}, []]
        assert sum(each["count"] for each in document["facets"]["year"]) == 2
        second = api.json(document["next"])
        assert second["results"][0]["title"] == "别的题目"
        assert second["next"] is None
        assert api.json(second["previous"])["results"][0]["id"] == found.public_id
        only = api.json("search/?q=职业培训&kind=editorial&fields=id,highlights")["results"]
        assert [set(each) for each in only] == [{"id", "highlights"}]
        column = api.json("search/?q=第一段&facets=column")["facets"]["column"]
        assert column == [{"key": "gongzuo", "name": "工作研究", "count": 3}]
        assert len(api.results("search/?q=第一段&column=gongzuo&ordering=-date")) == 3

    def test_parameters_are_strict(self, api):
        assert api.faults("search/") == {"q": "missing-value"}
        assert api.faults("search/?q=a&facets=kind&ordering=date") == {
            "facets": "invalid-value", "ordering": "invalid-value",
        }  # fmt: skip
        cursor = "next"
        for _ in range(2):
            factories.make_publication("甲")
        cursor = api.json("search/?q=甲&page_size=1")["next"].split("cursor=")[1]
        assert api.faults(f"search/?q=甲&ordering=-date&cursor={cursor}") == {"cursor": "invalid-cursor"}


class TestExport:
    @pytest.fixture
    def world(self, keyed, archive, monkeypatch):
        monkeypatch.setattr(export, "PART", 2)
        published = archive(5)
        outside = factories.make_publication("合同之外", column=factories.make_column("别的"))
        return keyed("export", "sync", columns=[published[0].column], may_reprint=True), published, outside

    def lines(self, reader, part):
        return [json.loads(line) for line in gzip.decompress(reader(part["url"]).content).splitlines()]

    def test_everything_of_the_contract_and_a_cursor_to_go_on(self, world):
        reader, published, _ = world
        index = reader.json("export/")
        assert (index["count"], [part["articles"] for part in index["parts"]]) == (5, [2, 2, 1])
        withdrawn, changed = published[1], published[2]
        publishing.withdraw(withdrawn.article, reason="error", by=None)
        publishing.correct(changed.article, text="更正。", by=None)
        found = {line["id"]: line for part in index["parts"] for line in self.lines(reader, part)}
        assert set(found) == {each.public_id for each in published} - {withdrawn.public_id}
        assert found[changed.public_id]["version"] == 2
        assert found[changed.public_id]["licence"]["reprint"] is True
        assert found[changed.public_id]["body"]["text"]
        steps = reader.json(index["next"])["results"]
        assert [(step["op"], step.get("id")) for step in steps] == [("delete", withdrawn.public_id), ("upsert", None)]
        after = reader.json("export/")
        rows = sorted((line["id"], line["version"], line["sha256"]) for line in found.values())
        lines = "".join(f"{public_id}\t{version}\t{sha256}\n" for public_id, version, sha256 in rows)
        assert after["digest"] == hashlib.sha256(lines.encode()).hexdigest()

    def test_what_is_released_while_the_index_is_made_is_in_it_or_in_the_feed(self, world, monkeypatch):
        reader, published, _ = world
        head_of_feed, late = export.feed.head_of_feed, []

        def slow():
            if not late:
                late.append(factories.make_publication("后到", column=published[0].column))
            return head_of_feed()

        monkeypatch.setattr(export.feed, "head_of_feed", slow)
        index = reader.json("export/")
        found = {line["id"] for part in index["parts"] for line in self.lines(reader, part)}
        told = {step["article"]["id"] for step in reader.json(index["next"])["results"]}
        assert late[0].public_id in found | told
        assert (index["count"], index["head"]) == (6, 7)

    def test_filters_and_strictness(self, world, keyed):
        reader, published, outside = world
        assert reader.json(f"export/?date_from={published[0].date}")["count"] == 5
        assert reader.json("export/?date_to=2020-01-01") | {"cursor": "", "next": "", "digest": ""} == {
            "head": 6, "cursor": "", "next": "", "count": 0, "digest": "", "parts": [],
        }  # fmt: skip
        assert reader.json(f"export/?column={outside.column.slug}")["count"] == 0
        assert set(reader.faults("export/?date_from=x&column=*")) == {"date_from", "column"}
        (part, *_) = reader.json("export/")["parts"]
        assert keyed("export", name="别家").problem(part["url"], 410)["code"] == "cursor-reset"
        assert keyed("sync", name="无权").problem(part["url"], 403)["code"] == "insufficient-scope"
        reader.problem(part["url"].replace("export/", "export/x"), 404)

    def test_a_part_that_was_cut_off_goes_on(self, world):
        reader, published, _ = world
        url = reader.json("export/")["parts"][0]["url"]
        whole = reader(url)
        assert whole["Content-Type"] == "application/gzip"
        assert whole["Accept-Ranges"] == "bytes"
        body, etag = whole.content, whole["ETag"]
        rest = reader(url, Range="bytes=100-", If_Range=etag)
        assert (rest.status_code, rest.content) == (206, body[100:])
        assert rest["Content-Range"] == f"bytes 100-{len(body) - 1}/{len(body)}"
        assert reader(url, Range="bytes=-7").content == body[-7:]
        assert reader(url, Range="bytes=0-9").content == body[:10]
        beyond = reader(url, Range=f"bytes={len(body)}-")
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(body)}")
        for given in ("bytes=0-1,3-4", "lines=1-2", "bytes=-"):
            assert reader(url, Range=given).content == body
        assert reader(url, If_None_Match=etag).status_code == 304
        publishing.correct(published[0].article, text="更正。", by=None)
        assert reader(url, Range="bytes=100-", If_Range=etag).status_code == 200


def test_status_and_what_is_going_to_end(api, monkeypatch):
    factories.make_publication()
    assert api.json("status/") == {"version": "1.0.0", "head": 1, "deprecations": []}
    assert not {"Deprecation", "Sunset", "Link"} & set(api("tags/").headers)
    since, sunset = dt.datetime(2027, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 7, 1, tzinfo=dt.UTC)
    ending = deprecations.Deprecation("tags", since, sunset, "请改用 search/。")
    monkeypatch.setattr(deprecations, "DEPRECATIONS", (ending,))
    response = api("tags/")
    assert response["Deprecation"] == "@1798761600"
    assert response["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert response["Link"].endswith('/api/v1/docs/>; rel="deprecation"; type="text/html"')
    assert api.json("status/")["deprecations"][0]["operation"] == "tags"


def test_whatever_is_below_api_answers_as_the_api_does(api):
    for path in ("/api", "/api/", "/api/v2/articles/", "/api/v1", "/api/v1/nothing"):
        assert api.problem(path, 404)["code"] == "not-found", path
    assert api.client.get("/apix/")["Content-Type"].startswith("text/html")

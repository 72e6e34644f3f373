"""What a reader takes along, and the list of corrections."""

import datetime as dt
import json
import re

import pytest

from articles import publishing
from articles.choices import WithdrawalReason
from tests.factories import make_article, make_author, make_issue, make_page, make_publication, make_roundup, make_tag
from tests.lasting import lasting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ("text/", "wechat/", "cite.ris", "cite.json")
HOSTILE = '</p><script>alert(1)</script>&"\r\nER  - '


@lasting
def article():
    made = make_article(
        "题目", page=make_page(make_issue(serial_number=8145), number="7"), kicker="引题", subtitle="——副题",
        summary="摘要一句。", editor_note="编者的话。", author_note="［附注］", headings=("小标题",),
        authors=(make_author("沈维中"), make_author("叶青")), tags=(make_tag("绿色技能"),), source_name="《海陵晚报》",
        quotes=("第二段讲办法，讲给做事的人听。",), release=True,
    )  # fmt: skip
    publishing.correct(made, text="误作“七号院”。", by=None, date=dt.date(2025, 6, 10))
    return made


def fetched(client, article, name):
    response = client.get(article.get_absolute_url() + name)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert client.get(response.request["PATH_INFO"], headers={"If-None-Match": response["ETag"]}).status_code == 304
    return response


def test_the_page_leads_to_each(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    for name in NAMES:
        assert f'href="{article.get_absolute_url()}{name}"' in html
    assert "读完约 1 分钟" in html


def test_plain_text_with_its_source(client, article):
    response = fetched(client, article, "text/")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[:4] == ["引题", "题目", "——副题", "沈维中（江州大学教授）　叶青（江州大学教授）"]
    assert "　　第一段写明缘由，说清楚从哪里来。" in lines
    assert lines[-2:] == [
        "来源：工友时报 2025年6月9日 第7版 理论",
        f"http://localhost:8000{article.get_absolute_url()}",
    ]
    assert "更正（2025-06-10）：误作“七号院”。" in lines


def test_wechat_carries_its_looks_in_itself(client, article):
    response = fetched(client, article, "wechat/")
    assert response["Content-Disposition"].startswith("attachment")
    html = response.content.decode()
    assert '<meta charset="utf-8">' in html
    assert not re.search(r"<(?:script|link|style)|\s(?:class|id)=|<wbr", html)
    assert not re.search(r"<(?:p|h2|blockquote|figure)>", html)
    assert 'href="/' not in html
    for words in ("引题", "题目", "——副题", "编者的话。", "小标题", "误作“七号院”。", "来源：工友时报"):
        assert words in html


def test_references(client, article):
    (item,) = json.loads(fetched(client, article, "cite.json").content)
    assert item == {
        "id": article.public_id,
        "type": "article-newspaper",
        "title": "题目",
        "container-title": "工友时报",
        "author": [{"literal": "沈维中"}, {"literal": "叶青"}],
        "issued": {"date-parts": [[2025, 6, 9]]},
        "page": "7",
        "section": "理论",
        "issue": "8145",
        "abstract": "摘要一句。",
        "URL": f"http://localhost:8000{article.get_absolute_url()}",
        "language": "zh-CN",
    }
    lines = fetched(client, article, "cite.ris").content.decode().split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[-2:] == ["ER  - ", ""]
    for line in (
        "TI  - 题目",
        "AU  - 沈维中",
        "AU  - 叶青",
        "T2  - 工友时报",
        "DA  - 2025/06/09",
        "SP  - 7",
        "KW  - 绿色技能",
    ):
        assert line in lines


def test_a_text_for_the_web_alone_has_no_page(client):
    publication = make_publication("只在网上", authors=(make_author("沈维中"),))
    (item,) = json.loads(client.get(publication.card["url"] + "cite.json").content)
    assert "page" not in item
    assert "SP  -" not in client.get(publication.card["url"] + "cite.ris").content.decode()
    assert "版" not in client.get(publication.card["url"] + "text/").content.decode().splitlines()[-2]


def test_hostile_text_stays_text(client):
    article = make_article(
        HOSTILE, paragraphs=(HOSTILE,), authors=(make_author(HOSTILE),), summary=HOSTILE, release=True
    )
    assert "<script" not in client.get(article.get_absolute_url() + "wechat/").content.decode()
    assert client.get(article.get_absolute_url() + "text/")["X-Content-Type-Options"] == "nosniff"
    ris = client.get(article.get_absolute_url() + "cite.ris").content.decode().split("\r\n")
    assert [line for line in ris if line.startswith("ER")] == ["ER  - "]
    assert "\n" not in client.get(article.get_absolute_url() + "wechat/")["Content-Disposition"]


def test_a_roundup_names_its_speakers(client):
    article = make_roundup(voices=2, release=True)
    assert "发言人2：" in client.get(article.get_absolute_url() + "text/").content.decode()
    assert "发言人2" in client.get(article.get_absolute_url() + "wechat/").content.decode()


@pytest.mark.twice
def test_corrections_are_listed_newest_first_and_leave_with_their_article(client, django_assert_max_num_queries):
    assert "还没有更正" in client.get("/corrections/").content.decode()
    first, second = make_article("甲", page=make_page(), release=True), make_article("乙", release=True)
    publishing.correct(first, text="先前的更正。", by=None, date=dt.date(2025, 6, 10))
    publishing.correct(second, text="后来的更正。", by=None, date=dt.date(2025, 6, 11))
    with django_assert_max_num_queries(6):
        html = client.get("/corrections/").content.decode()
    assert html.index("后来的更正。") < html.index("先前的更正。")
    assert f'href="{first.get_absolute_url()}#corrections"' in html
    front = client.get("/").content.decode()
    assert front.count('href="/corrections/"') == 2
    publishing.withdraw(second, reason=WithdrawalReason.ERROR, by=None)
    assert "后来的更正。" not in client.get("/corrections/").content.decode()


def test_exports_cost_little(client, article, django_assert_max_num_queries):
    for name in NAMES:
        with django_assert_max_num_queries(1):
            client.get(article.get_absolute_url() + name)

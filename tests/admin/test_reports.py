"""报表: the figures are those of the rows, in the span that is asked for, on the page and in the file."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import ProofScore, RecordEntry, User
from tests.admin.test_screens import queries
from tests.factories import make_article, make_author, make_column, make_issue, make_page
from tests.lasting import lasting

pytestmark = pytest.mark.django_db
REPORTS = "/admin/reports/"
SPAN = "begin=2025-06-01&end=2025-07-31"
CANARY = "金丝雀撤稿"


def table(desk, key, query):
    response = desk("editor").get(f"{REPORTS}{key}/?{query}&as=csv-plain")
    return b"".join(response).decode().splitlines()


@lasting
def published():
    page, july = make_page(), make_page(make_issue(dt.date(2025, 7, 1)), "2", name="综合")
    column, writer = make_column("热点思考"), make_author("=作者")
    for n in range(2):
        make_article(f"六月{n}", page=page, column=column, authors=(writer,), paragraphs=("字" * 100,), release=True)
    late = make_article("七月", page=july, authors=(writer,), paragraphs=("字" * 50,), release=True)
    publishing.correct(late, text="第三段有误。", by=None)
    gone = make_article(CANARY, page=page, release=True)
    publishing.withdraw(gone, reason="error", note="数字有误", by=None)
    ProofScore.objects.create(publication=late.publication, version=2, errors=2, characters=10_000)


@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ("month", ["2025-06,2,200", "2025-07,1,50"]), ("week", ["2025-06-09,2,200", "2025-06-30,1,50"]),
        ("column", ["热点思考,2,200", "无栏目,1,50"]), ("page", ["理论,2,200", "综合,1,50"]), ("kind", ["文章,3,250"]),
        ("author", ["'=作者,3,250"]),
    ],
)  # fmt: skip
def test_what_was_published(desk, published, group, rows):
    assert table(desk, "output", f"{SPAN}&by={group}")[1:] == rows


def test_errors_and_what_was_put_right(desk, published):
    today = timezone.localdate().isoformat()
    span = f"begin=2025-06-01&end={today}"
    assert table(desk, "errors", span)[1:] == ["2025-07,1,10000,2.0,2.0,合格"]
    rows = table(desk, "amends", span)[1:]
    assert sorted(rows) == sorted([f"{today},更正,七月,第三段有误。", f"{today},撤稿,{CANARY},内容有误：数字有误"])
    page = desk("editor").get(f"{REPORTS}amends/?{span}").content.decode()
    assert "第三段有误" in page
    assert 'role="img"' in page


def test_time_spent_in_reviews(desk, time_machine):
    article = make_article()
    start = dt.datetime(2025, 6, 1, 8, tzinfo=dt.UTC)
    steps = (("draft", "first_review", 0), ("first_review", "second_review", 3), ("second_review", "final_review", 50))
    for before, after, hours in steps:
        time_machine.move_to(start + dt.timedelta(hours=hours))
        RecordEntry.objects.create(article=article, kind="submitted", before=before, after=after)
    time_machine.move_to(start + dt.timedelta(hours=51))
    assert table(desk, "reviews", "begin=2025-06-02&end=2025-06-05")[1:] == [
        "初审,0,,,",
        "复审,1,47.0,47.0,47.0",
        "终审,0,,,",
    ]


@pytest.mark.once
def test_nonsense_strangers_and_queries(desk, client, published):
    for query in ("begin=x", "begin=2025-06-02&end=2025-06-01", "begin=0001-01-01&end=9999-12-31", "end=%00"):
        assert desk("editor").get(f"{REPORTS}output/?{query}&as=xlsx").status_code == 400, query
    assert desk("editor").get(f"{REPORTS}other/").status_code == 404
    few = {key: queries(desk("editor"), f"{REPORTS}{key}/?{SPAN}&by=author") for key in ("output", "errors", "amends")}
    page = make_page(number="9")
    for n in range(29):
        make_article(f"多{n}", page=page, authors=(make_author(),), release=True)
    assert {key: queries(desk("editor"), f"{REPORTS}{key}/?{SPAN}&by=author") for key in few} == few
    stranger = User.objects.create_user("nobody", is_staff=True)
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"{REPORTS}amends/?{SPAN}")
    assert response.status_code == 403
    assert CANARY not in response.content.decode()

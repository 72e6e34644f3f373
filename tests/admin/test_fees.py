"""稿费单: who is due what, by a rule that loses no character; confirmed lines and closed months stay."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from articles import fees, publishing
from articles.choices import FeePart
from articles.models import Contribution, FeeLine, FeeMonth, FeeRate, User
from tests.admin.test_roles import ROLES
from tests.admin.test_screens import queries
from tests.factories import DAY, make_article, make_author, make_column, make_page

pytestmark = pytest.mark.once

JUNE = dt.date(2025, 6, 1)
CANARY = "金丝雀作者"


def detail(byline, statements=(), text=""):
    return {
        "byline": [{"id": None, "affiliation": "", "credit": "", "role": "author"} | row for row in byline],
        "statements": [{"affiliation": "", "author_id": None} | row for row in statements],
        "body": {"blocks": [{"kind": "paragraph", "text": text, "id": "a"}]},
    }


def test_characters_are_shared_without_loss():
    found = fees.shares(detail([{"name": n} for n in "甲乙丙"], text="字" * 1001))
    assert [(each.name, each.characters) for each in found] == [("甲", 334), ("乙", 334), ("丙", 333)]
    roundup = detail(
        [{"name": "记", "role": "compiler", "credit": "本报记者"}, {"name": "影", "role": "photographer"}],
        [
            {"speaker": "甲", "text": "一二三 四"}, {"speaker": "乙", "text": "一"}, {"speaker": "甲", "text": "五"},
            {"speaker": "问", "text": "两字"},
        ],
        "按语",
    )  # fmt: skip
    rows = {(each.part, each.name): (each.characters, each.is_own) for each in fees.shares(roundup)}
    assert rows == {
        (FeePart.STATEMENT, "甲"): (5, False), (FeePart.STATEMENT, "乙"): (1, False), (FeePart.TEXT, "记"): (4, True),
    }  # fmt: skip


@pytest.mark.twice
def test_the_rate_that_says_most(db):
    column, other = make_column(), make_column()
    for kind, place, rate in (("", None, 50), ("editorial", None, 80), ("", column, 100), ("editorial", column, 150)):
        FeeRate.objects.create(kind=kind, column=place, per_thousand=rate)
    rates = fees.Rates()
    for kind, place, rate in (
        ("article", None, 50), ("editorial", other, 80), ("article", column, 100), ("editorial", column, 150),
    ):  # fmt: skip
        assert rates.of(make_article(kind=kind, column=place, release=True).publication) == rate
    assert fees.amount_for(1234, Decimal(50)) == Decimal("61.70")


@pytest.fixture
def month(account):
    """Two articles of June by a contributor, one by our own reporter, a reprint and one of July."""
    FeeRate.objects.create(per_thousand=100)
    page, writer = make_page(), make_author(CANARY)
    for n in range(2):
        make_article(f"六月{n}", page=page, authors=(writer,), paragraphs=("字" * 1000,), release=True)
    own = make_article("本报的", page=page, authors=(make_author("本报的人"),), paragraphs=("字" * 500,))
    Contribution.objects.filter(article=own).update(role="reporter")
    publishing.release(own, by=None)
    make_article("转载", page=page, authors=(writer,), source_name="别的报", release=True)
    make_article("七月", authors=(writer,), release=True)
    return fees.draw_up(DAY, by=account("final_reviewer", username="chief"))


@pytest.mark.twice
def test_a_month_from_counting_to_closing(month):
    chief = User.objects.get(username="chief")
    rows = [(line.name, line.characters, line.amount, line.is_own) for line in month.lines.order_by("pk")]
    assert rows == [(CANARY, 1000, 100, False), (CANARY, 1000, 100, False), ("本报的人", 500, 50, True)]
    first, second, own = month.lines.order_by("pk")

    def edit(line, was, made):
        return fees.edit(month, [fees.Edit(line.pk, fees.Entry(Decimal(was[0]), *was[1:]), made)], by=chief)

    shown = (100, False, "")
    assert edit(first, shown, fees.Entry(Decimal("110.00"), False, "")) == 1
    # the amount was changed by one, tick and note by the other
    assert edit(first, shown, fees.Entry(Decimal(100), True, "头条")) == 1
    assert fees.Entry.of(FeeLine.objects.get(pk=first.pk)) == fees.Entry(Decimal(110), True, "头条")
    with pytest.raises(fees.FeesRefused, match="金额在你打开之后改成了 110") as refusal:
        edit(first, shown, fees.Entry(Decimal(90), True, ""))
    assert list(refusal.value.lines) == [first.pk]
    FeeRate.objects.update(per_thousand=200)
    publishing.withdraw(own.publication.article, reason="error", by=None)
    fees.draw_up(JUNE, by=chief)
    assert [(line.pk, line.amount) for line in month.lines.order_by("pk")] == [(first.pk, 110), (second.pk, 200)]
    with pytest.raises(fees.FeesRefused, match="还有 1 行"):
        fees.close(month, by=chief)
    edit(second, (200, False, ""), fees.Entry(Decimal(200), True, ""))
    fees.close(month, by=chief)
    for step in (
        lambda: edit(second, (200, True, ""), fees.Entry(Decimal(1), True, "")),
        lambda: fees.draw_up(JUNE, by=chief), lambda: fees.close(month, by=chief),
    ):  # fmt: skip
        with pytest.raises(fees.FeesRefused, match="已经结账"):
            step()
    assert FeeLine.objects.get(pk=second.pk).amount == 200


def test_the_page_saves_exports_and_refuses_nonsense(desk, month):
    client, line = desk("second_reviewer"), month.lines.first()
    # however long ago it was printed, the month can be chosen
    assert '<option value="2025-06-01">2025年6月</option>' in client.get("/admin/articles/feemonth/").content.decode()
    address = reverse("admin:articles_feemonth_change", args=[month.pk])
    data = {
        f"amount-{line.pk}": "1,20.5",
        f"was-{line.pk}": str(line.amount),
        f"note-{line.pk}": "=2+2",
        f"ok-{line.pk}": "on",
    }
    assert "改了 1 行" in client.post(address, data, follow=True).content.decode()
    for amount in ("十元", "-1", "1e99", "nan", ""):
        wrong = data | {f"amount-{line.pk}": amount, f"was-{line.pk}": "120.50 1 =2+2", f"note-{line.pk}": "又写的"}
        page = client.post(address, wrong).content.decode()
        assert "改了" not in page, amount
        assert 'value="又写的"' in page, amount
        assert f'id="wrong-{line.pk}"' in page, amount
    # what somebody else wrote since, in a field that this one left alone, is not taken away by saving again
    month.lines.filter(pk=line.pk).update(note="别人写的")
    typed = data | {f"amount-{line.pk}": "十元", f"was-{line.pk}": "120.50 1 =2+2"}
    page = client.post(address, typed).content.decode()
    assert 'value="十元"' in page
    assert 'value="别人写的"' in page
    assert 'value="120.50 1 别人写的"' in page
    month.lines.filter(pk=line.pk).update(note="=2+2")
    line.refresh_from_db()
    assert (line.amount, line.is_confirmed, line.note) == (Decimal("120.50"), True, "=2+2")
    text = b"".join(client.get(f"{reverse('admin:export_fees', args=[month.pk])}?as=csv-plain")).decode()
    assert f"{CANARY},江州大学教授,,1000,100.00,120.50,是,'=2+2" in text
    assert client.post(reverse("admin:draw_fees"), {"first": "六月"}, follow=True).status_code == 200
    few = queries(client, address)
    page = make_page(number="9")
    for n in range(9):
        make_article(f"多{n}", page=page, authors=(make_author(),), release=True)
    fees.draw_up(JUNE, by=User.objects.get(username="second_reviewer"))
    assert queries(client, address) == few


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.alike
def test_who_sees_and_closes(desk, month, role):
    sees, closes = role in ROLES[2:], role in ROLES[3:]
    for address in (
        "/admin/articles/feemonth/", reverse("admin:articles_feemonth_change", args=[month.pk]),
        reverse("admin:export_fees", args=[month.pk]) + "?as=csv",
    ):  # fmt: skip
        response = desk(role).get(address)
        assert response.status_code == (200 if sees else 403)
        if "export" in address or "change" in address:
            body = b"".join(response) if response.streaming else response.content
            assert (CANARY in body.decode()) is sees
    assert desk(role).get("/admin/articles/feerate/").status_code == (200 if closes else 403)
    month.lines.update(is_confirmed=True)
    response = desk(role).post(reverse("admin:close_fees", args=[month.pk]))
    assert response.status_code == (302 if closes else 403)
    assert (FeeMonth.objects.get().closed_at is not None) is closes
    assert desk(role).post(reverse("admin:draw_fees"), {"first": "2025-06-01"}).status_code == (302 if sees else 403)

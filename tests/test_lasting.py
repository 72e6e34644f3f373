"""Rows that last: every test finds them as they were made, and who does not take them does not find them."""

import pytest

from articles.models import Tag
from tests.factories import make_tag
from tests.lasting import lasting

pytestmark = pytest.mark.django_db


@lasting
def one():
    return [make_tag("一")]


@lasting
def other():
    return make_tag("另一")


def names():
    return sorted(Tag.objects.values_list("name", flat=True))


@pytest.mark.parametrize("turn", [1, 2])
def test_each_gets_them_as_they_were_made(one, turn):
    assert names() == ["一"]
    assert [tag.name for tag in one] == ["一"]
    one[0].name = "改了"
    one[0].save()
    one.append(make_tag("添上"))
    assert names() == ["改了", "添上"]


def test_without_them_nothing_is_there():
    assert names() == []


def test_others_stand_alone(other):
    assert names() == [other.name]


def test_together(one, other):
    assert names() == ["一", "另一"]


@pytest.mark.django_db(transaction=True)
def test_real_transactions_find_none():
    assert names() == []

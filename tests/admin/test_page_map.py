"""热区: drawn on the picture of a page, typed beside it, kept from one another's hands."""

import pytest
from django.urls import reverse

from articles import preparing, regions
from articles.exceptions import NewsroomError
from articles.models import Article, Page, PreparedPage
from tests.factories import make_article, make_image, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ELL = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.5], [0.5, 0.5], [0.5, 0.3], [0.1, 0.3]]


def test_what_is_typed_is_what_readers_see(desk, client):
    page = make_page(image=make_image())
    first, second = (make_article(page=page, release=True) for _ in range(2))
    preparing.prepare([first.publication])
    url = reverse("admin:page_map", args=[page.pk])
    form = {
        f"region-{first.pk}": "10 10，50 90",
        f"seen-{first.pk}": "",
        f"region-{second.pk}": "10 10",
        f"seen-{second.pk}": "",
    }
    assert "三到二十个角" in desk("first_reviewer").post(url, form).content.decode()
    assert not Article.objects.exclude(region=None).exists()
    form[f"region-{second.pk}"] = regions.spelled(ELL)
    desk("second_reviewer").post(url, form)
    assert Article.objects.get(pk=second.pk).region == ELL
    assert 'points="92,129 461,129 461,1162 92,1162"' in client.get(page.get_absolute_url()).content.decode()
    assert not PreparedPage.objects.filter(publication=first.publication).exists()
    drawn = '<polygon points="100,140 500,140 500,1260 100,1260"/>'
    assert client.get(first.get_absolute_url()).content.decode().count(drawn) == 2, "in the margin and beside 见报"
    preparing.prepare([first.publication])
    assert PreparedPage.objects.get(publication=first.publication).page.count(drawn) == 2
    Page.objects.filter(pk=page.pk).update(image=None)
    assert drawn not in client.get(first.get_absolute_url()).content.decode()
    page.save()
    form[f"region-{first.pk}"] = ""
    late = desk("final_reviewer").post(url, form)
    assert "有人改过" in late.content.decode()
    assert Article.objects.get(pk=first.pk).region


@pytest.mark.parametrize(
    "region", [None, ELL, [[0, 0], [1, 0], [1, 1], [0, 1]], [[0.105, 0.2], [0.5, 0.2], [0.3, 0.9]]]
)
@pytest.mark.alike
def test_spelled_and_read_again(region):
    assert regions.read(regions.spelled(region)) == region


@pytest.mark.parametrize("text", ["1", "1 2", "1 2 3", "0 0, 101 5", "<svg>", "5 5, 5 9", "1 1 " * 21])
@pytest.mark.alike
def test_what_is_no_region_is_refused_in_a_sentence(text):
    with pytest.raises(NewsroomError, match="。"):
        regions.read(text)

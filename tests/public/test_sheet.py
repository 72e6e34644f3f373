"""The page's picture with its regions, and who may see which picture."""

import io
import re

import pytest
from django.core.cache import cache
from PIL import Image as Picture

from articles import pictures, publishing
from articles.choices import WithdrawalReason
from articles.regions import corners_in
from tests.factories import make_article, make_image, make_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SQUARE = [[0.1, 0.1], [0.5, 0.1], [0.5, 0.9], [0.1, 0.9]]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def test_regions_lie_on_the_picture_and_lead_to_their_articles(client):
    page = make_page(image=make_image())
    first, second = (make_article(f"第{n}篇", page=page, region=SQUARE, release=True) for n in (1, 2))
    make_article("草稿", page=page, region=SQUARE)
    html = client.get(page.get_absolute_url()).content.decode()
    assert f'src="{page.image.file.url}"' in html
    assert 'alt="工友时报2025年6月9日第5版版面图"' in html
    assert re.findall(r'<a class="r(\d+)" href="([^"]+)"', html) == [
        ("1", first.get_absolute_url()), ("2", second.get_absolute_url())
    ]  # fmt: skip
    assert 'viewBox="0 0 922 1291"' in html
    assert 'points="92,129 461,129 461,1162 92,1162"' in html
    assert html.count('class="k') >= 2
    assert "草稿" not in html


def test_without_a_picture_the_list_stands_alone(client):
    page = make_page()
    make_article(page=page, region=SQUARE, release=True)
    html = client.get(page.get_absolute_url()).content.decode()
    assert "<svg" not in html
    assert "keys--page" in html


def test_a_picture_without_regions_is_shown(client):
    page = make_page(image=make_image(alt="第五版"))
    make_article(page=page, release=True)
    html = client.get(page.get_absolute_url()).content.decode()
    assert 'alt="第五版"' in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    "region",
    [None, [], {}, "x", [[0, 0]], [[0, 0], [1, 0]], [[0, 0], [1, 0], [1, 1.1]], [[0, 0], [1, 0], ["1", 1]],
     [[0, 0], [1, 0], [True, 1]], [[0, 0], [1, 0], [1]], [[0, 0], [1, 0], [1, None]], [[0, 0]] * 21, [1, 2, 3]],
)  # fmt: skip
@pytest.mark.alike
def test_what_is_no_polygon_is_left_out(client, region):
    assert corners_in(region) == []
    page = make_page(image=make_image())
    make_article(page=page, region=region, release=True)
    assert "<svg" not in client.get(page.get_absolute_url()).content.decode()


def test_an_l_shape_has_eight_corners():
    corners = [[0, 0], [1, 0], [1, 1], [0.6, 1], [0.6, 0.5], [0.3, 0.5], [0.3, 0.2], [0, 0.2]]
    assert len(corners_in(corners)) == 8


def test_the_picture_of_a_public_page_is_served(client):
    page = make_page(image=make_image())
    url = page.image.file.url
    assert client.get(url).status_code == 404
    article = make_article(page=page, release=True)
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.content.startswith(b"\x89PNG")
    assert client.get(url, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304
    publishing.withdraw(article, reason=WithdrawalReason.RIGHTS, by=None)
    assert client.get(url).status_code == 404


@pytest.mark.twice
def test_a_picture_in_an_article_comes_and_goes_with_it(client):
    image = make_image("photo.png", alt="合影")
    article = make_article()
    article.body.append({"id": "pic1", "kind": "image", "image": image.public_id})
    article.save()
    url = image.file.url
    assert client.get(url).status_code == 404
    cache.clear()  # what is nowhere is remembered for half a minute
    publishing.release(article, by=None)
    assert client.get(url).status_code == 200
    assert client.get(url).status_code == 200
    publishing.withdraw(article, reason=WithdrawalReason.RIGHTS, by=None)
    assert client.get(url).status_code == 404


def test_the_desk_sees_every_picture(client, account):
    image = make_image()
    client.force_login(account("editor"), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(image.file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["x.png", "../secret_key", "%2e%2e/secret_key", "images/", ""])
@pytest.mark.alike
def test_nothing_else_is_served(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_lost_file_is_no_fault(client):
    page = make_page(image=make_image())
    make_article(page=page, release=True)
    page.image.file.storage.delete(page.image.file.name)
    assert client.get(page.image.file.url).status_code == 404


def test_smaller_copies_come_and_go_with_their_picture(client):
    image = make_image("wide.png", size=(1200, 800), alt="车间")
    assert pictures.make_sizes(image) == [480, 800, 1200]
    article = make_article(release=True)
    article.body.append({"id": "bimage01", "kind": "image", "image": image.public_id})
    article.save()
    before = re.findall(r"/media/[^ \"]+", client.get(article.get_absolute_url()).content.decode())
    assert not before
    publishing.correct(article, text="补图。", by=None)
    html = client.get(article.get_absolute_url()).content.decode()
    (sources,) = re.findall(r"<picture>(.*?)<img", html)
    copies = re.findall(r"(/media/\S+) (\d+)w", sources)
    assert [width for _, width in copies] == ["480", "800", "1200"] * 2
    for url, width in copies:
        response = client.get(url)
        assert response["Content-Type"] == f"image/{url.rpartition('.')[2]}"
        with Picture.open(io.BytesIO(response.content)) as copy:
            assert copy.width == int(width)
            assert abs(copy.height * 3 - copy.width * 2) <= 3
    assert "<source" not in article.publication.detail["body"]["html"]
    assert "<source" not in client.get("/feed.json").content.decode()
    assert client.get(copies[0][0].replace(".480.", ".481.")).status_code == 404
    publishing.withdraw(article, reason=WithdrawalReason.RIGHTS, by=None)
    assert client.get(copies[0][0]).status_code == 404

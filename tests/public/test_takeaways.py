"""What is made with libraries that may be missing: the PDF of an article, the picture of a quote."""

import io

import pytest
import segno
from PIL import Image, ImageChops

from articles import publishing
from articles.choices import WithdrawalReason
from articles.public import pdf, poster
from tests import services
from tests.factories import make_article, make_author, make_image, make_page
from tests.lasting import lasting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUOTE = "第二段讲办法，讲给做事的人听。"


@lasting
def quoted():
    return make_article(page=make_page(), authors=(make_author("宋立"),), quotes=(QUOTE,), release=True)


@pytest.fixture
def address(quoted):
    return quoted.publication.quotes.get().card["url"] + "share.png"


def test_the_picture_of_a_quote(client, quoted, address):
    if not poster.is_possible():
        services.unavailable("fonts-noto-cjk")
    page = client.get(address.removesuffix("share.png")).content.decode()
    assert page.count(address) >= 3  # the link, Open Graph, linked data
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    picture = Image.open(io.BytesIO(response.content)).convert("L")
    assert picture.size == (poster.WIDTH, poster.HEIGHT)
    assert len(response.content) < 100_000
    # The code at the lower right, square by square, is that of the quote's own address.
    url = "http://localhost:8000" + address.removesuffix("share.png")
    rows = [list(row) for row in segno.make(url, error="m").matrix_iter(border=2)]
    scale = poster.CODE // len(rows)
    left, top = poster.WIDTH - poster.MARGIN - scale * len(rows), poster.HEIGHT - poster.MARGIN - poster.CODE
    read = [
        [
            int(picture.getpixel((left + scale * x + scale // 2, top + scale * y + scale // 2)) < 128)
            for x in range(len(rows))
        ]
        for y in range(len(rows))
    ]
    assert read == [[int(bool(dark)) for dark in row] for row in rows]


def test_its_words_fit_however_long_they_are(quoted):
    if not poster.is_possible():
        services.unavailable("fonts-noto-cjk")
    quote = quoted.publication.quotes.get()
    pictures = []
    for text in ("好。", "工人的本领跟得上，绿色的底色就会越来越厚实。" * 20, "A" * 300):
        quote.text = text
        made = Image.open(io.BytesIO(poster.picture(quote, speaker="名" * 60, source="题" * 200))).convert("RGB")
        ground = Image.new("RGB", made.size, made.getpixel((0, 0)))
        left, _, right, _ = ImageChops.difference(made, ground).getbbox()
        assert poster.MARGIN - 8 <= left < right <= poster.WIDTH - poster.MARGIN + 8
        pictures.append(made)
    assert ImageChops.difference(*pictures[:2]).getbbox()
    for line in poster.lines_of("把协商桌搬到车间，搬掉的是距离，换来的是信任。" * 3, 80, 888):
        assert line[0] not in poster.CLOSING


def test_without_a_font_and_after_a_withdrawal_there_is_none(client, quoted, address, monkeypatch):
    monkeypatch.setattr(poster, "font_file", lambda: None)
    assert client.get(address).status_code == 404
    assert address not in client.get(address.removesuffix("share.png")).content.decode()
    monkeypatch.undo()
    publishing.withdraw(quoted, reason=WithdrawalReason.ERROR, by=None)
    assert client.get(address).status_code == 404


def test_the_pdf_of_an_article(client, quoted, settings, tmp_path):
    if not pdf.is_possible():
        services.unavailable("libpango")
    settings.MEDIA_ROOT = tmp_path
    quoted.body.append({"id": "bpicture", "kind": "image", "image": make_image().public_id})
    quoted.save()
    publishing.release(quoted, by=None)
    url = quoted.get_absolute_url()
    assert f'href="{url}pdf/"' in client.get(url).content.decode()
    response = client.get(f"{url}pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.content.startswith(b"%PDF-")
    assert len(response.content) > 5_000


def test_a_pdf_reads_nothing_but_our_pictures(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "ours.png").write_bytes(b"png")
    assert pdf._from_media("http://localhost:8000/media/ours.png").read() == b"png"
    for url in ("http://169.254.169.254/", "file:///etc/passwd", "http://localhost:8000/media/../secret_key"):
        with pytest.raises(Exception, match=r"not a picture of ours|path"):
            pdf._from_media(url)


def test_without_pango_there_is_no_pdf_and_one_at_a_time(client, quoted, monkeypatch):
    url = quoted.get_absolute_url()
    for place in ("public", "rendering"):
        monkeypatch.setattr(f"articles.{place}.pdf.is_possible", lambda: False)
    assert client.get(f"{url}pdf/").status_code == 404
    assert f"{url}pdf/" not in client.get(url).content.decode()
    monkeypatch.setattr(pdf, "is_possible", lambda: True)
    monkeypatch.setattr(pdf, "pdf", lambda *_, **__: (_ for _ in ()).throw(pdf.Busy))
    response = client.get(f"{url}pdf/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")

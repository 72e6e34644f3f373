"""版面 PDF: uploaded at the page it becomes picture, regions and a download; what is no such PDF is a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import publishing, regions
from articles.choices import WithdrawalReason
from articles.models import Article, Page
from articles.rendering.pdf import set_pdf
from tests.factories import make_article, make_page
from tests.parsing.pdf_files import written

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LEFT = "江边的老厂房重新亮起了灯，夜校的学员一周来三个晚上，从识图学起，一步一步学到编程。"
RIGHT = "社区把议事的桌子搬到了楼下，谁家有难处，晚饭以后坐下来说，说完就记在墙上的本子里。"
SHEET = f"""<style>@page {{ size: 400mm 560mm; margin: 20mm }} div {{ position: absolute; width: 160mm; top: 0; font-size: 20pt }}</style>
<div style="left: 0"><h1>夜校的灯</h1><p>{LEFT * 6}</p></div><div style="left: 200mm"><h1>楼下的桌子</h1><p>{RIGHT * 6}</p></div>"""


def form_of(page: Page, data: bytes, **more) -> dict[str, object]:
    upload = SimpleUploadedFile("7版.pdf", data, content_type="application/pdf")
    return {
        "issue": page.issue_id,
        "number": page.number,
        "name": page.name,
        "image": page.image_id or "",
        "upload": upload,
        **more,
    }


def test_a_pdf_becomes_the_page_map(desk, client, settings, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("articles.pictures.WIDTHS", (480, 800))
    page = make_page()
    left = make_article("夜校的灯", page=page, paragraphs=(LEFT * 6,), release=True)
    right = make_article("楼下的桌子", page=page, paragraphs=(RIGHT * 6,))
    editor, map_of = desk("first_reviewer"), reverse("admin:page_map", args=[page.pk])
    change = reverse("admin:articles_page_change", args=[page.pk])
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(change, form_of(page, set_pdf(SHEET, css=""), upload_page="1"))
    page = Page.objects.get()
    assert page.image
    assert page.image.width == 2000
    assert page.image.widths == [480, 800]

    shown = editor.post(map_of, {"propose": "1"})
    rows = {row.article.pk: regions.corners_in(regions.read(row.typed)) for row in shown.context["rows"]}
    assert max(x for x, _ in rows[left.pk]) < 0.5 < min(x for x, _ in rows[right.pk])
    assert not Article.objects.exclude(region=None).exists(), "a proposal is no region yet"

    download = f"{page.get_absolute_url()}page.pdf"
    assert client.get(download).status_code == 404, "a draft stands on the page"
    assert editor.get(reverse("admin:page_pdf", args=[page.pk])).getvalue().startswith(b"%PDF")
    publishing.release(right, by=None)
    assert client.get(download).content.startswith(b"%PDF")
    assert 'page.pdf"' in client.get(page.get_absolute_url()).content.decode()
    settings.PAGE_PDFS = False
    assert client.get(download).status_code == 404
    settings.PAGE_PDFS = True
    large, small = f"/media/{page.image.copy_name(800, 'webp')}", f"/media/{page.image.copy_name(480, 'webp')}"
    assert client.get(large).status_code == client.get(small).status_code == 200
    publishing.withdraw(right, reason=WithdrawalReason.ERROR, by=None)
    assert client.get(download).status_code == client.get(large).status_code == 404, "its words could be read there"
    assert client.get(small).status_code == 200
    assert "<svg viewBox" not in client.get(page.get_absolute_url()).content.decode()
    editor.post(change, form_of(page, b"", without_pdf="on") | {"upload": ""})
    assert not Page.objects.get().pdf
    assert Page.objects.get().image


TOP, KIDS = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
SHEET_OF = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {}] {} >>"
DEEP = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> /Length 11 >>\nstream\n/F Do /F Do\nendstream"
CALLS = "/Contents 5 0 R /Resources << /XObject << /F 4 0 R >> >>"
LOCK = f"<< /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >>"
BAD = {
    "no PDF": (b"hello", "不是能打开的 PDF"),
    "cut off": (written(TOP, KIDS, SHEET_OF.format("800 1120", ""))[:60], "不是能打开的 PDF"),
    "no page": (written(TOP, "<< /Type /Pages /Kids [] /Count 0 >>"), "不是能打开的 PDF"),
    "locked": (
        written(TOP, KIDS, SHEET_OF.format("800 1120", ""), LOCK, trailer="/Encrypt 4 0 R /ID [<00> <00>]"),
        "加了密码",
    ),
    "a ribbon": (written(TOP, KIDS, SHEET_OF.format("4000 100", "")), "不像一个版面"),
    "calls itself for ever": (
        written(TOP, KIDS, SHEET_OF.format("800 1120", CALLS), DEEP, "<< /Length 5 >>\nstream\n/F Do\nendstream"),
        "太复杂",
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.alike
def test_a_bad_pdf_is_refused_in_a_sentence(desk, name):
    data, words = BAD[name]
    page = make_page()
    shown = desk("first_reviewer").post(reverse("admin:articles_page_change", args=[page.pk]), form_of(page, data))
    assert words in shown.content.decode()
    assert not Page.objects.get().pdf


def test_what_is_too_large_or_too_far_is_refused(desk, monkeypatch):
    page = make_page()
    url = reverse("admin:articles_page_change", args=[page.pk])
    one = written(TOP, KIDS, SHEET_OF.format("800 1120", ""))
    assert (
        "只有 1 页，没有第 3 页"
        in desk("first_reviewer").post(url, form_of(page, one, upload_page="3")).content.decode()
    )
    monkeypatch.setattr("articles.page_pdfs.LARGEST", 100)
    assert "MB" in desk("first_reviewer").post(url, form_of(page, one)).context["errors"].as_data().__repr__()

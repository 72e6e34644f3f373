"""图片: pictures with what must be said about them. What comes in is decoded and written anew."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError

from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import site
from articles.choices import BlockKind
from articles.models import Article, Image, Page
from articles.pictures import make_sizes
from articles.templatetags.desk import said

LARGEST = 20 * 1024 * 1024
USES = 3  # places that a row of the list names
MOST_PIXELS = 40_000_000
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}


def clean_picture(upload: UploadedFile[Any]) -> ContentFile[bytes]:
    """The picture decoded and encoded again: upright, without EXIF (place, camera) or anything behind it.

    Raises ValidationError for what is no picture, too large, or of a format that browsers may run (SVG).
    """
    if (upload.size or 0) > LARGEST:
        raise ValidationError("图片超过 20 MB，请缩小后再传。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Picture.DecompressionBombWarning)
            upload.seek(0)
            with Picture.open(upload, formats=list(FORMATS)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise ValidationError("图片超过 4000 万像素，请缩小后再传。")
                return ContentFile(encoded(opened), name=f"picture.{FORMATS[str(opened.format)]}")
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        raise ValidationError("图片超过 4000 万像素，请缩小后再传。") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError("这不是可用的图片。请传 JPEG、PNG、WebP 或 GIF，不收 SVG。") from None


def encoded(opened: Picture.Image) -> bytes:
    upright = ImageOps.exif_transpose(opened)
    kind = str(opened.format)
    if kind == "JPEG" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
    out = io.BytesIO()
    plain = Picture.new(upright.mode, upright.size)
    if upright.mode == "P" and (palette := upright.getpalette()):
        plain.putpalette(palette)
    plain.paste(upright)
    options: dict[str, Any] = {"quality": 90, "optimize": True} if kind == "JPEG" else {}
    if "transparency" in upright.info and kind in ("PNG", "GIF"):
        options["transparency"] = upright.info["transparency"]
    plain.save(out, kind, **options)
    return out.getvalue()


class ImageForm(forms.ModelForm):
    file = forms.FileField(
        label="文件", help_text="JPEG、PNG、WebP 或 GIF，20 MB、4000 万像素以内。拍摄地点等信息会自动去掉。"
    )

    class Meta:
        model = Image
        fields = ("file", "alt", "caption", "credit", "rights")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        return clean_picture(upload) if isinstance(upload, UploadedFile) else upload


@admin.register(Image, site=site)
class ImageAdmin(DeskModelAdmin):
    if_empty = "写稿时点工具条上的“图片”可以当场上传，上传的都收在这里，别的稿件也能用。"
    form = ImageForm
    list_display = ("picture", "used", "size", "by", "came")
    search_fields = ("caption", "alt", "credit", "public_id")
    search_help_text = "图说、替代文字、作者"
    fields = ("file", "alt", "caption", "credit", "rights")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The rows that are shown, each with the articles and pages that use it: two queries for all."""
        shown = super().get_changelist_instance(request)
        uses = uses_of(shown.result_list)
        for image in shown.result_list:
            image.uses = uses[image.public_id]
        return shown

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm[Image], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data:
            make_sizes(obj)
        missing = [str(form.fields[name].label) for name in ("alt", "caption", "credit") if not getattr(obj, name)]
        if missing:
            messages.warning(request, f"图片还没有{'、'.join(missing)}，用之前最好补上。")

    @admin.display(description="图片", ordering="caption")
    def picture(self, image: Image) -> SafeString:
        missing = "" if image.alt else SafeString('<span class="missing">缺替代文字</span>')
        below = image.alt if image.caption and image.alt else missing
        return format_html(
            '<span class="pic"><img src="{}" alt="" width="{}" height="{}" loading="lazy"><span>{}<small>{}</small></span></span>',
            image.thumb_url, image.width, image.height, image.caption or image.alt or "没有图说", below,
        )  # fmt: skip

    @admin.display(description="作者", ordering="credit")
    def by(self, image: Image) -> str:
        return image.credit or "—"

    @admin.display(description="上传", ordering="uploaded_at")
    def came(self, image: Image) -> SafeString:
        return said(image.uploaded_at)

    @admin.display(description="尺寸")
    def size(self, image: Image) -> SafeString:
        return format_html('<span class="num">{}×{}</span>', image.width, image.height)

    @admin.display(description="用在")
    def used(self, image: Any) -> SafeString | str:
        links = format_html_join("", '<a href="{}">{}</a>', image.uses[:USES])
        more = f"等 {len(image.uses)} 处" if len(image.uses) > USES else ""
        return format_html('<span class="uses">{}{}</span>', links, more) if image.uses else "还没有用"


def uses_of(images: Iterable[Image]) -> dict[str, list[tuple[str, str]]]:
    """public id → (address at the desk, name) of each article and page that shows the picture. Two queries."""
    found: dict[str, list[tuple[str, str]]] = {image.public_id: [] for image in images}
    with_pictures = Article.objects.annotate(body_text=Cast("body", TextField())).filter(
        body_text__contains=f'"kind": "{BlockKind.IMAGE}"'
    )
    for article in with_pictures.only("title", "body").order_by("-updated_at"):
        ids = {block.get("image") for block in article.body if block["kind"] == BlockKind.IMAGE}
        for key in ids & found.keys():
            found[key].append((reverse("admin:articles_article_change", args=[article.pk]), f"《{article}》"))
    pages = Page.objects.filter(image__public_id__in=list(found)).select_related("issue", "image")
    for page in pages:
        if page.image:
            address = reverse("admin:articles_page_change", args=[page.pk])
            found[page.image.public_id].append((address, f"{page} 版面图"))
    return found

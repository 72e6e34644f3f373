"""图片: pictures with what must be said about them. What comes in is decoded and written anew."""

from __future__ import annotations

import io
import warnings
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError

from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import site
from articles.models import Image
from articles.pictures import make_sizes

LARGEST = 20 * 1024 * 1024
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
    list_display = ("__str__", "size", "credit", "rights", "uploaded_at")
    search_fields = ("caption", "alt", "credit", "public_id")
    fields = ("file", "alt", "caption", "credit", "rights")

    def save_model(self, request: HttpRequest, obj: Image, form: forms.ModelForm[Image], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data:
            make_sizes(obj)

    @admin.display(description="尺寸")
    def size(self, image: Image) -> SafeString:
        return format_html('<span class="num">{}×{}</span>', image.width, image.height)

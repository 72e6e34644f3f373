"""Pictures for the article form's text: the library as a list, and an upload in place."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from articles.admin.fields import without_invisible
from articles.admin.images import ImageForm
from articles.admin.lookups import for_editors
from articles.admin.site import account_of
from articles.models import Image
from articles.pictures import make_sizes

SHOWN = 24


@for_editors
def pictures(request: HttpRequest) -> JsonResponse:
    """GET: the latest pictures whose words contain ``q``; or the one of the public id ``id``."""
    wanted = request.GET.get("id", "")
    if wanted:
        found = Image.objects.filter(public_id=wanted[:16])
    else:
        q = without_invisible(request.GET.get("q", ""))[:60].strip()
        is_like = Q(caption__icontains=q) | Q(alt__icontains=q) | Q(credit__icontains=q) | Q(public_id=q)
        found = Image.objects.filter(is_like if q else Q())
    return JsonResponse({"pictures": [picture_json(image) for image in found[:SHOWN]]})


@for_editors
def upload(request: HttpRequest) -> JsonResponse:
    """POST a form of the library: the picture is decoded, written anew and stored, with its smaller copies."""
    if request.method != "POST":
        return JsonResponse({"error": "请用 POST 提交。"}, status=405)
    if not account_of(request).has_perm("articles.add_image"):
        return JsonResponse({"error": "你没有上传图片的权限。"}, status=403)
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=400)
    image: Image = form.save()
    make_sizes(image)
    return JsonResponse({"picture": picture_json(image)})


def picture_json(image: Image) -> dict[str, Any]:
    return {
        "id": image.public_id,
        "url": image.file.url,
        "thumb": image.thumb_url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
    }

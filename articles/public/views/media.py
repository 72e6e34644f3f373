"""Pictures: those of public pages and of visible articles; all others are there for the desk alone."""

from __future__ import annotations

import mimetypes
import re

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles import regions
from articles.models import Image, Publication
from articles.models.media import THUMB
from articles.public import reading
from articles.public.show import CACHE_CONTROL

ALLOWED = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})
COPY = re.compile(r"(?P<stem>.+)\.(?P<width>[1-9]\d{1,4})\.(?:avif|webp)", re.ASCII)
ENDINGS = (".jpg", ".png", ".webp", ".gif")
REMEMBERED = 24 * 60 * 60
FORGOTTEN = 30  # seconds that "nowhere to be seen" is remembered


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """404 for what is not public, withdrawn pictures included; somebody signed in at the desk sees every one."""
    image = image_at(name)
    content_type = mimetypes.guess_type(name)[0] or ""
    if image is None or content_type not in ALLOWED:
        raise Http404
    is_public = is_of_public_page(image, name) or is_in_visible_article(image)
    if not is_public and not request.user.is_staff:
        raise Http404
    try:
        with image.file.storage.open(name, "rb") as file:
            response = HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = CACHE_CONTROL if is_public else "private, no-store"
    response["Last-Modified"] = http_date(image.uploaded_at.timestamp())
    return response


def image_at(name: str) -> Image | None:
    """The picture that the file is of: as it came in, or one of the smaller copies that its row tells of."""
    copy = COPY.fullmatch(name)
    if copy is None:
        return Image.objects.filter(file=name).first()
    names = [copy["stem"] + ending for ending in ENDINGS]
    return next((each for each in Image.objects.filter(file__in=names) if int(copy["width"]) in each.widths), None)


def is_of_public_page(image: Image, name: str) -> bool:
    """A page of which something is not to be read is shown only so small that nothing can be read."""
    copy = COPY.fullmatch(name)
    width = int(copy["width"]) if copy else image.width
    pages = reading.public_pages().filter(image=image).select_related("image")
    return any(width <= THUMB or not regions.hides_some(page) for page in pages)


def is_in_visible_article(image: Image) -> bool:
    """Which article shows a picture is looked for once and remembered; whether that one is visible, each time."""
    key = f"picture:{image.public_id}"
    known = cache.get(key)
    if known is not None and (not known or reading.visible().filter(pk=known, html__contains=image.file.url).exists()):
        return bool(known)
    # Newer than the picture, the nearest first: a picture is mostly used soon after it came in.
    later = Publication.objects.visible().filter(updated_at__gte=image.uploaded_at, html__contains=image.file.url)
    found = later.order_by("updated_at").values_list("pk", flat=True).first()
    cache.set(key, found or 0, REMEMBERED if found else FORGOTTEN)
    return found is not None

"""关于本报: what a publisher must tell of itself, all of it from the settings."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.public.show import show
from articles.rendering.linked_data import listing, publisher


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    node = listing(f"关于{settings.PAPER['name']}", request.path, kind="AboutPage") | {"about": publisher()}
    return show(request, "articles/about.html", {"section": "about"}, nodes=[node])

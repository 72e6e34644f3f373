"""Where the three doors hang: readers at the root, partners under /api/v1/, editors under /admin/."""

from django.urls import include, path, re_path

from articles.admin.site import site
from articles.api.views.entry import NoSuchAddress

urlpatterns = [
    path("admin/", site.urls),
    path("api/v1/", include("articles.api.urls")),
    re_path(r"^api(?:/|$)", NoSuchAddress.as_view()),
    path("", include("articles.public.urls")),
]

handler400 = "articles.admin.refusals.bad_request"
handler403 = "articles.admin.refusals.permission_denied"
handler404 = "articles.admin.refusals.not_found"
handler500 = "articles.admin.refusals.server_error"

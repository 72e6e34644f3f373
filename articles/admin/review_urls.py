"""The addresses of the reviews, under those of the articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from articles.admin import releasing, review_comments, review_pages, review_sheet, reviewing

View = Callable[..., Any]


def paths(wrap: Callable[[View], View]) -> list[URLPattern]:
    """``wrap`` is the admin site's ``admin_view``."""
    act = "comments/<int:pk>/"
    return [
        path("<int:pk>/review/", wrap(reviewing.review), name="review_article"),
        path("<int:pk>/review/sheet/", wrap(review_sheet.page), name="review_sheet"),
        path("<int:pk>/review/sheet.pdf", wrap(review_sheet.pdf), name="review_sheet_pdf"),
        path("<int:pk>/review/assign/", wrap(review_pages.assign), name="assign_article"),
        path("<int:pk>/comments/", wrap(review_comments.add), name="add_comment"),
        path(f"{act}reply/", wrap(review_comments.act), {"what": "reply"}, name="reply_comment"),
        path(f"{act}resolve/", wrap(review_comments.act), {"what": "resolve"}, name="resolve_comment"),
        path(f"{act}reopen/", wrap(review_comments.act), {"what": "reopen"}, name="reopen_comment"),
        path("<int:pk>/release/", wrap(releasing.release), name="release_article"),
        path("<int:pk>/release/cancel/", wrap(releasing.unschedule), name="unschedule_article"),
        path("pages/<int:pk>/publish/", wrap(releasing.publish_page), name="publish_page"),
        path("issues/<int:pk>/publish/", wrap(releasing.publish_issue), name="publish_issue"),
        path("pages/<int:pk>/submit/", wrap(review_pages.submit), name="submit_page"),
        path("pages/<int:pk>/review/<str:level>/", wrap(review_pages.review), name="review_page"),
        path("issues/<int:pk>/dues/", wrap(review_pages.issue_dues), name="issue_dues"),
    ]

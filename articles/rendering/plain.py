"""An article as plain text, as one pastes it elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from articles.models import Publication


def plain_text(publication: Publication) -> str:
    """Headline to source line, one paragraph a line."""
    context = {"detail": publication.detail, "text": publication.text, "site_url": settings.SITE_URL}
    written = render_to_string("articles/article.txt", context)
    return "\n".join(line.rstrip() for line in written.strip().splitlines()) + "\n"

"""Who has an article open: each form says so from time to time, and is forgotten when it stops."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from articles.models import Article, Presence, User

FRESH = dt.timedelta(seconds=60)  # a form speaks every 20 seconds
STALE = dt.timedelta(minutes=10)


def beat(article: Article, *, by: User, tab: str) -> list[Presence]:
    """This form is open; returns the others that are."""
    now = timezone.now()
    Presence.objects.update_or_create(article=article, user=by, tab=tab, defaults={"seen_at": now})
    Presence.objects.filter(seen_at__lt=now - STALE).delete()
    return others(article, by=by, tab=tab)


def leave(article: Article, *, by: User, tab: str) -> None:
    """This form was closed."""
    Presence.objects.filter(article=article, user=by, tab=tab).delete()


def others(article: Article, *, by: User, tab: str = "") -> list[Presence]:
    """Other people's open forms, and one's own in another window when ``tab`` is known."""
    found = article.presences.filter(seen_at__gte=timezone.now() - FRESH).select_related("user")
    rows = [row for row in found if row.user_id != by.pk or (tab and row.tab != tab)]
    return list({row.user_id: row for row in rows}.values())

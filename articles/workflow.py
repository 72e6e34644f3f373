"""The stages of an article: the only writer of ``Article.stage``.

Until the three reviews exist there is one way: from draft to released by the right
``publish_printed``, and from released to withdrawn.
"""

from __future__ import annotations

from articles.choices import Stage
from articles.exceptions import PublishingRefused
from articles.models import Article, User

PUBLISH_PRINTED = "articles.publish_printed"
CORRECT = "articles.correct_article"
WITHDRAW = "articles.withdraw_article"


def require(user: User | None, permission: str) -> None:
    """Raise PublishingRefused unless ``user`` has ``permission``. None stands for the system itself."""
    if user is not None and not user.has_perm(permission):
        raise PublishingRefused("你没有这项权限，请联系有权发布的同事。", code="permission-denied")


def mark_released(article: Article) -> None:
    """Called by ``publishing`` inside its transaction."""
    _set(article, Stage.RELEASED)


def mark_withdrawn(article: Article) -> None:
    """Called by ``publishing`` inside its transaction."""
    _set(article, Stage.WITHDRAWN)


def _set(article: Article, stage: Stage) -> None:
    article.stage = stage
    Article.objects.filter(pk=article.pk).update(stage=stage)

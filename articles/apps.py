"""The one app of the newsroom."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "采编"

    def ready(self) -> None:
        """Gives the word segmenter its private folder, every ``migrate`` the triggers of the public mark, the log each sign-in."""
        from articles import auditing, marking  # models are there only now
        from articles.text import segmentation  # text is pure: its settings are passed in

        segmentation.configure(settings.JIEBA_CACHE)
        post_migrate.connect(marking.keep, sender=self)
        auditing.listen()

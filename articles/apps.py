"""The one app of the newsroom."""

from django.apps import AppConfig
from django.conf import settings


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "采编"

    def ready(self) -> None:
        """Gives the word segmenter its private folder; the dictionary itself loads on first use."""
        from articles.text import segmentation  # text is pure: its settings are passed in

        segmentation.configure(settings.JIEBA_CACHE)

"""Pictures with what must be said about them."""

from __future__ import annotations

from django.db import models

from articles.models.identity import PublicIdField

THUMB = 480  # pixels across


class Image(models.Model):
    """A picture. ``alt`` is for those who cannot see it; ``credit`` and ``rights`` are printed and passed on."""

    public_id = PublicIdField()
    file = models.ImageField("文件", upload_to="images/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    widths = models.JSONField(editable=False, default=list)  # of the smaller AVIF and WebP beside the file
    alt = models.CharField("替代文字", max_length=200, blank=True)
    caption = models.CharField("图说", max_length=300, blank=True)
    credit = models.CharField("作者（摄影、制图）", max_length=60, blank=True)
    rights = models.CharField("版权说明", max_length=200, blank=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "图片"
        ordering = ["-uploaded_at"]

    def copy_name(self, width: int, suffix: str) -> str:
        """The name of a smaller copy: 'images/2025/06/a.jpg' → 'images/2025/06/a.960.avif'."""
        return f"{str(self.file.name).rpartition('.')[0]}.{width}.{suffix}"

    @property
    def thumb_url(self) -> str:
        """The address of a copy that is large enough for a list, else of the picture itself."""
        small = next((width for width in self.widths if width >= THUMB), None)
        return self.file.storage.url(self.copy_name(small, "webp")) if small else self.file.url

    def __str__(self) -> str:
        return self.caption or self.alt or self.public_id

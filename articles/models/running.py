"""What the job runner last did: the desk reads from it whether the runner is alive."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """The last run of one job. ``error`` is empty when it went well."""

    name = models.CharField("任务", max_length=40, primary_key=True)
    ended_at = models.DateTimeField("最近运行")
    error = models.TextField("出错", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

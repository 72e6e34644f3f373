"""Partners' webhooks, and every delivery to them with what came of it."""

from __future__ import annotations

import base64
import datetime as dt
import secrets

from django.db import models
from django.db.models import Q

from articles.choices import DeliveryStatus, WebhookStop
from articles.models.identity import PublicIdField
from articles.models.partner import Partner
from articles.models.publication import Change


def new_webhook_secret() -> str:
    """192 random bits in the form of Standard Webhooks 1.0."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


class Webhook(models.Model):
    """An address of a partner's that is told of changes.

    The secret must be kept readable, because each delivery is signed with it; no page shows it again.
    While ``old_secret`` is valid, deliveries bear the signatures of both.
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="webhooks", verbose_name="合作方")
    url = models.CharField("接收地址", max_length=500)
    kinds = models.JSONField("变更种类", default=list, blank=True)
    note = models.CharField("说明", max_length=100, blank=True)
    secret = models.CharField(max_length=80, default=new_webhook_secret, editable=False)
    old_secret = models.CharField(max_length=80, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    stopped_at = models.DateTimeField("停止时间", null=True, blank=True)
    stopped_by = models.CharField("停止原因", max_length=10, choices=WebhookStop, blank=True)
    failing_since = models.DateTimeField("从何时起送不到", null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    wait_until = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        ordering = ["partner__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by="") | (Q(stopped_at__isnull=False) & ~Q(stopped_by="")),
                name="webhook_stop_whole",
            )
        ]

    def __str__(self) -> str:
        return self.url

    def secrets_at(self, now: dt.datetime) -> list[str]:
        """The newest first."""
        is_old_valid = self.old_secret and self.old_secret_until is not None and self.old_secret_until > now
        return [self.secret, self.old_secret] if is_old_valid else [self.secret]


class Delivery(models.Model):
    """One message to one webhook, written in the transaction of its change. Its public id is the message's.

    It holds ids only: what the change means to the partner is asked when it is sent. Without a change it is a test.
    """

    public_id = PublicIdField()
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name="推送地址")
    change = models.ForeignKey(Change, models.CASCADE, null=True, related_name="deliveries", verbose_name="变更")
    status = models.CharField("状态", max_length=10, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次", null=True)
    created_at = models.DateTimeField("写入时间")
    ended_at = models.DateTimeField("完成时间", null=True)
    last_code = models.PositiveSmallIntegerField("最近答复", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "change"], name="delivery_once_a_change")]
        indexes = [
            models.Index(fields=["webhook", "next_at"], condition=Q(status="waiting"), name="delivery_due"),
            models.Index(fields=["status", "-id"], name="delivery_by_status"),
        ]

    def __str__(self) -> str:
        return self.public_id


class DeliveryAttempt(models.Model):
    """What came of sending once: ``code`` is None when there was no answer, ``note`` an excerpt of it or the error."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="log", verbose_name="推送")
    at = models.DateTimeField("时间")
    code = models.PositiveSmallIntegerField("答复", null=True)
    took = models.PositiveIntegerField("毫秒")
    note = models.CharField("摘录", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送经过"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code or '—'} {self.note}"

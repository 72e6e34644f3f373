"""What is done from a partner's page: keys issued, rotated, revoked; webhooks stopped, tried, told again. And the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from articles import propagation
from articles.admin.article_steps import back, require
from articles.admin.partner_view import KeyForm
from articles.admin.site import site
from articles.choices import WebhookStop
from articles.exceptions import NewsroomError
from articles.models import ApiKey, Delivery, Partner, Webhook
from articles.webhooks import registering

AGAIN_DAYS = 7
View = Callable[[HttpRequest, int], HttpResponse]


def step(permission: str) -> Callable[[View], View]:
    """POST only, with this right; an expected refusal becomes a message."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            require(request, permission)
            try:
                return view(request, pk)
            except NewsroomError as error:
                messages.error(request, error.message)
                return back(request, reverse("admin:articles_partner_changelist"))

        return guarded

    return decorate


def page_of(partner: int, part: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_partner_change", args=[partner]) + f"#{part}")


@step("articles.add_apikey")
def issue_key(request: HttpRequest, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner, pk=pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        for label, errors in ((form.fields[name].label, errors) for name, errors in form.errors.items()):
            messages.error(request, f"没有发放：{label}——{'；'.join(map(str, errors))}")
        return page_of(pk, "keys")
    given = form.cleaned_data
    key, secret = ApiKey.objects.issue(partner, scopes=given["scopes"], expires_at=given["expires"])
    ApiKey.objects.filter(pk=key.pk).update(per_minute=given["per_minute"], per_day=given["per_day"])
    return shown_once(request, key, secret)


@step("articles.add_apikey")
def rotate_key(request: HttpRequest, pk: int) -> HttpResponse:
    old = get_object_or_404(ApiKey.objects.select_related("partner"), pk=pk)
    return shown_once(request, *ApiKey.objects.rotate(old), old=old)


@step("articles.change_apikey")
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=pk)
    key.revoke()
    messages.success(request, f"密钥 {key.prefix}… 已停用，对方立即不能再用。")
    return page_of(key.partner_id, "keys")


def shown_once(request: HttpRequest, key: ApiKey, secret: str, old: ApiKey | None = None) -> HttpResponse:
    """The only answer that ever holds the secret; nobody may keep it."""
    context = {**site.each_context(request), "title": "新密钥", "key": key, "secret": secret, "old": old}
    response = render(request, "admin/articles/partner/key.html", context)
    response["Cache-Control"] = "no-store"
    return response


@step("articles.change_webhook")
def stop_hook(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    registering.stop(webhook, by=WebhookStop.PAPER)
    messages.success(request, f"已停止向 {webhook.url} 推送。")
    return page_of(webhook.partner_id, "hooks")


@step("articles.change_webhook")
def resume_hook(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    registering.resume(webhook)
    messages.success(request, f"继续向 {webhook.url} 推送；停止期间的变更请用“重送”补上。")
    return page_of(webhook.partner_id, "hooks")


@step("articles.change_webhook")
def test_hook(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    registering.send_test(webhook)
    messages.success(request, "测试已写入推送记录，几秒后送出。")
    return page_of(webhook.partner_id, "hooks")


@step("articles.change_webhook")
def replay_hook(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    count = registering.replay_since(webhook, timezone.now() - dt.timedelta(days=AGAIN_DAYS))
    messages.success(request, f"最近 {AGAIN_DAYS} 天的 {count} 条重新排队。")
    return page_of(webhook.partner_id, "hooks")


@step("articles.change_webhook")
def replay_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    registering.replay(get_object_or_404(Delivery, pk=pk))
    messages.success(request, "已重新排队，几秒后送出。")
    return back(request, reverse("admin:articles_delivery_change", args=[pk]))


def board(request: HttpRequest) -> HttpResponse:
    """更正与撤稿的落实: who has not yet followed what."""
    require(request, "articles.view_partner")
    only_open = request.GET.get("show") != "all"
    context = {
        **site.each_context(request),
        "title": "更正与撤稿的落实",
        "rows": propagation.board(only_open=only_open),
        "only_open": only_open,
        "shown": propagation.SHOWN,
    }
    return render(request, "admin/articles/partner/board.html", context)

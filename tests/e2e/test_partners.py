"""Partners at the desk in a real browser: a key that is shown once and copied, and pages that everybody can read."""

import pytest
from playwright.sync_api import expect

from articles import propagation, publishing
from articles.models import ApiKey, Delivery, Partner
from articles.webhooks.delivering import deliver_due
from articles.webhooks.registering import register
from tests.e2e.browser import assert_no_axe_violations
from tests.factories import make_publication
from tests.webhooks.conftest import Clock, Receiver


@pytest.fixture
def partner(live):
    propagation.forget()
    partner = Partner.objects.create(name="远山镜像网", covers_all=True)
    publication = make_publication("村里的图书室")
    ApiKey.objects.issue(partner, scopes=["hooks"])
    register(partner, url="https://mirror.example.cn/hooks/newsroom")
    propagation.note_copies(partner.pk, {publication.public_id: 1})
    publishing.correct(publication.article, text="第三段有误。", by=None)
    deliver_due(send=Receiver(500), clock=Clock())
    return partner


def test_a_key_for_a_partner(page, account, sign_in, partner):
    sign_in(page, account("administrator"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/admin/articles/partner/{partner.pk}/change/")
    assert_no_axe_violations(page)
    page.check("[name=scopes][value=sync]")
    page.click("text=发放密钥")
    secret = page.input_value("#secret")
    assert_no_axe_violations(page)
    page.click("[data-copy]")
    expect(page.locator("[data-copied]")).to_have_text("密钥已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    for address in ("/admin/articles/partner/board/", "/admin/articles/delivery/", "/admin/articles/partner/"):
        page.goto(address)
        assert_no_axe_violations(page)
    page.goto(f"/admin/articles/delivery/{Delivery.objects.get().pk}/change/")
    assert_no_axe_violations(page)

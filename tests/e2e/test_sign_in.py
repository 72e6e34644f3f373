"""Signing in to the admin by its own form."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import WIDTHS, assert_no_axe_violations


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_signs_in(new_page, account, width):
    account("administrator", username="admin", name="管理员", password="mima-mima-mima")
    page = new_page(width)
    page.goto("/admin/")
    assert_no_axe_violations(page)
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "mima-mima-mima")
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("[name=password]").count() == 0


def test_a_wrong_password_leaves_the_name_and_asks_for_the_password(page, account):
    account("editor")
    page.goto("/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", "wrong")
    page.click("[type=submit]")
    assert "密码" in page.get_by_role("alert").inner_text()
    password = page.locator("[name=password]")
    expect(password).to_be_focused()
    assert password.get_attribute("aria-describedby") == page.get_by_role("alert").get_attribute("id")
    assert (page.input_value("[name=username]"), password.input_value()) == ("editor", "")


def test_sign_in_fixture(page, account, sign_in):
    sign_in(page, account("administrator"))
    page.goto("/admin/")
    assert page.locator("[name=password]").count() == 0

"""What the sign-in page says of a wrong name or password."""

import pytest

pytestmark = pytest.mark.once


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(client, account, is_known):
    username = account("editor").username if is_known else "nobody"
    answer = client.post("/admin/login/", {"username": username, "password": "wrong"})
    assert "用户名或密码不对，请重新输入（注意区分大小写）。" in answer.content.decode()

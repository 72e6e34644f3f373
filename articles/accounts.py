"""Accounts of the desk: one made for a role, and the first ones of a fresh newsroom."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import Group

from articles.models import User
from articles.roles import ROLES, Role

# Who stands in a fresh newsroom: role key, username, name. A username is what one types to sign in.
FIRST_ACCOUNTS = (
    ("editor", "editor", "编辑"),
    ("first_reviewer", "first", "初审编辑"),
    ("second_reviewer", "second", "复审主任"),
    ("final_reviewer", "final", "终审总编"),
    ("administrator", "admin", "管理员"),
)

# No look-alikes: the password is read from a terminal and typed by hand.
PASSWORD_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105


def role(key: str) -> Role:
    """The role of this key; raises ``KeyError`` for one that is none."""
    return {each.key: each for each in ROLES}[key]


def create_account(key: str, *, username: str, name: str, password: str) -> User:
    """Save an account with the rights of role ``key``. The groups must exist: ``roles.sync_groups``."""
    chosen = role(key)
    user = User.objects.create_user(
        username, password=password, name=name, is_staff=True, is_superuser=key == "administrator"
    )
    user.groups.add(Group.objects.get(name=chosen.title))
    return user


def create_first_accounts() -> list[tuple[User, Role, str]]:
    """One account a role, with a fresh password that is returned here and kept nowhere."""
    made = []
    for key, username, name in FIRST_ACCOUNTS:
        password = new_password()
        made.append((create_account(key, username=username, name=name, password=password), role(key), password))
    return made


def new_password() -> str:
    """Sixteen characters in four groups, about 79 bits."""
    return "-".join("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(4))

"""The roles of people who log in and what each may do: the one place that says so.

Partners do not log in; they hold API keys.
"""

from __future__ import annotations

from dataclasses import dataclass

EDITED_MODELS = (
    "article", "contribution", "statement", "pullquote", "image",
    "issue", "page", "author", "affiliation", "tag", "tagsynonym", "phrase", "pageimport", "manuscript",
)  # fmt: skip
KEPT_MODELS = ("column", "columnalias")

# The bin shows everybody what they threw away themselves, and of others what they may delete.
WRITE = (*(f"{action}_{model}" for model in EDITED_MODELS for action in ("add", "change", "view")), "view_binentry")
SHAPE = (
    *(f"{action}_{model}" for model in KEPT_MODELS for action in ("add", "change", "view")),
    "delete_phrase",
)
# Contributors' telephone and address: for those who answer them.
DESK = (
    "release_approved", "publish_printed", "assign_article", "see_contact", "delete_manuscript",
    "view_manuscriptsetting", "change_manuscriptsetting",
)  # fmt: skip
READ = tuple(
    f"view_{model}" for model in (*EDITED_MODELS, *KEPT_MODELS, "publication", "revision", "correction", "recordentry")
)

# Who corrects and withdraws sees whether the partners follow; contracts and keys are the administrator's.
FOLLOW = ("view_partner", "view_delivery")
FEES = ("view_feemonth", "change_feemonth")


@dataclass(frozen=True, slots=True)
class Role:
    """A group of accounts: its key (group name), Chinese title, and permission codenames."""

    key: str
    title: str
    permissions: tuple[str, ...]


ROLES: tuple[Role, ...] = (
    Role("editor", "编辑", (*READ, *WRITE)),
    Role("first_reviewer", "责任编辑（初审）", (*READ, *WRITE, *SHAPE, *DESK, "review_first")),
    Role(
        "second_reviewer",
        "主任（复审）",
        (*READ, *WRITE, *SHAPE, *DESK, *FOLLOW, *FEES, "review_second", "correct_article", "merge_tag"),
    ),
    Role(
        "final_reviewer",
        "值班总编（终审）",
        (
            *READ, *WRITE, *SHAPE, *DESK, *FOLLOW, *FEES, "review_final", "correct_article", "withdraw_article",
            "merge_tag", "delete_article", "view_auditentry", "close_feemonth", "view_feerate", "add_feerate", "change_feerate", "delete_feerate",
        ),
    ),
    Role("administrator", "管理员", ()),  # a superuser: every right, by Django's own rule
)  # fmt: skip


def sync_groups() -> None:
    """Make one group a role, with exactly its permissions. Safe to call again; needs migrations applied."""
    from django.contrib.auth.models import Group, Permission  # models are not ready when this module loads

    known = dict(Permission.objects.filter(content_type__app_label="articles").values_list("codename", "pk"))
    groups = {group.name: group for group in Group.objects.prefetch_related("permissions")}
    for role in ROLES:
        if missing := set(role.permissions) - known.keys():
            raise LookupError(f"unknown permissions in role {role.key}: {sorted(missing)}")
        group = groups.get(role.title) or Group.objects.create(name=role.title)
        wanted = {known[codename] for codename in role.permissions}
        if wanted != {permission.pk for permission in group.permissions.all()}:
            group.permissions.set(wanted)

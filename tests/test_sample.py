"""The sample newspaper: what was printed, and an issue in the making that shows the desk at work."""

from collections import Counter

import pytest
from django.core.management import call_command

from articles import roles
from articles.accounts import create_first_accounts
from articles.models import Article, Publication, RecordEntry
from articles.sample import loading
from articles.sample.loading import sample

pytestmark = pytest.mark.django_db


def test_it_is_loaded_with_work_on_its_way(client, monkeypatch):
    monkeypatch.setattr(loading, "make_sizes", lambda image: [])
    roles.sync_groups()
    create_first_accounts()
    call_command("load_sample", verbosity=0)
    unprinted = Article.objects.filter(publication=None)
    rows = [row for page in sample("work")["pages"] for row in page["articles"]]
    wanted = Counter("draft" if row["stands"] == "returned" else row["stands"] for row in rows)
    assert Counter(unprinted.values_list("stage", flat=True)) == wanted
    assert not Publication.objects.filter(article__in=unprinted).exists()
    assert all(article.revisions.exists() for article in unprinted)  # an edit must have something to go back to
    assert {entry.by.username for entry in RecordEntry.objects.filter(article__in=unprinted)} == {
        "editor", "first", "second", "final"
    }  # fmt: skip
    for row in rows:
        assert row["title"] not in client.get("/").content.decode()

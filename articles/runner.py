"""The jobs of the newsroom: what ``manage.py work`` does, and when."""

from __future__ import annotations

from django.core.management import call_command

from articles import auditing, manuscripts, preparing, publishing, scoring
from articles.analysis import duplicates, relating
from articles.jobs import Job
from articles.search import building
from articles.webhooks.delivering import deliver_due, drop_old
from articles.webhooks.writing import JOB as DELIVER


def tidy() -> None:
    """Drop what nobody asks for any more."""
    call_command("clearsessions")
    drop_old()
    auditing.drop_old()
    manuscripts.drop_orphans()


JOBS = (
    Job("release_due", publishing.release_due),
    Job(DELIVER, deliver_due),
    Job(preparing.JOB, preparing.renew_some),
    Job("relate", relating.renew_some),
    Job("fingerprint", duplicates.renew_some),
    Job("score", scoring.renew_some),
    Job("keep_index", building.keep, minute="*/5"),
    Job("tidy", tidy, minute="17"),
)

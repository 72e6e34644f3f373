"""What an autosave costs at the server, next to a hello-world view: `.venv/bin/python -m benchmarks.autosave [--wall]`.

In process: one request after the other through the WSGI application, with middleware, session, permission
checks and a committed transaction on a SQLite file (rollback journal, synchronous FULL). The article has 2,500
characters, six byline and statement rows and three pull quotes; each request changes a sentence of the body or of
a statement (which most autosaves do), or is the first of its window, or changes a byline, the tags, the place.
Rounds alternate with the hello-world view, as only ratios in one run count on a machine that others use too.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import tempfile
import time

FOLDER = tempfile.mkdtemp(prefix="newsroom-benchmark-")
os.environ.update(DATA_DIR=FOLDER, LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="newsroom.settings", DATABASE_URL="")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from articles.admin.article_form import ArticleEntryForm  # noqa: E402
from articles.admin.drafts import controls_shown  # noqa: E402
from articles.models import Article, Contribution, Issue, Page, PullQuote, Statement, Tag, User  # noqa: E402
from articles.models.body import statement_block, text_block  # noqa: E402

ROUNDS, EACH = 20, 10
# The processor's time by default: on a machine that others use, the wall's says more of them. --wall adds the disk.
clock = time.perf_counter if "--wall" in sys.argv else time.process_time
SENTENCE = "职业伤害保障的意义，不只在于事后的补偿，更在于倒逼平台改进算法、减少事故。"
SAID = {
    "body": "a sentence of the body", "st-1-text": "a sentence of a statement", "window": "the first of a window",
    "by-1-affiliation": "a byline's affiliation", "tags": "a tag more or less", "place": "another page",
}  # fmt: skip
ADDRESS = "/admin/articles/article/writing/autosave/"


def sample() -> Article:
    body = [text_block("paragraph", f"第{n}段。" + SENTENCE * 6) for n in range(10)]
    article = Article.objects.create(title="自动保存的一篇", body=body)
    for order in range(1, 4):
        Contribution.objects.create(article=article, name=f"作者{order}", affiliation="江州大学", order=order)
        said = Statement.objects.create(article=article, speaker=f"发言人{order}", text=SENTENCE, order=order)
        PullQuote.objects.create(article=article, text=SENTENCE, order=order)
        article.body.append(statement_block(said.public_id))
    article.save()
    return article


def main() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("editor", password=None)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    article = sample()
    issue = Issue.objects.create(date="2025-06-09")
    pages = [Page.objects.create(issue=issue, number=str(n), name="理论").pk for n in (5, 6)]
    Tag.objects.create(name="技能"), Tag.objects.create(name="学徒")
    form = controls_shown(ArticleEntryForm(None, article=article))
    version, number = article.lock_version, 0
    ours: dict[str, list[float]] = {
        what: [] for what in ("body", "st-1-text", "window", "by-1-affiliation", "tags", "place")
    }
    floor: list[float] = []
    tab = "benchmark"
    for _ in range(ROUNDS):
        for what, times in ours.items():
            for _ in range(EACH):
                number += 1
                base = pairs(form)
                tab = f"benchmark{number}" if what == "window" else tab
                control = "body" if what == "window" else what
                form[control] = changed(form, control, number, pages)
                data = {
                    "tab": tab,
                    "article": article.pk,
                    "version": version,
                    "form": pairs(form),
                    "base": base,
                }
                begun = clock()
                response = client.post(ADDRESS, json.dumps(data, ensure_ascii=False), content_type="application/json")
                times.append(clock() - begun)
                answer = response.json()
                assert answer["state"] == "saved", answer
                version = answer["version"]
        for _ in range(EACH):
            begun = clock()
            client.get("/robots.txt")
            floor.append(clock() - begun)
    assert Article.objects.filter(lock_version=version).exists()
    show("floor: /robots.txt, no session, one short text", floor)
    for what, times in ours.items():
        show(f"autosave: {SAID[what]}", times)
        print(f"ratio of medians {statistics.median(times) / statistics.median(floor):.1f}")


def changed(form: dict[str, str], control: str, number: int, pages: list[int]) -> str:
    if control == "tags":
        return "技能" if number % 2 else "技能，学徒"
    if control == "place":
        return str(pages[number % 2])
    return re.sub("，改到第.*?次|^", f"，改到第{number}次", form[control], count=1)


def pairs(form: dict[str, str]) -> list[list[str]]:
    return [[name, str(value)] for name, value in form.items()]


def show(name: str, times: list[float]) -> None:
    ordered = sorted(each * 1000 for each in times)
    at = {share: ordered[int(len(ordered) * share / 100)] for share in (50, 95, 99)}
    print(f"{name}: p50 {at[50]:.1f} ms, p95 {at[95]:.1f} ms, p99 {at[99]:.1f} ms, n {len(ordered)}")


if __name__ == "__main__":
    main()

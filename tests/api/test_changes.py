"""The change feed: nothing missed, nothing replayed that was taken back, nothing shown that a contract leaves out."""

import datetime as dt
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.api.views import changes
from articles.models import ApiKey, Change, ChangeCounter, Partner, Publication
from articles.models.partner import prefix_of
from tests import factories

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"


def withdraw(publication, reason="error"):
    publishing.withdraw(publication.article, reason=reason, by=None)


def gist(document):
    return [(step["op"], step.get("id") or step["article"]["id"], step.get("reason")) for step in document["results"]]


def test_only_a_key_with_the_scope_opens_it(api, keyed):
    problem = api.problem("changes/", 401)
    assert problem["code"] == "unauthorized"
    assert api("changes/")["WWW-Authenticate"].startswith("Bearer ")
    other = keyed("export", "history", "hooks")
    assert other.problem("changes/", 403)["code"] == "insufficient-scope"
    assert 'scope="sync"' in other("changes/")["WWW-Authenticate"]
    mine = keyed("sync")
    assert mine("changes/")["Cache-Control"] == "private, max-age=0"
    expired = ApiKey.objects.filter(prefix=prefix_of(mine.key))
    expired.update(expires_at=timezone.now())
    assert mine.problem("changes/", 401)["code"] == "unauthorized"


def test_it_tells_what_happened_since(keyed):
    mirror = keyed("sync", may_reprint=True)
    nothing = mirror.json("changes/")
    assert (nothing["results"], nothing["head"], nothing["has_more"]) == ([], 0, False)
    first, second = factories.make_publication(), factories.make_publication()
    document = mirror.json(nothing["next"])
    assert gist(document) == [("upsert", first.public_id, None), ("upsert", second.public_id, None)]
    assert document["results"][0]["article"]["licence"]["reprint"] is True
    assert "body" not in document["results"][0]["article"]
    publishing.correct(first.article, text="更正。", by=None)
    withdraw(second, "rights")
    document = mirror.json(document["next"])
    assert gist(document) == [("upsert", first.public_id, None), ("delete", second.public_id, "rights")]
    assert document["results"][0]["article"]["version"] == 2
    assert set(document["results"][1]) == {"id", "seq", "op", "reason", "at"}
    assert [step["seq"] for step in document["results"]] == [3, 4]
    assert document["head"] == 4
    assert mirror.json(document["next"])["results"] == []
    assert mirror.json(f"changes/?cursor={nothing['head_cursor']}")["head"] == 4


def test_pages_and_includes_cost_a_fixed_number_of_queries(keyed, archive):
    mirror = keyed("sync", columns=[factories.make_column("别的")])
    Partner.objects.get().columns.set([])
    published = archive(7)
    Partner.objects.get().columns.set([published[0].column])
    for publication in published[:3]:
        withdraw(publication)
    counts = []
    for size in (1, 5, 10):
        mirror.json(f"changes/?page_size={size}&include=body")  # the shelf is filled, the use is noted
        with CaptureQueriesContext(connection) as queries:
            document = mirror.json(f"changes/?page_size={size}&include=body")
        assert len(document["results"]) == size
        counts.append(len(queries))
    assert counts == [2, 2, 2]  # the key; the rows and what they mean
    url, seen = "changes/?page_size=3", []
    while True:
        document = mirror.json(url)
        seen += [step["seq"] for step in document["results"]]
        url = document["next"]
        if not document["has_more"]:
            break
    assert seen == list(range(1, 11))


def test_withdrawn_text_is_never_replayed(keyed):
    mirror = keyed("sync")
    start = mirror.json("changes/")
    publication = factories.make_publication(f"{CANARY}撤回", paragraphs=(f"{CANARY}正文。",))
    assert CANARY in mirror(f"{start['next']}").content.decode()
    withdraw(publication)
    for path in (start["next"], "changes/", "changes/?include=body", "changes/?kinds=released"):
        answer = mirror(path).content.decode()
        assert CANARY not in answer, path
        assert '"delete"' in answer, path


def test_what_was_never_public_is_passed_over(keyed):
    later = timezone.now() + dt.timedelta(days=3)
    factories.make_article(f"{CANARY}草稿", paragraphs=(f"{CANARY}。",))
    hidden = factories.make_publication(f"{CANARY}禁发", embargo_until=later)
    taken_back = factories.make_publication(f"{CANARY}又撤", embargo_until=later)
    withdraw(taken_back)
    shown = factories.make_publication("看得见")
    shown.article.title = f"{CANARY}改稿"
    shown.article.save()
    mirror = keyed("sync", "export", "history", "hooks", may_reprint=True)
    paths = ["changes/", "changes/?include=body,statements,pull_quotes,corrections", "changes/?kinds=withdrawn"]
    for path in [*paths, "articles/?include=body", "quotes/", "columns/", "tags/", f"articles/{hidden.public_id}/"]:
        answer = mirror(path).content.decode()
        for secret in (CANARY, taken_back.public_id):
            assert secret not in answer, path
    assert gist(mirror.json("changes/")) == [("upsert", shown.public_id, None)]


def test_the_contract_bounds_the_feed(keyed):
    mine, other = factories.make_column("甲栏"), factories.make_column("乙栏")
    inside, moved = factories.make_publication(column=mine), factories.make_publication(column=mine)
    outside, none = factories.make_publication(column=other), factories.make_publication()
    mirror = keyed("sync", columns=[mine])
    start = mirror.json("changes/")
    assert [step[1] for step in gist(start)] == [inside.public_id, moved.public_id]
    for publication in (outside, none, inside):
        withdraw(publication)
    moved.article.column = other
    moved.article.save()
    publishing.release(moved.article, by=None)
    document = mirror.json(start["next"])
    assert gist(document) == [("delete", inside.public_id, "withdrawn"), ("delete", moved.public_id, "rights")]
    everything = keyed("sync", name="全")
    assert {step[1] for step in gist(everything.json("changes/"))} >= {outside.public_id, none.public_id}


def test_embargo_and_expiry_are_told_once(keyed, time_machine):
    now = timezone.now()
    lift, end = now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)
    publication = factories.make_publication(embargo_until=lift)
    Publication.objects.update(expires_at=end)
    mirror = keyed("sync")
    document = mirror.json("changes/")
    assert document["results"] == []
    assert publishing.release_due() == 0
    time_machine.move_to(lift + dt.timedelta(seconds=1))
    call_command("release_due", verbosity=0)
    assert publishing.release_due() == 0
    document = mirror.json(document["next"])
    assert gist(document) == [("upsert", publication.public_id, None)]
    time_machine.move_to(end + dt.timedelta(seconds=1))
    assert publishing.release_due() == 1
    assert publishing.release_due() == 0
    document = mirror.json(document["next"])
    assert gist(document) == [("delete", publication.public_id, "expired")]
    assert Change.objects.count() == ChangeCounter.objects.get().head == 3


def test_a_new_embargo_takes_the_text_back_until_it_lifts(keyed, time_machine):
    mirror, stranger = keyed("sync"), keyed("sync", name="别家", columns=[factories.make_column("别的")])
    publication = factories.make_publication()
    start = mirror.json("changes/")
    lift = timezone.now() + dt.timedelta(hours=1)
    publishing.release(publication.article, by=None, embargo_until=lift)
    document = mirror.json(start["next"])
    assert gist(document) == [("delete", publication.public_id, "withdrawn")]
    assert stranger.json("changes/")["results"] == []
    time_machine.move_to(lift + dt.timedelta(seconds=1))
    assert publishing.release_due() == 1
    assert gist(mirror.json(document["next"])) == [("upsert", publication.public_id, None)]


def test_an_expiry_at_a_new_release_takes_the_text_back(keyed):
    mirror = keyed("sync")
    publication = factories.make_publication()
    start = mirror.json("changes/")
    Publication.objects.update(expires_at=timezone.now())
    publishing.release(publication.article, by=None)
    assert gist(mirror.json(start["next"])) == [("delete", publication.public_id, "expired")]


def test_after_a_restore_every_cursor_is_reset(keyed):
    factories.make_publication()
    mirror = keyed("sync")
    before = mirror.json("changes/")
    call_command("new_epoch", verbosity=0)
    for cursor in (before["cursor"], before["head_cursor"]):
        assert mirror.problem(f"changes/?cursor={cursor}", 410)["code"] == "cursor-reset"
    after = mirror.json("changes/")
    assert gist(after) == gist(before)
    later = factories.make_publication()
    assert gist(mirror.json(after["next"])) == [("upsert", later.public_id, None)]


def test_an_old_place_is_reset(api, keyed):
    column = factories.make_column("甲栏")
    factories.make_publication(column=column)
    mirror, other = keyed("sync"), keyed("sync", name="别家")
    cursor = mirror.json("changes/")["cursor"]
    successor = keyed("sync")
    assert successor.json(f"changes/?cursor={cursor}")["results"] == [], "the partner's new key goes on"
    for caller, path in ((other, f"changes/?cursor={cursor}"), (mirror, f"changes/?cursor={cursor}&kinds=released")):
        assert caller.problem(path, 410)["code"] == "cursor-reset"
    Partner.objects.filter(name="镜像网").update(covers_all=False)
    assert mirror.problem(f"changes/?cursor={cursor}", 410)["code"] == "cursor-reset"
    Partner.objects.filter(name="镜像网").update(covers_all=True)
    assert mirror("changes/?cursor=" + cursor).status_code == 200
    ChangeCounter.objects.update(epoch="restored")
    problem = mirror.problem(f"changes/?cursor={cursor}", 410)
    assert problem["code"] == "cursor-reset"
    assert api.json(problem["resync"])["results"]
    assert mirror.json("changes/")["results"]


def test_a_row_of_a_clock_that_is_ahead_is_not_lost(keyed):
    publication = factories.make_publication()
    ahead = timezone.now() + dt.timedelta(seconds=5)
    Publication.objects.update(released_at=ahead)
    Change.objects.update(at=ahead)
    assert gist(keyed("sync").json("changes/")) == [("upsert", publication.public_id, None)]


def test_a_contract_for_nothing_is_told_nothing(keyed):
    mirror = keyed("sync", columns=[factories.make_column()])
    Partner.objects.get().columns.clear()
    withdraw(factories.make_publication())
    document = mirror.json("changes/")
    assert (document["results"], document["head"], document["has_more"]) == ([], 2, False)


@pytest.mark.parametrize(
    "query", ["page_size=501", "page_size=101&include=body", "wait=26", "kinds=all", "cursor=a:b", "x=1", "wait=-1"]
)
def test_parameters_are_strict(keyed, query):
    assert set(keyed("sync").faults(f"changes/?{query}")) == {query.partition("=")[0]}


def test_a_long_poll_waits_for_what_comes(keyed, monkeypatch):
    monkeypatch.setattr(changes, "LOOK_EVERY", 0.01)
    mirror = keyed("sync")
    start = mirror.json("changes/")["next"]
    began = time.monotonic()
    assert mirror.json(f"{start}&wait=1")["results"] == []
    assert 1 <= time.monotonic() - began < 10
    made = []
    monkeypatch.setattr(changes.time, "sleep", lambda seconds: made or made.append(factories.make_publication()))
    assert gist(mirror.json(f"{start}&wait=20")) == [("upsert", made[0].public_id, None)]


def test_a_key_revoked_while_waiting_gets_nothing(keyed, monkeypatch):
    mirror = keyed("sync")
    start = mirror.json("changes/")["next"]

    def meanwhile(seconds):
        ApiKey.objects.get().revoke()
        factories.make_publication()

    monkeypatch.setattr(changes.time, "sleep", meanwhile)
    assert mirror(f"{start}&wait=20").status_code == 401


def test_long_polls_leave_threads_to_others(keyed, settings):
    mirror = keyed("sync")
    taken = [changes.waiting_room().acquire(blocking=False) for _ in range(settings.ENV.THREADS)]
    assert taken.count(True) == settings.ENV.THREADS // 4
    began = time.monotonic()
    mirror.json("changes/?wait=25")
    assert time.monotonic() - began < 10
    for _ in range(taken.count(True)):
        changes.waiting_room().release()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_writers_lose_nothing(keyed):
    """Mirrors pull all the while; at the end each holds exactly what is public, and has seen every row."""
    mirror = keyed("sync")
    deadline = time.monotonic() + 12
    errors = []

    def write(number):
        try:
            for step in range(15):
                if time.monotonic() > deadline:
                    break
                publication = factories.make_publication()
                if step % 3 == 1:
                    publishing.correct(publication.article, text="更正。", by=None)
                if step % 3 == 2:
                    withdraw(publication)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    copy, seen, url = {}, [], "changes/?page_size=7"
    try:
        while True:
            is_over = not any(writer.is_alive() for writer in writers)
            document = mirror.json(url)
            for step in document["results"]:
                seen.append(step["seq"])
                if step["op"] == "delete":
                    copy.pop(step["id"], None)
                else:
                    copy[step["article"]["id"]] = step["article"]["sha256"]
            url = document["next"]
            if is_over and not document["has_more"]:
                break
    finally:  # the tables are emptied after the test: nobody may still write
        for writer in writers:
            writer.join()
    assert errors == []
    assert copy == dict(Publication.objects.visible().values_list("public_id", "sha256"))
    assert seen == list(range(1, ChangeCounter.objects.get().head + 1))
    assert len(seen) > 40

"""What is written down of partners' copies, at what cost, and what the board makes of it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import propagation, publishing
from articles.models import Copy, FeedPosition, Partner
from tests import factories
from tests.webhooks.conftest import Clock, Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known():
    propagation.forget()


def states(**kwargs):
    return [{reach.partner.name: reach.state for reach in row.reaches} for row in propagation.board(**kwargs)]


def writes(caller, path):
    with CaptureQueriesContext(connection) as queries:
        caller.json(path)
    tables = ("articles_copy", "articles_feedposition")
    return sum(any(table in query["sql"] for table in tables) for query in queries)


def test_a_copy_is_written_down_once_a_version(api, keyed):
    publication = factories.make_publication()
    path = f"articles/{publication.public_id}/"
    ours = keyed("sync")
    ours.json("articles/")
    assert writes(api, path) == 0
    assert not Copy.objects.exists()
    assert (writes(ours, path), writes(ours, path), writes(ours, f"{path}?fields=title")) == (1, 0, 0)
    publishing.correct(publication.article, text="第三段有误。", by=None)
    assert (writes(ours, path), writes(ours, path)) == (1, 0)
    assert Copy.objects.get().version == 2
    propagation.forget()  # another process, or after a start
    ours(f"articles/{publication.public_id}.md", Accept="*/*")
    assert Copy.objects.get().version == 2


def test_the_board_follows_each_partner(keyed):
    ours, other = factories.make_column("甲栏"), factories.make_column("乙栏")
    publication = factories.make_publication(column=ours)
    mirror, reader, checker = keyed("sync", name="镜像"), keyed(name="读者"), keyed(name="核对")
    keyed("sync", name="无关", columns=[other])
    keyed("sync", name="从没来过")
    path = f"articles/{publication.public_id}/"
    body = reader.json(path)
    cursor = mirror.json("changes/")["cursor"]
    mirror.json(f"changes/?cursor={cursor}")
    start = FeedPosition.objects.get().seq
    checker.json(path)
    publishing.correct(publication.article, text="第三段有误。", by=None)
    assert states() == [{"镜像": "open", "读者": "open", "核对": "open", "从没来过": "never"}]
    # Fetching the page with the correction is not yet coming back for the next one.
    cursor = mirror.json(f"changes/?cursor={cursor}")["cursor"]
    assert states()[0]["镜像"] == "open"
    mirror.json(f"changes/?cursor={cursor}")
    assert FeedPosition.objects.get().seq > start
    reader.json(path)
    old = {"copies": [{"id": publication.public_id, "sha256": "0" * 64}]}
    now = {"copies": [{"id": publication.public_id, "sha256": body["sha256"]}]}
    for copies in (old, now):
        asked = checker.client.post(
            "/api/v1/copies/", copies, content_type="application/json",
            headers={"Authorization": f"Bearer {checker.key}"},
        )  # fmt: skip
        assert asked.status_code == 200
    assert states() == [{"镜像": "taken", "读者": "taken", "核对": "taken", "从没来过": "never"}]
    assert states(only_open=True) == []
    # A withdrawal takes the correction's place.
    publishing.withdraw(publication.article, reason="error", by=None)
    assert states() == [{"镜像": "open", "读者": "open", "核对": "open", "从没来过": "never"}]
    # After a restore: who reads in the new epoch has what was before it; the others' old places still count.
    position = FeedPosition.objects.get()
    mirror.json(f"changes/?cursor={mirror.json(f'changes/?cursor={cursor}')['cursor']}")
    assert states()[0]["镜像"] == "taken"
    call_command("new_epoch")
    assert states()[0]["镜像"] == "taken"
    assert FeedPosition.objects.get().epoch == position.epoch


def test_told_by_webhook_is_not_taken(keyed):
    from articles.webhooks.delivering import deliver_due
    from articles.webhooks.registering import register

    ours = keyed("hooks", name="推送")
    publication = factories.make_publication()
    ours.json(f"articles/{publication.public_id}/")
    register(Partner.objects.get(), url="https://mirror.example.cn/hook")
    publishing.withdraw(publication.article, reason="error", by=None)
    assert states() == [{"推送": "open"}]
    deliver_due(send=Receiver(), clock=Clock())
    assert states() == [{"推送": "told"}]


def test_the_board_needs_a_fixed_number_of_queries(keyed):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            propagation.board()
        return len(queries)

    counts = set()
    for number in range(3):
        keyed("sync", name=f"合作方{number}", columns=[factories.make_column()])
        publication = factories.make_publication()
        publishing.correct(publication.article, text="有误。", by=None)
        counts.add(asked())
    assert len(counts) == 1
    assert counts.pop() <= 9

"""The client that partners are given, in this process: it is interrupted, reset, and must be equal at the end."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from articles import publishing
from articles.api.views import export
from articles.models import Publication
from clients import newsroom_mirror
from tests import factories

pytestmark = pytest.mark.django_db


class Cut(Exception):
    """The moment at which the client is killed."""


class Wire(newsroom_mirror.Server):
    """Asks through Django's test client; ``cut_at`` requests from now the line goes dead."""

    def __init__(self, caller):
        super().__init__("http://localhost:8000", caller.key)
        self.caller, self.cut_at = caller, None

    def get(self, address, **parameters):
        if self.cut_at is not None:
            self.cut_at -= 1
            if self.cut_at < 0:
                raise Cut
        query = newsroom_mirror.urllib.parse.urlencode(parameters)
        response = self.caller(address + ("?" + query if query else ""))
        if response.status_code != 200:
            raise newsroom_mirror.Refused(response.status_code, json.loads(response.content))
        return response.content


def held(mirror):
    return dict(mirror.rows.execute("SELECT id, version FROM article"))


def public():
    return dict(Publication.objects.visible().values_list("public_id", "version"))


def test_a_copy_survives_interruption_corrections_withdrawals_and_a_restore(
    keyed, archive, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(export, "PART", 2)
    monkeypatch.setattr(newsroom_mirror, "PAGE", 2)
    published = archive(7)
    reader = keyed("export", "sync")

    def mirror(cut_at=None):
        made = newsroom_mirror.Mirror(str(tmp_path / "mirror.sqlite3"), Wire(reader))
        made.server.cut_at = cut_at
        return made

    for requests in (2, 1, 1):  # index and one part, then a part each
        with pytest.raises(Cut):
            mirror(requests).sync()
    assert len(held(mirror())) == 6
    publishing.withdraw(published[0].article, reason="error", by=None)
    publishing.correct(published[1].article, text="更正。", by=None)
    mirror().sync()
    assert held(mirror()) == public()
    for publication in published[2:6]:
        publishing.correct(publication.article, text="更正。", by=None)
    publishing.withdraw(published[1].article, reason="rights", by=None)
    with pytest.raises(Cut):
        mirror(2).sync()
    assert mirror().verify()
    assert held(mirror()) == public()
    # After a restore the paper has forgotten an article and a correction that the mirror holds.
    old = Publication.objects.get(pk=published[2].pk)
    old.version = old.card["version"] = old.detail["version"] = 1
    old.save()
    lost = factories.make_publication()
    mirror().sync()
    Publication.objects.filter(pk=lost.pk).update(withdrawn_at=lost.released_at, withdrawal_reason="error")
    call_command("new_epoch", verbosity=0)
    assert mirror().verify()
    assert held(mirror()) == public()
    mirror().rows.execute("UPDATE article SET document = replace(document, '第一段', '第二段') WHERE version = 2")
    monkeypatch.setattr(newsroom_mirror.time, "sleep", lambda seconds: None)
    assert not mirror().verify(attempts=2)
    assert "NOT equal" in capsys.readouterr().out


def test_the_first_page_gives_the_client_and_leads_on(api):
    page = api("quickstart/")
    html = page.content.decode()
    assert "<style" not in html
    assert "newsroom_mirror.py" in html
    assert "/api/v1/docs/" in html
    assert api("newsroom_mirror.py").content == Path(newsroom_mirror.__file__).read_bytes()
    assert "/api/v1/quickstart/" in api("docs/").content.decode()

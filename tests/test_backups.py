"""A backup, a disaster, a restore: rows, pictures and the feed's head are equal, and partners start over."""

import json
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import backups, publishing
from articles.models import Article, AuditEntry, ChangeCounter, Image, Publication
from articles.search import matching
from tests.factories import make_article, make_image, make_publication


@pytest.fixture
def house(settings, tmp_path, transactional_db):
    """With a picture, a draft, a publication and a key."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "media"
    settings.PRIVATE_ROOT = tmp_path / "data" / "private"
    settings.DATA_DIR.mkdir()
    (settings.PRIVATE_ROOT / "manuscripts").mkdir(parents=True)
    (settings.PRIVATE_ROOT / "manuscripts" / "letter").write_bytes(b"as it came")
    (settings.DATA_DIR / "secret_key").write_text("k" * 60)
    make_image()
    make_article("草稿里的金丝雀")
    make_publication("村里的图书室")
    return settings.DATA_DIR


def every_row():
    counts, head = backups.counted()
    articles = list(Article.objects.order_by("pk").values())
    return counts, head, articles, {part: backups.digests(root) for part, root in backups.roots().items()}


def test_the_drill(house, tmp_path, account, capsys):
    account("editor")
    before = every_row()
    call_command("backup", str(tmp_path))
    (file,) = tmp_path.glob("newsroom-*.tar.gz")
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        listed = json.load(archive.extractfile("list.json"))
    assert (listed["rows"], listed["head"]) == before[:2]
    assert {part: listed[part] for part in ("media", "private")} == before[3]

    # The disaster: changed, released, deleted, lost.
    publishing.withdraw(Publication.objects.get().article, reason="error", by=None)
    Article.objects.filter(title__contains="草稿").delete()
    make_publication("备份之后才有的")
    picture = house / "media" / Image.objects.get().file.name
    picture.write_bytes(b"broken")
    (house / "private" / "manuscripts" / "letter").unlink()
    (house / "secret_key").write_text("x" * 60)

    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(file))
    assert Publication.objects.count() == 2
    call_command("restore", str(file), "--force")
    counts, (epoch, head), articles, files = every_row()
    told = {"articles_auditentry": before[0]["articles_auditentry"] + 1}  # that it was restored
    assert (counts, articles, files) == (before[0] | told, before[2], before[3])
    assert "恢复" in AuditEntry.objects.first().words
    assert head == before[1][1]
    assert epoch != before[1][0], "partners must not go on from an old cursor"
    assert (house / "secret_key").read_text() == "k" * 60
    assert matching(Publication.objects.visible(), "图书室").exists(), "the index came along"
    assert next(house.glob("media.before-*/**/*.png")).read_bytes() == b"broken"
    # It works on: the next change takes the next number of the new epoch.
    make_publication()
    assert ChangeCounter.objects.get().head == head + 1


def test_what_is_damaged_or_foreign_changes_nothing(house, tmp_path):
    file = tmp_path / "b.tar.gz"
    backups.back_up(file)
    with pytest.raises(backups.BackupRefused, match="已经存在"):
        backups.back_up(file)
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "parts", filter="data")
    before = every_row()

    def pack(name, change):
        parts = tmp_path / name
        with tarfile.open(file) as archive:
            archive.extractall(parts, filter="data")
        change(parts)
        with tarfile.open(tmp_path / f"{name}.tar", "w") as archive:
            for part in parts.iterdir():
                archive.add(part, part.name)
        return tmp_path / f"{name}.tar"

    def edit(**fields):
        def change(parts):
            listed = json.loads((parts / "list.json").read_text())
            (parts / "list.json").write_text(json.dumps(listed | fields))

        return change

    def spoil(parts):
        next(path for path in (parts / "media").rglob("*") if path.is_file()).write_bytes(b"x")

    (tmp_path / "nonsense").write_bytes(b"no archive")
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    for source, words in (
        (tmp_path / "missing", "读不出来"), (tmp_path / "nonsense", "读不出来"),
        (pack("foreign", edit(vendor=other)), "属于"), (pack("spoilt", spoil), "损坏"),
        (pack("cut", lambda parts: (parts / "database").write_bytes(b"x")), "损坏"),
    ):  # fmt: skip
        with pytest.raises(backups.BackupRefused, match=words):
            backups.restore(source, force=True)
    assert every_row() == before

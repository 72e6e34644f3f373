"""Uploads in a bucket: the same doors, the same answers as with a folder."""

import datetime as dt
import urllib.request

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles import manuscripts
from articles.management.starting import refuse_absent_services
from articles.models import Attachment, Manuscript
from articles.pictures import make_sizes
from newsroom.env import SettingError, read
from newsroom.uploads import uploads
from tests.factories import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKED = {
    "MEDIA": "s3", "S3_BUCKET": "paper", "S3_REGION": "us-east-1", "S3_ACCESS_KEY": "name", "S3_SECRET_KEY": "words",
}  # fmt: skip


@pytest.fixture
def bucket(settings, monkeypatch):
    import boto3  # heavy, both: not for every process that only collects
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    address = f"http://127.0.0.1:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="name", aws_secret_access_key="words"
    )
    urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")).close()
    client.create_bucket(Bucket="paper")
    settings.ENV = read(ASKED | {"S3_ENDPOINT": address})
    settings.STORAGES = settings.STORAGES | uploads(settings.ENV)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", manuscripts.private_storage())
    yield lambda: {row["Key"] for row in client.list_objects_v2(Bucket="paper").get("Contents", [])}
    server.stop()


def test_pictures_lie_in_the_bucket_and_are_handed_out_by_the_site(bucket, client, admin_client):
    image = make_image(size=(1000, 500))
    make_sizes(image)
    name = image.file.name
    assert image.file.url == f"/media/{name}"
    assert f"media/{name}" in bucket()
    assert {f"media/{image.copy_name(width, 'webp')}" for width in image.widths} < bucket()
    assert client.get(image.file.url).status_code == 404  # no public page shows it yet
    shown = admin_client.get(image.file.url)
    with image.file.open() as file:
        assert (shown.status_code, shown.content) == (200, file.read())


def test_what_came_with_manuscripts_has_no_address_and_orphans_go(bucket):
    letter = Manuscript.objects.create(title="来稿", sender="马守义", text="全文。")
    kept = manuscripts.attach(letter, SimpleUploadedFile("灯下.txt", "原稿。".encode()), by=None)
    assert bucket() == {f"private/{kept.file.name}"}
    with kept.file.open() as file:
        assert file.read().decode() == "原稿。"
    with pytest.raises(ValueError, match="no address"):
        kept.file.url  # noqa: B018
    manuscripts.private_storage().save("manuscripts/aa/left", ContentFile(b"x"))
    assert manuscripts.drop_orphans() == 0  # its row may not be written yet
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert manuscripts.drop_orphans() == 1
    assert bucket() == {f"private/{kept.file.name}"}


def test_a_bucket_that_is_not_there_stops_the_start(bucket, settings):
    refuse_absent_services()
    settings.ENV = read(ASKED | {"S3_BUCKET": "nobodys", "S3_ENDPOINT": settings.ENV.S3_ENDPOINT})
    settings.STORAGES = settings.STORAGES | uploads(settings.ENV)
    with pytest.raises(SystemExit, match="无法使用存储桶，请检查 S3_BUCKET"):
        refuse_absent_services()


@pytest.mark.parametrize(("missing", "told"), [("S3_BUCKET", "S3_BUCKET"), ("S3_SECRET_KEY", "同时填写")])
def test_half_a_setting_is_told(missing, told):
    with pytest.raises(SettingError, match=told):
        uploads(read(ASKED | {missing: ""}))

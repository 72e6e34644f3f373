"""Turns the settings of uploads into Django's storages: a folder under DATA_DIR, or a bucket of S3 or its like."""

from typing import Any

from newsroom.env import Environment, SettingError

LOCAL = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "articles.models.manuscript.PrivateStorage"},
}


def uploads(env: Environment) -> dict[str, dict[str, Any]]:
    """The entries ``default`` (pictures, PDFs of pages) and ``private`` (what came with manuscripts) of ``STORAGES``."""
    if env.MEDIA == "local":
        return LOCAL
    if not env.S3_BUCKET:
        raise SettingError("MEDIA=s3 时，环境变量 S3_BUCKET 应写明存储桶的名称。")
    if bool(env.S3_ACCESS_KEY) != bool(env.S3_SECRET_KEY):
        raise SettingError("环境变量 S3_ACCESS_KEY 和 S3_SECRET_KEY 应同时填写，或都不填（由运行环境提供凭证）。")
    options: dict[str, Any] = {
        "bucket_name": env.S3_BUCKET,
        "endpoint_url": env.S3_ENDPOINT or None,
        "region_name": env.S3_REGION or None,
        "access_key": env.S3_ACCESS_KEY or None,
        "secret_key": env.S3_SECRET_KEY or None,
        "addressing_style": "path" if env.S3_ENDPOINT else "auto",  # others' servers have no host name for each bucket
        "default_acl": None,
        "file_overwrite": False,
    }
    return {
        "default": {"BACKEND": "newsroom.buckets.MediaBucket", "OPTIONS": options | {"location": "media"}},
        "private": {"BACKEND": "newsroom.buckets.PrivateBucket", "OPTIONS": options | {"location": "private"}},
    }

"""Uploads in a bucket. It stays closed to the world: this site reads it and hands out what may be seen.

Imported only where ``MEDIA=s3``: boto3 is large.
"""

from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

PATIENCE = 10  # seconds for an answer of the bucket, tried three times


class Bucket(S3Storage):
    client_config: Any

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        patient = Config(connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"total_max_attempts": 3})
        self.client_config = self.client_config.merge(patient)

    def refuse_absent(self) -> None:
        """Raise OSError in one line where the bucket does not answer, or not to us."""
        try:
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError) as error:
            raise OSError(str(error)) from None


class MediaBucket(Bucket):
    """Pictures and PDFs of pages; their addresses are this site's, which asks who may see them."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"


class PrivateBucket(Bucket):
    """What came with manuscripts."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        raise ValueError("private files have no address")

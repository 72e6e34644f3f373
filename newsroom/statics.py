"""Static files under names that carry their digest, compressed beforehand."""

from collections.abc import Iterable, Iterator
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE = 1_000_000  # bytes; the last twentieth of such a file would take as long as all others together


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=9 if len(data) > LARGE else 11)


class HashedFiles(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **options: Any) -> Compressor:
        return QuickCompressor(**options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what is asked for: our modules import one another by their plain names, all else goes by the digest.

        The plain copies of others' files would take half the time of the first start, and a debugger's maps a second.
        """
        asked_for = {path for path in self.hashed_files.values() if not path.endswith(".map")}
        return super().compress_files([path for path in paths if path in asked_for or path.startswith("articles/")])

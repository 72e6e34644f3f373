"""The bundled library of the text editor belongs to the source in ``frontend/``."""

import hashlib
import re

from django.conf import settings

FRONTEND = settings.BASE_DIR / "frontend"
BUNDLE = settings.BASE_DIR / "articles/static/articles/desk/prosemirror.js"


def test_the_bundle_was_made_from_this_source():
    source = (FRONTEND / "build.js").read_text()
    names = re.search(r"SOURCE = \[(.*)\]", source)[1].replace('"', "").split(", ")
    assert {"package-lock.json", "prosemirror.js"} < {*names}
    digest = hashlib.sha256(b"".join((FRONTEND / name).read_bytes() for name in names)).hexdigest()
    assert BUNDLE.read_text().startswith(f"/* source {digest}\n"), "run make editor"


def test_the_lock_file_names_no_host():
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()

"""Holds the API to its own OpenAPI document with schemathesis: all checks, without a key and once for each scope.

    .venv/bin/python -m benchmarks.api_conformance [--examples 25] [--only sync]

Needs ``schemathesis`` (benchmarks/requirements.txt; ``ST`` names its ``st`` when it lives elsewhere). The sample newspaper is
loaded into a folder of its own. Left out is what no schema can say: signed cursors, and what one parameter asks of another (spans
that end before they begin, the order by relevance without words, large pages of whole articles) or of the clock (a replay's begin); each has tests of its own.
Ends with an error when a check fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.waiting import wait_for

FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-conformance-"))
PORT = 8198
SITE = f"http://127.0.0.1:{PORT}"
SCOPES = ("", "sync", "export", "history", "hooks")
HOOKS = '''
import datetime, json, os, random
import schemathesis

KNOWN = json.loads(os.environ["KNOWN_IDS"])


@schemathesis.hook
def filter_case(context, case):
    """A signed cursor is given out, not made up; and no schema says what one parameter asks of another."""
    query = case.query or {}
    if "cursor" in query or str(query.get("date_from", "")) > str(query.get("date_to", "9")):
        return False
    if query.get("ordering") == "relevance" and "q" not in query:
        return False
    size = str(query.get("page_size", ""))
    return not ("include" in query and size.isdecimal() and int(size) > 100)


@schemathesis.hook
def before_call(context, case, kwargs):
    """A replay begins within the last thirty days, which drawn times never do: what is a time becomes yesterday's."""
    since = case.body.get("since") if isinstance(case.body, dict) else None
    try:
        if isinstance(since, str) and datetime.datetime.fromisoformat(since.upper()).tzinfo:
            case.body["since"] = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).isoformat(timespec="seconds")
    except ValueError:
        pass


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Half of the cases ask for what there is."""
    kinds = [kind for kind in KNOWN if f"/{kind}/" in context.operation.path]
    if path_parameters and "public_id" in path_parameters and kinds and random.random() < 0.5:
        path_parameters["public_id"] = random.choice(KNOWN[kinds[0]])
    return path_parameters
'''

# What nobody could have meant may also be too long.
CONFIG = """
[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 414, 415, 422, 428, 429]
"""


def set_up() -> dict[str, str]:
    """A newspaper, and a key for each scope."""
    os.environ.update(
        DATA_DIR=str(FOLDER), PORT=str(PORT), SITE_URL=SITE, LOG_LEVEL="ERROR", DJANGO_SETTINGS_MODULE="newsroom.settings",
        API_ANONYMOUS_PER_MINUTE="1000000", API_KEY_PER_MINUTE="1000000", DATABASE_URL="", REDIS_URL="",
    )  # fmt: skip
    import django

    django.setup()
    import json

    from django.core.management import call_command

    from articles.models import ApiKey, Author, Partner, Publication, PublishedQuote, PublishedStatement

    call_command("migrate", verbosity=0)
    call_command("load_sample", verbosity=0)
    known = {"articles": Publication, "authors": Author, "quotes": PublishedQuote, "statements": PublishedStatement}
    ids = {kind: list(model.objects.values_list("public_id", flat=True)) for kind, model in known.items()}
    os.environ["KNOWN_IDS"] = json.dumps(ids)
    (FOLDER / "hooks.py").write_text(HOOKS)
    (FOLDER / "schemathesis.toml").write_text(CONFIG)
    keys = {"": ""}
    for scope in SCOPES[1:]:
        partner = Partner.objects.create(name=scope, covers_all=True)
        _, keys[scope] = ApiKey.objects.issue(partner, scopes=[scope])
    return keys


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - our own server
        found: bytes = answer.read()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=25, help="of each operation and phase")
    parser.add_argument("--only", choices=[scope for scope in SCOPES if scope], help="this scope alone")
    options = parser.parse_args()
    keys = set_up()
    command = [sys.executable, "-m", "gunicorn", "newsroom.wsgi:application", "--bind", f"127.0.0.1:{PORT}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "error"]
    command += ["--limit-request-line", "8190"]  # as serve has it
    web = subprocess.Popen([*command, "--no-control-socket"], env=os.environ)
    failed = []
    try:
        wait_for(PORT)
        with ThreadPoolExecutor(
            8
        ) as pool:  # drawn once a process: both are to have it before they are asked in earnest
            list(pool.map(fetched, [f"{SITE}/api/v1/openapi.json"] * 8))
        for scope in [options.only] if options.only else SCOPES:
            print(f"--- {scope or 'without a key'}", flush=True)
            run = [os.environ.get("ST", "st"), "run", f"{SITE}/api/v1/openapi.json", "--checks", "all"]
            run += ["--max-examples", str(options.examples), "--seed", "1", "--request-timeout", "60"]
            run += ["--max-response-time", "30"]  # a long poll takes up to the 25 seconds that are asked for
            run += ["-H", f"Authorization: Bearer {keys[scope]}"] if scope else []
            found = subprocess.run(
                run, env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(FOLDER)}, cwd=FOLDER
            )
            failed += [scope or "without a key"] if found.returncode else []
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait()
        shutil.rmtree(FOLDER, ignore_errors=True)
    print("clean" if not failed else f"failures: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

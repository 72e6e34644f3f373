"""Keeps the mark of ``PublicState``: triggers in the database that give it another value with each public change.

They are made after every ``migrate``, not by a migration: SQLite drops a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from articles.compiled import fetch_word

# Everything that a public page, feed or sitemap reads, and the words by which a search understands; and whom the API
# answers, with his contract. Of an article only the region: the rest is a working copy.
TABLES = (
    "affiliation",
    "author",
    "column",
    "columnalias",
    "correction",
    "image",
    "issue",
    "page",
    "partner",
    "partner_columns",
    "phrase",
    "publication",
    "publication_tags",
    "publicationauthor",
    "publishedquote",
    "relation",
    "retiredslug",
    "tag",
    "tagsynonym",
)
EVENTS = ("INSERT", "UPDATE", "DELETE")
# Of a key everything but when it was used last, which is written down each minute.
OF_KEY = ("partner_id", "prefix", "digest", "scopes", "expires_at", "revoked_at", "per_minute", "per_day")
KEY_EVENTS = ("INSERT", f"UPDATE OF {', '.join(OF_KEY)}", "DELETE")

SQLITE = """
    CREATE TRIGGER IF NOT EXISTS mark_{table}_{name} AFTER {event} ON articles_{table} {condition}
    BEGIN
        INSERT INTO articles_publicstate (id, mark) VALUES (1, hex(randomblob(12)))
        ON CONFLICT (id) DO UPDATE SET mark = excluded.mark;
    END
"""
# Once a transaction is enough: the mark begins with its number.
FUNCTION = """
    CREATE OR REPLACE FUNCTION articles_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO articles_publicstate (id, mark)
        VALUES (1, txid_current()::text || ':' || md5(random()::text || clock_timestamp()::text))
        ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark
        WHERE split_part(articles_publicstate.mark, ':', 1) <> txid_current()::text;
        RETURN NULL;
    END $$
"""
# Deferred to the commit: the row's lock is then the last one taken, and two writers cannot wait for each other.
POSTGRESQL = """
    CREATE CONSTRAINT TRIGGER mark_{table} AFTER {event} ON articles_{table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION articles_mark()
"""


def mark() -> str:
    """The present mark; equal marks mean equal pages. One read of one row."""
    return fetch_word("SELECT mark FROM articles_publicstate WHERE id = 1") or ""


def keep(*, using: str = "default", **_: Any) -> None:
    """Make the triggers that are missing. Receives ``post_migrate``."""
    found = connections[using]
    with found.cursor() as cursor:
        if "articles_publicstate" not in found.introspection.table_names(cursor):
            return
        if found.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = _sqlite()
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            wanted = _postgresql()
        present = {name for (name,) in cursor.fetchall()}
        if wanted.keys() <= present:
            return
        if found.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in wanted.keys() - present:
            cursor.execute(wanted[name])


def _sqlite() -> dict[str, str]:
    made = {
        f"mark_{table}_{event.lower()}": SQLITE.format(table=table, name=event.lower(), event=event, condition="")
        for table in TABLES
        for event in EVENTS
    }
    made["mark_article_region"] = SQLITE.format(
        table="article", name="region", event="UPDATE OF region", condition="WHEN OLD.region IS NOT NEW.region"
    )
    for event in KEY_EVENTS:
        name = event.split()[0].lower()
        made[f"mark_apikey_{name}"] = SQLITE.format(table="apikey", name=name, event=event, condition="")
    return made


def _postgresql() -> dict[str, str]:
    every = " OR ".join(EVENTS)
    made = {f"mark_{table}": POSTGRESQL.format(table=table, event=every, condition="") for table in TABLES}
    made["mark_article"] = POSTGRESQL.format(
        table="article",
        event="UPDATE OF region",
        condition="WHEN (OLD.region IS DISTINCT FROM NEW.region)",
    )
    made["mark_apikey"] = POSTGRESQL.format(table="apikey", event=" OR ".join(KEY_EVENTS), condition="")
    return made

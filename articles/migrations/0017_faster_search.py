"""A smaller, quicker index. The documents go with the old one: ``prepare`` and the runner's job make them anew."""

from django.db import migrations, models

FTS5 = """
    CREATE VIRTUAL TABLE articles_searchindex
    USING fts5(pairs, words, content='', tokenize='ascii')
"""
HEADS = """
    CREATE VIRTUAL TABLE articles_searchheads
    USING fts5(title, byline, content='', tokenize='ascii')
"""
TABLE = (
    "CREATE TABLE articles_searchindex (number bigint PRIMARY KEY, pairs integer[] NOT NULL, title integer[] NOT NULL)"
)
# Nothing is gained by squeezing what is read all the time.
PLAIN = [
    "ALTER TABLE articles_searchindex ALTER COLUMN pairs SET STORAGE EXTERNAL",
    "ALTER TABLE articles_searchdocument ALTER COLUMN body SET STORAGE EXTERNAL",
    "ALTER TABLE articles_searchdocument ALTER COLUMN cuts SET STORAGE EXTERNAL",
]
GIN = "CREATE INDEX articles_searchindex_pairs ON articles_searchindex USING gin (pairs, title)"
# The planner takes no account of the size of what is stored apart, and would rather read all of it than the index.
# ``condition`` is made of integers only.
NEAR = """
    CREATE FUNCTION articles_searchnear(condition text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $near$
    BEGIN
        RETURN QUERY EXECUTE 'SELECT i.number FROM articles_searchindex i WHERE ' || condition;
    END
    $near$
"""

OLD_FTS5 = """
    CREATE VIRTUAL TABLE articles_searchindex
    USING fts5(title, byline, text, words, content='', tokenize='ascii')
"""
OLD_TABLE = "CREATE TABLE articles_searchindex (number bigint PRIMARY KEY, pairs integer[] NOT NULL)"
OLD_GIN = """
    CREATE INDEX articles_searchindex_pairs ON articles_searchindex
    USING gin (pairs) WITH (gin_pending_list_limit = 1024)
"""


def make_index(apps, schema_editor):
    replace(schema_editor, [FTS5, HEADS], [TABLE, *PLAIN, GIN, NEAR])


def make_old_index(apps, schema_editor):
    replace(schema_editor, [OLD_FTS5], [OLD_TABLE, OLD_GIN])


def replace(schema_editor, on_sqlite, on_postgresql):
    schema_editor.execute("DROP TABLE IF EXISTS articles_searchindex")
    schema_editor.execute("DROP TABLE IF EXISTS articles_searchheads")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS articles_searchnear")
    for statement in on_sqlite if schema_editor.connection.vendor == "sqlite" else on_postgresql:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_schedule_without_reason")]

    operations = [
        # Made again, not added to: the short fields stand first, where SQLite finds them without reading a long text.
        migrations.DeleteModel("SearchDocument"),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE, related_name="search_document", to="articles.publication"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("recipe", models.PositiveSmallIntegerField(db_index=True)),
                ("is_limited", models.BooleanField(default=False)),
                ("length", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("byline", models.TextField()),
                ("quotes", models.TextField()),
                ("headings", models.TextField()),
                ("cuts", models.BinaryField()),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "检索文档",
                "verbose_name_plural": "检索文档",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_limited", True)), fields=["number"], name="search_document_limited"
                    )
                ],
            },
        ),
        migrations.RunPython(make_index, make_old_index),
    ]

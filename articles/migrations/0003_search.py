"""The search documents, and beside them the index of whichever database this is."""

import django.db.models.deletion
from django.db import migrations, models

FTS5 = """
    CREATE VIRTUAL TABLE articles_searchindex
    USING fts5(title, byline, text, words, content='', tokenize='ascii')
"""
TABLE = "CREATE TABLE articles_searchindex (number bigint PRIMARY KEY, pairs integer[] NOT NULL)"
GIN = """
    CREATE INDEX articles_searchindex_pairs ON articles_searchindex
    USING gin (pairs) WITH (gin_pending_list_limit = 1024)
"""


def make_index(apps, schema_editor):
    statements = [FTS5] if schema_editor.connection.vendor == "sqlite" else [TABLE, GIN]
    for statement in statements:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS articles_searchindex")


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_pageimport_history")]

    operations = [
        migrations.CreateModel(
            name="ArchivedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("date", models.DateField()),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="archived_text", to="articles.article"
                    ),
                ),
            ],
            options={"verbose_name": "存档文字", "verbose_name_plural": "存档文字"},
        ),
        migrations.CreateModel(
            name="SearchDocument",
            # The short fields first: SQLite then finds them without reading past a long text.
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_document",
                        to="articles.publication",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("recipe", models.PositiveSmallIntegerField(db_index=True)),
                ("is_limited", models.BooleanField(default=False)),
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
        migrations.RunPython(make_index, drop_index),
    ]

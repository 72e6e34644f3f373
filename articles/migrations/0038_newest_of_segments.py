"""A segment says which of its documents is the newest, and four characters are read off. Its numbers stand last: SQLite passes
over all that stands before a value, 64 KB of them. Until segments are made anew, the documents are looked through."""

from django.db import migrations, models

TABLES = ("segment", "page", "places", "word", "recent")


def forget_segments(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DELETE FROM articles_search{table}")
    schema_editor.execute("INSERT INTO articles_searchrecent (number, turn) SELECT number, 0 FROM articles_searchdocument")


class Migration(migrations.Migration):
    dependencies = [("articles", "0037_triples")]

    operations = [
        migrations.RunPython(forget_segments, forget_segments),
        migrations.RemoveField("searchsegment", "numbers"),
        migrations.AddField("searchsegment", "newest", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("searchsegment", "numbers", models.BinaryField(default=b""), preserve_default=False),
    ]

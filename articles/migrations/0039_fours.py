"""With each place of a triple stands what follows it. Until segments are made anew, the documents are looked through.

A segment's numbers stand last: SQLite passes over all that stands before a value, and they are 64 KB.
"""

from django.db import migrations, models

TABLES = ("segment", "page", "places", "word", "recent")


def forget_segments(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DELETE FROM articles_search{table}")
    schema_editor.execute("INSERT INTO articles_searchrecent (number, turn) SELECT number, 0 FROM articles_searchdocument")


class Migration(migrations.Migration):
    dependencies = [("articles", "0038_newest_of_segments")]

    operations = [
        migrations.RunPython(forget_segments, forget_segments),
        migrations.RemoveField("searchsegment", "numbers"),
        migrations.AddField("searchsegment", "numbers", models.BinaryField(default=b""), preserve_default=False),
    ]

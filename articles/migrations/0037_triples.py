"""The index says where triples of characters stand. Until segments are made of them anew, the documents are looked through."""

from django.db import migrations

TABLES = ("segment", "page", "places", "word", "recent")


def forget_segments(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DELETE FROM articles_search{table}")
    schema_editor.execute("INSERT INTO articles_searchrecent (number, turn) SELECT number, 0 FROM articles_searchdocument")


class Migration(migrations.Migration):
    dependencies = [("articles", "0036_faster_lists")]

    operations = [migrations.RunPython(forget_segments, forget_segments)]

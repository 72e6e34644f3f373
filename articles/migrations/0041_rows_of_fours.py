"""Each frequent four has a row of its own. Until segments are made anew, the documents are looked through."""

from django.db import migrations, models

TABLES = ("segment", "page", "word", "recent")
KEY = models.CompositePrimaryKey(
    "segment", "triple", "following", blank=True, editable=False, primary_key=True, serialize=False
)


def forget_segments(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DELETE FROM articles_search{table}")
    schema_editor.execute(
        "INSERT INTO articles_searchrecent (number, turn) SELECT number, 0 FROM articles_searchdocument"
    )


def keep_numbers_unsqueezed(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":  # as in the other tables of the index
        schema_editor.execute("ALTER TABLE articles_searchplaces ALTER COLUMN data SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [("articles", "0040_place_of_import")]

    operations = [
        migrations.RunPython(forget_segments, forget_segments),
        migrations.DeleteModel("SearchPlaces"),  # its key cannot be changed
        migrations.CreateModel(
            name="SearchPlaces",
            fields=[
                ("pk", KEY),
                ("segment", models.BigIntegerField()),
                ("triple", models.BigIntegerField()),
                ("following", models.IntegerField()),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "检索索引位置", "verbose_name_plural": "检索索引位置"},
        ),
        migrations.RunPython(keep_numbers_unsqueezed, migrations.RunPython.noop),
    ]

"""One index for both databases. The documents stay: they are looked through until a segment is made of them."""

from django.db import migrations, models


def drop_old_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS articles_searchindex")
    schema_editor.execute("DROP TABLE IF EXISTS articles_searchheads")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS articles_searchnear")
        for table in ("searchpage", "searchplaces", "searchword"):  # numbers do not get smaller by squeezing
            schema_editor.execute(f"ALTER TABLE articles_{table} ALTER COLUMN data SET STORAGE EXTERNAL")
    schema_editor.execute("INSERT INTO articles_searchrecent (number, turn) SELECT number, 0 FROM articles_searchdocument")


def key(name):
    return models.CompositePrimaryKey("segment", name, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_narrow_indexes")]

    operations = [
        migrations.CreateModel(
            name="SearchSegment",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("numbers", models.BinaryField()),
                ("dead", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "检索索引段", "verbose_name_plural": "检索索引段"},
        ),
        migrations.CreateModel(
            name="SearchPage",
            fields=[
                ("pk", key("first")),
                ("segment", models.BigIntegerField()),
                ("first", models.BigIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "检索索引页", "verbose_name_plural": "检索索引页"},
        ),
        migrations.CreateModel(
            name="SearchPlaces",
            fields=[
                ("pk", key("pair")),
                ("segment", models.BigIntegerField()),
                ("pair", models.BigIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "检索索引位置", "verbose_name_plural": "检索索引位置"},
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("pk", key("word")),
                ("segment", models.BigIntegerField()),
                ("word", models.BinaryField(max_length=400)),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "检索索引词", "verbose_name_plural": "检索索引词"},
        ),
        migrations.CreateModel(
            name="SearchRecent",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("turn", models.BigIntegerField()),
            ],
            options={"verbose_name": "检索新近文档", "verbose_name_plural": "检索新近文档"},
        ),
        migrations.RunPython(drop_old_index),
    ]

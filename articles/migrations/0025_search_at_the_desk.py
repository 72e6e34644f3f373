"""The desk's search, and an index of its own for facets: they count very many hits by kind and column."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0024_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingDocument",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="working_document",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("lock_version", models.PositiveIntegerField()),
                ("updated_at", models.DateTimeField()),
                ("recipe", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("length", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("byline", models.TextField()),
                ("quotes", models.TextField()),
                ("headings", models.TextField()),
                ("cuts", models.BinaryField()),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "在办稿件检索文档",
                "verbose_name_plural": "在办稿件检索文档",
            },
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["id", "kind", "column"], name="publication_faceted"),
        ),
    ]

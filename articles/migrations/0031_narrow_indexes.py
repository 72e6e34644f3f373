"""Indexes that answer by themselves what pages ask of tags and authors: no row of the tables has to be read.

That of the tags is made by hand, as no model stands for their table.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0030_order_of_sayings")]

    operations = [
        migrations.AddIndex(
            model_name="publicationauthor",
            index=models.Index(fields=["author", "is_statement", "publication"], name="publication_by_author"),
        ),
        migrations.RunSQL(
            "CREATE INDEX publication_newest_tagged ON articles_publication_tags (tag_id, id DESC, publication_id)",
            "DROP INDEX publication_newest_tagged",
        ),
    ]

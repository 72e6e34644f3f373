"""Makes the one row that counts the change feed, in a fresh epoch."""

import secrets

from django.db import migrations


def make_counter(apps, schema_editor):
    apps.get_model("articles", "ChangeCounter").objects.get_or_create(id=1, defaults={"epoch": secrets.token_hex(6)})


def drop_counter(apps, schema_editor):
    apps.get_model("articles", "ChangeCounter").objects.filter(id=1).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(make_counter, drop_counter)]

"""A segment says which of its documents is the newest: searches read the newest segments first."""

from array import array

from django.db import migrations, models


def look_up(apps, schema_editor):
    segments = apps.get_model("articles", "SearchSegment")
    for key, numbers in segments.objects.values_list("key", "numbers").iterator(chunk_size=100):
        segments.objects.filter(key=key).update(newest=array("q", bytes(numbers))[-1])


class Migration(migrations.Migration):
    dependencies = [("articles", "0037_triples")]

    operations = [
        migrations.AddField("searchsegment", "newest", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(look_up, migrations.RunPython.noop),
    ]

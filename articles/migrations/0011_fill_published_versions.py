"""What is out before there were versions and published statements gets them from what it stored."""

from django.db import migrations

BATCH = 500


def fill(apps, schema_editor):
    Publication = apps.get_model("articles", "Publication")
    last = 0
    while publications := list(
        Publication.objects.filter(pk__gt=last).order_by("pk").defer("html", "text", "card")[:BATCH]
    ):
        last = publications[-1].pk
        apps.get_model("articles", "PublishedVersion").objects.bulk_create(map(version_of(apps), publications))
        people = authors_of(apps, publications)
        apps.get_model("articles", "PublishedStatement").objects.bulk_create(
            statement_of(apps, publication, order, card, people)
            for publication in publications
            for order, card in enumerate(publication.detail.get("statements", ()), start=1)
        )


def version_of(apps):
    """Only the present text is known; it counts from the first release, as the change feed did so far."""
    PublishedVersion = apps.get_model("articles", "PublishedVersion")

    def make(publication):
        return PublishedVersion(
            publication=publication,
            version=publication.version,
            kind="released",
            at=publication.released_at,
            embargo_until=publication.embargo_until,
            expires_at=publication.expires_at,
            withdrawn_at=publication.withdrawn_at,
            column_id=publication.column_id,
            title=publication.title,
            sha256=publication.sha256,
            detail=publication.detail,
        )

    return make


def authors_of(apps, publications):
    ids = {card["author_id"] for each in publications for card in each.detail.get("statements", ())} - {None}
    return dict(apps.get_model("articles", "Author").objects.filter(public_id__in=ids).values_list("public_id", "pk"))


def statement_of(apps, publication, order, card, people):
    shown = {"id": publication.public_id, "title": publication.title, "url": f"/articles/{publication.public_id}/"}
    return apps.get_model("articles", "PublishedStatement")(
        publication=publication,
        public_id=card["id"],
        author_id=people.get(card["author_id"]),
        speaker=card["speaker"],
        text=card["text"],
        order=order,
        card=card | {"article": shown},
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_published_versions_and_key_use")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""Which person a printed name is, and what that person was printed with over time."""

from __future__ import annotations

import datetime as dt

from django.db.models import prefetch_related_objects

from articles.choices import ContributionRole
from articles.models import Affiliation, Article, Author
from articles.text.affiliations import institutions_agree

ROLE_WORDS = (
    ("记者", ContributionRole.REPORTER),
    ("通讯员", ContributionRole.CORRESPONDENT),
    ("通訊員", ContributionRole.CORRESPONDENT),
    ("整理", ContributionRole.COMPILER),
    ("译", ContributionRole.TRANSLATOR),
    ("譯", ContributionRole.TRANSLATOR),
    ("摄", ContributionRole.PHOTOGRAPHER),
    ("攝", ContributionRole.PHOTOGRAPHER),
)
DISTINGUISHER_LIMIT = 60
IN_HOUSE = ("本报", "本刊", "本网")


def role_of(printed: str) -> ContributionRole:
    """The role that a printed word stands for: '本报记者' → REPORTER. Unknown words mean AUTHOR."""
    return next((role for word, role in ROLE_WORDS if word in printed), ContributionRole.AUTHOR)


def printed_with(affiliation: str, credit: str) -> str:
    """What tells a person apart in print: the affiliation, or '本报记者' where there is none."""
    return affiliation or (credit if credit.startswith("本") else "")


def person_key(name: str, printed: str) -> str:
    """How a printed name with what stands beside it is kept as a key of decisions."""
    return f"{name}\t{printed}"


def candidates(name: str) -> list[Author]:
    """Known persons of that name, with their affiliations, the most recently printed first."""
    return list(Author.objects.filter(name=name).prefetch_related("affiliations").order_by("-pk"))


def last_printed(author: Author) -> Affiliation | None:
    """The affiliation that was printed last, or else one that no text that went out had yet. No query where prefetched."""
    rows = list(author.affiliations.all())
    return next((row for row in rows if row.until), rows[0] if rows else None)


def match_author(name: str, *, affiliation: str) -> Author | None:
    """The known person whom name *and* institution point to. None when nobody or more than one fits."""
    return the_one(candidates(name), affiliation=affiliation)


def the_one(namesakes: list[Author], *, affiliation: str) -> Author | None:
    """The only one among ``namesakes`` who was printed with this institution, else None."""
    fitting = [
        author
        for author in namesakes
        if any(institutions_agree(affiliation, known.text) for known in author.affiliations.all())
    ]
    return fitting[0] if len(fitting) == 1 else None


def author_for(name: str, *, affiliation: str, day: dt.date | None) -> Author | None:
    """The matching person, or a new one when nobody has that name yet; None when an editor must decide."""
    if author := match_author(name, affiliation=affiliation):
        record_affiliation(author, affiliation, day=day)
        return author
    if candidates(name):
        return None
    author = Author.objects.create(name=name)
    record_affiliation(author, affiliation, day=day)
    return author


def new_namesake(name: str, *, affiliation: str) -> Author:
    """A new person of a name that somebody already has, told apart by the affiliation or by a number."""
    taken = set(Author.objects.filter(name=name).values_list("distinguisher", flat=True))
    wanted = affiliation[:DISTINGUISHER_LIMIT] if taken else ""
    number = len(taken) + 1
    while wanted in taken:
        wanted = f"{affiliation[: DISTINGUISHER_LIMIT - 5]}（{number}）" if affiliation else f"其{number}"
        number += 1
    return Author.objects.create(name=name, distinguisher=wanted)


def record_affiliation(author: Author, text: str, *, day: dt.date | None) -> None:
    """Note that the person was printed with this affiliation on that day; widens since/until."""
    if not text:
        return
    known, _ = Affiliation.objects.get_or_create(author=author, text=text, defaults={"since": day, "until": day})
    if day is None:
        return
    since, until = min(filter(None, [known.since, day])), max(filter(None, [known.until, day]))
    if (since, until) != (known.since, known.until):
        known.since, known.until = since, until
        known.save(update_fields=["since", "until"])


def record_affiliations(article: Article, *, day: dt.date) -> None:
    """Note every linked person's affiliation as this article prints it."""
    prefetch_related_objects([article], "contributions__author", "statements__author")
    for contribution in article.contributions.all():
        if contribution.author:
            printed = printed_with(contribution.affiliation, contribution.credit)
            record_affiliation(contribution.author, printed, day=day)
    for statement in article.statements.all():
        if statement.author:
            record_affiliation(statement.author, statement.affiliation, day=day)

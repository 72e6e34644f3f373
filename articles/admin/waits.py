"""What waits for the person at the desk in the three reviews, and what is late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Length, Replace
from django.utils import timezone

from articles import duties, stages
from articles.choices import RETURNED_LABEL, RecordKind, Stage
from articles.models import Article, Duty, Publication, RecordEntry, ScheduledRelease, Statement, User
from articles.models.body import block_text
from articles.models.review import REVIEWS

ROWS = 8
READ_IN_A_MINUTE = 250
TIMED = "timed"  # the group of those that go out by themselves
MOST = 300  # how many articles in work are looked at
SENT_BACK = (RecordKind.RETURNED, RecordKind.REVOKED)
# Of each article the newest lines of its record first, without those that move nothing.
LINES = (
    RecordEntry.objects.filter(article=OuterRef("pk"))
    .exclude(kind__in=[RecordKind.SCHEDULED, RecordKind.UNSCHEDULED])
    .order_by("-pk")
)
LAST_KIND = Subquery(LINES.values("kind")[:1])
BACK = Q(stage=Stage.DRAFT, last_kind__in=SENT_BACK)  # of articles with LAST_KIND as ``last_kind``
EMBARGO = Subquery(
    Publication.objects.filter(article=OuterRef("pk"), withdrawn_at=None).order_by().values("embargo_until")[:1]
)
# Of ``described()`` articles.
IN_WORK = (
    Q(stage__in=[*REVIEWS, Stage.APPROVED]) | BACK | Q(stage=Stage.DRAFT, is_timed=True) | Q(schedule__isnull=False)
)
# Characters of an article's statements, white space aside.
_STATEMENTS = Statement.objects.filter(article=OuterRef("pk")).order_by().values("article")
SAID = Subquery(
    _STATEMENTS.annotate(said=Sum(Length(Replace(Replace("text", Value("\n")), Value(" "))))).values("said")
)


@dataclass(slots=True)
class Item:
    """One article that waits, until when, and what was said when it came back."""

    article: Article
    due: dt.datetime | None
    person: User | None
    words: str = ""
    group: Group | None = None

    @property
    def characters(self) -> int:
        return sum(len("".join(block_text(block).split())) for block in self.article.body)

    @property
    def minutes(self) -> int:
        """How long reading takes, with a pencil in hand."""
        return max(1, round(self.characters / READ_IN_A_MINUTE))

    @property
    def moment(self) -> dt.datetime | None:
        """When it goes out by itself, or else until when it waits."""
        schedule = schedule_of(self.article)
        return schedule.at if schedule and schedule.at and not schedule.problem else self.due

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due <= timezone.now()


@dataclass(slots=True)
class Group:
    """Those that wait for the same thing. ``shape`` names the chip."""

    key: str
    shape: str
    label: str
    hint: str
    items: list[Item] = field(default_factory=list)

    @property
    def shown(self) -> list[Item]:
        return self.items[:ROWS]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - ROWS)


def groups(user: User, articles: list[Any], plan: duties.Plan) -> dict[str, Any]:
    """What waits for ``user`` of ``in_work()``, the most urgent first, and what is late for anybody."""
    hands = stages.Hands(user, articles)
    rights = {stage for stage, right in stages.REVIEW_RIGHT.items() if user.has_perm(right)}
    found: dict[str, Group] = {
        "back": Group("back", "back", RETURNED_LABEL, "改好之后再送审"),
        **{stage.value: Group(stage.value, stage.value, f"待我{stage.label}", "") for stage in REVIEWS},
        "approved": Group("approved", "approved", "已签发待发布", "可以发布，或定时、随期发布"),
        TIMED: Group(TIMED, "approved", "已定时", "到时自动发布，不用再办"),
    }
    late = []
    for article in articles:
        item = Item(article, plan.due(article), plan.person(article), article.said_back or "")
        if item.is_late:
            late.append(item)
        if (key := _for(article, user, item, rights, hands)) is not None:
            found[key].items.append(item)
    for group in found.values():
        group.items.sort(key=lambda item: (item.moment is None, item.moment or timezone.now(), item.article.pk))
    late.sort(key=lambda item: item.due or timezone.now())
    failed = [article.schedule for article in articles if has_failed(article)][:ROWS]
    first = most_urgent(group for group in found.values() if group.key != TIMED)
    mine = {item.article.pk for group in found.values() for item in group.items} | (
        {first.article.pk} if first else set()
    )
    return {
        "next": first,
        "waits": [group for group in found.values() if group.items],
        "late": [item for item in late if item.article.pk not in mine][:ROWS],
        "failed": failed,
    }


def schedule_of(article: Any) -> ScheduledRelease | None:
    found: ScheduledRelease | None = getattr(article, "schedule", None)  # there may be none
    return found


def has_failed(article: Any) -> bool:
    """True when it should have gone out by itself and did not."""
    schedule = schedule_of(article)
    return schedule is not None and schedule.problem != ""


def keys_for(user: User) -> list[int]:
    """The articles that wait for this person."""
    articles = list(in_work().defer("body"))
    found = groups(user, articles, duties.Plan(articles))
    items = [item for group in found["waits"] if group.key != TIMED for item in group.items]
    return [item.article.pk for item in [*filter(None, [found["next"]]), *items]]


def most_urgent(groups: Iterable[Group]) -> Item | None:
    """The one thing to do now, taken out of its group: what is due first, or else what stands first."""
    waiting = [(item, group) for group in groups for item in group.items]
    if not waiting:
        return None
    never = timezone.now() + dt.timedelta(days=36_500)
    item, group = min(waiting, key=lambda pair: pair[0].due or never)
    group.items.remove(item)
    item.group = group
    return item


def in_work() -> QuerySet[Any]:
    """What is under review, approved, returned, or has a time."""
    return described().filter(IN_WORK).order_by("pk")[:MOST]


def returned() -> QuerySet[Any, Any]:
    """The numbers of the drafts that came back."""
    return Article.objects.order_by().annotate(last_kind=LAST_KIND).filter(BACK).values("pk")


def described() -> QuerySet[Any]:
    """Articles with what the home and the boards say of each."""
    said_back = LINES.filter(kind__in=SENT_BACK).values("words")[:1]
    timed = Duty.objects.filter(article=OuterRef("pk"), stage=Stage.DRAFT, due_at__isnull=False)
    rows = Article.objects.annotate(
        last_kind=LAST_KIND,
        embargo_until=EMBARGO,
        said_back=Subquery(said_back),
        is_timed=Exists(timed),
        was_begun=stages.BEGUN,
        said=SAID,
    )
    return rows.select_related("page__issue", "column", "schedule")


def _for(article: Any, user: User, item: Item, rights: set[Stage], hands: stages.Hands) -> str | None:
    """In which group of this person the article belongs, if any."""
    if schedule_of(article) is not None and not has_failed(article):
        return TIMED if user.has_perm(stages.RELEASE_APPROVED) or user.has_perm(stages.PUBLISH_PRINTED) else None
    if article.stage == Stage.DRAFT:
        mine = article.created_by_id == user.pk if item.person is None else item.person == user
        return "back" if mine and article.last_kind in SENT_BACK else None
    if article.stage == Stage.APPROVED:
        return "approved" if user.has_perm(stages.RELEASE_APPROVED) else None
    level = Stage(article.stage)
    if level not in rights or (item.person is not None and item.person != user):
        return None
    return level.value if hands.bar(article, level) is None else None

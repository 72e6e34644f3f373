"""Writes the sample newspaper: what was printed, and an issue that is being made for tomorrow."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from articles import comments, duties, publishing, pull_quotes, revisions, workflow
from articles.accounts import FIRST_ACCOUNTS
from articles.bylines import record_affiliation
from articles.choices import ContributionRole, Judgement, Recommendation, RevisionReason, Stage
from articles.models import (
    Article,
    Author,
    Column,
    Contribution,
    Image,
    Issue,
    Page,
    PullQuote,
    Statement,
    Tag,
    TagSynonym,
    User,
)
from articles.models.body import Block, list_block, statement_block, text_block
from articles.pictures import make_sizes

FOLDER = Path(__file__).parent
CREDITS = {ContributionRole.REPORTER: "本报记者", ContributionRole.CORRESPONDENT: "通讯员"}
MORNING = dt.time(6, 0)


def sample(name: str) -> dict[str, Any]:
    """``issues`` (what was printed), ``work`` (what is being made) or ``pages`` (where articles stand on their pictures)."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def first_accounts() -> dict[str, User] | None:
    """The accounts of a fresh newsroom by role; None when one is missing."""
    people = {user.username: user for user in User.objects.all()}
    if any(username not in people for _, username, _ in FIRST_ACCOUNTS):
        return None
    return {role: people[username] for role, username, _ in FIRST_ACCOUNTS}


def load_block(row: dict[str, str]) -> Block:
    if row["kind"] == "list":
        return list_block(row["text"].split("\n"))
    return text_block(row["kind"], row["text"])


class Loader:
    """Writes the sample; keeps the rows that later ones name by key. ``drawn`` are the pages that have a picture."""

    def __init__(self, sample: dict[str, Any], drawn: dict[str, Any] | None = None) -> None:
        self.sample = sample
        self.drawn = drawn or {}
        self.columns: dict[str, Column] = {}
        self.authors: dict[str, Author] = {}
        self.tags: dict[str, Tag] = {}
        self.articles: dict[tuple[str, str], Article] = {}

    def load(self) -> int:
        for row in self.sample["columns"]:
            self.columns[row["slug"]] = Column.objects.create(**row)
        for row in self.sample["tags"]:
            self.load_tag(row)
        for row in self.sample["authors"]:
            self.load_author(row)
        for row in sorted(self.sample["issues"], key=lambda row: row["date"]):
            self.load_issue(row)
        for row in sorted(self.sample["corrections"], key=lambda row: row["date"]):
            article = self.articles[row["issue"], row["title"]]
            publishing.correct(article, text=row["text"], by=None, date=dt.date.fromisoformat(row["date"]))
        return len(self.articles)

    def load_tag(self, row: dict[str, Any]) -> None:
        tag = Tag.objects.create(name=row["name"], slug=row["slug"], description=row["description"])
        TagSynonym.objects.bulk_create(TagSynonym(tag=tag, name=name) for name in row["synonyms"])
        self.tags[tag.name] = tag

    def load_author(self, row: dict[str, Any]) -> None:
        same = Author.objects.filter(name=row["name"]).exists()
        affiliations = [a["institution"] + a["post"] for a in row["affiliations"]]
        distinguisher = row["affiliations"][0]["institution"][:60] if same and row["affiliations"] else ""
        author = Author.objects.create(name=row["name"], distinguisher=distinguisher, bio=row["bio"])
        self.authors[row["key"]] = author
        for text, given in zip(affiliations, row["affiliations"], strict=True):
            for day in filter(None, [given["since"], given["until"]]):
                record_affiliation(author, text, day=dt.date.fromisoformat(day))

    def load_issue(self, row: dict[str, Any]) -> None:
        day = dt.date.fromisoformat(row["date"])
        issue = Issue.objects.create(date=day, edition=row["edition"], serial_number=row["serial_number"])
        for page_row in row["pages"]:
            page = self.load_page(issue, page_row)
            if page.number in self.drawn.get(row["date"], {}):
                page.image = self.load_picture(f"{row['date']}-{page.number}.webp")
                page.save(update_fields=["image"])
            for position, article_row in enumerate(page_row["articles"], start=1):
                article = self.load_article(article_row, page=page, position=position)
                self.articles[row["date"], article.title] = article
                if page.image:
                    (left, top), (right, bottom) = self.drawn[row["date"]][page.number][position - 1]
                    article.region = [[left, top], [right, top], [right, bottom], [left, bottom]]
                    article.save(update_fields=["region"])
                moment = timezone.make_aware(dt.datetime.combine(day, MORNING))
                publishing.release(article, by=None, first_released_at=moment)

    def load_page(self, issue: Issue, row: dict[str, Any]) -> Page:
        return Page.objects.create(
            issue=issue,
            number=row["number"],
            name=row["name"],
            banner=row["banner"] or "",
            credits=row["credits"],
        )

    def load_picture(self, name: str) -> Image:
        file = ContentFile((FOLDER / "pages" / name).read_bytes(), name=name)
        image = Image.objects.create(file=file)
        make_sizes(image)
        return image

    def load_work(self, work: dict[str, Any], people: dict[str, User]) -> int:
        """Tomorrow's issue, its articles on their way through the three reviews; returns how many."""
        day = timezone.localdate() + dt.timedelta(days=1)
        issue = Issue.objects.create(date=day, serial_number=serial_number_on(day))
        count = 0
        for page_row in work["pages"]:
            page = self.load_page(issue, page_row)
            for position, row in enumerate(page_row["articles"], start=1):
                article = self.load_article(row, page=page, position=position)
                Article.objects.filter(pk=article.pk).update(created_by=people["editor"])
                revisions.freeze(now(article), reason=RevisionReason.SAVED, by=people["editor"])
                bring_to(now(article), row, people)
                count += 1
        return count

    def load_article(self, row: dict[str, Any], *, page: Page, position: int) -> Article:
        fields = ("kicker", "title", "subtitle", "web_title", "summary", "editor_note", "kind")
        article = Article(page=page, position=position, **{name: row[name] or "" for name in fields})
        if row["column"]:
            article.column = self.columns[row["column"]]
            article.column_label = article.column.name
        if source := row["source"]:
            article.source_name, article.source_title = source["name"], source["title"] or ""
            article.source_date = dt.date.fromisoformat(source["date"]) if source["date"] else None
        article.save()
        article.tags.set(self.tags[name] for name in row["tags"])
        for order, part in enumerate(row["byline"], start=1):
            self.load_contribution(article, part, order=order)
        article.body = [load_block(block) for block in row["blocks"]]
        for order, part in enumerate(row["statements"], start=1):
            statement = self.load_statement(article, part, order=order)
            article.body.append(statement_block(statement.public_id))
        article.full_clean(exclude=["slug"])
        article.save()
        PullQuote.objects.bulk_create(
            PullQuote(article=article, text=text, order=order) for order, text in enumerate(row["pull_quotes"], 1)
        )
        pull_quotes.relocate(article)
        return article

    def load_contribution(self, article: Article, row: dict[str, Any], *, order: int) -> None:
        author = self.authors[row["author"]]
        role = ContributionRole(row["role"])
        Contribution.objects.create(
            article=article,
            author=author,
            name=author.name,
            role=role,
            affiliation=row["affiliation"] or "",
            credit="" if row["affiliation"] else CREDITS.get(role, ""),
            order=order,
        )

    def load_statement(self, article: Article, row: dict[str, Any], *, order: int) -> Statement:
        return Statement.objects.create(
            article=article,
            author=self.authors[row["author"]] if row["author"] else None,
            speaker=row["speaker"],
            affiliation=row["affiliation"] or "",
            label=row["speaker"] if article.kind == "interview" else "",
            text=row["text"],
            order=order,
        )


def serial_number_on(day: dt.date) -> int | None:
    """The running number of that day's issue, one a day since the last that has one."""
    last = Issue.objects.exclude(serial_number=None).order_by("date").last()
    if last is None or last.serial_number is None:
        return None
    return last.serial_number + (day - last.date).days


def bring_to(article: Article, row: dict[str, Any], people: dict[str, User]) -> None:
    """Take the steps that lead to where the article ``stands``, by the people whose steps they are."""
    stands = row["stands"]
    if stands == "draft":
        return
    workflow.submit(article, by=people["editor"])
    if hours := row.get("due_in_hours"):
        due = timezone.now() + dt.timedelta(hours=hours)
        duties.assign(article, stage=Stage.FIRST_REVIEW, person=None, due_at=due, by=people["final_reviewer"])
    if stands == "returned":
        workflow.send_back(now(article), by=people["first_reviewer"], words=row["reason"])
        return
    if stands == Stage.FIRST_REVIEW:
        return
    first = {"words": row["report"], "recommendation": Recommendation.USE}
    workflow.pass_review(now(article), by=people["first_reviewer"], **first)
    if remark := row.get("remark"):
        comments.add(now(article), by=people["first_reviewer"], text=remark["words"], quoted=remark["on"])
    if stands == Stage.SECOND_REVIEW:
        return
    second = {"words": row["judged"], "judgement": Judgement.AGREES}
    workflow.pass_review(now(article), by=people["second_reviewer"], **second)
    if stands == Stage.APPROVED:
        workflow.pass_review(now(article), by=people["final_reviewer"])


def now(article: Article) -> Article:
    """The article as its last step left it."""
    return Article.objects.get(pk=article.pk)

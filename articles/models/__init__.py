"""The newsroom's tables, by family. Import them from here."""

from articles.models.analysis import Band, Fingerprint, Keyword, Relation, TermCount, TextAnalysis
from articles.models.article import Article, Contribution, Correction, PullQuote, Statement
from articles.models.audit import AuditEntry
from articles.models.author import Affiliation, Author
from articles.models.bulk import BulkStep
from articles.models.editorial import PageImport, Revision, User
from articles.models.fee import FeeLine, FeeMonth, FeeRate
from articles.models.identity import RetiredSlug
from articles.models.issue import Column, ColumnAlias, Issue, Page
from articles.models.keeping import Autosave, BinEntry, Presence
from articles.models.lexicon import IgnoredFinding, Phrase
from articles.models.manuscript import Attachment, Manuscript, ManuscriptSetting, Reply
from articles.models.media import Image
from articles.models.partner import ApiKey, KeyUse, Partner
from articles.models.propagation import Copy, FeedPosition
from articles.models.publication import (
    Change,
    ChangeCounter,
    PreparedEntry,
    PreparedPage,
    PreparedRecord,
    PreparedRow,
    Publication,
    PublicationAuthor,
    PublicState,
    PublishedQuote,
    PublishedStatement,
    PublishedVersion,
)
from articles.models.review import (
    CommentReply,
    Duty,
    IssueDue,
    PassageComment,
    RecordEntry,
    ReviewSeat,
    ScheduledRelease,
)
from articles.models.running import JobRun
from articles.models.saved_view import SavedView
from articles.models.scoring import ProofScore
from articles.models.search import (
    ArchivedText,
    SearchDocument,
    SearchPage,
    SearchPlaces,
    SearchRecent,
    SearchSegment,
    SearchWord,
    WorkingDocument,
)
from articles.models.tag import Tag, TagSynonym
from articles.models.webhook import Delivery, DeliveryAttempt, Webhook

__all__ = [
    "Affiliation",
    "ApiKey",
    "ArchivedText",
    "Article",
    "Attachment",
    "AuditEntry",
    "Author",
    "Autosave",
    "Band",
    "BinEntry",
    "BulkStep",
    "Change",
    "ChangeCounter",
    "Column",
    "ColumnAlias",
    "CommentReply",
    "Contribution",
    "Copy",
    "Correction",
    "Delivery",
    "DeliveryAttempt",
    "Duty",
    "FeeLine",
    "FeeMonth",
    "FeeRate",
    "FeedPosition",
    "Fingerprint",
    "IgnoredFinding",
    "Image",
    "Issue",
    "IssueDue",
    "JobRun",
    "KeyUse",
    "Keyword",
    "Manuscript",
    "ManuscriptSetting",
    "Page",
    "PageImport",
    "Partner",
    "PassageComment",
    "Phrase",
    "PreparedEntry",
    "PreparedPage",
    "PreparedRecord",
    "PreparedRow",
    "Presence",
    "ProofScore",
    "PublicState",
    "Publication",
    "PublicationAuthor",
    "PublishedQuote",
    "PublishedStatement",
    "PublishedVersion",
    "PullQuote",
    "RecordEntry",
    "Relation",
    "Reply",
    "RetiredSlug",
    "ReviewSeat",
    "Revision",
    "SavedView",
    "ScheduledRelease",
    "SearchDocument",
    "SearchPage",
    "SearchPlaces",
    "SearchRecent",
    "SearchSegment",
    "SearchWord",
    "Statement",
    "Tag",
    "TagSynonym",
    "TermCount",
    "TextAnalysis",
    "User",
    "Webhook",
    "WorkingDocument",
]

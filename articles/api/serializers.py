"""The shape of what is published, for the OpenAPI document and for ``fields=``.

Rows are not run through these at run time: publications carry their JSON ready made. A test compares
what the endpoints answer with what stands here.
"""

from __future__ import annotations

from rest_framework import serializers as s

from articles.choices import ArticleKind, ContributionRole, Fidelity


class IssueLabel(s.Serializer):
    date = s.DateField(help_text="出版日期。")
    edition = s.CharField(help_text="版别；平日为空，号外等填名称。")
    serial_number = s.IntegerField(allow_null=True, help_text="总期号。")
    url = s.URLField()


class PageLabel(s.Serializer):
    number = s.CharField(help_text="版次，如 7 或 A2。")
    name = s.CharField(help_text="版名，如“理论”。")
    url = s.URLField()


class ColumnLabel(s.Serializer):
    slug = s.CharField()
    name = s.CharField(help_text="栏目现在的名称。")
    label = s.CharField(help_text="当天见报的栏目名。")  # type: ignore[assignment]
    url = s.URLField()


class TagLabel(s.Serializer):
    slug = s.CharField()
    name = s.CharField()
    url = s.URLField()


class BylineEntry(s.Serializer):
    id = s.CharField(allow_null=True, help_text="作者编号；没有对应到人时为 null。")
    name = s.CharField(help_text="见报姓名。")
    role = s.ChoiceField(ContributionRole.choices)
    credit = s.CharField(help_text="见报身份，如“本报记者”。")
    affiliation = s.CharField(help_text="见报单位和职务。")
    url = s.URLField(allow_null=True)


class ReprintSource(s.Serializer):
    name = s.CharField(help_text="原刊。")
    date = s.DateField(allow_null=True)
    title = s.CharField(help_text="原题。")


class Licence(s.Serializer):
    reprint = s.BooleanField(help_text="是否有权转载。没有密钥时总是 false。")
    credit_line = s.CharField(help_text="转载时必须印出的来源。")
    source = s.CharField(help_text="来源单位：本报，或本报所转载的原刊。")  # type: ignore[assignment]
    original_title = s.CharField(help_text="原题；另拟标题时须注明。")
    editor = s.CharField(allow_null=True, help_text="责任编辑。")
    may_change = s.ListField(child=s.CharField(), help_text="可以改动的：layout 是版式。")
    must_keep = s.ListField(child=s.CharField(), help_text="不得改动的。")
    terms = s.CharField(help_text="以上各项的一句话说明。")
    url = s.URLField(help_text="原文的网址，转载时须链接到它。")


class Body(s.Serializer):
    html = s.CharField(help_text="正文的 HTML，已清洗；链接和图片是完整网址。")
    text = s.CharField(help_text="纯文本，每段一行。")
    blocks = s.JSONField(
        help_text="段落的列表，每段有固定的 id。图片段落带有网址、尺寸、替代文字、图说、作者和版权说明。"
    )


class StatementEntry(s.Serializer):
    id = s.CharField()
    speaker = s.CharField()
    author_id = s.CharField(allow_null=True)
    affiliation = s.CharField()
    label = s.CharField(help_text="访谈中印的“记者”“问”“答”。")  # type: ignore[assignment]
    text = s.CharField()


class PullQuoteEntry(s.Serializer):
    id = s.CharField()
    text = s.CharField(help_text="见报的写法，不一定与正文一字不差。")
    speaker = s.CharField()
    fidelity = s.ChoiceField(Fidelity.choices)
    url = s.URLField()
    block = s.CharField(allow_null=True, help_text="出自哪一段（或哪一段发言）。")
    start = s.IntegerField(allow_null=True)
    end = s.IntegerField(allow_null=True)


class CorrectionEntry(s.Serializer):
    date = s.DateField()
    text = s.CharField()


class PageCredit(s.Serializer):
    role = s.CharField(help_text="责任编辑、校对、美编。")
    name = s.CharField()


class ArticleCard(s.Serializer):
    """目录中的一篇文章。"""

    id = s.CharField(help_text="固定不变的编号。")
    version = s.IntegerField(help_text="发布版本，每次更新加一。")
    kind = s.ChoiceField(ArticleKind.choices)
    url = s.URLField()
    api_url = s.URLField()
    kicker = s.CharField(help_text="引题。")
    title = s.CharField(help_text="见报标题。")
    subtitle = s.CharField(help_text="副题。")
    web_title = s.CharField(help_text="网题；没有则为空。")
    summary = s.CharField(help_text="提要。")
    date = s.DateField(help_text="见报日期；只在网上发的，是首次发布那天。")
    issue = IssueLabel(allow_null=True)
    page = PageLabel(allow_null=True)
    position = s.IntegerField(allow_null=True, help_text="版内次序。")
    print_locator = s.URLField(allow_null=True, help_text="按报纸位置的固定网址。")
    column = ColumnLabel(allow_null=True)
    byline = BylineEntry(many=True)
    tags = TagLabel(many=True)
    source = ReprintSource(allow_null=True, help_text="转载、摘编的出处。")  # type: ignore[assignment]
    published_at = s.DateTimeField(help_text="首次发布的时间。")
    updated_at = s.DateTimeField(help_text="最近一次更新的时间。")
    characters = s.IntegerField(help_text="正文和发言的字数，发言人和空白不计。")
    sha256 = s.CharField(help_text="标题、空行、正文纯文本的 SHA-256，用来核对副本。")


class ArticleItem(ArticleCard):
    """文章列表中的一篇；include 写明的部分也在其中。"""

    licence = Licence()
    body = Body(required=False)
    statements = StatementEntry(many=True, required=False)
    pull_quotes = PullQuoteEntry(many=True, required=False)
    corrections = CorrectionEntry(many=True, required=False)


class ArticleDetail(ArticleItem):
    """一篇文章的全部。"""

    editor_note = s.CharField(help_text="编者按。")
    author_note = s.CharField(help_text="作者附注，如报纸所印。")
    jump = s.CharField(help_text="转版说明。")
    credits = PageCredit(many=True, help_text="版面人员。")


class IssueItem(s.Serializer):
    """一期报纸。"""

    key = s.CharField(help_text="地址里的名称：日期，有版别的加“-版别”。")
    date = s.DateField()
    edition = s.CharField()
    serial_number = s.IntegerField(allow_null=True)
    title = s.CharField(help_text="专题名。")
    url = s.URLField()
    api_url = s.URLField()
    article_count = s.IntegerField(help_text="已公开的文章数。")


class PageItem(s.Serializer):
    """一个版面和它的文章，按见报次序。"""

    number = s.CharField()
    name = s.CharField()
    banner = s.CharField(help_text="通栏。")
    credits = PageCredit(many=True)
    url = s.URLField()
    api_url = s.URLField()
    articles = ArticleCard(many=True)


class IssueDetail(IssueItem):
    """一期报纸的目录：各版按次序，各篇按版内次序。"""

    pages = PageItem(many=True)


class PageDetail(PageItem):
    """一个版面。"""

    issue = IssueLabel()


class ColumnItem(s.Serializer):
    """一个栏目。"""

    slug = s.CharField()
    name = s.CharField()
    description = s.CharField()
    aliases = s.ListField(child=s.CharField(), help_text="曾用名、别名。")
    is_active = s.BooleanField(help_text="是否还在用。")
    url = s.URLField()
    api_url = s.URLField()
    article_count = s.IntegerField(help_text="已公开的文章数。")


class AuthorItem(s.Serializer):
    """一位作者。"""

    id = s.CharField()
    name = s.CharField()
    distinguisher = s.CharField(help_text="与同名者区分的说明。")
    pinyin = s.CharField()
    bio = s.CharField()
    url = s.URLField()
    api_url = s.URLField()
    article_count = s.IntegerField(help_text="已公开的署名或发言文章数。")


class PrintedAffiliation(s.Serializer):
    text = s.CharField(help_text="见报的单位和职务。")
    last_printed = s.DateField(help_text="最近一次这样见报的日期。")


class AuthorDetail(AuthorItem):
    """一位作者和见报的单位。"""

    affiliations = PrintedAffiliation(many=True, help_text="取自最近一百篇已公开的文章。")


class TagItem(s.Serializer):
    """一个标签。"""

    slug = s.CharField()
    name = s.CharField()
    description = s.CharField()
    synonyms = s.ListField(child=s.CharField(), help_text="同义词。")
    url = s.URLField()
    api_url = s.URLField()
    article_count = s.IntegerField(help_text="已公开的文章数。")


class QuotedArticle(s.Serializer):
    id = s.CharField()
    title = s.CharField()
    url = s.URLField()


class QuoteItem(s.Serializer):
    """一条金句和它的出处。"""

    id = s.CharField()
    text = s.CharField()
    speaker = s.CharField()
    fidelity = s.ChoiceField(Fidelity.choices)
    url = s.URLField()
    api_url = s.URLField()
    article = QuotedArticle()
    byline = BylineEntry(many=True)


class StatementItem(StatementEntry):
    """一条观点（发言）和它的出处。"""

    api_url = s.URLField()
    article = QuotedArticle()


class VersionItem(s.Serializer):
    """一篇文章发布过的一个版本。"""

    version = s.IntegerField()
    kind = s.ChoiceField(["released", "updated", "corrected"], help_text="首次发布、更新，或附有更正。")
    at = s.DateTimeField(help_text="发布的时间。")
    is_current = s.BooleanField(help_text="是否就是现在的文字。")
    title = s.CharField()
    characters = s.IntegerField()
    sha256 = s.CharField(help_text="标题、空行、正文纯文本的 SHA-256。")
    article = ArticleDetail(required=False, help_text="当时的全文，只在 include=article 时有。")


class Mark(s.Serializer):
    field = s.ChoiceField(["title", "byline", "passage"])
    text = s.CharField(help_text="标题、署名，或正文中最切题的一段。")
    ranges = s.ListField(child=s.ListField(child=s.IntegerField()), help_text="要标出的文字：起、止（不含）的字数。")


class Found(ArticleItem):
    """检索到的一篇文章。"""

    highlights = Mark(many=True)


class FacetValue(s.Serializer):
    key = s.CharField(help_text="筛选时用的值。")
    name = s.CharField()
    count = s.IntegerField()

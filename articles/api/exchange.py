"""The shape of what partners exchange with us about what is published: status, copies, export, changes, problems.

Documented and checked like ``serializers``.
"""

from __future__ import annotations

from rest_framework import serializers as s

from articles.api.serializers import ArticleItem
from articles.choices import WithdrawalReason


class Deprecated(s.Serializer):
    operation = s.CharField()
    since = s.DateTimeField()
    sunset = s.DateTimeField(allow_null=True)
    detail = s.CharField()
    link = s.URLField()


class Status(s.Serializer):
    """接口的版本和近况。"""

    version = s.CharField()
    head = s.IntegerField(help_text="变更流现在最大的序号；与上次相同，就没有新的变更。")
    deprecations = Deprecated(many=True, help_text="将要停用的；平时为空。")


class CopyStanding(s.Serializer):
    id = s.CharField()
    status = s.ChoiceField(
        ["current", "corrected", "withdrawn", "unknown"],
        help_text="与现在一致；已有更正或更新（或副本被改动过）；已撤稿；没有公开过，或已不再公开。",
    )
    version = s.IntegerField(required=False, help_text="现在的版本。")
    sha256 = s.CharField(required=False, help_text="现在的 SHA-256。")
    updated_at = s.DateTimeField(required=False)
    copied_version = s.IntegerField(
        required=False, allow_null=True, help_text="副本是哪个版本；null 表示从未发布过这样的文字。"
    )
    api_url = s.URLField(required=False)
    reason = s.ChoiceField(WithdrawalReason.choices, required=False, help_text="撤稿的原因。")
    at = s.DateTimeField(required=False, help_text="撤稿的时间。")


class CopiesChecked(s.Serializer):
    """副本核对的结果，次序同所问的。"""

    results = CopyStanding(many=True)


class CopyAsked(s.Serializer):
    id = s.RegexField(r"^[0-9a-z]{4,16}$", help_text="文章编号。")
    sha256 = s.RegexField(r"^[0-9a-f]{64}$", help_text="副本的 SHA-256：标题、空行、正文纯文本。")


class CopiesAsked(s.Serializer):
    """要核对的副本。"""

    copies = s.ListField(child=CopyAsked(), min_length=1, max_length=500)


class ExportPart(s.Serializer):
    url = s.URLField(help_text="这一份的地址；只对这把密钥所属的合作方有效。")
    articles = s.IntegerField(help_text="做目录时其中有几篇。")


class ExportIndex(s.Serializer):
    """整体导出的目录。"""

    head = s.IntegerField(help_text="做目录之前变更流的序号。")
    cursor = s.CharField(help_text="取完各份之后，从这里接着读 changes/。")
    next = s.URLField(help_text="同上，完整的地址。")
    count = s.IntegerField(help_text="文章数。")
    digest = s.CharField(
        help_text="全部文章的“编号、制表符、版本、制表符、sha256、换行”按编号排列之后的 SHA-256，用来核对整个副本。"
    )
    parts = ExportPart(many=True)


class Root(s.Serializer):
    """接口的目录。"""

    name = s.CharField()
    version = s.CharField()
    documentation = s.URLField()
    openapi = s.URLField()
    quickstart = s.URLField(help_text="给开发者的入门页。")
    endpoints = s.DictField(child=s.URLField())


class ChangeRow(s.Serializer):
    """变更流的一步：upsert 带文章，delete 只有编号和原因。"""

    seq = s.IntegerField(help_text="序号，只增不减。")
    op = s.ChoiceField(["upsert", "delete"])
    article = ArticleItem(required=False)
    id = s.CharField(required=False, help_text="delete：文章编号。")
    reason = s.ChoiceField(["withdrawn", "expired", "rights", "merged"], required=False)
    at = s.DateTimeField(required=False, help_text="delete：何时不再公开。")


class ChangeFeed(s.Serializer):
    """变更流的一段。"""

    results = ChangeRow(many=True)
    next = s.URLField(help_text="接着读的地址；总是有，读到头时过一会儿再用。")
    cursor = s.CharField(help_text="next 里的 cursor。")
    head = s.IntegerField(help_text="现在最大的序号。")
    head_cursor = s.CharField(help_text="从现在起的位置：先取它，再取全部，然后从它接着读，就不会漏。")
    has_more = s.BooleanField(help_text="后面还有没有读过的。")


class ProblemKind(s.Serializer):
    """一种错误的说明。"""

    type = s.URLField()
    title = s.CharField()
    status = s.IntegerField()
    code = s.CharField()
    meaning = s.CharField()


class ProblemEntry(s.Serializer):
    parameter = s.CharField(help_text="有误的参数。")
    code = s.CharField(
        help_text="unknown-parameter、repeated-parameter、missing-value、empty-value、invalid-value、invalid-encoding 或 invalid-cursor。"
    )
    detail = s.CharField()
    allowed = s.ListField(child=s.CharField(), required=False, help_text="允许的名称或取值。")


class Problem(s.Serializer):
    """错误（RFC 9457）。"""

    type = s.URLField(help_text="这种错误的说明所在。")
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField(help_text="一句话说明哪里有误、怎样改正。")
    code = s.CharField(help_text="供程序判断的代号。")
    request_id = s.CharField(help_text="这次请求的编号，也在 X-Request-ID 响应头里。")
    errors = ProblemEntry(many=True)  # type: ignore[assignment]


class WithdrawnProblem(Problem):
    """已撤稿的文章。"""

    reason = s.ChoiceField(WithdrawalReason.choices)
    at = s.DateTimeField(help_text="撤稿的时间。")


class ResetProblem(Problem):
    """cursor 已不能接着用。"""

    resync = s.URLField(help_text="重取全部的地址。")


class LimitProblem(Problem):
    """请求超过了限额。"""

    violated_policies = s.ListField(child=s.CharField(), help_text="超过的是哪几条限额，名称同 RateLimit-Policy。")

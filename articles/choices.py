"""Closed sets of values that several layers share. The stored values are part of the API."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where the working copy stands. Only ``workflow`` writes it."""

    DRAFT = "draft", "草稿"
    FIRST_REVIEW = "first_review", "初审"
    SECOND_REVIEW = "second_review", "复审"
    FINAL_REVIEW = "final_review", "终审"
    APPROVED = "approved", "已签发"
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤稿"


RETURNED_LABEL = "退回待改"  # a draft that a review sent back, or whose approval was revoked


class ArticleKind(TextChoices):
    ARTICLE = "article", "文章"
    ROUNDUP = "roundup", "观点综述"
    INTERVIEW = "interview", "访谈"
    BRIEF = "brief", "简讯"
    EDITORIAL = "editorial", "评论"


class ContributionRole(TextChoices):
    AUTHOR = "author", "作者"
    REPORTER = "reporter", "记者"
    CORRESPONDENT = "correspondent", "通讯员"
    COMPILER = "compiler", "整理"
    TRANSLATOR = "translator", "编译"
    PHOTOGRAPHER = "photographer", "摄影"


class BlockKind(TextChoices):
    PARAGRAPH = "paragraph", "段落"
    HEADING = "heading", "小标题"
    QUOTE = "quote", "引文"
    LIST = "list", "列表"
    IMAGE = "image", "图片"
    TABLE = "table", "表格"
    NOTE = "note", "注"
    STATEMENT = "statement", "观点"


class Fidelity(TextChoices):
    """How close a pull quote's printed wording is to the sentence it was lifted from."""

    VERBATIM = "verbatim", "与原文一致"
    NEAR = "near", "与原文略有出入"
    NOT_FOUND = "not_found", "原文中未找到"


class RevisionReason(TextChoices):
    IMPORTED = "imported", "导入"
    SAVED = "saved", "保存"
    KEPT = "kept", "另存"
    RESTORED = "restored", "恢复"
    SUBMITTED = "submitted", "送审"
    RETURNED = "returned", "退回"
    FIRST_REVIEWED = "first_reviewed", "初审后"
    SECOND_REVIEWED = "second_reviewed", "复审后"
    APPROVED = "approved", "签发"
    RELEASED = "released", "发布"
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤稿"


class RecordKind(TextChoices):
    """What happened to an article, as its review record says it. Kept for good."""

    SUBMITTED = "submitted", "送审"
    RECALLED = "recalled", "撤回送审"
    PASSED = "passed", "通过"
    APPROVED = "approved", "签发"
    RETURNED = "returned", "退回"
    REVOKED = "revoked", "撤销签发"
    SCHEDULED = "scheduled", "定时发布"
    UNSCHEDULED = "unscheduled", "取消定时"
    RELEASED = "released", "发布"
    PRINTED = "printed", "已见报"
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤稿"


class Recommendation(TextChoices):
    """What the first review's report proposes."""

    USE = "use", "建议采用"
    REVISE = "revise", "建议修改后采用"
    DROP = "drop", "建议不用"


class Judgement(TextChoices):
    """What the second review says of the first review's report."""

    AGREES = "agrees", "同意初审意见"
    PARTLY = "partly", "部分同意初审意见"
    DISAGREES = "disagrees", "不同意初审意见"


class WithdrawalReason(TextChoices):
    ERROR = "error", "内容有误"
    RIGHTS = "rights", "版权原因"
    AUTHOR = "author", "作者要求"
    OTHER = "other", "其他原因"


class ChangeKind(TextChoices):
    RELEASED = "released", "发布"
    UPDATED = "updated", "更新"
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤稿"
    EXPIRED = "expired", "到期"


class ImportStatus(TextChoices):
    OPEN = "open", "待核对"
    DONE = "done", "已生成草稿"
    DISCARDED = "discarded", "已放弃"


class PhraseKind(TextChoices):
    """What an approved wording is: each kind is held against texts in its own way."""

    FORMULATION = "phrase", "固定表述"
    NAME = "name", "人名职务"
    TITLE = "title", "篇名"
    ALLOWED = "allowed", "不再提示"  # what proofreading reported and the editors know to be right


class DeliveryStatus(TextChoices):
    WAITING = "waiting", "待送"
    DONE = "done", "已送达"
    FAILED = "failed", "没有送达"
    DROPPED = "dropped", "不再送"


class WebhookStop(TextChoices):
    """Why a webhook is told nothing any more."""

    PARTNER = "partner", "对方停用"
    PAPER = "paper", "本报停用"
    GONE = "gone", "对方答复 410"
    FAILING = "failing", "多日送不到"


class AuditKind(TextChoices):
    """What somebody did at the desk, in the words of its log."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "failed", "登录失败"
    SIGN_OUT = "sign_out", "退出"
    ADD = "add", "新建"
    CHANGE = "change", "修改"
    DELETE = "delete", "删除"
    STEP = "step", "办理"
    BULK = "bulk", "批量"
    EXPORT = "export", "导出"
    KEY = "key", "密钥"
    ACCOUNT = "account", "账号"
    SETTING = "setting", "设置"


class CameBy(TextChoices):
    """How a manuscript came."""

    MAIL = "mail", "邮寄"
    HAND = "hand", "送交"
    EMAIL = "email", "电子邮件"
    OTHER = "other", "其他"


class ManuscriptState(TextChoices):
    RECEIVED = "received", "收到"
    READING = "reading", "在看"
    ACCEPTED = "accepted", "采用"
    DECLINED = "declined", "退稿"
    TAKEN_BACK = "taken_back", "作者撤回"


class ReplyKind(TextChoices):
    """What a contributor was told."""

    RECEIPT = "receipt", "收稿回执"
    ACCEPTED = "accepted", "采用通知"
    DECLINED = "declined", "退稿通知"
    OTHER = "other", "其他答复"


class BulkAct(TextChoices):
    """What can be done to many articles at once, undone afterwards."""

    ASSIGN = "assign", "分派"
    TAG = "tag", "加标签"
    UNTAG = "untag", "去标签"
    PLACE = "place", "移到版面"
    COLUMN = "column", "改栏目"
    SUBMIT = "submit", "送审"
    SCHEDULE = "schedule", "定时发布"


class FeePart(TextChoices):
    """What somebody is paid for in an article."""

    TEXT = "text", "文章"
    STATEMENT = "statement", "观点"

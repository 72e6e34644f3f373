"""Partners' keys from the shell: create, list, rotate, limit, revoke."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, transaction
from django.utils import timezone

from articles.choices import AuditKind
from articles.exceptions import NewsroomError
from articles.management import trail
from articles.models import ApiKey, Column, Partner
from articles.models.partner import OVERLAP, Scope

NO_LIMIT = -1


def read_scopes(raw: str) -> list[str]:
    scopes = [scope.strip() for scope in raw.split(",") if scope.strip()]
    if not scopes or not set(scopes) <= set(Scope.values):
        raise CommandError(f"--scopes 应为 {'、'.join(Scope.values)} 中的几项，用半角逗号隔开。")
    return scopes


def read_expiry(raw: str) -> dt.datetime:
    """The end of that day, here."""
    try:
        day = dt.date.fromisoformat(raw)
    except ValueError:
        raise CommandError("--expires 应为形如 2026-12-31 的日期。") from None
    if day < timezone.localdate():
        raise CommandError(f"--expires 写的 {day} 已经过去。")
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def read_days(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or not 0 <= int(raw[:4]) <= 90:
        raise CommandError("--overlap 应为 0 到 90 之间的整数（天）。")
    return int(raw)


def read_limit(raw: str) -> int:
    if raw == "none":
        return NO_LIMIT
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:10]) <= 1_000_000_000:
        raise CommandError("限额应为 1 到 1000000000 之间的整数，或 none。")
    return int(raw)


# How options are read: here, because what argparse refuses it refuses in English.
READERS = {
    "scopes": read_scopes,
    "expires": read_expiry,
    "overlap": read_days,
    "per_minute": read_limit,
    "per_day": read_limit,
}
STEPS = ("create", "list", "rotate", "limit", "revoke")


class Command(BaseCommand):
    help = "合作方的接口密钥：create 发放、list 列出、rotate 换发、limit 限额、revoke 停用。密钥只在发放时显示一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", metavar="|".join(STEPS))
        create = steps.add_parser("create", help="发放一个密钥；还没有这个合作方时一并登记")
        create.add_argument("--partner", help="合作方的名称")
        create.add_argument("--scopes", help="如 sync,export,history,hooks")
        create.add_argument("--columns", help="合同包括的栏目：all，或网址名，用半角逗号隔开；新登记时必填")
        create.add_argument("--reprint", action="store_true", help="新登记的合作方可以转载这些栏目")
        create.add_argument("--expires", help="有效到这一天（含）")
        listing = steps.add_parser("list", help="列出合作方和密钥")
        listing.add_argument("--partner", help="只列这一个")
        rotate = steps.add_parser("rotate", help="换发：给出同样权限的新密钥，旧的过几天自动到期")
        rotate.add_argument("prefix", nargs="?", default="", help="旧密钥的开头，见 list")
        rotate.add_argument("--overlap", default=str(OVERLAP.days), help=f"新旧并用几天，默认 {OVERLAP.days}")
        rotate.add_argument("--expires", help="新密钥有效到这一天（含）")
        limit = steps.add_parser("limit", help="限额；不写的不变")
        limit.add_argument("prefix", nargs="?", default="", help="密钥的开头，见 list")
        limit.add_argument("--per-minute", metavar="N|none", help="每分钟最多几次；none 按设置")
        limit.add_argument("--per-day", metavar="N|none", help="每天最多几次；none 不限")
        revoke = steps.add_parser("revoke", help="立即停用")
        revoke.add_argument("prefix", nargs="?", default="", help="密钥的开头，见 list")

    def handle(self, *args: Any, step: str | None, **options: Any) -> None:
        if step not in STEPS:
            raise CommandError(f"请写明要做什么：{'、'.join(STEPS)}；加 --help 看各自的写法。")
        given = {
            name: READERS[name](str(options[name])) for name in READERS.keys() & options if options[name] is not None
        }
        try:
            getattr(self, step)(**options | given)
        except NewsroomError as error:
            raise CommandError(error.message) from None
        except (OperationalError, ProgrammingError) as error:
            about = "数据库正忙（可能正在装入稿件），或者还没有建好（先运行 manage.py prepare）"
            raise CommandError(f"{about}。什么都没有改动，请稍后再试。数据库的话：{error}".strip()) from None

    @transaction.atomic
    def create(self, *, partner: str | None, scopes: list[str] | None, columns: str | None, **options: Any) -> None:
        if not partner or not scopes:
            raise CommandError("请用 --partner 写明合作方的名称，用 --scopes 写明权限。")
        name = partner.strip()
        known = Partner.objects.filter(name=name).first()
        if known is None:
            known = register(name, columns, may_reprint=options["reprint"])
        elif columns is not None or options["reprint"]:
            raise CommandError(f"“{name}”已经登记，合同请在采编台修改；这里请省略 --columns 和 --reprint。")
        key, secret = ApiKey.objects.issue(known, scopes=scopes, expires_at=options["expires"])
        noted(key, f"发放密钥 {key.prefix}…（{'、'.join(scopes)}）")
        self.show_once(key, secret)

    def list(self, *, partner: str | None, **options: Any) -> None:
        partners = Partner.objects.prefetch_related("columns", "keys")
        found = partners.filter(name=partner.strip()) if partner else partners.all()
        if not found:
            self.stderr.write(f"没有合作方“{partner}”。" if partner else "还没有合作方。")
        for each in found:
            covered = "全部栏目" if each.covers_all else "、".join(c.slug for c in each.columns.all()) or "没有栏目"
            state = "" if each.active else "，已停止合作"
            if each.valid_from or each.valid_until:
                state += f"，合同 {each.valid_from or '…'} 至 {each.valid_until or '…'}"
            self.stdout.write(f"{each}：{covered}，{'可以' if each.may_reprint else '不可'}转载{state}")
            for key in each.keys.all():
                self.stdout.write(f"  {key.prefix}…  {','.join(key.scopes)}  {state_of(key)}")

    @transaction.atomic
    def rotate(self, *, prefix: str, overlap: int, expires: dt.datetime | None, **options: Any) -> None:
        old = find(prefix)
        shown = ApiKey.objects.rotate(old, overlap=dt.timedelta(days=overlap), expires_at=expires)
        noted(shown[0], f"换发密钥 {old.prefix}… 为 {shown[0].prefix}…")
        self.show_once(*shown)
        if old.expires_at:
            self.stderr.write(f"旧密钥 {old.prefix}… 在 {moment(old.expires_at)} 到期。")

    @transaction.atomic
    def limit(self, *, prefix: str, **options: Any) -> None:
        key = find(prefix)
        given = {name: options[name] for name in ("per_minute", "per_day") if options[name] is not None}
        if not given:
            raise CommandError("请写明 --per-minute 或 --per-day。")
        for name, value in given.items():
            setattr(key, name, None if value == NO_LIMIT else value)
        key.save(update_fields=list(given))
        minute = "按设置" if key.per_minute is None else f" {key.per_minute} 次"
        day = "不限" if key.per_day is None else f" {key.per_day} 次"
        noted(key, f"密钥 {key.prefix}… 限额：每分钟{minute}，每天{day}")
        self.stdout.write(f"{key.prefix}… 每分钟{minute}，每天{day}。")

    def revoke(self, *, prefix: str, **options: Any) -> None:
        key = find(prefix)
        with transaction.atomic():
            is_done = key.revoke()
            if is_done:
                noted(key, f"停用密钥 {key.prefix}…")
        self.stdout.write(f"{key.prefix}… {'已停用。' if is_done else '早已停用。'}")

    def show_once(self, key: ApiKey, secret: str) -> None:
        """The key alone on standard output, so that a script can take it; the words beside it on the other."""
        self.stderr.write(f"“{key.partner}”的密钥如下，只显示这一次，请妥善保存：")
        self.stdout.write(secret)


def noted(key: ApiKey, words: str) -> None:
    trail.note(AuditKind.KEY, "api_key", words, model="partner", object_id=key.partner_id, label=str(key.partner))


def register(name: str, columns: str | None, *, may_reprint: bool) -> Partner:
    if not name or len(name) > 100:
        raise CommandError("合作方的名称应为 1 到 100 个字。")
    if columns is None:
        raise CommandError("请用 --columns 写明合同包括哪些栏目：all，或网址名，用半角逗号隔开。")
    slugs = [] if columns == "all" else [slug.strip() for slug in columns.split(",") if slug.strip()]
    found = list(Column.objects.filter(slug__in=slugs))
    if missing := sorted(set(slugs) - {column.slug for column in found}):
        raise CommandError(f"没有栏目 {'、'.join(missing)}。")
    if columns != "all" and not found:
        raise CommandError("--columns 没有写明任何栏目。")
    partner = Partner.objects.create(name=name, covers_all=columns == "all", may_reprint=may_reprint)
    partner.columns.set(found)
    return partner


def find(prefix: str) -> ApiKey:
    if not prefix:
        raise CommandError("请写明密钥的开头，如 nk_xxxxxxxx；api_key list 列出全部。")
    key = ApiKey.objects.select_related("partner").filter(prefix=prefix.strip().rstrip("…")[:12]).first()
    if key is None:
        raise CommandError("没有这样开头的密钥；api_key list 列出全部。")
    return key


def state_of(key: ApiKey) -> str:
    used = f"最近使用 {moment(key.last_used_at)}" if key.last_used_at else "没有用过"
    if key.revoked_at:
        return f"已停用，{used}"
    if not key.is_live():
        return f"已到期，{used}"
    return f"有效期至 {moment(key.expires_at)}，{used}" if key.expires_at else f"长期有效，{used}"


def moment(time: dt.datetime) -> str:
    return f"{timezone.localtime(time):%Y-%m-%d %H:%M}"

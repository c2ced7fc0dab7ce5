"""`bihuan check`: whether this installation can be relied on, each point with what would help."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from bihuan.audit.models import Event, Head
from bihuan.core.rulepack import RulePackError
from bihuan.ledger import sight
from bihuan.org import secrets_at_rest
from bihuan.platform import clock, rules

TRIGGERS = ("audit_event_refuses_update", "audit_event_refuses_delete")


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    text: str


def findings() -> Iterator[Finding]:
    """Every point that was looked at, as it is found; the later ones need the database of the first."""
    if why := lacking():
        yield Finding(False, why)
        return
    yield Finding(True, _("数据库：%(vendor)s") % {"vendor": connection.vendor})
    yield Finding(True, _("数据库结构是最新的"))
    for look in (_log, _rules, _holidays, _assets, _files, _secret, _second_step, _proxies, _sight):
        yield look()


def lacking() -> str:
    """Why the database cannot be worked with, and what would help; empty when it can."""
    try:
        pending = _pending_migrations()
    except DatabaseError as error:
        return _("连不上数据库：%(why)s。请检查 DATABASE_URL 和数据库服务。") % {"why": str(error).strip()}
    if pending:
        return _("数据库结构还差 %(count)s 步，请运行 bihuan manage migrate。") % {"count": pending}
    return ""


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _log() -> Finding:
    if missing := _missing_triggers():
        return Finding(
            False,
            _("日志保护触发器缺失：%(names)s。请联系审计管理员，并重新运行迁移。") % {"names": _("、").join(missing)},
        )
    head, last = Head.objects.filter(id=1).first(), Event.objects.order_by("seq").last()
    if (head.seq if head else 0) != (last.seq if last else 0):
        return Finding(False, _("日志链头与最后一条不符，请运行 bihuan audit verify。"))
    return Finding(True, _("日志受触发器保护，共 %(count)s 条") % {"count": last.seq if last else 0})


def _missing_triggers() -> list[str]:
    known = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT trigger_name FROM information_schema.triggers"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in TRIGGERS if name not in there]


def _rules() -> Finding:
    try:
        rules.pack()
    except RulePackError as error:
        return Finding(False, _("规则包有误：%(why)s") % {"why": error.phrase.text(_)})
    return Finding(True, _("规则包：%(names)s") % {"names": _("、").join(settings.RULE_PACKS)})


def _holidays() -> Finding:
    known = rules.calendar().known_until
    if known < clock.today():
        text = _("节假日数据只到 %(day)s，此后的时限按周末计并标注“暂定”。请录入国务院办公厅的放假通知。")
        return Finding(False, text % {"day": known})
    return Finding(True, _("节假日数据到 %(day)s；此后的时限标注“暂定”") % {"day": known})


def _assets() -> Finding:
    missing = [name for name in ("web/base.css", "vendor/echarts.js") if not finders.find(name)]
    if missing:
        return Finding(
            False,
            _("静态文件缺失：%(names)s。请重新安装，或在源码目录运行 make assets。") % {"names": _("、").join(missing)},
        )
    return Finding(True, _("静态文件齐全"))


def _files() -> Finding:
    place = settings.HOME / ".writable"
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        place.touch()
        place.unlink()
    except OSError as error:
        return Finding(False, _("数据目录 %(place)s 不可写：%(why)s") % {"place": settings.HOME, "why": error.strerror})
    return Finding(True, _("数据目录：%(place)s") % {"place": settings.HOME})


def _secret() -> Finding:
    place = settings.HOME / "secret-key"
    if place.exists() and place.stat().st_mode & 0o077:
        return Finding(False, _("%(place)s 可被他人读取，请运行 chmod 600。") % {"place": place})
    return Finding(True, _("密钥只有本账户能读"))


def _second_step() -> Finding:
    if lost := secrets_at_rest.unreadable():
        text = _(
            "%(count)s 个账号的两步验证打不开：密钥换过。请把旧密钥写进 BIHUAN_SECRET_KEY_FALLBACKS，"
            "或者由安全管理员解除这些账号的两步验证。"
        )
        return Finding(False, text % {"count": lost})
    return Finding(True, _("两步验证的密文都能打开"))


def _proxies() -> Finding:
    """HTTPS ends at a proxy; where none is named nobody believes it, and each page leads to itself for ever."""
    if settings.HTTPS and not settings.PROXIES:
        text = _(
            "已设 BIHUAN_HTTPS，但没有设 BIHUAN_PROXIES：每个页面都会不停地转向自己。请写明前面有几层反向代理，例如 1。"
        )
        return Finding(False, text)
    return Finding(True, _("前面的反向代理：%(count)s 层") % {"count": settings.PROXIES})


def _sight() -> Finding:
    if rows := sight.drift():
        text = _("各单位的可见范围有 %(count)s 处与责任、属地和单位层级不符。请运行 bihuan rebuild。")
        return Finding(False, text % {"count": rows})
    return Finding(True, _("各单位的可见范围与责任、属地和单位层级一致"))

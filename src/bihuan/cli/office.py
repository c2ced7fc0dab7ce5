"""The commands of an office's own system; each starts Django first."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bihuan.cli.speech import FAILED, OK, _, language, out, tell

BY = "command line"
"""How the log tells that somebody at the machine did it for an account."""


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
    import django
    from django.utils import translation

    try:
        django.setup()
    except ValueError as error:  # what the environment says cannot be understood
        from django.core.exceptions import ImproperlyConfigured

        why = _("%(why)s。请检查 DATABASE_URL 和以 BIHUAN_ 开头的环境变量。") % {"why": error}
        raise ImproperlyConfigured(why) from error
    translation.activate("en" if language() == "en" else "zh-hans")


def serve(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.web import serving

    host, port = options.address
    first = demo_first if options.demo else None
    return OK if serving.serve(host, port, threads=options.threads, tell=tell, first=first) else FAILED


def demo_first() -> None:
    """The city into a database where nobody is yet, and its accounts; an office of one's own is left as it is."""
    from bihuan.demo import city, settling
    from bihuan.org.models import Account, Unit

    if not Unit.objects.exists():
        from bihuan.demo import loading
        from bihuan.platform import clock

        out(loading.load(clock.today(), tell=tell))
    elif Account.objects.filter(demo=True).exists():
        out(settling.accounts(city.load_city()))
    else:
        tell(_("数据库里已有别的单位，没有装入示例。要看示例，请换一个 BIHUAN_HOME，例如 BIHUAN_HOME=var/demo。"))


def sweep(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.platform import sweeping
    from bihuan.web import installation

    if lacking := installation.lacking():
        tell(lacking)
        return FAILED
    failed = False
    for swept in sweeping.sweep():
        failed = failed or bool(swept.error)
        out(f"{swept.name}\t{swept.count}\t{swept.error}".rstrip())
    return FAILED if failed else OK


def demo(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.demo import loading
    from bihuan.platform import clock

    migrate()
    try:
        loaded = loading.load(options.today or clock.today(), tell=tell)
    except loading.NotEmptyError as error:
        tell(str(error))
        return FAILED
    out(loaded)
    return OK


def audit_verify(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.audit import services
    from bihuan.web import installation

    if lacking := installation.lacking():
        tell(lacking)
        return FAILED

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            tell(f"{done}/{total}")

    broken = services.verify(progress=progress)
    if broken:
        reason = broken.reason.text(_)
        tell(_("日志在第 %(seq)s 条断开：%(reason)s") % {"seq": broken.seq, "reason": reason})
        return FAILED
    out(_("日志完好。"))
    return OK


def check(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.web import installation

    wrong = 0
    for finding in installation.findings():
        wrong += not finding.ok
        out(("  ok  " if finding.ok else " fail ") + finding.text)
    return FAILED if wrong else OK


def rebuild(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.ledger import searching, sight
    from bihuan.web import installation

    if lacking := installation.lacking():
        tell(lacking)
        return FAILED
    out(f"ledger.sight\t{sight.rebuild()}")
    out(f"ledger.searching\t{searching.rebuild()}")
    return OK


def export(options: argparse.Namespace) -> int:
    start_django()
    from django.http import QueryDict

    from bihuan.org.models import Account
    from bihuan.paperwork import exports
    from bihuan.web import installation

    if lacking := installation.lacking():
        tell(lacking)
        return FAILED
    actor = Account.objects.filter(username=options.account, is_active=True).first()
    if actor is None:
        tell(_("没有账号 %(name)s，或已停用。") % {"name": options.account})
        return FAILED
    try:
        listing = exports.listing_of(actor, QueryDict(options.query))
        with _whole(options.file) as out_file, exports.export_tasks(actor=actor, listing=listing, by=BY) as made:
            shutil.copyfileobj(made, out_file)
    except FileExistsError:
        tell(_("%(file)s 已经存在，没有改动它。请换一个文件名。") % {"file": options.file})
        return FAILED
    except OSError as error:
        tell(_("写不了 %(file)s：%(cause)s。") % {"file": options.file, "cause": error.strerror})
        return FAILED
    tell(_("已导出到 %(file)s") % {"file": options.file})
    return OK


@contextmanager
def _whole(file: Path) -> Iterator[IO[bytes]]:
    """A file that comes to be as a whole or not at all; FileExistsError where there is one already.

    Its part is opened beside it at once: who cannot write there need not wait for the rows.
    """
    if file.exists():
        raise FileExistsError(file)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as written:
            yield written
        if file.exists():
            raise FileExistsError(file)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def createadmin(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.org.founding import create_administrators

    migrate()
    for account, password in create_administrators(unit_name=options.unit):
        out(f"{account.username}\t{password}")
    tell(_("请立即登录并修改密码；密码只显示这一次。"))
    return OK


def manage(options: argparse.Namespace) -> int:
    """Django's own commands, for whoever runs the server."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bihuan manage", *options.words])
    return OK


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def reasons_of(error: Exception) -> str:
    """Each reason of a refusal on a line of its own."""
    from django.utils.translation import gettext as translate

    from bihuan.core.reasons import Refused
    from bihuan.core.rulepack import RulePackError
    from bihuan.core.workdays import CalendarRangeError
    from bihuan.platform.web import refused_by_rule

    if isinstance(error, RulePackError | CalendarRangeError):
        error = refused_by_rule(error)
    return "\n".join(reason.text(translate) for reason in error.reasons) if isinstance(error, Refused) else str(error)

"""The command `bihuan`. Reading documents needs no database; everything else starts Django first.

Exit codes: 0 done; 1 done in part or refused (the reasons are on standard error); 2 the call's words are off;
130 stopped by the keyboard.
"""

import argparse
import gettext
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan import __version__

if TYPE_CHECKING:
    from bihuan.core.reasons import Reason
    from bihuan.reading import Source

OK, FAILED, STOPPED = 0, 1, 130
MOST_THREADS = 256
Handler = Callable[[argparse.Namespace], int]


def language() -> str:
    """zh or en: BIHUAN_LANG, else the terminal's language when that is English; Chinese otherwise."""
    chosen = os.environ.get("BIHUAN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if chosen.lower().startswith("en") else "zh"


def _catalogue() -> Callable[[str], str]:
    """The catalogue of the texts that stand above the rooms, read without Django: `read` must start at once."""
    place = Path(__file__).parent / "platform" / "locale"
    return gettext.translation("django", place, [language()], fallback=True).gettext


_ = _catalogue()


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_anywhere()
    options = parser().parse_args(argv)
    handler: Handler = options.handler
    try:
        return handler(options)
    except KeyboardInterrupt:
        tell(_("已停止。"))
        return STOPPED
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except _faults() as error:
        tell(_explained(error))
        return FAILED


def _speak_anywhere() -> None:
    """A terminal that cannot show Chinese gets escapes instead of an error; without an output, words go nowhere."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115  # for as long as the process lives
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115  # likewise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _faults() -> tuple[type[Exception], ...]:
    """What the machine may lack; the rest are our own mistakes and must be seen as such."""
    if "django.db" not in sys.modules:
        return (OSError,)
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    return (OSError, DatabaseError, ImproperlyConfigured)


def _explained(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}：" if error.filename else ""
        message = _("%(place)s%(cause)s。请检查权限和剩余空间；数据放在 BIHUAN_HOME。")
        return message % {"place": place, "cause": error.strerror or error}
    from django.core.exceptions import ImproperlyConfigured

    why = str(error).strip()
    if isinstance(error, ImproperlyConfigured):
        return _("设置有误：%(why)s") % {"why": why}
    return _("数据库用不了：%(why)s。请运行 bihuan check 查看原因。") % {"why": why}


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="bihuan",
        description=_("闭环：生态环境保护督察整改的台账、工期、核查、公示与销号。"),
        epilog=_("语言：BIHUAN_LANG=zh 或 en。数据放在 BIHUAN_HOME，默认为当前目录下的 var。"),
    )
    top.add_argument("--version", action="version", version=f"bihuan {__version__}")
    commands = top.add_subparsers(title=_("命令"), required=True, metavar="COMMAND")

    def add(name: str, help_text: str, handler: Handler, epilog: str = "") -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_text, description=help_text, epilog=epilog)
        command.set_defaults(handler=handler)
        return command

    command = add(
        "read", _("读文件，列出应当进入台账的条目及其原文依据。"), read,
        _("读不了的文件会说明原因和办法，其余照读；全部读完后退出码为 1。"),
    )  # fmt: skip
    command.add_argument(
        "files", nargs="+", metavar="FILE", help=_("txt、html、docx、pdf、xlsx、xls、csv 文件，扫描件或图片")
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("每个文件输出一行 JSON"))
    form.add_argument("--text", action="store_true", help=_("只输出解码后的文本；条目的位置按它的字符计"))
    command.add_argument("--no-ocr", action="store_true", help=_("不做文字识别；扫描件和图片会说明原因而不读"))

    command = add("serve", _("启动网页服务和后台任务，按 Ctrl+C 停止。"), serve)
    command.add_argument(
        "address", nargs="?", type=address, default="127.0.0.1:8000", metavar="HOST:PORT", help=_("默认 127.0.0.1:8000")
    )
    command.add_argument("--threads", type=threads, default=8, help=_("处理请求的线程数，默认 8"))
    command.add_argument("--demo", action="store_true", help=_("空库先装入虚构的临澜市，并列出演示账号"))

    add("sweep", _("处理到期的时限、公示和汇总，一次即止；serve 运行时会自动进行。"), sweep)

    command = add("demo", _("装入虚构的临澜市，日期以今天为准；只能装入空库。"), demo)
    command.add_argument("--today", type=day, metavar="YYYY-MM-DD", help=_("把这一天当作今天"))

    audit = commands.add_parser("audit", help=_("日志")).add_subparsers(required=True, metavar="COMMAND")
    command = audit.add_parser(
        "verify", help=_("核验日志链，指出被改动的第一条。"), description=_("核验日志链，指出被改动的第一条。")
    )
    command.set_defaults(handler=audit_verify)

    add("check", _("检查安装：数据库、迁移、静态文件、日志触发器、节假日数据和文件存储。"), check)

    command = add("export", _("把台账导出为 xlsx，与页面上看到的一致。"), export)
    command.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("写到哪里；已有的文件不覆盖"))
    command.add_argument("--account", required=True, type=words, help=_("以谁的权限导出（账号名），记入日志"))
    command.add_argument("--query", type=words, default="", help=_("筛选条件，即台账页面地址栏中问号之后的部分"))

    command = add("createadmin", _("建立系统、安全、审计三个管理员账号，并打印一次性密码。"), createadmin)
    command.add_argument("--unit", required=True, type=words, help=_("主管单位名称，例如：临澜市整改办"))

    command = add("manage", _("Django 自带的维护命令，例如 bihuan manage migrate。"), manage)
    command.add_argument("words", nargs=argparse.REMAINDER)
    return top


def address(written: str) -> tuple[str, int]:
    """HOST:PORT; a bare port means the loopback."""
    host, _colon, port = written.rpartition(":")
    if not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(_("应写作 主机:端口，例如 127.0.0.1:8000"))
    return host.strip("[]") or "127.0.0.1", int(port)


def threads(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 0 < int(written) <= MOST_THREADS:
        raise argparse.ArgumentTypeError(_("应为 1 到 %(most)s 的整数") % {"most": MOST_THREADS})
    return int(written)


def words(written: str) -> str:
    """Words in another encoding than the terminal says arrive as lone surrogates, which nothing can store."""
    try:
        written.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("有无法识别的字符。请把终端的编码改为 UTF-8 后重新输入。")) from None
    return written


def day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期应写作 2026-01-31")) from None


def tell(message: str) -> None:
    """A word to the person at the terminal; standard output is for results."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201  # this is the command line


def out(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


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


# --- read --------------------------------------------------------------------------------------------------------


def read(options: argparse.Namespace) -> int:
    failed = done = 0
    try:
        for name in options.files:
            failed += not _read_one(Path(name), options)
            done += 1
    except KeyboardInterrupt:
        tell(_("已停止：读完 %(done)s 个文件，共 %(all)s 个。") % {"done": done, "all": len(options.files)})
        return STOPPED
    if failed:
        tell(_("%(failed)s 个文件未能读取，共 %(all)s 个。") % {"failed": failed, "all": len(options.files)})
    return FAILED if failed else OK


def _read_one(place: Path, options: argparse.Namespace) -> bool:
    from bihuan import reading
    from bihuan.reading.render import render

    try:
        source = _opened(place, ocr=not options.no_ocr)
    except reading.UnreadableError as error:
        told = {"why": _(error.why) % error.params, "remedy": _(error.remedy) % error.params}
        why = _("%(why)s%(remedy)s") % told
        if options.json:
            out(_json({"source": {"name": place.name}, "error": why}))
        else:
            tell(f"{place}: {why}")
        return False
    if options.text:
        sys.stdout.write(source.text)
        return True
    found = reading.read(source)
    out(_json(found.as_json()) if options.json else render(found, shutil.get_terminal_size().columns))
    return True


def _opened(place: Path, *, ocr: bool) -> "Source":
    """The text of a file, its pages told at a terminal while they are read, and what a person should know of them."""
    from bihuan import reading
    from bihuan.reading.progress import ProgressLine

    words = (_("第 %(done)s 页，共 %(total)s 页"), _("，还需约 %(left)s 秒"), _("，还需约 %(left)s 分钟"))
    line = ProgressLine(sys.stderr, place.name, words) if sys.stderr.isatty() else None
    try:
        source = reading.open_source(_bytes_of(place), place.name, progress=line, ocr=ocr, convert=True)
    finally:
        if line:
            line.clear()
    for note in source.notes:
        tell(f"{place}: {_(note.text) % note.params if note.params else _(note.text)}")
    return source


def _json(value: object) -> str:
    """Written out where the output can carry it, escaped as JSON does where it cannot."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def _bytes_of(place: Path) -> bytes:
    from bihuan.reading import Limits, UnreadableError

    try:
        limits = Limits()
        limits.check_bytes(place.stat().st_size)
        with place.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
        limits.check_bytes(len(content))  # again: a device or a pipe states no size, and may never end
        return content
    except FileNotFoundError:
        raise UnreadableError(_("没有这个文件。"), _("请核对路径；文件名里有空格时要加引号。")) from None
    except IsADirectoryError:
        raise UnreadableError(
            _("这是一个文件夹。"), _("请写出里面的文件，例如 %(name)s/*.docx。"), name=place.name
        ) from None
    except OSError as error:
        raise UnreadableError(
            _("打不开这个文件（%(cause)s）。"),
            _("请检查权限，或者复制到本机再读。"),
            cause=error.strerror or str(error),
        ) from error


# --- the office's system -----------------------------------------------------------------------------------------


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


def export(options: argparse.Namespace) -> int:
    start_django()
    from django.http import QueryDict

    from bihuan.core.reasons import Refused
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
        # Opened first: who cannot write there need not wait for the rows, and an existing file is left alone.
        with (
            options.file.open("xb") as out_file,
            exports.export_tasks(actor=actor, listing=exports.listing_of(actor, QueryDict(options.query))) as made,
        ):
            shutil.copyfileobj(made, out_file)
    except FileExistsError:
        tell(_("%(file)s 已经存在，没有改动它。请换一个文件名。") % {"file": options.file})
        return FAILED
    except OSError as error:
        tell(_("写不了 %(file)s：%(cause)s。") % {"file": options.file, "cause": error.strerror})
        return FAILED
    except Refused as refused:
        options.file.unlink(missing_ok=True)
        return refuse(refused.reasons)
    tell(_("已导出到 %(file)s") % {"file": options.file})
    return OK


def createadmin(options: argparse.Namespace) -> int:
    start_django()
    from bihuan.core.reasons import Refused
    from bihuan.org.founding import create_administrators

    migrate()
    try:
        made = create_administrators(unit_name=options.unit)
    except Refused as refused:
        return refuse(refused.reasons)
    for account, password in made:
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


def refuse(reasons: Iterable["Reason"]) -> int:
    from django.utils.translation import gettext as translate

    for reason in reasons:
        tell(reason.text(translate))
    return FAILED


if __name__ == "__main__":
    sys.exit(main())

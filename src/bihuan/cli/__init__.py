"""The command `bihuan`. Reading documents needs no database; everything else starts Django first.

Exit codes: 0 done; 1 done in part or refused (the reasons are on standard error); 2 the call's words are off;
130 stopped by the keyboard.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bihuan import __version__
from bihuan.cli import documents, office
from bihuan.cli.speech import FAILED, STOPPED, _, address, day, frame_in_chinese, language, tell, threads, words
from bihuan.reading.result import KINDS

Handler = Callable[[argparse.Namespace], int]


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
    """What the machine may lack, and refusals; the rest are our own mistakes and must be seen as such."""
    if "django.db" not in sys.modules:
        return (OSError,)
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    return (OSError, DatabaseError, ImproperlyConfigured, *_refusals())


def _refusals() -> tuple[type[Exception], ...]:
    """What a service, or the rules of the office, answers to what was asked."""
    from bihuan.core.reasons import Refused
    from bihuan.core.rulepack import RulePackError
    from bihuan.core.workdays import CalendarRangeError

    return (Refused, RulePackError, CalendarRangeError)


def _explained(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}：" if error.filename else ""
        message = _("%(place)s%(cause)s。请检查权限和剩余空间；数据放在 BIHUAN_HOME。")
        return message % {"place": place, "cause": error.strerror or error}
    if isinstance(error, _refusals()):
        return office.reasons_of(error)
    from django.core.exceptions import ImproperlyConfigured

    why = str(error).strip()
    if isinstance(error, ImproperlyConfigured):
        return _("设置有误：%(why)s") % {"why": why}
    return _("数据库用不了：%(why)s。请运行 bihuan check 查看原因。") % {"why": why}


def parser() -> argparse.ArgumentParser:
    if language() == "zh":
        frame_in_chinese()
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
        "read", _("读文件，列出应当进入台账的条目及其原文依据。"), documents.read,
        _("读不了的文件会说明原因和办法，其余照读；全部读完后退出码为 1。"),
    )  # fmt: skip
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=_(
            "txt、html、docx、pdf、ofd、xlsx、xls、csv 文件，扫描件或图片；"
            "装了 LibreOffice 的，还有 doc、wps、rtf、odt、ods；- 是标准输入"
        ),
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=_("每个文件输出一行 JSON"))
    form.add_argument("--text", action="store_true", help=_("只输出解码后的文本；条目的位置按它的字符计"))
    command.add_argument(
        "--profile", type=Path, metavar="FILE", help=_("按这个文件里的本单位用语来读（从网页“本单位用语”导出）")
    )
    command.add_argument(
        "--model",
        action="store_true",
        help=_("规则没有覆盖的段落再问本单位的语言模型（BIHUAN_MODEL_URL、BIHUAN_MODEL_NAME）"),
    )
    command.add_argument(
        "--kind",
        choices=KINDS,
        metavar="KIND",
        help=_("文件的种类，认错了的由你说：%(kinds)s") % {"kinds": ", ".join(KINDS)},
    )
    command.add_argument("--no-ocr", action="store_true", help=_("不做文字识别；扫描件和图片会说明原因而不读"))

    command = add("serve", _("启动网页服务和后台任务，按 Ctrl+C 停止。"), office.serve)
    command.add_argument(
        "address", nargs="?", type=address, default="127.0.0.1:8000", metavar="HOST:PORT", help=_("默认 127.0.0.1:8000")
    )
    command.add_argument("--threads", type=threads, default=8, help=_("处理请求的线程数，默认 8"))
    command.add_argument("--demo", action="store_true", help=_("空库先装入虚构的临澜市，并列出演示账号"))

    add("sweep", _("处理到期的时限、公示和汇总，一次即止；serve 运行时会自动进行。"), office.sweep)

    command = add("demo", _("装入虚构的临澜市，日期以今天为准；只能装入空库。"), office.demo)
    command.add_argument("--today", type=day, metavar="YYYY-MM-DD", help=_("把这一天当作今天"))

    audit = commands.add_parser("audit", help=_("日志")).add_subparsers(required=True, metavar="COMMAND")
    command = audit.add_parser(
        "verify", help=_("核验日志链，指出被改动的第一条。"), description=_("核验日志链，指出被改动的第一条。")
    )
    command.set_defaults(handler=office.audit_verify)

    add("check", _("检查安装：数据库、迁移、静态文件、日志触发器、节假日数据和文件存储。"), office.check)

    add(
        "rebuild",
        _("按责任、属地和单位层级重新推导各单位看得到的任务，并重建搜索；check 说有出入时用。"),
        office.rebuild,
    )

    command = add("export", _("把台账导出为 xlsx，与页面上看到的一致。"), office.export)
    command.add_argument("file", type=Path, metavar="FILE.xlsx", help=_("写到哪里；已有的文件不覆盖"))
    command.add_argument("--account", required=True, type=words, help=_("以谁的权限导出（账号名），记入日志"))
    command.add_argument("--query", type=words, default="", help=_("筛选条件，即台账页面地址栏中问号之后的部分"))

    command = add("createadmin", _("建立系统、安全、审计三个管理员账号，并打印一次性密码。"), office.createadmin)
    command.add_argument("--unit", required=True, type=words, help=_("主管单位名称，例如：临澜市整改办"))

    command = add("manage", _("Django 自带的维护命令，例如 bihuan manage migrate。"), office.manage)
    command.add_argument("words", nargs=argparse.REMAINDER)
    return top

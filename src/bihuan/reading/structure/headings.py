"""Numbered lines: 一、 （一） 1. （1） 2.1, 问题1, 第三项, and the code of a case alone in its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.numerals import cn_number

NUMBERING = expression(
    r" *(?:(?P<chapter>[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}(?= *[、.,:])|\([甲乙丙丁戊己庚辛壬癸]\)) *[、.,:]{0,2}"
    r"|(?P<section>\([一二三四五六七八九十]{1,3}\))、?"
    # 4.7家电镀企业: nobody counts tenths of them, so that 4. is a number.
    r"|(?P<point>\d{1,3}) *(?:[、.](?:(?!\d)|(?=20\d\d年|\d{1,4}[家处座宗条户名]))|,(?=[一-鿿]))"
    r"|(?P<sub>\(\d{1,3}\)|[①-⑳]|\d{1,2}\)|【\d{1,3}】))"
    # 2.1.3 水环境: the number of points tells the level; 2.1万吨 is a figure.
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3}) *(?=[一-鿿“])(?![万亿千百个元吨公平米亩倍项件家处人条户座年月日度级克毫])"
    r"|(?P<entry>[【\[(]?(?:(?:(?:反馈|整改|突出|具体|典型)?"
    r"(?:问题|任务|事项|案例|案件|议题|清单|线索|点位|镜头|场景|画面|片段)(?:编号|序号)?|序号) ?[之:]?"
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,3}|\((?:[一二三四五六七八九十]{1,3}|\d{1,3})\))"
    r"|第 ?(?:[一二三四五六七八九十]{1,3}|\d{1,3}) ?[项条个件](?:反馈|整改)?(?:问题|任务|事项)?)"
    r"[】\])]? *(?:[、.:,]+|(?=[\n《])|(?<=[】\])])| |$))"
    # ◆HH-11-003号案件(属实): the code of a case, alone in its line.
    r"|(?P<case>[◆●■▲※【\[(]* *(?:案件|信访件|举报件|受理编号|案件编号|编号)?[:]?"
    r"(?!(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d))(?:[A-Z]{1,4}\d?[A-Z]{0,4}[\-]?\d{1,14}|\d{1,4}-\d{1,5})(?:-\d{1,5}){0,3})"
    r"(?:号?(?:案件|信访件|举报件|交办件|转办件|问题|件)?)(?=[^\n。,;:|]{0,16}(?:\n|$))"
    r"|第[一二三四五六七八九十]{1,3}[章部分节]{1,2}[、:]? *"
)
_LEVELS = ("chapter", "section", "point", "sub")
_ENTRY_LEVEL = 1  # 问题1: stands below chapters and above points


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered line, whether or not its words are a label. `named` is one whose number says what it counts: 问题1."""

    level: int
    number: Part
    line: Part
    text_start: int
    named: bool = False


def headings(body: Body) -> Iterator[Heading]:
    """Every numbered line."""
    for line in body.lines:
        match = NUMBERING.match(body.folded, line.start, line.end)
        if not match:
            continue
        level = level_of(match)
        named = bool(match["entry"] or match["case"])
        level = level if level is not None else _ENTRY_LEVEL if named else 0
        inner = NUMBERING.match(body.folded, match.end(), line.end) if not named else None
        if inner and (inner["entry"] or inner["case"]):  # (一)第9项: the second number is the entry's own
            match, named = inner, True
        number = Part(*match.span("case")) if match["case"] else Part(match.start(), match.end())
        yield Heading(level, number, line, match.end(), named)


def level_of(numbering: re.Match[str]) -> int | None:
    """0 一、 1 (一) 2 1. 3 (1); 2.1 stands as (一) does, 2.1.3 as a point. None for 问题1 and 第一章."""
    if numbering["dotted"]:
        return numbering["dotted"].count(".")
    return next((k for k, name in enumerate(_LEVELS) if numbering[name]), None)


def ordinal(body: Body, heading: Heading) -> int:
    return cn_number(re.sub(r"[^\d一二三四五六七八九十]", "", body.seen(heading.number)))

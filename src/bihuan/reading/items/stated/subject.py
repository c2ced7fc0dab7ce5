"""The one matter of a page, where no label says it: between quotation marks, behind 关于, or in a line of its own."""

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.numbers import NTH

QUOTED = r"“(?P<problem>(?:[^“”]|“[^“”]{1,60}”){4,400})”"
"""Holds quotations of one level."""
QUOTED_MATTER = expression(
    QUOTED + r"(?:的|这)?(?:一项|一事|问题|事项|任务|整改|\([^()\n]{0,12}(?:项|任务|问题|序号)[^()\n]{0,12}\))"
)
_SAID = expression(r"(?:反馈|交办|移交|转办|指出|披露|曝光|点名)给?[^,。:;“”\n]{0,10}[:,]?" + QUOTED)
# 第18项“某溪河段脱水”: a number before the mark says what is quoted.
_COUNTED = expression(rf"(?:{NTH}|(?:序号|编号)[:为]?[\dA-Z\-]{{1,6}})(?:整改)?(?:问题|任务|事项)?[:,即]?{QUOTED}")
# 镇区管网破损,污水溢流问题 in a line of its own above 责任单位:
_TOLD_ABOVE = expression(
    r"(?:[一二三四五六七八九十\d]{1,3}[、.])?(?P<problem>(?!关于|.{0,30}(?:反馈|交办|公示))[^。:;\n]{8,80}?)(?:的)?问题[。:]?"
)
_ENDED = expression(rf"(?:完成整改|整改完成|整改到位|问题为?|任务)[:,]{QUOTED}")
_ABOUT = expression(
    r"(?:关于|对|就|针对)(?P<problem>[^“”,。;]{4,120}?)(?<!反馈)(?<!交办)(?<!移交)(?<!披露)(?<!督察)(?<!转办)(?:的)?(?:问题|整改)(?:整改|的整改|情况|$|[:。])"
)
# 某区已完成老码头岸线修复不到位整改任务
_FINISHED = expression(
    r"(?:已|已经|按期|全面|如期)完成(?:了)?(?P<problem>(?!.{0,6}整改)[^“”,。;\n]{6,80}?)(?:的)?(?:问题)?(?:的)?整改(?:任务|工作|[,。])"
)
_FINDING = expression(
    r"(?:指出|提出(?!解除|申请|异议|意见|书面|销号|验收)|反映|披露)[:,]?“?(?P<problem>[^。\n]{8,300}[。]?)"
)
SAID = (_COUNTED, QUOTED_MATTER, _ENDED, _FINISHED, _SAID, _FINDING)
"""The ways in which a sentence names its matter, the surest first."""


def named(document: Document) -> Part | None:
    """The problem between quotation marks, or behind 关于, in the title or in the first paragraphs."""
    folded = document.body.folded
    first_label = document.labels[0].start if document.labels else len(folded)
    above = next((line for line in reversed(document.body.lines) if line.end <= first_label), None)
    if above and above != document.title and (told := _TOLD_ABOVE.fullmatch(folded, above.start, above.end)):
        return Part(*told.span("problem"))
    for pattern in (*SAID, _ABOUT):
        if match := pattern.search(folded, 0, max(first_label, 400)):
            return Part(*match.span("problem"))
    return None

"""States of work as texts report them, and their codes."""

import re
from functools import cache

from bihuan.reading.body import Body
from bihuan.reading.expressions import expression
from bihuan.reading.result import Status
from bihuan.reading.vocabulary import any_of, mapping

# 抓好整改销号, 确保完成整改: what shall be is no state.
_WISHED = expression(
    r"(?:确保|抓好|保证|力争|务必|要|应当?|须|计划|争取|早日|尽快|加快|推动|实现|按期|及时|预计|要求|(?<![目此日])前|后)$"
)
# 整改完成情况, 验收销号条件: the word names a chapter or a standard.
_NAMES = expression(r"(?:的)?(?:情况|时间|时限|进展|公示|通报|率|清单|方案|期限|任务)")
# 一些任务整改中,有的地方敷衍应对: in the course of them.
_IN_THE_COURSE = expression(r",(?:有的|一些|个别|部分|少数|各|仍|还|发现|存在)")
_OF = expression(r"(?:整改|治理)(?:任务|目标|工作|措施)?(?:均|都)?$")  # 整改任务已完成 is said of the whole
_MORE = expression(r"完毕|到位|完成|任务|整改(?!办|领导|方案|措施)")  # 已整改完毕, 已完成整改任务, 正在推进整改
_KEPT_UP = expression(r"[,、]?(?:并|需|须|仍需)?(?:长期坚持|持续坚持)")
_AND = expression(r"[,、]?(?:并|且)?")
_SURELY = expression(r"(?:已经?|正在|同意|均|都|全部|拟)$")  # 同意通过县级验收, 正在持续推进整改
_PARTLY = expression(
    r"(?:了?(?:总|计划)?(?:工程量|工作量|任务量|投资|进度)?的?(?:近|约|超过?)?)?(?:\d{1,2}(?:\.\d+)?%|[一二三四五六七八九]成)"
)
# 对虚假整改的,由纪委给予通报, 坚决杜绝表面整改: who should do so, and what must not be, is no state either.
_SUPPOSED = expression(
    r"[^,。;]{0,8}?的[,、]?(?:将|由|要|应|须|予以|给予|一律|依法|依规|依纪|严肃|坚决|严格|实行|进行|纳入|追究|启动|责令|约谈|通报)"
)
_FORBIDDEN = expression(r"(?:杜绝|防止|严防|防范|严禁|避免|不搞|反对|摒弃)[^。;]{0,16}$")
_NEAR = 8
_CHECKED = expression(r"核查|检查|抽查|督察|复核|复查|暗访|现场|发现|认定|回访|核实|查实")
_ENDED = frozenset(("done", "closed", "accepted", "applied", "basically_done"))
_BEHIND_THE_END = frozenset(("closed", "accepted", "applied"))
UNTRUE = frozenset(("false_report", "not_started", "not_done", "behind", "not_accepted"))
"""Codes of states that are short of what was due, or was reported."""
_NEGATED = expression(r"(?:未|没有|尚未|不)$")


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(any_of(*mapping("status", "code").values()))


@cache
def _codes() -> dict[str, str]:
    return {word: code for code, listed in mapping("status", "code").items() for word in listed}


def find(body: Body, start: int, end: int) -> list[Status]:
    """Reported states in [start, end), in order."""
    found: list[Status] = []
    began = ended = start
    for match in _pattern().finditer(body.folded, start, end):
        before = body.folded[max(start, match.start() - 6) : match.start()]
        code = _codes()[match[0]]
        within = match[0] == "整改中" and _IN_THE_COURSE.match(body.folded, match.end(), end)
        negated = _NEGATED.search(before) and code not in ("not_done", "on_track")
        names = _NAMES.match(body.folded, match.end(), end)
        if names and match[0].startswith("已") and names[0] == "任务":
            names = None  # 已完成整改任务 is a state, 完成整改任务 is none
        supposed = code in UNTRUE and (
            _SUPPOSED.match(body.folded, match.end(), end)
            or _FORBIDDEN.search(body.folded, max(start, match.start() - 2 * _NEAR), match.start())
        )
        partly = code in _ENDED and _PARTLY.match(body.folded, match.end(), end)
        if negated or names or within or partly or supposed or _WISHED.search(before):
            continue
        surely = _SURELY.search(body.folded, max(start, match.start() - _NEAR), match.start())
        first = surely.start() if surely else match.start()
        of = _OF.search(body.folded, max(start, first - _NEAR), first)
        first = of.start() if of else first
        more = _MORE.match(body.folded, match.end(), end)
        last = more.end() if more else match.end()
        kept_up = _KEPT_UP.match(body.folded, last, end) if code == "done" else None
        last = kept_up.end() if kept_up else last
        if found and code in _BEHIND_THE_END and found[-1].code == "done" and _AND.fullmatch(body.folded, ended, first):
            first = began  # 已完成整改,具备销号条件 is one state
            found.pop()
        began, ended = first, last
        span = body.cleaned.source_span(first, last)
        found.append(Status(body.text[first:last], code, span.start, span.end))
    return found


def overruled(body: Body, start: int, end: int, states: list[Status]) -> Status | None:
    """What a check found behind a reported end (曾报告整改完成, 核查发现…按未完成整改管理); None where none did."""
    if not states or states[0].code not in _ENDED or not _CHECKED.search(body.folded, start, end):
        return None
    return next((state for state in reversed(states) if state.code in UNTRUE), None)


def code_of(wording: str) -> str:
    """The code of a field that holds a state, `unknown` where no known wording stands in it."""
    match = _pattern().search(wording)
    return _codes()[match[0]] if match else "unknown"

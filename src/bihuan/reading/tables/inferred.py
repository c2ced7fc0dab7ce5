"""Columns that their heads do not tell and their cells do: numbers, names of units, limits, states, faults, and marks under
the name of a unit.

Offices head their columns as they like (谁来干, 镇街, 不符合项, 研判). Where no head says who answers, the column whose cells
are units does; a column headed by a unit that holds ★ and ☆ says what that unit is to the task. Beside who and when, the
column that tells faults tells the problems.
"""

import re
from collections.abc import Callable, Sequence

from bihuan.reading import statuses
from bihuan.reading.expressions import expression
from bihuan.reading.faults import LACKS
from bihuan.reading.tables.cells import are_codes
from bihuan.reading.who import people, units

MARKED = "marked"
_ANSWERING = frozenset(("lead", "duty", "lead_assist"))  # who helps does not answer
_LEADS = expression(r"[★●▲■◆√✓✔☑]|牵头|主办|主责|负责|主")
_HELPS = expression(r"[☆○△□◇◎]|配合|协办|协助|参与|协|配")
_NOT_TOLD = expression(
    r"填报|填表|编制|制表|报送|审核|来源|交办|转办|移交|督察|举报|投诉|第三方|检测|监测|运维|受理|联系|验收|督导|督办|指导|监督|公示|备注|受检|被检|被查|企业|业主"
)
_LIMIT = expression(r"[前底末内]$|长期|立[行知整]立改|立即|持续|底前完成|内完成|前完成")
# Bare days are the limit, unless the head says that they are those of something else.
_DAY = expression(
    r"(?:(?:20\d\d ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?日?|20\d\d ?[-./] ?\d{1,2} ?[-./] ?\d{1,2}|(?:20\d\d ?年 ?)\d{1,2} ?月)"
)
_OTHER_DAY = expression(
    r"^(?:日期|时间|年月|月份)$|发现|检查|核查|复查|复核|核实|回访|走访|到场|巡查|抽查|采样|进驻|反馈|印发|下发|下达|发文|登记|建账|入账|录入|更新|开始|启动|开工|起始|起$|成立|发生|通报|曝光|回复|办结|调度|统计|报告|上报|生日|出生"
)
_FAULT = expression(LACKS.pattern)
_NOTHING = expression(r"[/—\-]+|无")
_FIGURE = expression(r"[\d.,%:/—-]+[一-鿿]?")
_TELLS = frozenset(("problem", "verification"))
_STATES = frozenset(("status", "closed", "verdict", "result"))
_HEAD = expression(r"[^,。;!?\d]{1,16}")
_SHARE = 0.8
_SHORTEST_FAULT = 5  # characters of a cell, on average
_LONGEST_STATE = 16
_FEWEST = 3
_LONGEST_LIMIT = 30


def concerns_of(
    heads: Sequence[str], concerns: Sequence[str | None], columns: Sequence[Sequence[str]]
) -> tuple[str | None, ...]:
    """The concerns, with those of unknown columns that their cells tell. `columns` holds the texts of the cells by column."""
    found = list(concerns)
    for k, head in enumerate(heads):
        filled = _filled(columns[k])
        if found[k] not in (None, "place") or not filled or _NOT_TOLD.search(head):
            continue
        if found[k] is None and units.looks_like_unit(head) and all(role_of(text) for text in filled):
            found[k] = MARKED
        elif not _ANSWERING & set(found) and _mostly(filled, _is_body):
            found[k] = "duty"
        elif found[k] is None and not {"deadline", "actual_date"} & set(found) and _tells_limits(head, filled):
            found[k] = "deadline"
        elif found[k] is None and "person" not in found and _mostly(filled, _is_name):
            found[k] = "person"
        elif found[k] is None and not _STATES & set(found) and _mostly(filled, _is_state):
            found[k] = "status"
        elif k == 0 and "number" not in found and are_codes(filled):
            found[k] = "number"
    if "deadline" in found and _ANSWERING & set(found) and not _TELLS & set(found):
        found = _with_faults(found, columns)
    return tuple(found)


def told(
    heads: Sequence[str], concerns: Sequence[str | None], columns: Sequence[Sequence[str]]
) -> tuple[str | None, ...] | None:
    """The concerns of a first row whose words are mostly unknown, if with its cells at least half are told, the problems
    among them and who answers or by when; else it is no row of heads."""
    if len(heads) < _FEWEST or not all(_HEAD.fullmatch(head.strip()) for head in heads):
        return None
    found = concerns_of(heads, concerns, columns)
    known = {concern for concern in found if concern}
    enough = len(known) >= _FEWEST and sum(c is not None for c in found) * 2 >= len(found)
    return found if enough and "problem" in known and known & ({"deadline"} | _ANSWERING) else None


def _with_faults(found: list[str | None], columns: Sequence[Sequence[str]]) -> list[str | None]:
    """The concerns with `problem` for the unknown column that tells faults, the fullest of such, or for one of places whose
    cells mostly do (问题点位: 石桥泵站污水直排); for none where none does."""
    ranked = [
        (share, length, k)
        for k, column in enumerate(columns)
        if found[k] in (None, "place")
        and (filled := [text for text in _filled(column) if not _FIGURE.fullmatch(text)])
        and (length := sum(map(len, filled)) / len(filled)) >= _SHORTEST_FAULT
        and ((share := _share_of_faults(filled)) >= _SHARE or found[k] is None)
    ]
    share, _, best = max(ranked, default=(0.0, 0.0, -1))
    return ["problem" if k == best else concern for k, concern in enumerate(found)] if share else found


def _share_of_faults(filled: Sequence[str]) -> float:
    return sum(bool(_FAULT.search(text)) for text in filled) / len(filled)


def _filled(column: Sequence[str]) -> list[str]:
    """The texts of the cells that say something."""
    return [bare for text in column if (bare := text.strip()) and not _NOTHING.fullmatch(bare)]


def role_of(mark: str) -> str | None:
    """The role that a mark in the column of a unit gives it."""
    bare = mark.strip()
    return "lead" if _LEADS.fullmatch(bare) else "assist" if _HELPS.fullmatch(bare) else None


def _mostly(texts: Sequence[str], looks: Callable[[str], bool]) -> bool:
    return sum(looks(text) for text in texts) >= _SHARE * len(texts)


def _is_body(text: str) -> bool:
    """Whether a cell lists units, each by what bodies end with; places alone are where, not who."""
    first = re.split(r"[、,;:/(\n]", text)[0]
    return units.names_body(first)


def _tells_limits(head: str, filled: Sequence[str]) -> bool:
    return _mostly(filled, _is_limit) or (not _OTHER_DAY.search(head) and _mostly(filled, _is_day))


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text))


def _is_limit(text: str) -> bool:
    return len(text) <= _LONGEST_LIMIT and bool(_LIMIT.search(text))


def _is_state(text: str) -> bool:
    return len(text) <= _LONGEST_STATE and statuses.code_of(text) != "unknown"


def _is_name(text: str) -> bool:
    """Whether a cell holds the name of a person and nothing else, a post in front or behind at most."""
    name = re.sub(rf"^.*{people.POSTS}|{people.POSTS}$", "", text) or text
    return bool(re.fullmatch(people.NAME, name)) and people.is_name(name)

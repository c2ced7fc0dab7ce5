"""The same tasks laid out in every combination of wordings, marks, orders and forms: each field is read in each of them.

The layouts are crossed, not picked: what nobody wrote a rule for stands among them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest

from bihuan.reading.result import Reading
from tests.reading.texts import reading_of


@dataclass(frozen=True)
class Fact:
    problem: str
    goal: str
    measures: str
    unit: str
    limit: str
    day: str


FACTS = (
    Fact("石桥渣场覆土不足，雨水入河", "渣场覆土到位", "补覆土三万立方米", "石桥县政府", "2026年9月底前", "2026-09-30"),
    Fact("白坡镇污水管网破损，污水外溢", "管网修复完成", "更换管道六公里", "市住建局", "2026年12月底前", "2026-12-31"),
    Fact("北坡猪场粪污渗漏入沟", "粪污全部还田", "修补池壁，建还田管线", "市农业农村局", "2027年6月底前", "2027-06-30"),
    Fact("南门小区油烟扰民", "油烟达标排放", "安装净化器并按月清洗", "市城管局", "2026年10月20日前", "2026-10-20"),
)  # fmt: skip
NAMES = (
    ("存在问题", "整改目标", "整改措施", "责任单位", "整改时限"),
    ("反馈问题", "目标要求", "具体措施", "牵头单位", "完成时限"),
    ("问题描述", "预期目标", "主要举措", "责任部门", "完成时间"),
    ("问题情况", "整改目标", "工作措施", "主办单位", "办结时限"),
    ("具体问题", "整改目标", "整改举措", "责任主体", "时间节点"),
)
ORDERS = ((0, 1, 2, 3, 4), (0, 3, 4, 1, 2), (0, 1, 2, 4, 3), (0, 4, 3, 2))
Values = Sequence[tuple[str, str]]


def values(fact: Fact, names: Sequence[str], order: Sequence[int]) -> Values:
    told = (fact.problem, fact.goal, fact.measures, fact.unit, fact.limit)
    return [(names[k], told[k]) for k in order]


def marked(before: str, behind: str) -> Callable[[str, str], str]:
    return lambda name, value: f"{before}{name}{behind}{value}"


MARKS = {
    "colon": marked("", "："),
    "bracket": marked("【", "】"),
    "round bracket": marked("（", "）"),
    "bracket and colon": marked("【", "】："),
    "line below": marked("", "：\n"),
    "numbered": marked("", "："),
    "tab": marked("", "\t"),
}
NUMBERS = "一二三四五六七八九十"


def as_paragraphs(mark: str, names: Sequence[str], order: Sequence[int]) -> str:
    lines: list[str] = []
    for k, fact in enumerate(FACTS):
        lines.append(f"{NUMBERS[k]}、第{k + 1}项任务")
        for n, (name, value) in enumerate(values(fact, names, order)):
            number = f"{n + 1}." if mark == "numbered" else ""
            lines.append(number + MARKS[mark](name, value) + ("" if value.endswith("前") else "。"))
    return "\n".join(lines)


def as_bars(names: Sequence[str], order: Sequence[int]) -> str:
    return as_table(" | ", names, order)


def as_tabs(names: Sequence[str], order: Sequence[int]) -> str:
    return as_table("\t", names, order)


def as_table(between: str, names: Sequence[str], order: Sequence[int]) -> str:
    rows = [["序号", *(names[k] for k in order)]]
    rows += [[str(k + 1), *(value for _, value in values(fact, names, order))] for k, fact in enumerate(FACTS)]
    return "\n".join(between.join(row) for row in rows)


def as_cells(names: Sequence[str], order: Sequence[int]) -> str:
    """One cell a line, as tables are pasted."""
    cells = ["序号", *(names[k] for k in order)]
    for k, fact in enumerate(FACTS):
        cells += [str(k + 1), *(value for _, value in values(fact, names, order))]
    return "\n".join(cells)


TITLE = "云栖市督察反馈问题整改任务清单\n"
FORMS: dict[str, Callable[[Sequence[str], Sequence[int]], str]] = {
    "bars": as_bars,
    "tabs": as_tabs,
    "cells": as_cells,
    **{mark: partial(as_paragraphs, mark) for mark in MARKS},
}


def misses(reading: Reading, *, with_goal: bool) -> list[str]:
    """What of the facts was not read."""
    if len(reading.items) != len(FACTS):
        return [f"{len(reading.items)} entries: {[item.problem.text for item in reading.items]}"]
    told: list[str] = []
    for fact, item in zip(FACTS, reading.items, strict=True):
        read = {
            "problem": (item.problem.text, fact.problem),
            "goal": (item.goal.text if item.goal else None, fact.goal if with_goal else None),
            "units": ([unit.text for unit in item.units], [fact.unit]),
            "deadline": (item.deadline.date if item.deadline else None, fact.day),
        }
        told += [f"{name}: {have} for {want}" for name, (have, want) in read.items() if str(have) != str(want)]
    return told


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("names", NAMES, ids=[names[0] for names in NAMES])
def test_every_field_is_read_in_every_layout(form: str, names: Sequence[str]) -> None:
    wrong = {
        str(order): missed
        for order in ORDERS
        if (missed := misses(reading_of(TITLE + FORMS[form](names, order) + "\n"), with_goal=1 in order))
    }
    assert wrong == {}


def test_the_layouts_are_crossed() -> None:
    texts = {FORMS[form](names, order) for form, names, order in product(FORMS, NAMES, ORDERS)}
    assert len(texts) == len(FORMS) * len(NAMES) * len(ORDERS)

"""The loop drawn from its table: `python -m bihuan.core.diagram > docs/loop.md`. A test keeps the page true."""

import sys
from collections.abc import Iterable

from bihuan.core.codes import State
from bihuan.core.loop import WORKFLOWS, Step, Workflow

_HEAD = """# 闭环流程 · The loop

本页由 `python -m bihuan.core.diagram` 从 `src/bihuan/core/loop.py` 的步骤表生成，请勿手工修改。
This page is drawn from the table of steps in `src/bihuan/core/loop.py`; do not edit it by hand.

带＊的条件由办理该步骤时填写的内容决定。 A need with ＊ is judged by what is filled in with the step.
"""


def mermaid(flow: Workflow) -> str:
    """A state diagram of the steps that lead from one state to another."""
    lines = ["stateDiagram-v2"]
    moving = [step for step in flow.steps if step.to_state]
    seen = [state for state in State if any(state in (*step.from_states, step.to_state) for step in moving)]
    lines += [f'    state "{state.label}" as {state}' for state in seen]
    lines.append(f"    [*] --> {seen[0]}")
    for step in moving:
        lines += [f"    {state} --> {step.to_state}: {step.label}" for state in step.from_states]
    lines.append(f"    {State.CLOSED} --> [*]")
    return "\n".join(lines)


def table(flow: Workflow) -> str:
    """Every step with its states, who may take it, and what must hold."""
    rows = [
        "| 步骤 | 名称 | 从 | 到 | 由谁 | 须写意见 | 条件 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*rows, *(_row(step) for step in flow.steps)])


def page() -> str:
    """The whole of docs/loop.md."""
    return "\n".join([_HEAD, *(_section(flow) for flow in WORKFLOWS.values())])


def _section(flow: Workflow) -> str:
    return f"## {flow.label}（`{flow.key}`）\n\n```mermaid\n{mermaid(flow)}\n```\n\n{table(flow)}\n"


def _row(step: Step) -> str:
    who = _labels(step.roles)
    if step.duties:
        who += f"（{_labels(step.duties)}）"
    needs = "；".join(f"{need.label}{'＊' if need.asked else ''}" for need in step.needs) or "—"
    to_state = step.to_state.label if step.to_state else "不变"
    comment = "是" if step.comment_required else "否"
    cells = (f"`{step.name}`", step.label, _labels(step.from_states), to_state, who, comment, needs)
    return f"| {' | '.join(cells)} |"


def _labels(codes: Iterable[object]) -> str:
    return "、".join(str(getattr(code, "label", code)) for code in codes)


if __name__ == "__main__":
    sys.stdout.write(page())

from pathlib import Path

from bihuan.core import diagram
from bihuan.core.codes import State
from bihuan.core.loop import WORKFLOWS

PAGE = Path(__file__).parents[2] / "docs" / "loop.md"


def test_the_page_in_docs_is_what_the_table_of_steps_draws() -> None:
    assert PAGE.read_text("utf-8") == diagram.page(), "run: python -m bihuan.core.diagram > docs/loop.md"


def test_the_drawing_shows_every_moving_step() -> None:
    for flow in WORKFLOWS.values():
        drawn = diagram.mermaid(flow)
        for step in flow.steps:
            assert all(
                (f"{state} --> {step.to_state}: {step.label}" in drawn) == bool(step.to_state)
                for state in step.from_states
            )


def test_the_local_procedure_has_no_review() -> None:
    assert State.REVIEW.label in diagram.mermaid(WORKFLOWS["central-2025"])
    assert State.REVIEW.label not in diagram.mermaid(WORKFLOWS["local-2025"])

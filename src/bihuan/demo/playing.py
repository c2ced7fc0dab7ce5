"""What happens to one task of the story on which day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bihuan.demo import beginning, timeline, working
from bihuan.demo.play import Play
from bihuan.demo.steps import STEPS

# Within one day: steps of the beginning, papers, nodes reported, nodes verified, reports, steps of the checks.
OPENING, PAPERS, DONE, VERIFIED, TOLD, CHECKS = range(6)
CHECKING = frozenset({"apply_for_closure", "pass_self_check", "pass_review", "pass_site_check", "start_notice"})


@dataclass(frozen=True)
class Happening:
    """Something that is done on a day counted from today; `order` sorts within the day."""

    day: int
    order: int
    do: Callable[[], object]
    what: str


def happenings(play: Play) -> Iterator[Happening]:
    """All that happens to this task up to today, in no order."""
    for found in _all(play, play.story.steps_of(play.told)):
        if found.day <= 0:
            yield found


def _all(play: Play, steps: tuple[timeline.Step, ...]) -> Iterator[Happening]:
    first = steps[0].day
    yield Happening(first - 1, OPENING, partial(beginning.record, play), "record")
    for step in steps:
        order = CHECKS if step.do in CHECKING else OPENING
        yield Happening(step.day, order, partial(STEPS[step.do], play, step), step.do)
    accepted = next((s.day for s in steps if s.do == "accept"), None)
    submitted = next((s.day for s in steps if s.do == "submit_plan"), 0)
    if accepted is not None and play.told.causes:
        yield Happening(max(accepted, submitted - 1), PAPERS, partial(beginning.write_plan, play), "plan")
    approved = max((s.day for s in steps if s.do == "approve_plan"), default=None)
    if approved is not None:
        yield Happening(approved + 2, TOLD, partial(working.release, play), "release")
        yield from _nodes(play, approved)
    for paper in play.story.evidence_of(play.told):
        if accepted is not None:
            # A picture may be older than the task; it is handed in when the task is there.
            yield Happening(max(paper.day, accepted), PAPERS, partial(working.paper, play, paper), paper.kind)
    for report in play.told.reports:
        yield Happening(report.day, TOLD, partial(working.report, play, report), "report")
    applied = play.told.day_of("apply_for_closure")
    if applied is not None:
        yield Happening(applied, VERIFIED, partial(working.sites, play), "sites")


def _nodes(play: Play, approved: int) -> Iterator[Happening]:
    for place, node in enumerate(play.told.milestones):
        if node.verified is None:
            continue
        before = max(approved, node.verified - 2)
        yield Happening(before, PAPERS, partial(working.node_paper, play, place), "node evidence")
        yield Happening(before, DONE, partial(working.node_done, play, place), "node reported")
        yield Happening(node.verified, VERIFIED, partial(working.node_verified, play, place), "node verified")

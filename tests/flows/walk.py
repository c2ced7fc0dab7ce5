"""Walking `world.task` through the loop, step by step, with the accounts whose turn it is.

    walk = Walk(world)
    walk.to(State.SITE_CHECK)
    walk.pass_days(3)

A walk has its own day: it begins today and goes on as the walk needs, so nothing waits for the real clock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image

from bihuan.casework import services
from bihuan.casework.facts import proving
from bihuan.casework.models import Evidence, Notice, Rebound, Verification
from bihuan.casework.services import Result, Upload
from bihuan.core.codes import ClosureReason, Criterion, EvidenceKind, State
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.platform import clock, rules
from tests.flows.plans import fill_plan
from tests.laying import BEGINNING, Laid
from tests.world import World

MATERIALS = (
    EvidenceKind.APPLICATION,
    EvidenceKind.COMPLETION_REPORT,
    EvidenceKind.MEASURE_TABLE,
    EvidenceKind.PHOTO_BEFORE,
    EvidenceKind.PHOTO_AFTER,
)


def picture(comment: str = "") -> bytes:
    """A small photograph; another comment makes another file."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "JPEG", comment=comment.encode())
    return content.getvalue()


class Walk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.task: Task = world.task
        self.moment = self._as_kept = clock.now()

    def account(self, who: str) -> Account:
        """As loaded anew: grants are cached on the object, as they are for one request."""
        return Account.objects.get(pk=self.world.accounts[who].pk)

    @contextmanager
    def day(self) -> Iterator[None]:
        with clock.fixed(self.moment):
            yield

    def today(self) -> date:
        with self.day():
            return clock.today()

    def pass_days(self, days: int) -> None:
        self.moment += timedelta(days=days)

    def to(self, state: State) -> "Walk":
        """Take the ordinary steps until the task is in `state`; those that were taken in another test are laid down."""
        ordinary: dict[State, Callable[[], object]] = {
            State.CLAIM: self.accept,
            State.DRAFTING: self.plan_and_submit,
            State.PLAN_REVIEW: self.approve,
            State.RECTIFYING: self.work_and_apply,
            State.SELF_CHECK: self.self_check,
            State.REVIEW: self.review,
            State.SITE_CHECK: self.check_and_publish,
            State.NOTICE: self.wait_sign_close,
            State.CLOSED: self.start_recheck,
        }
        self._lay_down([*ordinary, State.RECHECK], state)
        while self.task.state != state:
            laid = self._undisturbed()
            ordinary[State(self.task.state)]()
            if laid:
                laid.keep(self.task.state, self.moment)
                self._as_kept = self.moment
        return self

    def _lay_down(self, way: list[State], state: State) -> None:
        """Go on to the last state before or at `state` that an earlier test came to by the same way."""
        for known in reversed(way[way.index(State(self.task.state)) + 1 : way.index(state) + 1]):
            if (laid := self._undisturbed()) and known in laid.states:
                self.moment = self._as_kept = laid.go_to(known)
                self.task.refresh_from_db()
                return

    def _undisturbed(self) -> Laid | None:
        """The watch over the database, if nothing happened in it but this walk."""
        laid = self.world.laid
        if not laid or not laid.at or self.moment != self._as_kept:
            return None
        if laid.at == BEGINNING:
            laid.by = self
        return laid if laid.by is self else None

    def accept(self) -> None:
        with self.day():
            services.accept(task=self.task, actor=self.account("lead"))

    def plan_and_submit(self) -> None:
        with self.day():
            if not self.task.milestones.exists():
                fill_plan(self.task, self.account("lead"))
            services.submit_plan(task=self.task, actor=self.account("lead"))

    def approve(self) -> None:
        with self.day():
            services.approve_plan(task=self.task, actor=self.account("office"), approval_no="云政函〔2026〕5号")

    def work(self) -> None:
        """Report, prove and verify every node, and hand in the materials."""
        with self.day():
            for node in self.task.milestones.filter(verified_on=None):
                self.evidence(EvidenceKind.WORKS_ACCEPTANCE, who="lead", milestone=node)
                services.report_milestone(task=self.task, actor=self.account("lead"), milestone=node)
                services.verify_milestone(task=self.task, actor=self.account("supervisor"), milestone=node)
            there = set(proving(self.task).values_list("kind", flat=True))
            for kind in MATERIALS:
                if kind not in there:
                    self.evidence(kind, who="lead")

    def work_and_apply(self) -> None:
        self.work()
        with self.day():
            services.apply_for_closure(task=self.task, actor=self.account("lead"))

    def self_check(self) -> None:
        with self.day():
            services.pass_self_check(task=self.task, actor=self.account("lead"), comment="自验合格，材料齐全。")

    def review(self) -> None:
        with self.day():
            services.pass_review(task=self.task, actor=self.account("supervisor"), comment="初审通过。")

    def site_check(self, *, passed: bool = True, verifiers: tuple[str, ...] = ("verifier", "second")) -> Verification:
        with self.day():
            return services.record_site_check(
                task=self.task,
                actor=self.account("verifier"),
                place="石桥镇污水处理厂",
                conclusion="出水稳定达标，同意通过。" if passed else "仍有溢流，未达到要求。",
                passed=passed,
                verifiers=[self.account(who) for who in verifiers],
                results=self.results() if passed else [],
            )

    def results(self, who: str = "verifier") -> list[Result]:
        shown = self.evidence(EvidenceKind.SITE_CHECK, who=who)
        return [Result(criterion=criterion, passed=True, evidence=[shown]) for criterion in Criterion]

    def publish(self) -> Notice:
        with self.day():
            required = rules.pack().get("notice.fields", on=clock.today()).phrases
            return services.start_notice(
                task=self.task,
                actor=self.account("office"),
                title="石桥镇污水处理厂整改销号公示",
                fields=dict.fromkeys(required, "已按方案完成"),
                contact="云陂市督察整改办公室",
            )

    def check_and_publish(self) -> None:
        if self.needs_new_check():
            self.site_check()
        self.publish()

    def needs_new_check(self) -> bool:
        steps = list(self.task.passages.values_list("step", flat=True))
        last = max((i for i, s in enumerate(steps) if s in {"apply_for_closure", "uphold_objection"}), default=-1)
        return "pass_site_check" not in steps[last + 1 :]

    def wait_sign_close(self) -> None:
        notice = self.task.notices.get(withdrawn_on=None)
        self.pass_days((notice.ends_on - self.today()).days + 1)
        self.sign()
        self.close()

    def sign(self) -> None:
        with self.day():
            services.sign_closure(task=self.task, actor=self.account("verifier"))

    def close(self) -> None:
        with self.day():
            services.close(
                task=self.task,
                actor=self.account("office"),
                reason=ClosureReason.COMPLETED,
                filing_no="云整改备〔2026〕9号",
                minutes_no="会议纪要〔2026〕3号",
                upper_filing_no="省整改备〔2026〕21号",
            )

    def start_recheck(self) -> None:
        with self.day():
            services.start_recheck(task=self.task, actor=self.account("office"))

    def recheck(self, *, verifiers: tuple[str, ...] = ("office", "supervisor")) -> Verification:
        """Look again at a closed task and find everything in order."""
        if self.task.state == State.CLOSED:
            self.start_recheck()
        with self.day():
            return services.pass_recheck(
                task=self.task,
                actor=self.account("office"),
                comment="出水稳定达标，没有反弹。",
                place="石桥镇污水处理厂",
                verifiers=[self.account(who) for who in verifiers],
                results=self.results("office"),
                unannounced=True,
            )

    def rebound(self, **more: object) -> Rebound:
        """Look again and find the problem back: the last node is to be done again within sixty days."""
        if self.task.state == State.CLOSED:
            self.start_recheck()
        with self.day():
            shown = self.evidence(EvidenceKind.SITE_CHECK, who="office")
            given: dict[str, object] = {
                "comment": "夜间有污水溢流。",
                "place": "石桥镇污水处理厂",
                "verifiers": [self.account(who) for who in ("office", "supervisor")],
                "results": [Result(criterion=Criterion.POLLUTION_REMOVED, passed=False, evidence=[shown])],
                "new_deadline": clock.today() + timedelta(days=60),
                "reopen": [self.task.milestones.order_by("order")[1]],
                "unannounced": True,
            } | more
            return services.find_rebound(task=self.task, actor=self.account("office"), **given)  # type: ignore[arg-type]  # named above

    def evidence(self, kind: EvidenceKind, *, who: str, **more: object) -> Evidence:
        upload = Upload(f"{kind.value}.jpg", picture(f"{self.task.evidence.count()}"))
        return services.add_evidence(
            task=self.task,
            actor=self.account(who),
            upload=upload,
            kind=kind,
            **more,  # type: ignore[arg-type]  # named by the caller
        )

    def report(self, percent: int = 50) -> None:
        with self.day():
            services.report_progress(
                task=self.task,
                actor=self.account("lead"),
                period=f"{clock.today():%Y-%m}",
                text="正在施工。",
                claimed_percent=Decimal(percent),
            )

"""One task of the story, and who acts for it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bihuan.core.codes import DutyRole
from bihuan.demo import timeline
from bihuan.demo.settling import Settled
from bihuan.ledger.models import Inspection, Task
from bihuan.org.models import Account
from bihuan.platform.prepared import Prepared, given_key, given_word

OFFICE = "jingban"


@dataclass
class Play:
    """One task on its way through the loop; `task` is there from its recording on."""

    settled: Settled
    story: timeline.Story
    told: timeline.TaskStory
    inspection: Inspection
    today: date
    task: Task = field(init=False)

    @property
    def office(self) -> Account:
        return self.settled.accounts[OFFICE]

    def on(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def actor(self, role: DutyRole) -> Account:
        """The account of the unit that holds this duty now."""
        accounts: list[Account] = _ACTING.objects(task=self.task.pk, role=role.value)
        if not accounts:
            raise LookupError(f"{self.task.number} has nobody as {role}")
        return accounts[0]


_ACTING = Prepared(
    lambda: Account.objects.filter(
        person__duties__task=given_key("task"),
        person__duties__role=given_word("role"),
        person__duties__until__isnull=True,
    ).order_by("person__duties__pk")
)

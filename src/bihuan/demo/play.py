"""One task of the story, and who acts for it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bihuan.core.codes import DutyRole
from bihuan.demo import timeline
from bihuan.demo.settling import Settled
from bihuan.ledger.models import Inspection, Task
from bihuan.org.models import Account

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
        duty = self.task.duties.filter(role=role, until__isnull=True).select_related("person__account").first()
        if duty is None or duty.person is None:
            raise LookupError(f"{self.task.number} has nobody as {role}")
        account: Account = duty.person.account
        return account

"""Reading and proving the log: the right to it, and the proof as a service. Pages and API use both."""

from django.db import transaction

from bihuan.audit import jobs as proving
from bihuan.audit import services as audit
from bihuan.audit.models import Head
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.org.access import role_missing, viewer_for
from bihuan.org.models import Account
from bihuan.platform import jobs
from bihuan.platform.models import Job


def demand_auditor(account: Account) -> Account:
    """The log tells of every unit, so only an audit administrator over everything may read it."""
    if not viewer_for(account).reaches(GrantRole.AUDIT_ADMIN, "", GrantScope.ALL):
        raise Refused([role_missing(GrantRole.AUDIT_ADMIN)])
    return account


@transaction.atomic
def start_proof(*, actor: Account) -> Job:
    """Prove the whole chain, in the background."""
    demand_auditor(actor)
    head, _made = Head.objects.get_or_create(id=1)
    job = jobs.start(proving.check_chain, key=proving.KEY)
    audit.record("audit.verify", head, actor=actor, body={"seq": head.seq, "digest": head.digest})
    return job

"""Proving the log outside the request: a long chain takes minutes."""

from django.utils.translation import gettext as _

from bihuan.audit.services import verify
from bihuan.platform import jobs

KEY = "audit.verify"


def check_chain(run: jobs.Run) -> None:
    """Walk the chain. Done: it holds; failed: the words say where it breaks."""
    found = verify(progress=run.tell)
    if found:
        raise jobs.Failed(_("第%(seq)s条：%(what)s") % {"seq": found.seq, "what": found.reason.text(_)})

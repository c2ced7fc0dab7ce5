"""The steps of the loop, one function each. HTML, API and command line call these; nothing else writes casework rows.

All are keyword-only and take the `task` (updated in place), the `actor`, where it matters the `version` of the task that
the actor saw, `on` (the day of the fact, today by default) and a `comment`. They raise `Refused` with every reason.
"""

from bihuan.casework.services.aftermath import answer_tracing, open_search, record_search
from bihuan.casework.services.claiming import accept, dispute, rule_on_dispute
from bihuan.casework.services.closure import close, sign_closure
from bihuan.casework.services.evidence import Upload, add_evidence, take_in, withdraw_evidence
from bihuan.casework.services.extensions import decide_extension, mark_long_term, request_extension
from bihuan.casework.services.marks import (
    flag_false_rectification,
    record_upward_answer,
    record_upward_report,
    settle_false_rectification,
)
from bihuan.casework.services.notices import (
    RECEIPT,
    dismiss_objection,
    object_to_notice,
    start_notice,
    uphold_objection,
    withdraw_notice,
)
from bihuan.casework.services.plans import approve_plan, return_plan, revise_plan, submit_plan
from bihuan.casework.services.progress import (
    report_milestone,
    report_progress,
    verify_milestone,
    verify_site,
    withdraw_site,
)
from bihuan.casework.services.rechecking import SearchWanted, find_rebound, pass_recheck, start_recheck
from bihuan.casework.services.verification import (
    Result,
    apply_for_closure,
    fail_self_check,
    pass_review,
    pass_self_check,
    pass_site_check,
    record_site_check,
    return_task,
)

__all__ = [
    "RECEIPT",
    "Result",
    "SearchWanted",
    "Upload",
    "accept",
    "add_evidence",
    "answer_tracing",
    "apply_for_closure",
    "approve_plan",
    "close",
    "decide_extension",
    "dismiss_objection",
    "dispute",
    "fail_self_check",
    "find_rebound",
    "flag_false_rectification",
    "mark_long_term",
    "object_to_notice",
    "open_search",
    "pass_recheck",
    "pass_review",
    "pass_self_check",
    "pass_site_check",
    "record_search",
    "record_site_check",
    "record_upward_answer",
    "record_upward_report",
    "report_milestone",
    "report_progress",
    "request_extension",
    "return_plan",
    "return_task",
    "revise_plan",
    "rule_on_dispute",
    "settle_false_rectification",
    "sign_closure",
    "start_notice",
    "start_recheck",
    "submit_plan",
    "take_in",
    "uphold_objection",
    "verify_milestone",
    "verify_site",
    "withdraw_evidence",
    "withdraw_notice",
    "withdraw_site",
]

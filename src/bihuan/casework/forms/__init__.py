"""The form of each step: what it asks for, and the service that it calls."""

from collections.abc import Mapping

from bihuan.casework.forms.base import StepForm
from bihuan.casework.forms.checking import EvidenceForm, NoticeForm, SiteCheckForm, WithdrawForm
from bihuan.casework.forms.plain import (
    ApproveExtensionForm,
    ApproveForm,
    CloseForm,
    DismissForm,
    FundsForm,
    MilestoneReportForm,
    MilestoneVerifyForm,
    ObjectionForm,
    RefuseExtensionForm,
    ReportForm,
    RequestExtensionForm,
    ReturnForm,
    RulingForm,
    SettleForm,
    SignForm,
    SiteForm,
    SiteWithdrawForm,
    UpholdForm,
    UpwardForm,
    plain,
)

FORMS: Mapping[str, type[StepForm]] = {
    "accept": plain("accept"),
    "dispute": plain("dispute"),
    "rule_on_dispute": RulingForm,
    "submit_plan": plain("submit_plan"),
    "return_plan": plain("return_plan"),
    "approve_plan": ApproveForm,
    "revise_plan": plain("revise_plan"),
    "record_funds": FundsForm,
    "report_progress": ReportForm,
    "report_milestone": MilestoneReportForm,
    "verify_milestone": MilestoneVerifyForm,
    "verify_site": SiteForm,
    "withdraw_site": SiteWithdrawForm,
    "request_extension": RequestExtensionForm,
    "approve_extension": ApproveExtensionForm,
    "refuse_extension": RefuseExtensionForm,
    "start_long_term": plain("mark_long_term"),
    "add_evidence": EvidenceForm,
    "withdraw_evidence": WithdrawForm,
    "apply_for_closure": plain("apply_for_closure"),
    "pass_self_check": plain("pass_self_check"),
    "fail_self_check": plain("fail_self_check"),
    "pass_review": plain("pass_review"),
    "return": ReturnForm,
    "record_site_check": SiteCheckForm,
    "pass_site_check": plain("pass_site_check"),
    "start_notice": NoticeForm,
    "object_to_notice": ObjectionForm,
    "uphold_objection": UpholdForm,
    "dismiss_objection": DismissForm,
    "withdraw_notice": plain("withdraw_notice"),
    "sign_closure": SignForm,
    "close": CloseForm,
    "flag_false_rectification": plain("flag_false_rectification"),
    "settle_false_rectification": SettleForm,
    "report_upward": UpwardForm,
}

__all__ = ["FORMS", "StepForm"]

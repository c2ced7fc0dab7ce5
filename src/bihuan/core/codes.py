"""The code lists of the field. Values are stored and exchanged; labels are Chinese source texts."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self

from bihuan.core.reasons import gettext_noop as _


class Code(StrEnum):
    """A stored value with its Chinese `label`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls, translate: Callable[[str], Any] = str) -> list[tuple[str, Any]]:
        """Pairs of value and label for a form or a model field; pass `gettext_lazy` to follow the reader."""
        return [(member.value, translate(member.label)) for member in cls]


class State(Code):
    """State of a rectification task. Only CLOSED counts as closed."""

    CLAIM = "claim", _("待认领")
    DRAFTING = "drafting", _("方案编制")
    PLAN_REVIEW = "plan_review", _("方案待审")
    RECTIFYING = "rectifying", _("整改中")
    LONG_TERM = "long_term", _("长期坚持")
    SELF_CHECK = "self_check", _("自验")
    REVIEW = "review", _("初审")
    SITE_CHECK = "site_check", _("现场核查")
    NOTICE = "notice", _("公示")
    CLOSED = "closed", _("已销号")
    RECHECK = "recheck", _("复核")


# 上报完成: reported as done and on its way through verification, never counted as closed.
REPORTED_STATES = frozenset({State.SELF_CHECK, State.REVIEW, State.SITE_CHECK, State.NOTICE})


class DutyRole(Code):
    """What a unit has to do with a task."""

    LEAD = "lead", _("牵头单位")
    DUTY = "duty", _("责任单位")
    ASSIST = "assist", _("配合单位")
    SUPERVISE = "supervise", _("督导单位")
    ACCEPT = "accept", _("验收单位")


class TermClass(Code):
    IMMEDIATE = "immediate", _("立行立改")
    SHORT = "short", _("短期")
    MEDIUM = "medium", _("中期")
    LONG = "long", _("长期")


class InspectionLevel(Code):
    CENTRAL = "central", _("中央生态环境保护督察")
    PROVINCIAL = "provincial", _("省级生态环境保护督察")
    CITY = "city", _("市级督察")
    WARNING_FILM = "warning_film", _("生态环境警示片")
    CONGRESS = "congress", _("人大执法检查")
    AUDIT = "audit", _("审计")
    DISCIPLINE_PATROL = "discipline_patrol", _("巡视巡察")
    SELF_INSPECTION = "self_inspection", _("自查")
    UNDERCOVER = "undercover", _("暗访")


class InspectionType(Code):
    ROUTINE = "routine", _("例行督察")
    SPECIAL = "special", _("专项督察")
    LOOK_BACK = "look_back", _("督察“回头看”")
    STATIONED = "stationed", _("派驻监察")
    FLEXIBLE = "flexible", _("机动式督察")


class ProblemLevel(Code):
    """The source of a problem in the ledger “1+1+N”."""

    CENTRAL = "central", _("中央督察反馈")
    PROVINCIAL = "provincial", _("省级督察反馈")
    LOCAL = "local", _("自查发现")


class DiscoveryMethod(Code):
    HEARING = "hearing", _("听取汇报")
    INTERVIEW = "interview", _("走访问询")
    DOCUMENTS = "documents", _("调阅资料")
    COMPLAINT = "complaint", _("受理举报")
    UNDERCOVER = "undercover", _("暗访")
    SITE_VISIT = "site_visit", _("现场检查")
    MONITORING = "monitoring", _("监测")
    REMOTE_SENSING = "remote_sensing", _("遥感与无人机")
    SELF_INSPECTION = "self_inspection", _("自查自纠")
    OTHER = "other", _("其他")


class ProblemCategory(Code):
    POLITICAL = "political", _("政治责任与思想认识")
    INDUSTRY = "industry", _("产业结构与两高项目")
    AIR = "air", _("大气")
    WATER = "water", _("水")
    SOIL = "soil", _("土壤与地下水")
    WASTE = "waste", _("固废危废")
    NOISE = "noise", _("噪声")
    COOKING_FUME = "cooking_fume", _("油烟")
    DUST = "dust", _("扬尘")
    RADIATION = "radiation", _("辐射")
    ECOLOGY = "ecology", _("生态破坏")
    FARMING = "farming", _("农业面源与畜禽")
    REFUSE = "refuse", _("生活垃圾")
    FACILITIES = "facilities", _("环境基础设施")
    FALSE_DATA = "false_data", _("监测数据造假")
    ENFORCEMENT = "enforcement", _("执法监管")
    RISK = "risk", _("风险隐患")
    OTHER = "other", _("其他")


class CauseType(Code):
    AWARENESS = "awareness", _("思想认识")
    PLANNING = "planning", _("规划布局")
    FACILITIES = "facilities", _("设施短板")
    ENFORCEMENT = "enforcement", _("监管执法")
    FUNDS = "funds", _("资金")
    TECHNOLOGY = "technology", _("技术")
    LEGACY = "legacy", _("历史遗留")
    OTHER = "other", _("其他")


class FundSource(Code):
    CENTRAL = "central", _("中央财政")
    PROVINCIAL = "provincial", _("省级财政")
    CITY = "city", _("市级财政")
    COUNTY = "county", _("县级财政")
    SPECIAL_BOND = "special_bond", _("专项债")
    ENTERPRISE = "enterprise", _("企业自筹")
    SOCIAL_CAPITAL = "social_capital", _("社会资本")
    BANK_LOAN = "bank_loan", _("银行贷款")


class FundStatus(Code):
    PLANNED = "planned", _("计划")
    COMMITTED = "committed", _("落实")
    ARRIVED = "arrived", _("到位")
    SPENT = "spent", _("支出")


class ProgressStatus(Code):
    """Derived, in order of precedence; 长期坚持 is a flag beside it."""

    CLOSED = "closed", _("已销号")
    REPORTED = "reported", _("上报完成")
    OVERDUE = "overdue", _("超期未完成")
    BEHIND = "behind", _("未达到序时进度")
    ON_SCHEDULE = "on_schedule", _("达到序时进度")
    NOT_STARTED = "not_started", _("未启动")


class Colour(Code):
    """The colours of the ladder, each with its word: a colour is never shown alone."""

    NONE = "none", _("正常")
    BLUE = "blue", _("蓝色提醒")
    YELLOW = "yellow", _("黄色督办")
    ORANGE = "orange", _("橙色通报")
    RED = "red", _("红色约谈")


class GrantRole(Code):
    RECTIFICATION_OFFICE = "rectification_office", _("整改办")
    RECTIFYING_UNIT = "rectifying_unit", _("责任单位")
    SUPERVISOR = "supervisor", _("督导单位")
    VERIFIER = "verifier", _("验收单位")
    LEADER = "leader", _("领导")
    INSPECTOR = "inspector", _("督察组")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    PUBLIC = "public", _("公众")


class GrantScope(Code):
    OWN = "own", _("本单位")
    SUBTREE = "subtree", _("本单位及下级")
    ASSIGNED = "assigned", _("交办的任务")
    ALL = "all", _("全部")


class EvidenceKind(Code):
    """The materials of a closure file."""

    APPLICATION = "application", _("销号申请表")
    COMPLETION_REPORT = "completion_report", _("整改完成情况报告")
    MEASURE_TABLE = "measure_table", _("措施逐条对照表")
    PHOTO_BEFORE = "photo_before", _("整改前照片")
    PHOTO_AFTER = "photo_after", _("整改后照片")
    MONITORING_REPORT = "monitoring_report", _("监测报告")
    PENALTY = "penalty", _("处罚及执行文书")
    WORKS_ACCEPTANCE = "works_acceptance", _("工程验收文件")
    PAYMENT = "payment", _("资金支付凭证")
    MECHANISM = "mechanism", _("长效机制文件")
    SATISFACTION = "satisfaction", _("群众满意度或回访记录")
    ANALOGOUS_SEARCH = "analogous_search", _("举一反三排查报告")
    SELF_CHECK = "self_check", _("自验意见")
    REVIEW = "review", _("初审意见")
    SITE_CHECK = "site_check", _("现场核查记录")
    NOTICE = "notice", _("公示截图及异议处理")
    MINUTES = "minutes", _("集体研究纪要")
    VIDEO = "video", _("视频")
    OTHER = "other", _("其他材料")


class ClosureReason(Code):
    """Why a task could be closed; mandatory, since “closed” alone hides several meanings."""

    COMPLETED = "completed", _("整改到位")
    COMPLETED_LONG_TERM = "completed_long_term", _("已完成并长期坚持")
    MERGED = "merged", _("并入其他任务整改到位")
    FACILITY_GONE = "facility_gone", _("污染源已依法关闭或拆除")
    TRANSFERRED_UP = "transferred_up", _("由上级统一整改到位")


class MeasureTag(Code):
    """治标 or 治本, and the four structural adjustments."""

    SYMPTOM = "symptom", _("治标")
    ROOT = "root", _("治本")
    INDUSTRY = "industry", _("产业结构调整")
    ENERGY = "energy", _("能源结构调整")
    TRANSPORT = "transport", _("交通结构调整")
    LAND = "land", _("用地结构调整")


class Criterion(Code):
    """The general acceptance standard; a task may carry further criteria of its own."""

    POLLUTION_REMOVED = "pollution_removed", _("污染消除")
    ECOLOGY_RESTORED = "ecology_restored", _("生态修复")
    PUBLIC_SATISFIED = "public_satisfied", _("群众满意")
    WELL_MANAGED = "well_managed", _("管理规范")


class RecheckStanding(Code):
    """How a closed task stands to its rechecks; several may hold at once."""

    DUE_THIS_MONTH = "due_this_month", _("本月应复核")
    OVERDUE = "overdue", _("复核超期")
    NEVER = "never", _("销号后未复核")


class AcceptanceAct(Code):
    """What people did to let a closure through; 倒查 asks each of their units about it after a rebound."""

    SELF_CHECK = "self_check", _("自验")
    REVIEW = "review", _("初审")
    SITE_CHECK = "site_check", _("现场核查")
    SIGNATURE = "signature", _("验收签字")
    CLOSURE = "closure", _("销号")


class SearchScope(Code):
    """How far 举一反三 looks for the same."""

    ENTERPRISE = "enterprise", _("同一企业")
    SITE = "site", _("同一点位")
    PARK = "park", _("同一园区")
    INDUSTRY = "industry", _("同一行业")
    WATERSHED = "watershed", _("同一流域")
    UNIT = "unit", _("同一单位")

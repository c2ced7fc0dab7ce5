"""What the actions of the log are called. A step of the loop has its own label; the rest is named here."""

from django.utils.translation import gettext

from bihuan.core.loop import WORKFLOWS
from bihuan.core.reasons import gettext_noop as _

ACTIONS = {
    "audit.verify": _("校验日志"),
    "org.add_unit": _("新建单位"),
    "org.change_unit": _("修改单位"),
    "org.move_unit": _("移动单位"),
    "org.close_unit": _("撤销单位"),
    "org.add_person": _("登记人员"),
    "org.appoint": _("任命职务"),
    "org.end_post": _("免去职务"),
    "org.add_account": _("开账号"),
    "org.reset_password": _("重置密码"),
    "org.change_password": _("修改密码"),
    "org.set_active": _("停用或启用账号"),
    "org.give_grant": _("授予权限"),
    "org.revoke_grant": _("收回权限"),
    "org.unlock": _("解除登录锁定"),
    "org.remove_second_factor": _("解除两步验证"),
    "org.keep_alias": _("登记别名"),
    "ledger.record_inspection": _("登记督察"),
    "ledger.amend_inspection": _("补正督察信息"),
    "ledger.record_problem": _("登记问题"),
    "ledger.record_task": _("建立任务"),
    "ledger.retitle": _("修改标题"),
    "ledger.assign": _("交办"),
    "ledger.end_duty": _("解除责任"),
    "ledger.set_leader": _("确定包案领导"),
    "ledger.set_terms": _("确定时限"),
    "ledger.mark_must_close": _("列入年内必须销号"),
    "ledger.add_site": _("登记点位"),
    "ledger.clock_lapsed": _("时限已过"),
    "ledger.recompute_clock": _("重算时限"),
    "ledger.recompute_deadline": _("重算整改时限"),
    "ledger.publish_year": _("维护工作日历"),
    "ledger.save_view": _("保存视图"),
    "ledger.drop_view": _("删除视图"),
    "ledger.choose_columns": _("选择列"),
    "planning.save_causes": _("填写问题清单"),
    "planning.save_goal": _("填写目标清单"),
    "planning.propose_measures": _("预填文件里的措施"),
    "planning.save_measures": _("填写措施清单"),
    "planning.save_funds": _("填写资金清单"),
    "planning.save_responsibility": _("填写责任清单"),
    "planning.save_milestones": _("填写节点"),
    "planning.apply_schedule": _("倒排工期"),
    "planning.record_funds": _("登记资金到位和支出"),
    "casework.record_upward_answer": _("登记上级答复"),
    "intake.receive": _("收文"),
    "intake.remind_delivery": _("催办签收"),
    "intake.tell_arrangement": _("填写传达学习情况"),
    "intake.sign_delivery": _("签收反馈"),
    "intake.see_delivery": _("查看传达的反馈"),
    "intake.circulate": _("传达督察反馈"),
    "intake.reread": _("重新读取"),
    "intake.stop_reading": _("停止读取"),
    "intake.correct": _("更正条目"),
    "intake.merge": _("合并条目"),
    "intake.unmerge": _("取消合并"),
    "intake.split": _("拆分条目"),
    "intake.confirm": _("确认条目"),
    "intake.confirm_all": _("确认全部条目"),
    "intake.reconsider": _("退回核对"),
    "intake.reject": _("条目不登记"),
    "intake.restore": _("恢复条目"),
    "intake.link": _("关联已有问题"),
    "intake.add_from_passage": _("从原文补录条目"),
    "intake.register": _("登记入台账"),
    "intake.finish": _("办结收文"),
    "portal.release_plan": _("公开任务"),
    "portal.update_release": _("更新公开内容"),
    "ledger.hand_in": _("登记报送"),
    "paperwork.export_tasks": _("导出台账"),
    "paperwork.export_ten_duties": _("导出十个“每”"),
    "paperwork.receive_ledger": _("收到外来台账"),
    "paperwork.import_ledger": _("导入台账"),
    "org.create_token": _("生成访问令牌"),
    "org.revoke_token": _("撤销访问令牌"),
    "org.sign_in": _("登录"),
    "org.sign_out": _("退出"),
}


def action_label(action: str) -> str:
    """The name of an action in the reader's language; an unknown one as it is stored."""
    if action in ACTIONS:
        return gettext(ACTIONS[action])
    name = action.partition(".")[2]
    steps = (step for flow in WORKFLOWS.values() for step in flow.steps if step.name == name)
    step = next(steps, None)
    return gettext(step.label) if step else action

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

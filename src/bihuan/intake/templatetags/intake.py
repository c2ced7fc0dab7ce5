"""How what was read is shown: names of kinds and codes, fields that lead to their characters, and steps as buttons."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from bihuan.core.codes import DutyRole, ProblemCategory
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.drafts import Effect
from bihuan.intake.models import Entry
from bihuan.intake.queries import Summary
from bihuan.intake.sureness import OWN, Weak
from bihuan.intake.wording import MEANINGS
from bihuan.ledger.cells import task_address
from bihuan.reading.render import KIND_NAMES

register = template.Library()

NOISE = {
    "radicals": _("部首字符"),
    "pinyin": _("拼音注音"),
    "doubled_marks": _("重复标点"),
    "traditional": _("繁体字"),
    "search_phrases": _("搜索引擎用语"),
    "link_list": _("链接列表"),
    "widget": _("网页按钮"),
    "repetition": _("重复的行"),
    "byte_slip": _("错位乱码"),
    "markup": _("网页标记"),
    "broken_space": _("字间空格"),
    "spaces": _("多余空格"),
    "scrambled": _("错序标点"),
    "broken_line": _("断开的行"),
    "lost_line": _("丢了的换行"),
}
_TERM = re.compile(r"P(\d+)(WD|D|M|W|Y)")


@register.filter
def task_url(number: str) -> str:
    """The one page of a task."""
    return task_address(number)


@register.filter
def kind_name(code: str) -> str:
    return gettext(KIND_NAMES[code]) if code in KIND_NAMES else code


@register.filter
def noise_name(code: str) -> str:
    return gettext(NOISE[code]) if code in NOISE else code.replace("_", " ")


@register.filter
def role_name(code: str) -> str:
    return gettext(DutyRole(code).label)


@register.filter
def category_name(code: str) -> str:
    return gettext(ProblemCategory(code).label)


@register.filter
def meaning(code: str) -> str:
    """What a label or column means, by the code of its field."""
    return gettext(MEANINGS.get(code, code))


@register.filter
def said(text: str) -> str:
    """A sentence of the reader, in the reader's language where the catalogue has it."""
    return gettext(text) if text else ""


@register.filter
def term_words(deadline: Mapping[str, Any]) -> str:
    """A deadline's code as people say it."""
    code = deadline.get("date") or ""
    if code == "immediate":
        return gettext("立行立改")
    if code == "long-term":
        return gettext("长期坚持")
    if match := _TERM.fullmatch(code):
        return _counted(int(match[1]), match[2])
    return str(code)


def _counted(n: int, unit: str) -> str:
    told = {
        "WD": ngettext("%(n)s个工作日内", "%(n)s个工作日内", n),
        "D": ngettext("%(n)s天内", "%(n)s天内", n),
        "W": ngettext("%(n)s周内", "%(n)s周内", n),
        "M": ngettext("%(n)s个月内", "%(n)s个月内", n),
        "Y": ngettext("%(n)s年内", "%(n)s年内", n),
    }
    return told[unit] % {"n": n}


@register.filter
def states(summary: Summary) -> Iterator[tuple[str, int]]:
    """The names of the states that occur, with their numbers; those that wait are told by how sure they are."""
    for state, name in Entry.State.choices:
        if state not in (Entry.State.MERGED, Entry.State.PROPOSED) and summary.counts.get(state):
            yield str(name), summary.counts[state]


LEVELS = {
    "sure": ("●", _("有把握")),
    "look": ("○", _("请看")),
    "doubtful": ("◇", _("请细看")),
    OWN: ("✎", _("人工建立")),
}
"""A mark and a word for each, so that colour tells nothing alone."""


@register.simple_tag
def level_badge(level: str, count: int | None = None) -> SafeString:
    """How sure an entry is, or how many are so sure."""
    mark, word = LEVELS[level]
    return format_html(
        '<span class="badge level level-{}">{} {}{}</span>',
        level,
        mark,
        gettext(word),
        "" if count is None else f" {count}",
    )


@register.simple_tag
def weak(found: Weak | str | None) -> SafeString | str:
    """A field to look at: its mark, and the share of such fields that are right."""
    if not isinstance(found, Weak):
        return ""  # a field that is sure has no entry, which a template reads as an empty text
    mark, word = LEVELS[found.level]
    if found.missing:
        told, why = gettext("没有读到"), gettext("这样没读到的，%(percent)s%%是原文没有写")
    else:
        told, why = f"{gettext(word)} {found.percent}%", gettext("这样读出的，%(percent)s%%是对的")
    title = why % {"percent": found.percent}
    return format_html('<span class="weak level-{}" title="{}">{} {}</span>', found.level, title, mark, told)


@register.simple_tag
def proof(entry: Entry, key: str, quote: Mapping[str, Any]) -> SafeString:
    """A field's text, leading to the characters that prove it; plain where a person wrote it."""
    if quote.get("start") is None:
        return format_html('<span class="unproven">{}</span>', quote["text"])
    mark = f"{entry.pk}-{key}"
    return format_html('<a class="proof" href="#m-{0}" data-m="{0}">{1}</a>', mark, quote["text"])


@register.simple_tag(takes_context=True)
def act(context: RequestContext, entry: Entry, name: str, label: str, css: str = "") -> SafeString:
    """A step with an entry as a form of one button, sent without leaving the page where that works."""
    return format_html(
        '<form method="post" action="{0}" hx-post="{0}" hx-target="#e-{1}" hx-swap="outerHTML">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{2}"><input type="hidden" name="version" value="{3}">'
        '<button class="small {4}" data-act="{5}">{6}</button></form>',
        reverse("intake:entry_act", args=[entry.pk, name]),
        entry.pk,
        get_token(context["request"]),
        entry.version,
        css,
        name,
        label,
    )


EFFECTS = {
    Effect.NEW: _("新建问题和任务"),
    Effect.PROBLEM: _("只建问题"),
    Effect.FILL: _("补充已有任务"),
    Effect.TASK: _("已有问题下新建任务"),
    Effect.SOURCE: _("只记出处"),
}


@register.filter
def effect_words(effect: Effect) -> str:
    return gettext(EFFECTS[effect])


@register.filter
def delivery_words(standing: str) -> str:
    """How a unit stands to what was sent to it."""
    told = {
        "signed": _("已签收"),
        "signed_late": _("逾期签收"),
        "late": _("逾期未签收"),
        "seen": _("已看，未签收"),
        "sent": _("已发"),
    }
    return gettext(told[standing])

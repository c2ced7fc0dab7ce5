"""Limits that ask for nothing any more: those told together with what came of them (2024年底前应建成3座,目前仅1座开工;
2025年底应完成任务27项,截至12月31日已完成20项), and ends that were reached (2025年12月底通过验收 as told in April)."""

from bihuan.reading.body import Part
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression

_COUNTED = expression(
    r"[^,。;:]{0,50}?\d+(?:\.\d+)?(?:万|余|多)?(?:[个项座处家条台套件宗户吨亩]|公里|公顷|平方|万元|%)[^,。;:\d]{0,6}$"
)
_OUTCOME = expression(
    r"[,;](?:但|而|却|可)?(?:是)?(?:实际|目前|现|截至|截止|至今|迄今|到目前|督察[^,。]{0,10}[时中]|[^,。;]{0,8}?(?:已|仅|只|仍|尚|未|没有|才)|完成\d)"
)
_SHARE = expression(r"其中[,:]?(?:到|于|在)?\Z", needs="其中")  # 共有任务38项,其中,2017年底前须完成23项
# 确保2026年底前完成18项,其余7项2027年底前完成: how many of all tasks, none of them named.
_HOW_MANY = expression(
    r"(?=.*(?:\d[项个件条]|剩余|其余|余下))(?:确保|力争|争取|计划|预计|要|应|须|将|在|于|到|其中|其余|剩余|余下|另外|另有|还有|的|\d+[项个件条]|已|仅|整改|任务|问题|事项|措施|完成|办结|销号"
    r"|全部|全面|到位|基本|达到|累计)+"
)
_DONE = expression(
    r",? ?(?:已|就|全部|全面|顺利|提前|正式|率先){0,3}"
    r"(?:完成|通过|建成|完工|竣工|投运|投用|开工|启动|销号|办结|拆除|关停|印发|整改到位)(?!时限|期限)"
)
_ORDERED = expression(
    r"责令(?:其|他们|[^,。;:]{0,18}?(?:企业|公司|工厂|厂区?|门?店|商户|业主|养殖[场户]|当事人|施工方|摊主|经营者))[^。;]{0,40}$"
)
_AHEAD = expression(r"提前|率先|如期|已经|已于")
_NEAR = 6
_SHALL = expression(r"应|须|要求|需|计划|拟|确保|力争|限|争取|承诺|明确|原定")


def is_ordered_of_polluter(document: Document, sentence: Part, due: Due) -> bool:
    """Whether who polluted was ordered to act by then (责令其停止使用,并于11月26日前拆除): that is no duty of an office."""
    return bool(_ORDERED.search(document.body.folded, sentence.start, due.start))


def is_reached(document: Document, clause: Part, due: Due) -> bool:
    """Whether a day before that of the document is told of with what was done by then, and nothing demands it."""
    folded, told = document.body.folded, document.days.told_on
    before = folded[due.end - 1] == "前"
    opens = max(folded.rfind("。", 0, clause.start), folded.rfind("\n", 0, clause.start)) + 1
    if not before and _AHEAD.search(folded, opens, due.start) and _DONE.match(folded, due.end):
        return True
    if told is None or not due.date or len(due.date) < len(told.iso) or due.date >= told.iso:
        return False
    return not before and bool(_DONE.match(folded, due.end)) and not _SHALL.search(folded, clause.start, due.start)


def is_of_figures_alone(document: Document, clause: Part, due: Due) -> bool:
    """Whether a clause says of how many tasks an end is set by then, and of no task what it is."""
    folded = document.body.folded
    bare = folded[clause.start : due.start] + folded[due.end : clause.end]
    return bool(_HOW_MANY.fullmatch(bare.strip(" ,。;")))


def is_told_with_outcome(document: Document, clause: Part, due: Due) -> bool:
    """Whether what was due by then is a quantity, and the next clause says how much of it came about, or the one before
    of how much it is a share."""
    folded = document.body.folded
    share = _SHARE.search(folded, max(0, due.start - _NEAR), due.start)
    return bool(_COUNTED.fullmatch(folded, due.end, clause.end) and (share or _OUTCOME.match(folded, clause.end)))

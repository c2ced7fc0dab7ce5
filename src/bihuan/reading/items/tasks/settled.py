"""Demands that say when and who, but not what: 县政府9月10日前完成整改 is the limit of the faults told before it."""

from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import apart
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.tasks import duties, ordered
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who import actors

_MEANS_THE_REST = expression(
    r"(?:[^,。;:]{0,10}:)?(?:(?:请)?(?:你|贵)(?:单位|[局市县区镇乡委厅办]|街道|公司|中心|部门)(?:曾|已)?(?:承诺)?)?"
    r"(?:[^,。;:]{0,10}督促[^,。;:]{2,14}?)?(?:(?:请|由)?(?:上述|以上|各|有关|相关|各有关|各责任){0,2}(?:责任)?(?:单位|部门|县区|乡镇))?(?:要|须|应|务必|必须|确保|抓紧|限期|按期|按时|如期|全面|彻底|全部|上述|以上|该|问题|的|于|在){0,4}"
    r"(?:(?:完成|落实|抓好|推进|做好)?(?:上述|以上|所有|全部)?(?:\d{0,2}[个项]?)?(?:问题)?的?(?:整改|办理|办结|治理|整治|修复|处理|处置|解决|核实|核查)(?:工作|任务|到位|完毕|完成|落实)?"
    r"|(?:修复|清理|清运|清除|清挖|清淤|拆除|封堵|更换|维修|补齐|恢复)(?:到位|完毕|完成|原状)"
    r"|(?:将|把)?(?:调查|办理|查处|处理|核查)?(?:结果|情况)(?:书面)?(?:答复|回复|反馈|告知|函告)(?:给)?(?:举报人|信访人|来电人|投诉人|当事人|群众)[^。;]{0,12}"
    r"|(?:反馈|回复|答复)(?:办理|处理|查处)?(?:结果|情况)"
    r"|完成(?:并(?:再次|重新)?(?:申请|组织|通过)(?:验收|核查|销号)|任务|(?:修复|清理|清运|清挖|清淤|拆除|封堵|治理|整治|处置)(?:工作|任务)?)?|(?:完成|达到)(?:验收|销号)(?:标准|条件|要求)?|(?:整改)?到位)"
    r"(?:并?(?:将[^,。;]{2,12}?)?(?:书面)?(?:上?报|报告|报送|反馈|公示|公开)[^,。;]{0,20})?"
)
_TOLD_AT_ONCE = expression(r"(?:要求|责成|责令|督促|叮嘱|责命|嘱咐)(?:属地)?[:,]?")
# 某副县长当场要求某乡政府4月28日前完成: who demands it says nothing of what it is.
_DEMANDED_BY = expression(r"[^,。;:]{0,14}?(?:要求|责成|责令|责命|督促|叮嘱|嘱咐)(?=[一-鿿])")
_ALL = expression(r"(?:上述|以上|所有|全部)(?:\d{1,2}[个项])?(?:问题|整改|任务)")
_NAME = 6
_REPLY = expression(r"(?:反馈|回复|答复)(?:办理|处理|查处)?(?:结果|情况)$")
_AT_ONCE = expression(
    rf"[一-鿿]{{0,6}}?(?P<word>{any_of(words('time', 'at_once'), words('time', 'immediate'))})(?=[一-鿿]{{2}}|[,。;])"
)
_DEMANDS = expression(r"要求|责成|责令")


def demands(document: Document, items: list[Draft], kind: str) -> None:
    """Adds the duties of running text that are no entry yet and ask for something of their own."""
    found = apart.beside(duties.read(document, kind), items)
    if kind == "visit_news":
        found = ordered.told_before(document, items, found)
        items += ordered.put_right_at_once(document, [*items, *found])
    elif kind in ("meeting", "progress_report"):
        found = ordered.about_what_is_quoted(document, found)
    items += settle(document, items, apart.beside(found, items))


def settle(document: Document, items: list[Draft], demands: list[Draft]) -> list[Draft]:
    """The demands that ask for something of their own. The others give their limit and their units to the entries before
    them that have none; where there are no such entries they stand for themselves."""
    kept: list[Draft] = []
    promised: list[Draft] = []  # what they promised holds until a day is set anew
    for demand in sorted(demands, key=lambda d: d.problem.start):
        told = [i for i in (*items, *kept) if i.problem.end <= demand.problem.start]
        if named := next((i for i in told if _is_named(document, i, demand)), None):
            named.due, named.units = named.due or demand.due, named.units or demand.units
            continue
        waiting = [i for i in told if i.due is None or i in promised]
        of_its_own = demand.number and not _ALL.search(document.body.seen(demand.problem))
        if of_its_own or not told or not asks_for_an_end(document, demand):
            kept.append(demand)
            continue
        if not waiting and demand.units and not _REPLY.search(document.body.seen(demand.problem)):
            kept.append(demand)
            continue
        promised = waiting if "承诺" in document.body.seen(demand.problem) else []
        for item in waiting:
            item.due = demand.due
            item.units = item.units or demand.units
    return kept


def _is_named(document: Document, item: Draft, demand: Draft) -> bool:
    """Whether a demand is for an entry that was told before by the same name."""
    name, again = document.body.seen(item.problem).strip("。 "), document.body.seen(demand.problem)
    return len(name) >= _NAME and again.strip("的。 ") == name


def asks_for_an_end(document: Document, demand: Draft) -> bool:
    """Whether a demand says who is to be done with it and when, and nothing else: 某市长要求某区政府4月底前完成整改."""
    folded, part, due = document.body.folded, demand.problem, demand.due
    seen = document.body.seen(part)
    if due and part.start <= due.start < due.end <= part.end:
        seen = folded[part.start : due.start] + folded[due.end : part.end]
    by = _DEMANDED_BY.match(seen)
    texts = [seen, seen[by.end() :]] if by else [seen]
    bare = [text[len(unit.text) :] for text in texts for unit in demand.units if text.startswith(unit.text)]
    return any(_MEANS_THE_REST.fullmatch(text) for text in (*texts, *bare))


def told_at_once(document: Document, items: list[Draft]) -> None:
    """要求某镇政府连夜清除: what a visit found is the unit's to put right, at once."""
    for sentence in document.body.sentences(min((item.problem.end for item in items), default=0)):
        for match in _TOLD_AT_ONCE.finditer(document.body.folded, sentence.start, sentence.end):
            named, stop = actors.opening(document.body, match.end(), sentence.end)
            word = _AT_ONCE.match(document.body.folded, stop, sentence.end)
            if not named or word is None:
                continue
            for item in items:
                if item.due is None and item.problem.end <= match.start():
                    item.due = Due(word.start("word"), word.end("word"), "immediate")
                    item.units = item.units or named


def at_once(document: Document, items: list[Draft]) -> None:
    """会议要求有关县区立即整改: the limit of all entries of a report that has no other."""
    if not items or any(item.due for item in items):
        return
    first = min(item.problem.end for item in items)
    for sentence in document.body.sentences(first):
        limits = deadlines.in_prose(document.days, sentence.start, sentence.end)
        told = _DEMANDS.search(document.body.folded, sentence.start, sentence.end)
        if told and [due.date for due in limits] == ["immediate"]:
            for item in items:
                item.due = limits[0]
            return

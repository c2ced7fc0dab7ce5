"""What is to be done by a limit: the clause that names it, or what stands before or behind."""

import re

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items.answerable import charge
from bihuan.reading.vocabulary import any_of, words

PLAN = expression(
    r"(?:制定|编制|研究|形成|拿出|提出|拟订|拟定)[^,。;]{0,12}(?:方案|清单)|方案[^,。;]{0,4}(?:编制|制定|起草)"
)
_FILLER = expression(any_of(words("faults", "filler")))
_HANDS_IN = expression(r"(?:将|把)[^,。;]{0,10}(?:方案|情况|结果|清单)[^,。;]{0,4}报")
_MEMBER = expression(r"[一二三四五六七八九十]{1,2}是(?!要)")
_TO_REPORT = expression(
    r"(?:书面)?(?:向[一-鿿]{2,14}?)(?:书面)?(?:报告|汇报|反馈|报送)(?:情况|结果|进展)?"
    r"|(?:提交|提请|呈报|报请|报送?)[一-鿿、]{0,12}?(?:政府|[市县区州]委|常务会议?|领导小组(?:办公室)?|会议|整改办|督察办|我[办局厅委镇])(?:审定|审议|研究|批准|备案)?$"
)
_DECIDED = expression(
    r"(?:会议|会上)?(?:明确|决定|议定|同意|要求|确定|指出|强调)[,:]|(?:会议|会上)(?:明确|决定|议定|同意|要求)"
)
_REPORTS = expression(r",(?:并|经[^,。;]{2,20}后,?)?(?:书面)?(?:上)?报[^,。;]{2,30}")
_SHORTEST_TASK = 6
_SHORTEST_OBJECT = 4
ALONE = 8  # characters of a task that says enough without its limit
_EXHORTS = expression(
    r"^(?:将|要|须|应|并|继续|进一步){0,3}(?:加大|加强|强化|加快|压实|提高|抓紧)[^,。;]{0,4}(?:力度|进度|调度|督导|督办|责任|认识|推进|工作){1,2}$"
)
_FINISHED = expression(r"(?:全部|全面|必须|务必)?[完弄做搞办改](?:成|完|好)$")  # says nothing of what


def handed_over(document: Document, sentence: Part) -> Part | None:
    """What stands before 由…牵头, …配合: the task that is given to them."""
    body = document.body
    by = charge.BY.search(body.folded, sentence.start, sentence.end)
    if by is None:
        return None
    decided = _DECIDED.match(body.folded, sentence.start, by.start())
    task = body.trimmed(decided.end() if decided else sentence.start, by.start(), " ,:、", " ,:、")
    if task.end == task.start:  # 关闭城北堆场。由县城管局负责: the sentence before says what
        line = document.body.line_at(sentence.start)
        heading = next((h for h in document.numbered if h.line == line), None)
        start = heading.text_start if heading else line.start
        task = body.trimmed(start, sentence.start, " 。;\n", " ")
    return task if task.end - task.start >= _SHORTEST_TASK else None


def says_what(document: Document, sentence: Part, due: Due) -> bool:
    """Whether the task stands behind its limit: 由…牵头, 12月底前完成管网改造."""
    behind = document.body.folded[due.end : charge.clause_of(document, sentence, due).end]
    return len(_FILLER.sub("", _TO_REPORT.sub("", behind))) >= _SHORTEST_OBJECT


def object_of(document: Document, sentence: Part, clause: Part, due: Due) -> Part:
    """What is to be done: the clause, or what it is said of in the clause before."""
    body = document.body
    before, after = body.folded[clause.start : due.start], body.folded[due.end : clause.end]
    previous = [c for c in charge.clauses_of(document, sentence) if c.end <= clause.start]
    first = PLAN.search(body.folded, previous[0].start, previous[0].end) if len(previous) > 1 else None
    if first and not _FILLER.sub("", before + _TO_REPORT.sub("", after)) and not PLAN.search(body.seen(previous[-1])):
        return Part(first.start(), clause.end)  # 制定方案,明确责任人,于8月10日前报市督察办
    plan = PLAN.search(body.folded, previous[-1].start, previous[-1].end) if previous else None
    if plan and due.date and due.date.startswith("P") and not _limited(document, previous[-1]):
        return Part(plan.start(), clause.end)
    if not after and (behind := _behind(document, sentence, clause)) and _HANDS_IN.match(body.seen(behind)):
        return behind  # 要举一反三,收到意见之日起20个工作日内,将整改方案报督察办
    member = _MEMBER.match(body.folded, sentence.start)
    if previous and member and not _FILLER.sub("", after) and _says_only_who(document, clause, due):
        return Part(member.end(), previous[0].end)  # 一是某厂扩建,土建完成六成,某市政府要于11月底前完成
    if PLAN.search(after) and (reports := _REPORTS.match(body.folded, clause.end, sentence.end)):
        return Part(due.end, reports.end())  # 20个工作日内制定整改方案，报市委督察办审核
    if (
        previous
        and not _EXHORTS.search(body.seen(previous[-1]))
        and not _FILLER.sub("", _TO_REPORT.sub("", after))
        and (not _FILLER.sub("", before) or _ends_it(document, clause, due))
        and (
            after == _TO_REPORT.sub("", after)
            or charge.charged(document, previous[-1])[0]
            or document.body.folded[previous[-1].start] in "对将把"
            or PLAN.search(body.seen(previous[-1]))
        )
    ):
        numbered = next((h.text_start for h in document.numbered if h.line.start == previous[-1].start), 0)
        start = max(previous[-1].start, numbered)
        named = charge.charged(document, previous[-1])[1]
        by = body.folded.endswith("由", start, named) and named - start > _SHORTEST_OBJECT  # 环评手续由某局指导补办
        return Part(start if by else max(named, numbered), previous[-1].end)
    if not after and (behind := _behind(document, sentence, clause)) and _says_only_who(document, clause, due):
        return behind
    if re.search(r"(?:问题|任务|项目|工程|工作)$", before) and len(before) >= 4 and "督促" not in before:
        return Part(clause.start, due.start)
    if len(_FILLER.sub("", after)) >= 2:
        short = due.date and due.date.startswith("P") and len(after) < ALONE  # 30日内报方案: the limit belongs to it
        return Part(due.start if short else due.end, clause.end)
    return clause


def _ends_it(document: Document, clause: Part, due: Due) -> bool:
    """Whether a clause says who is to be done by when with what stands before it: 垃圾池清空,镇环卫站4月20日前弄完."""
    folded = document.body.folded
    told = charge.TOLD_BY.search(folded, clause.start, due.start)
    return bool(_FINISHED.match(folded, due.end, clause.end)) and not told and _says_only_who(document, clause, due)


def _limited(document: Document, clause: Part) -> bool:
    return bool(deadlines.in_prose(document.days, clause.start, clause.end))


def _behind(document: Document, sentence: Part, clause: Part) -> Part | None:
    """The clause behind one that ends with its limit: 收到意见后45个工作日内,制定整改方案."""
    following = next((c for c in charge.clauses_of(document, sentence) if c.start == clause.end + 1), None)
    if following is None or following.end - following.start < _SHORTEST_OBJECT:
        return None
    return None if _limited(document, following) else following


def _says_only_who(document: Document, clause: Part, due: Due) -> bool:
    """Whether nothing but who is to act stands before a limit in its clause."""
    body = document.body
    subject = next((m for m in charge.SUBJECT.finditer(body.folded, clause.start, due.start)), None)
    rest = body.folded[subject.end() if subject else clause.start : due.start]
    return not _FILLER.sub("", rest) or bool(charge.before(document, clause, due))

"""What a visit found, and what was ordered on the spot: 砂场料堆未覆盖,某副市长责成某镇6月3日前清理干净.

An order that names a remedy alone (清理干净, 查清源头, 恢复运行) is about what was told right before it, in the same sentence
or the one before; that is the entry, and the order gives its unit and its limit.
"""

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE
from bihuan.reading.items.draft import Draft
from bihuan.reading.who import actors

_REMEDY = expression(
    r"(?:[^,。;]{0,8}(?:责成|责令|要求|叮嘱|嘱咐|督促|指示)[^,。;]{2,16}?)?(?:要|须|必须|务必|并|立即|彻底|全部|尽快|抓紧|限期|于|在){0,3}"
    r"(?:(?:(?:清理|清运|清除|查处|整改|治理|整治|修复|恢复|封堵|拆除|处理|处置|解决|覆盖|维修|更换|疏通|排查|溯源|查清|查明|核查|核实)"
    r"(?:干净|到位|完毕|完成|源头|来源|原因|情况|运行|正常|原状|整改)?[并和、]?){1,3}"
    r"|[修清拆堵补运移挪装盖搬换关停](?:好|走|掉|上|净|完|通|开|停|齐)|开工(?:建设)?|(?:拿出|提出|制定|形成)[^,。;]{0,4}(?:办法|方案|措施|计划|意见))"
)
_ORDERED = expression(r"责成|责令|要求|致电|叮嘱|嘱咐|指示|督促|通知|约来|交代")
# 对发现的隐患现场交办 tells of nothing that was seen.
_SEEN = expression(r"(?:发现|指出|看到|见到|只见|反映|显示|注意到|了解到|得知|获悉)(?!的)[,:]?")
_AT_ONCE = expression(
    r"(?:要求|责成|责令|叮嘱|嘱咐|督促)(?P<who>[^,。;]{2,20}?)(?P<when>立行立改|立即整改|立查立改|即查即改|连夜|马上|当天)"
)
_AROUND = expression(
    r"(?:经|在|从|据|沿|行至|来到|走进|走到|上岸|下车|随后|途中|当天|当晚|接着|离开|到达)[^,。;]{0,24}"
    r"|[一-鿿]{2,4}(?:一行)?(?:随即|随后|立即|当即|现场|上前|仔细){1,2}(?:查看|察看|了解|询问|核实)[^,。;]{0,6}"
)
# 实地调研了某泵站安装情况,要求加快调试,确保12月20日前全面完成整改任务
_LOOKED_AT = expression(
    r"(?:(?:调研|检查|督导|核查|督办|督查)(?!组)|察看|查看|了解)了?(?:[^,。;:“”]{0,12}“(?P<quoted>[^“”\n]{6,60})”(?:等)?(?:突出)?问题"
    r"|(?P<what>[^,。;:“”]{6,40}?))(?:推进|进展|整改|落实){0,2}(?:情况|进度|工作),(?=[^。;]*?要求)"
)
# 某市长强调,北坡填埋场渗滤液积存问题,要于6月底前全部处理完毕; 要求,石桥河截污管网建设要倒排工期,确保7月底前通水
_SPOKEN_OF = expression(
    r"(?:强调|要求|指出|提出|表示)[,:](?P<what>[^,。;:“”]{6,40}?)(?:问题)?,?(?=(?:要|须|必须|务必|应当?|确保|力争)(?!求))"
)
_SURE = expression(r"(?:确保|务必|必须|力争|要|须|应)(?:在|于)?\Z")
_DONE = expression(
    r"(?:全面|全部|按期|如期|彻底|保质保量)*(?:完成|完工|建成|竣工|投运|通水|投入使用|投入运行|处理|处置|清理|清运|清除|拆除|修复|治理|解决|整改)"
    r"(?:整改|治理|修复|安装|建设|完毕|到位|完成|通水|投运|投用|干净)?(?:任务|工作|目标)?(?=[,。;])"
)
# “某镇污水管网”仍未动工,市水务局要在4月10日前开工; “某矿石山自燃”一项难度最大,县应急局正在加派人手,确保12月底前完成
_QUOTED = expression(
    r"“(?P<what>[^“”\n]{6,60})”(?=一项|这?一?(?:问题|事项|任务)|仍|尚|还|至今|进展|推进|整改|难度|滞后|未|没有)"
)
_AT_WORK = expression(r"[^,。;]{0,16}正在?[^,。;]{2,12}")
_CLAUSE = expression(r"[^,;。!?\n“”]+")
_SHORTEST = 5


def told_before(document: Document, items: list[Draft], demands: list[Draft]) -> list[Draft]:
    """The demands, those that name a remedy alone with what they are about. If that is an entry already, it gets their unit
    and limit, with those that its line tells before it."""
    kept: list[Draft] = []
    for demand in demands:
        fact = _fact(document, _opens(document, demand)) if _REMEDY.fullmatch(_bare(document, demand)) else None
        same = [i for i in items if fact and i.problem.start < fact.end and fact.start < i.problem.end]
        if same and all(item.due is None for item in same):
            opens = document.body.line_at(same[0].problem.start).start
            for item in (i for i in items if opens <= i.problem.start < demand.problem.start and i.due is None):
                item.due, item.units = demand.due, item.units or demand.units
            continue
        if fact and not same:
            demand.problem = fact
        kept.append(demand)
    return kept


def about_what_is_quoted(document: Document, demands: list[Draft]) -> list[Draft]:
    """The demands, those that name a remedy alone, or who is at work, about the matter that their sentence quotes before."""
    body = document.body
    for demand in demands:
        bare = _bare(document, demand)
        if _REMEDY.fullmatch(bare) or _AT_WORK.fullmatch(bare):
            sentence = body.sentence_at(demand.problem.start)
            if quoted := _QUOTED.search(body.folded, sentence.start, demand.problem.start):
                demand.problem = Part(*quoted.span("what"))
    return demands


def put_right_at_once(document: Document, items: list[Draft]) -> list[Draft]:
    """What was seen and somebody was told to put right at once, if that is no entry already: 发现爆破区没有喷淋,
    当即要求某县政府负责人立行立改."""
    found: list[Draft] = []
    for sentence in document.body.sentences():
        order = _AT_ONCE.search(document.body.folded, sentence.start, sentence.end)
        fact = _fact(document, order.end()) if order else None
        if not order or not fact or not _SEEN.search(document.body.folded, sentence.start, fact.start):
            continue
        if not any(i.problem.start < fact.end and fact.start < i.problem.end for i in (*items, *found)):
            named = actors.leading(document.body, order.start("who"), order.end())
            found.append(Draft(fact, "sentence", due=Due(*order.span("when"), "immediate"), units=named))
    return found


def to_be_finished(document: Document) -> list[Draft]:
    """The work that a visit looked at, or the thing it spoke of, where the same sentence says by when it is to be done with."""
    folded, found = document.body.folded, []
    for sentence in document.body.sentences(document.title.end if document.title else 0):
        for told in (_LOOKED_AT, _SPOKEN_OF):
            seen = told.search(folded, sentence.start, sentence.end)
            name = "what" if seen and seen["what"] else "quoted"
            if seen is None or not CONCRETE.search(seen[name]):
                continue
            limits = deadlines.in_prose(document.days, seen.end(), sentence.end)
            sure = (d for d in limits if _SURE.search(folded, seen.end(), d.start) and _DONE.match(folded, d.end))
            if due := next(sure, None):
                found.append(Draft(Part(*seen.span(name)), "sentence", due=due))
                break
    return found


def _bare(document: Document, demand: Draft) -> str:
    """The wording of a demand without its limit and the unit that it opens with."""
    folded, part, due = document.body.folded, demand.problem, demand.due
    bare = document.body.seen(part)
    if due is not None and part.start <= due.start < due.end <= part.end:
        bare = folded[part.start : due.start] + folded[due.end : part.end]
    named = next((unit.text for unit in demand.units if bare.startswith(unit.text)), "")
    return bare[len(named) :].strip("。; ")


def _opens(document: Document, demand: Draft) -> int:
    """Where a demand begins: its wording, or the clause before it that names who and by when (市水务局6月15日前要修好)."""
    start, due = demand.problem.start, demand.due
    if due is None or not due.end <= start or document.body.folded[due.end : start].strip():
        return start
    sentence = document.body.sentence_at(due.start)
    clauses = (m.start() for m in _CLAUSE.finditer(document.body.folded, sentence.start, due.start))
    return max(clauses, default=start)


def _fact(document: Document, at: int) -> Part | None:
    """What stands before the order that `at` belongs to: clauses of its sentence, else those of the sentence before."""
    sentences = list(document.body.sentences(0, at))
    for sentence in reversed(sentences[-2:]):
        clauses = [Part(*m.span()) for m in _CLAUSE.finditer(document.body.folded, sentence.start, sentence.end)]
        order = next((k for k, c in enumerate(clauses) if _ORDERED.search(document.body.seen(c))), len(clauses))
        if fact := _told(document, clauses[:order]):
            return fact
    return None


def _told(document: Document, clauses: list[Part]) -> Part | None:
    """The clauses behind the last that says that something was seen, without those that say where and when."""
    for k in range(len(clauses) - 1, -1, -1):
        if seen := _SEEN.search(document.body.folded, clauses[k].start, clauses[k].end):
            start = seen.end() if seen.end() < clauses[k].end else clauses[min(k + 1, len(clauses) - 1)].start
            return _long_enough(Part(start, clauses[-1].end))
    solid = [k for k, clause in enumerate(clauses) if not _AROUND.fullmatch(document.body.seen(clause))]
    return _long_enough(Part(clauses[solid[0]].start, clauses[-1].end)) if solid else None


def _long_enough(part: Part) -> Part | None:
    return part if part.end - part.start >= _SHORTEST else None

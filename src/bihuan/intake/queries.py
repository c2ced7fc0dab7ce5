"""What the pages of this room show: documents with their progress, and the desk of one document."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.core.reasons import Phrase, gettext_noop
from bihuan.intake.access import visible_documents
from bihuan.intake.coverage import Coverage, coverage
from bihuan.intake.duplicates import Likely, likely
from bihuan.intake.fields import quotes, spans
from bihuan.intake.jobs import UNREAD, key_of
from bihuan.intake.marks import Chunk, Mark, chunks
from bihuan.intake.models import Document, Entry
from bihuan.intake.sureness import LEVELS, OWN, Weak, level, weaknesses
from bihuan.intake.wording import Renaming, renamings
from bihuan.ledger.access import visible_problems
from bihuan.ledger.models import Inspection
from bihuan.org.access import Viewer
from bihuan.platform import clock, jobs
from bihuan.platform.models import Job
from bihuan.reading.progress import seconds_left


@dataclass(frozen=True, slots=True)
class Reading:
    """A document being read: pages done of pages in all, and the seconds the rest will take; 0 while nobody knows."""

    done: int
    total: int
    waiting: bool
    left: int = 0

    @property
    def minutes(self) -> int:
        """What is left, where seconds would be more exact than anybody can be; else 0."""
        return round(self.left / 60) if self.left >= 90 else 0


def progress_of(document: Document) -> Reading | None:
    """How far the reading is; None for a document that is not being read."""
    if document.state not in UNREAD:
        return None
    job = jobs.find(key_of(document), live=True)
    if job is None or job.state == Job.State.WAITING:
        return Reading(0, 0, True)
    taken = (clock.now() - job.began_at).total_seconds() if job.began_at else 0
    return Reading(job.done, job.total, waiting=False, left=seconds_left(job.done, job.total, taken))


def documents(viewer: Viewer, *, words: str = "", state: str = "") -> QuerySet[Document]:
    """Documents of the viewer's offices, newest first, with the number of their entries by state."""
    found = (
        visible_documents(viewer).select_related("file", "uploaded_by__person", "inspection").defer("text", "reading")
    )
    if words:
        found = found.filter(Q(name__icontains=words) | Q(title__icontains=words))
    if state == "open":
        found = found.exclude(state=Document.State.REGISTERED)
    elif state:
        found = found.filter(state=state)
    live = ~Q(entries__state=Entry.State.MERGED)
    waiting = Q(entries__state__in=[Entry.State.PROPOSED, Entry.State.CONFIRMED])
    counted = found.annotate(
        found=Count("entries", filter=live),
        waiting=Count("entries", filter=waiting),
        registered=Count("entries", filter=Q(entries__state=Entry.State.REGISTERED)),
    )
    return counted.order_by("-pk")


@dataclass(slots=True)
class Shown:
    """An entry as the desk shows it. `sureness` is one of `sureness.LEVELS`; `weak` holds its fields to
    look at while it is proposed."""

    entry: Entry
    sureness: str
    weak: dict[str, Weak] = field(default_factory=dict)
    likely: Sequence[Likely] = ()
    units: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    measures: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    sites: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    renamings: Sequence[Renaming] = ()

    @property
    def percent(self) -> int:
        return round(float(self.entry.confidence or 0) * 100)

    @property
    def merged(self) -> bool:
        return "before_merge" in self.entry.fields


def shown(viewer: Viewer, document: Document, entries: Collection[Entry]) -> list[Shown]:
    """Entries with their likely duplicates among the problems that the viewer may see."""
    undecided = [
        e for e in entries if e.state in (Entry.State.PROPOSED, Entry.State.CONFIRMED) and e.same_as_id is None
    ]
    alike = likely(viewer, document, undecided) if undecided else {}
    confirmed = [entry for entry in entries if entry.state == Entry.State.CONFIRMED]
    named = renamings(confirmed)
    rows = [_shown(entry, alike.get(entry.pk, ())) for entry in entries]
    for row in rows:
        row.renamings = named.get(row.entry.pk, ())
    return rows


def _shown(entry: Entry, alike: Sequence[Likely]) -> Shown:
    weak = weaknesses(entry) if entry.state == Entry.State.PROPOSED else {}
    row = Shown(entry, level(entry), weak, alike)
    for key, quote in quotes(entry.fields):
        name = key.partition("-")[0]
        if name in ("units", "measures", "sites"):
            getattr(row, name).append((key, quote))
    return row


def least_sure_first(one: Shown) -> tuple[bool, int, float, int]:
    """For sorting: what waits for a person, the least sure first, what a person made after that; then what is decided."""
    entry = one.entry
    rank = ("doubtful", "look", "sure", OWN).index(one.sureness)
    return entry.state != Entry.State.PROPOSED, rank, float(entry.confidence or 0), entry.order


MOSTLY_ASIDE = 50
"""Percent of a text that is told as repeated on every page: a bound of the product."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many entries are in which state, how sure those are that wait (`levels`), and what no entry covers."""

    counts: dict[str, int]
    levels: dict[str, int]
    coverage: Coverage

    @property
    def total(self) -> int:
        return sum(number for state, number in self.counts.items() if state != Entry.State.MERGED)

    @property
    def decided(self) -> int:
        return self.total - self.counts.get(Entry.State.PROPOSED, 0)


def summary(document: Document, entries: Iterable[Entry]) -> Summary:
    listed = list(entries)
    waiting = Counter(level(entry) for entry in listed if entry.state == Entry.State.PROPOSED)
    levels = {name: waiting[name] for name in LEVELS if waiting[name]}
    return Summary(dict(Counter(entry.state for entry in listed)), levels, coverage(document, listed))


def original(document: Document, entries: Iterable[Entry], left: Coverage) -> list[Chunk]:
    """The text with the fields of every entry, doubts, furniture and uncovered passages marked."""
    marks = [
        Mark(f"{entry.pk}-{key}", start, end, kind(key))
        for entry in entries
        if entry.state != Entry.State.MERGED
        for kind in [_kinds(entry)]
        for key, start, end in spans(entry.fields)
    ]
    layout, reading = document.layout or {}, document.reading or {}
    marks += [Mark(f"gap-{p.start}", p.start, p.end, "k-gap") for p in left.open]
    marks += [Mark(f"told-{d['start']}", d["start"], d["end"], "k-told") for d in reading.get("directives", [])]
    marks += [Mark(f"doubt-{at}", d["start"], d["end"], "k-doubt") for at, d in enumerate(reading.get("doubts", []))]
    marks += [Mark(f"name-{u['start']}", u["start"], u["end"], "k-doubt") for u in reading.get("unrecognised", [])]
    marks += [Mark(f"aside-{start}", start, end, "k-aside") for start, end in layout.get("furniture", [])]
    return chunks(document.text, marks, page_labels(document))


def _kinds(entry: Entry) -> Callable[[str], str]:
    """The classes of an entry's marks by the key of the field."""
    faded = " k-out" if entry.state == Entry.State.REJECTED else ""
    weak = weaknesses(entry) if entry.state == Entry.State.PROPOSED else {}

    def kind(key: str) -> str:
        found = weak.get(key.partition("-")[0])
        name = "problem" if key == "problem" else "field"
        return f"k-{name}{faded}{f' k-{found.level}' if found else ''}"

    return kind


def page_labels(document: Document) -> list[tuple[int, str]]:
    """Where pages or sheets begin and what they are called; nothing for a text of one page."""
    pages = (document.layout or {}).get("pages", [])
    if len(pages) < 2:
        return []
    return [(start, name or _("第%(number)s页") % {"number": number}) for number, start, _end, name in pages]


def notes_of(document: Document) -> list[Phrase]:
    """What a person should know of how the file was read."""
    return [Phrase(note["text"], note["params"]) for note in (document.layout or {}).get("notes", [])]


def failure_of(document: Document) -> tuple[Phrase, Phrase] | None:
    """Why a document could not be read, and what would help."""
    if not document.failure:
        return None
    params = document.failure.get("params") or {}
    return Phrase(document.failure["why"], params), Phrase(document.failure["remedy"], params)


def nothing_found(document: Document) -> list[Phrase]:
    """Why no entry may have been read from a document, the likeliest first, each with what helps."""
    layout, held = document.layout or {}, max(1, len(document.text))
    aside = 100 * sum(end - start for start, end in layout.get("furniture", [])) // held
    found = []
    if aside > MOSTLY_ASIDE:
        found.append(
            Phrase(
                gettext_noop(
                    "全文有%(share)s%%的文字每页重复，当作页眉页脚没有读。请换成没有逐页重复内容的原件，"
                    "或者在左边选中要登记的原文建为条目。"
                ),
                {"share": aside},
            )
        )
    if document.kind in ("", "other"):
        text = gettext_noop(
            "没有认出这是哪一种督察整改文件。能读的有：反馈意见、整改方案、清单、台账、督办函、公示、会议材料；"
            "几份文件合订的，请拆开后分别上传。"
        )
    else:
        text = gettext_noop("认出了文件的种类，但没有找到写明问题、责任单位或整改时限的段落和表格。")
    found.append(Phrase(text))
    found.append(
        Phrase(gettext_noop("有 Word 或 Excel 原件的，请上传原件，比 PDF 读得准；已有的表格台账请用“导入台账”。"))
    )
    return found


def inspections(viewer: Viewer) -> QuerySet[Inspection]:
    """Inspections under which the viewer may register: of its region, or with problems that it sees; newest first."""
    if viewer.sees_all:
        return Inspection.objects.order_by("-pk")
    mine = Q(object__in=viewer.unit_ids) | Q(problems__in=visible_problems(viewer)) | Q(recorded_by=viewer.account)
    return Inspection.objects.filter(mine).distinct().order_by("-pk")

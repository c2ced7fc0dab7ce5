"""Problems of the ledger that an entry may be: proposed with the reasons, never decided."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz

from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _
from bihuan.intake.models import Document, Entry
from bihuan.ledger.access import visible_problems
from bihuan.ledger.models import Problem
from bihuan.ledger.searching import INDEX
from bihuan.org.access import Viewer
from bihuan.platform.search import normalised

# Bounds of the product: what is worth showing to a person, who decides.
ALIKE, ALIKE_AT_ONE_SITE, SHOWN = 72, 45, 3
PHRASES, PHRASE_LENGTH, SHORTEST = 4, 10, 6
CANDIDATES = 300

_CLAUSE = re.compile(r"[^，。；：、！？,.;:!?\s]+")


@dataclass(frozen=True, slots=True)
class Likely:
    """`score` is how alike the wordings are, in percent; `reasons` say what else speaks for it."""

    problem: Problem
    score: int
    reasons: tuple[Phrase, ...]


def likely(viewer: Viewer, document: Document, entries: Collection[Entry]) -> dict[int, list[Likely]]:
    """For each entry the problems that the viewer may see and that it is likely to be, the likeliest first.

    Problems made from this document itself are left out.
    """
    wanted = {entry.pk: entry for entry in entries}
    phrases = [phrase for entry in wanted.values() for phrase in _phrases(entry)]
    rows = _candidates(viewer, document, phrases)
    texts = {problem.pk: normalised(problem.wording) for problem in rows}
    return {pk: found for pk, entry in wanted.items() if (found := _ranked(entry, rows, texts))}


def _phrases(entry: Entry) -> list[str]:
    """What a problem that is the same must share at least one of: beginnings of the longest clauses, names of sites."""
    clauses = sorted(_CLAUSE.findall(entry.fields["problem"]["text"]), key=len, reverse=True)[:PHRASES]
    names = [quote["text"] for quote in entry.fields.get("sites") or []]
    return [text[:PHRASE_LENGTH] for text in (*clauses, *names) if len(text) >= SHORTEST]


def _candidates(viewer: Viewer, document: Document, phrases: Sequence[str]) -> list[Problem]:
    visible = visible_problems(viewer).exclude(entries__document=document)
    wanted = Q(tasks__isnull=True) | Q(tasks__in=INDEX.resembling(phrases, CANDIDATES))
    return list(visible.filter(wanted).prefetch_related("tasks__sites").distinct().order_by("-pk")[:CANDIDATES])


def _ranked(entry: Entry, rows: Iterable[Problem], texts: Mapping[int, str]) -> list[Likely]:
    own = normalised(entry.fields["problem"]["text"])
    names = {quote["text"] for quote in entry.fields.get("sites") or []}
    found = []
    for problem in rows:
        score = _alike(own, texts[problem.pk])
        shared = sorted(name for name in names if normalised(name) in texts[problem.pk] or name in _sites(problem))
        if score >= ALIKE or (shared and score >= ALIKE_AT_ONE_SITE):
            found.append(Likely(problem, score, tuple(_reasons(score, shared))))
    return sorted(found, key=lambda one: (-one.score, one.problem.pk))[:SHOWN]


def _alike(first: str, second: str) -> int:
    """Wordings as a whole, or the shorter within the longer where it is long enough to mean something."""
    whole = fuzz.ratio(first, second)
    part = fuzz.partial_ratio(first, second) if min(len(first), len(second)) >= 20 else 0
    return round(max(whole, part))


def _sites(problem: Problem) -> set[str]:
    return {site.name for task in problem.tasks.all() for site in task.sites.all()}


def _reasons(score: int, shared: Sequence[str]) -> Iterable[Phrase]:
    if score >= 95:
        yield Phrase(_("原文几乎相同（%(score)s%%）"), {"score": score})
    elif score >= ALIKE:
        yield Phrase(_("原文相近（%(score)s%%）"), {"score": score})
    if shared:
        yield Phrase(_("同一点位或企业：%(names)s"), {"names": shared})

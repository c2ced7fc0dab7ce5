"""Whether what the reader says of its own sureness is so: of the fields shown with 0.9, nine in ten should be right.

A field is right where the label says so; one that is left out, where the label has none. States and measures that a label
does not tell are not judged. Entries of one document are right or wrong together, so a bin counts its documents: each
has one vote, the share of its fields that were right. The same text in several formats is one document.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from benchmarks.scoring import Case, Json, counted, judge_entry, paired
from bihuan.reading.confidence import FIELDS, NEEDED

EDGES = (0.0, 0.5, 0.7, 0.85, 0.95, 1.01)
_JUDGED_BY = {
    "deadline": ("deadline",),
    "units": ("units recall", "units precision"),
    "number": ("number",),
    "goal": ("goal",),
    "measures": ("measures count",),
    "status": ("status",),
    "verdict": ("verdict",),
    "closed": ("closed",),
}
_TOLD_IN_PART = frozenset(("measures", "status"))
"""Fields that labels leave out though the document has them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A field of an entry of a document: the share claimed of it, and whether it was right."""

    document: str
    field: str
    claimed: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """The claims of one stretch of shares."""

    claims: Sequence[Claim]

    @property
    def claimed(self) -> float:
        return sum(claim.claimed for claim in self.claims) / len(self.claims)

    @property
    def right(self) -> float:
        return sum(claim.right for claim in self.claims) / len(self.claims)

    @property
    def votes(self) -> list[float]:
        """For each document the share of its claims that were right."""
        return _by_document((claim.document, claim.right) for claim in self.claims)

    @property
    def told(self) -> list[float]:
        """For each document what was claimed of its fields, on average."""
        return _by_document((claim.document, claim.claimed) for claim in self.claims)

    @property
    def chance(self) -> float:
        """How likely votes at least so far from the claim are, on their side of it, if the claim is true; a vote that is
        not whole counts to the side of the claim."""
        of, good = len(self.votes), sum(self.votes)
        claim = min(self.claimed, 1.0)
        if good < of * claim:
            return _up_to(-int(-good // 1), of, claim)
        return _up_to(-int(-(of - good) // 1), of, 1 - claim)


def _by_document(found: Iterable[tuple[str, float]]) -> list[float]:
    """The average of each document."""
    listed: dict[str, list[float]] = defaultdict(list)
    for document, value in found:
        listed[document].append(value)
    return [sum(values) / len(values) for values in listed.values()]


def _up_to(good: int, of: int, share: float) -> float:
    """The chance of at most `good` out of `of`, each with the chance `share`."""
    return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(min(good, of) + 1))


def told_once(name: str) -> str:
    """The name of a document without its format, and without the number of its form."""
    return re.sub(r"(-\d+)?\.\w+$", "", name)


def outcomes(case: Case) -> Iterator[tuple[Json, Mapping[str, bool]]]:
    """Each entry that was read, with what can be said of its fields. Of what is no entry nothing more is judged."""
    offered = counted(case.gold, case.found)
    labels = {id(item): label for label, item in paired(case.gold["items"], offered)}
    for item in offered:
        label = labels.get(id(item))
        yield item, {"problem": False} if label is None else {"problem": True} | dict(_fields(label, item))


def _fields(label: Json, item: Json) -> Iterator[tuple[str, bool]]:
    told = defaultdict(list)
    for name, good, count in judge_entry(label, item):
        told[name].append(good == count)
    for name, judgements in _JUDGED_BY.items():
        rights = [right for judgement in judgements for right in told[judgement]]
        if rights:
            yield name, all(rights)
        elif not item.get(name) or name not in _TOLD_IN_PART:
            yield name, not item.get(name)


def claims(cases: Iterable[Case]) -> Iterator[Claim]:
    """What readings claim of fields that can be judged, and of each entry as a whole (`entry`)."""
    for case in cases:
        for item, rights in outcomes(case):
            for name, claimed in item["sureness"].items():
                if name in rights:
                    yield Claim(told_once(case.name), name, claimed, rights[name])
            yield Claim(told_once(case.name), "entry", item["confidence"], all(rights.get(name) for name in NEEDED))


def bins(found: Iterable[Claim]) -> list[Bin]:
    """Those that hold claims, the least sure first."""
    sorted_in: dict[int, list[Claim]] = defaultdict(list)
    for claim in found:
        sorted_in[sum(claim.claimed >= edge for edge in EDGES)].append(claim)
    return [Bin(sorted_in[at]) for at in sorted(sorted_in)]


def error(found: Sequence[Claim]) -> float:
    """The expected calibration error: how far claims are from what was right, over the bins."""
    return sum(len(one.claims) * abs(one.claimed - one.right) for one in bins(found)) / len(found)


def brier(found: Sequence[Claim], *, by_document: bool = False) -> float:
    """How far claims are from what was right; a long table counts as one document where documents are counted."""
    far = [(claim.document, (claim.claimed - claim.right) ** 2) for claim in found]
    missed = _by_document(far) if by_document else [one for _, one in far]
    return sum(missed) / len(missed)


def table(title: str, cases: Iterable[Case]) -> Iterator[str]:
    """Fields with their error and their bins: claimed → right, of how many fields in how many documents."""
    found = list(claims(cases))
    yield title
    for name in (*FIELDS, "entry"):
        mine = [claim for claim in found if claim.field == name]
        if mine:
            shown = "; ".join(
                f"{b.claimed:.2f} → {b.right:.2f} ({len(b.claims)} in {len(b.votes)})" for b in bins(mine)
            )
            yield f"  {name.ljust(9)} error {error(mine):.3f} brier {brier(mine):.3f}  {shown}"
    fields = [claim for claim in found if claim.field != "entry"]
    if fields:
        yield f"  all fields error {error(fields):.3f} brier {brier(fields):.3f}"
        yield from (f"    claimed {b.claimed:.2f}: right {b.right:.2f} of {len(b.claims)}" for b in bins(fields))

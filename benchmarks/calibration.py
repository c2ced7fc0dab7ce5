"""Measures how often fields are right, by how they were read, and writes it into the reader: calibration.toml.

    python -m benchmarks.calibration      (make calibration)

It prints how well the other parts tell of each part, and writes the file and the table of docs/reading.md.

Rules are right on documents that they were tuned on, so those prove little. Each open part of the labelled documents that
follows real pages is therefore read by the rules as they stood when it was first seen, out of the history of this checkout.
A document has one vote on each kind of evidence, however long its table is. The parts that are kept away are never asked.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.reading.labelled import HELD, PARTS, documents

from benchmarks import likeness
from benchmarks.reliability import Claim, bins, brier, error, outcomes, told_once
from benchmarks.scoring import Case
from bihuan.reading.confidence import FIELDS, OPEN, UNMEASURED, Damage, Traits
from bihuan.reading.source import Span

FIRST_SEEN = {
    "sixth": "747d85c",
    "seventh": "dee5496",
    "eighth": "b1fd936",
    "ninth": "1916c48",
    "tenth": "b98dd43",
    "eleventh": "5af524f",
}
"""Part → the commit with the last rules that knew nothing of it."""
COMPOSED = ("open", "more", "held", "second", "third", "fourth", "fifth", "sixth")
"""Not asked: composed, not restated page by page as a search brings pages up. With their votes the later parts were judged
worse: error of `ninth` .041 instead of .032, of `tenth` .033 instead of .028."""
PRIOR = 2
"""Votes that what is more general has on what is more special; with two, parts left out were judged best by the others."""
FEWEST = 4
"""Documents in which evidence must have been seen to be claimed by; of fewer, what is more general is. With one, a task whose
unit was not found was thought to have none three times in four, since one document of the kind had none."""
AHEAD = ("0", "0.3", "0.5", "1")
"""By how many points of likeness a kind is ahead of the next one, at least."""
SUREST = 0.999
"""What is claimed at most: nothing is wholly sure."""
ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "bihuan" / "reading" / "calibration.toml"
PAGE = ROOT / "docs" / "reading.md"
FIELDS_ON_PAGE = {"problem": "问题（确是一条）", "deadline": "时限", "units": "单位"}
WAYS_ON_PAGE = {
    "shown, header": "表格，表头认得",
    "shown, labelled": "有栏目名的段落",
    "shown, listed": "正文里逐条列出的",
    "shown, statutory": "反馈意见末尾的法定要求",
    "shown, sentence": "正文里的一句",
    "shown, inferred": "推断的、代替的",
    "absent, from a task": "方案、清单、台账里没有读到",
    "absent, from a report": "反馈、公示、报告里没有读到",
}
Shares = Mapping[str, Mapping[str, "Share"]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A field of an entry as it was first read, and whether it was right."""

    document: str
    field: str
    evidence: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`sure` is what is claimed; `right` of `of` fields were, in so many `documents`."""

    sure: float
    right: int
    of: int
    documents: int

    def __str__(self) -> str:
        return f"{{ sure = {self.sure:.3f}, right = {self.right}, of = {self.of}, documents = {self.documents} }}"


def main() -> None:
    parts = [part for part in PARTS if part not in (*HELD, *COMPOSED)]
    asked = dict.fromkeys((*likeness.LEFT_OUT, *parts))
    if unknown := set(asked) - set(FIRST_SEEN):
        sys.exit(f"FIRST_SEEN does not say with which rules these were first read: {', '.join(sorted(unknown))}")
    cases = {part: list(first_sight(part)) for part in asked}
    seen = {part: [one for case in cases[part] for one in _seen(case)] for part in parts}
    for part in parts:
        others = shares(one for other in parts if other != part for one in seen[other])
        print(f"{part}, judged by the other parts: {_figures(others, seen[part])}")
    found = {**shares(one for part in parts for one in seen[part]), "kind": _of_kinds(cases)}
    TARGET.write_text("\n".join(_written(found, seen)), encoding="utf-8")
    rows = on_page(tomllib.loads(TARGET.read_text(encoding="utf-8")))
    page = re.sub(
        r"(?<=\n)(\| \S+ \| .+ \| \d+% \| .+ 份 \|\n)+", "\n".join(rows) + "\n", PAGE.read_text(encoding="utf-8")
    )
    PAGE.write_text(page, encoding="utf-8")


def on_page(known: Mapping[str, Any]) -> list[str]:
    """The rows of the table in docs/reading.md; shares are cut off, so that none shows as 100 %."""
    return [
        f"| {field} | {way} | {int(share['sure'] * 100)}% | {share['right']}/{share['of']}，{share['documents']} 份 |"
        for name, field in FIELDS_ON_PAGE.items()
        for key, way in WAYS_ON_PAGE.items()
        if (share := known[name].get(key))
    ]


def _of_kinds(cases: Mapping[str, Sequence[Case]]) -> dict[str, Share]:
    """How often the kind was right, by how far it was ahead: of the parts that likeness has others to learn from before, by
    what was learned from those and what cues showed when they were first read."""
    told: dict[str, list[bool]] = {least: [] for least in AHEAD}
    for part in likeness.LEFT_OUT:
        shown = {case.name.removeprefix(f"{part}/"): case.found["kind"] for case in cases.get(part, ())}
        for example, verdict in likeness.left_out(part, shown):
            least = next(least for least in reversed(AHEAD) if verdict.margin >= float(least))
            told[least].append(verdict.kind == example.kind)
    shares: dict[str, Share] = {}
    for least, rights in told.items():
        before = next((share.sure for share in reversed(shares.values())), UNMEASURED)
        shares[least] = _share(before, [[right] for right in rights])
    return shares


def first_sight(part: str) -> Iterator[Case]:
    """Every document of a part, as the rules read it that had never seen it. A scan needs OCR and is left out."""
    with tempfile.TemporaryDirectory(prefix="bihuan-first-") as place:
        rules, folder = Path(place, "rules"), Path(place, "documents")
        rules.mkdir()
        folder.mkdir()
        _fetch(FIRST_SEEN[part], rules)
        labels = {document.name: document for document in documents(part) if not document.scanned}
        for name, document in labels.items():
            (folder / name).write_bytes(document.data)
        environment = os.environ | {"PYTHONPATH": str(rules / "src")}
        command = [sys.executable, str(ROOT / "benchmarks" / "as_then.py"), str(folder)]
        lines = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        for line in lines.splitlines():
            read = json.loads(line)
            yield Case(f"{part}/{read['name']}", labels[read["name"]].gold, read["reading"])


def _fetch(commit: str, folder: Path) -> None:
    """The sources as they stood at a commit."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, "src"))) as archive:
        archive.extractall(folder, filter="data")


def _git(*words: str) -> bytes:
    program = shutil.which("git") or sys.exit(
        "git is not installed, and the rules of earlier days stand in its history"
    )
    done = subprocess.run([program, "-C", str(ROOT), *words], check=False, capture_output=True)
    if done.returncode:
        sys.exit(f"git {' '.join(words)}: {done.stderr.decode().strip()}")
    return done.stdout


def _seen(case: Case) -> Iterator[Seen]:
    damage = Damage((doubt["start"], doubt["end"]) for doubt in case.found["doubts"])
    for item, rights in outcomes(case):
        is_open = bool(case.found.get("unrecognised")) or damage.meets(_spans(item))
        traits = Traits(item["found"], tuple(item["warnings"]), case.found["kind"], is_open)
        for name, right in rights.items():
            yield Seen(told_once(case.name), name, traits.evidence(name, shown=bool(item.get(name))), right)


def _spans(node: Any) -> Iterator[Span]:
    if isinstance(node, Mapping):
        if isinstance(node.get("start"), int):
            yield Span(node["start"], node["end"])
        node = list(node.values())
    for value in node if isinstance(node, list) else ():
        yield from _spans(value)


def shares(seen: Iterable[Seen]) -> Shares:
    """Field → evidence → share: the votes of its documents, and PRIOR votes of the evidence above it."""
    votes: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    above: dict[tuple[str, str], str | None] = {}
    for one in seen:
        for higher, key in zip((None, *one.evidence), one.evidence, strict=False):
            votes[one.field, key][one.document].append(one.right)
            above[one.field, key] = higher
    found: dict[str, dict[str, Share]] = {name: {} for name in FIELDS}
    for (name, key), of_documents in sorted(
        votes.items(), key=lambda pair: (pair[0][0], pair[0][1].count(","), pair[0][1])
    ):
        higher = above[name, key]
        before = found[name][higher].sure if higher else UNMEASURED
        share = _share(before, list(of_documents.values()))
        # An open question may be seen too seldom to tell, but it never makes surer.
        found[name][key] = replace(share, sure=min(share.sure, before)) if key.endswith(OPEN) else share
    return {
        name: {key: share for key, share in told.items() if share.documents >= FEWEST or above[name, key] is None}
        for name, told in found.items()
    }


def _share(before: float, votes: Sequence[Sequence[bool]]) -> Share:
    good = sum(sum(rights) / len(rights) for rights in votes)
    return Share(
        sure=min(round((good + PRIOR * before) / (len(votes) + PRIOR), 3), SUREST),
        right=sum(map(sum, votes)),
        of=sum(map(len, votes)),
        documents=len(votes),
    )


def _figures(known: Shares, seen: Sequence[Seen]) -> str:
    claims = [Claim(one.document, one.field, _claimed(known, one), one.right) for one in seen]
    shown = ", ".join(f"{b.claimed:.2f} → {b.right:.2f} ({len(b.claims)})" for b in bins(claims))
    return f"error {error(claims):.3f}, brier {brier(claims):.3f}; {shown}"


def _claimed(known: Shares, one: Seen) -> float:
    return next((known[one.field][key].sure for key in reversed(one.evidence) if key in known[one.field]), UNMEASURED)


def _written(known: Shares, seen: Mapping[str, Sequence[Seen]]) -> Iterator[str]:
    yield "# Written by python -m benchmarks.calibration. A change made here by hand is lost, and is not a measure."
    yield "# Each line: how the field was read = the share claimed, and of what it was found: fields, documents."
    yield ""
    yield "[made]"
    yield f'on = "{_today()}"'
    yield f"prior = {PRIOR}"
    for part, observed in seen.items():
        entries = sum(one.field == "problem" for one in observed)
        count = len({one.document for one in observed})
        yield f'{part} = {{ rules = "{FIRST_SEEN[part]}", documents = {count}, entries = {entries} }}'
    for name in ("kind", *FIELDS):
        yield f"\n[{name}]"
        yield from (f'"{key}" = {share}' for key, share in sorted(known[name].items()))
    yield ""


def _today() -> str:
    """The day of the newest commit: writing it again from the same checkout changes nothing."""
    return _git("log", "-1", "--format=%cs").decode().strip()


if __name__ == "__main__":
    main()

"""Learns which sentences of a feedback tell a finding, and writes it into the reader: findings.txt.

    python -m benchmarks.findings      (make likeness)

It first leaves out each part that holds feedbacks, learns from all others, and prints how many of its sentences are told
rightly without any rule. The parts that are kept away are never asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from tests.reading.labelled import HELD, PARTS, Labelled, documents

from benchmarks.likeness import TARGET, fitted
from benchmarks.reliability import told_once
from benchmarks.scoring import bare
from bihuan.reading import open_source
from bihuan.reading.items.findings.likely import FINDING, FINDINGS, NOTHING, SENTENCES, sentences
from bihuan.reading.likeness import Traits, Weights, written
from bihuan.reading.reader import prepared

KIND = "feedback"
SEEN_IN = {"words": 3, "around": 3, "marks": 1}
"""In so many sentences a trait must stand. With 8 it is right about a fiftieth less of the findings."""
OPENING = 10
"""Characters by which the beginning of a labelled problem is found again."""


@dataclass(frozen=True, slots=True)
class Example:
    part: str
    document: str
    kind: str
    traits: Traits


def main() -> None:
    parts = {part: examples_of(part) for part in PARTS if part not in HELD}
    for part, told in parts.items():
        if told:
            print(
                f"{part}, by the other parts: {_figures(told, [e for one in parts if one != part for e in parts[one]])}"
            )
    examples = [example for told in parts.values() for example in told]
    head = (
        "Written by python -m benchmarks.findings. A change made here by hand is lost, and is not learned from anything.",
        f"Each line: zone, trait, and letters for how much it speaks for {FINDING} and for {NOTHING}: u is 0.",
        f"Learned on {datetime.now(tz=UTC).date()} from {len(examples)} sentences of "
        f"{len({e.document for e in examples})} documents: " + ", ".join(part for part, told in parts.items() if told),
    )
    TARGET.with_name(FINDINGS).write_text(written(learned(examples), head), encoding="utf-8")


@cache
def examples_of(part: str) -> tuple[Example, ...]:
    """The sentences of the feedbacks of a part, each text once; those that can be argued about, and those that go on about
    a finding, teach nothing."""
    texts = {
        told_once(document.name): document
        for document in documents(part)
        if document.gold["kind"] == KIND and not (document.scanned or document.damaged)
    }
    return tuple(example for document in texts.values() for example in _examples(part, document))


def _examples(part: str, document: Labelled) -> Iterator[Example]:
    opened, _ = prepared(open_source(document.data, document.name, ocr=False))
    findings = [bare(item["problem"]) for item in document.gold["items"]]
    arguable = [bare(problem) for problem in document.gold.get("optional_problems", ())]
    for sentence in sentences(opened):
        seen = bare(opened.body.seen(sentence.part))
        if any(problem[:OPENING] in seen for problem in findings):
            yield Example(part, document.name, FINDING, sentence.traits)
        elif not any(seen in problem or problem[:OPENING] in seen for problem in (*findings, *arguable)):
            yield Example(part, document.name, NOTHING, sentence.traits)


def learned(examples: Sequence[Example]) -> Weights:
    return fitted([(example.kind, example.traits) for example in examples], SENTENCES, SEEN_IN)


def _figures(told: Sequence[Example], others: Sequence[Example]) -> str:
    weights = learned(others)
    points = [weights.points(example.traits)[FINDING] for example in told]
    right = sum(p > 0 and e.kind == FINDING for p, e in zip(points, told, strict=True))
    read, held = sum(p > 0 for p in points), sum(e.kind == FINDING for e in told)
    return f"{held} findings, of which {right} were told, and {read - right} sentences that are none"


if __name__ == "__main__":
    main()

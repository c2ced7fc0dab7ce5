"""The project's own labelled documents, read and scored: one row per kind of document, one block per part."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tests.reading.labelled import HELD, Labelled, add_parts, chosen, documents

from benchmarks import reliability
from benchmarks.scoring import Case, Json, Score, score
from bihuan.reading import UnreadableError, open_source, read

COLUMNS = {
    "kind": "kind",
    "item F1": "items",
    "deadline": "limit",
    "units F1": "units",
    "number": "number",
    "goal": "goal",
    "status": "status",
    "measures count": "meas.",
    "meeting people": "people",
    "counts recall": "counts",
    "dates recall": "dates",
    "spans honest": "spans",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """`arguments` are those of the command line; None takes them from there."""
    parser = ArgumentParser(prog="python -m benchmarks.labelled", description=__doc__)
    add_parts(parser)
    asked = parser.parse_args(arguments)
    for part in chosen(asked.parts, held=asked.held):
        print("\n".join(table(part)))


def case_of(document: Labelled) -> Case:
    """A document that cannot be read is a case of which nothing was read."""
    try:
        source = open_source(document.data, document.name, ocr=document.scanned)
    except UnreadableError:
        return Case(document.name, document.gold, {})
    found: Json = json.loads(json.dumps(read(source).as_json(), ensure_ascii=False))
    return Case(document.name, document.gold, found, source.text)


def table(part: str) -> Iterator[str]:
    """Rows of figures between 0 and 1; a scan is a kind of its own, since it needs OCR."""
    cases: dict[str, list[Case]] = defaultdict(list)
    for document in documents(part):
        cases["scan" if document.scanned else document.gold["kind"]].append(case_of(document))
    yield f"labelled documents, part “{part}”: {sum(map(len, cases.values()))} documents"
    yield "  " + "".join(["kind of document".ljust(22), "files", *(name.rjust(7) for name in COLUMNS.values())])
    for kind, group in cases.items():
        yield _row(kind, group)
    readable = [case for kind, group in cases.items() if kind != "scan" for case in group]
    yield _row("all but scans", readable)
    yield from (f"  {line}" for line in _rest(score(readable)))
    known = "" if part in HELD else " (the rules were tuned on it, which flatters)"
    yield from (f"  {line}" for line in reliability.table(f"claimed → right{known}", readable))


def _row(name: str, cases: list[Case]) -> str:
    figures = score(cases).figures()
    shown = (f"{figures[key]:.3f}" if key in figures else "-" for key in COLUMNS)
    return "  " + "".join([name.ljust(22), str(len(cases)).rjust(5), *(cell.rjust(7) for cell in shown)])


def _rest(result: Score) -> Iterable[str]:
    return (f"{name} {tally}" for name, tally in result.tallies.items() if name not in COLUMNS and tally.all)


if __name__ == "__main__":
    main()

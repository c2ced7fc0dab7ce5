"""The reader against labelled documents, scored by the program that comes with them. Skipped where they are not there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.reading import open_source, read

SHARED = Path(__file__).parents[2].parent / "shared"
FLOORS = {
    "corpus/dev": {
        "item F1": 0.95,
        "units F1": 0.93,
        "kind": 0.95,
        "deadline": 0.93,
        "number": 0.9,
        "goal": 0.9,
        "status": 0.75,
        "measures count": 0.9,
        "dates recall": 0.93,
        "counts recall": 0.95,
        "publicity": 1.0,
        "meeting date": 0.9,
        "meeting people": 0.95,
        "spans honest": 0.995,
        "clean documents without items": 0.95,
    },
    "seeds": {
        "item F1": 0.99,
        "kind": 0.99,
        "dates recall": 0.95,
        "meeting date": 0.99,
        "meeting people": 0.95,
        "spans honest": 0.995,
        "clean documents without items": 0.99,
    },
}


def figures(folder: Path, work: Path) -> dict[str, float]:
    readings = (read(open_source(path.read_bytes(), path.name)) for path in sorted(folder.glob("*.txt")))
    predictions = work / "out.jsonl"
    predictions.write_text("\n".join(json.dumps(r.as_json(), ensure_ascii=False) for r in readings), encoding="utf-8")
    scorer = [sys.executable, str(SHARED / "corpus" / "score.py"), str(folder), str(predictions)]
    printed = subprocess.run(scorer, check=True, capture_output=True, text=True).stdout
    return {m[1]: float(m[2]) for m in re.finditer(r"^(\w[\w ]*?) (\d\.\d+)", printed, re.MULTILINE)}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled documents are not beside the checkout")
@pytest.mark.parametrize("name", FLOORS)
def test_labelled_documents_are_read_as_well_as_before(name: str, tmp_path: Path) -> None:
    reached = figures(SHARED / name, tmp_path)
    below = {key: (reached.get(key), floor) for key, floor in FLOORS[name].items() if reached.get(key, 0) < floor}
    assert not below

"""The scorer of labelled documents: what it calls good, and that it agrees with the one beside the checkout."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.scoring import FIELDS, Case, Score, score

from bihuan.reading import open_source, read

SHARED = Path(__file__).parents[2].parent / "shared"
PROBLEM = "望澜区澜桥街道雨污混接点未改造，污水直排柳港河"


def scored(gold: dict[str, Any], found: dict[str, Any], text: str | None = None) -> Score:
    return score([Case("样本", {"kind": "plan", "items": [], **gold}, {"kind": "plan", **found}, text)])


def item(**fields: Any) -> dict[str, Any]:
    return {"problem": {"text": PROBLEM}, **fields}


def label(**fields: Any) -> dict[str, Any]:
    return {"problem": PROBLEM, **fields}


def test_a_problem_is_found_by_most_of_its_wording_whatever_its_punctuation() -> None:
    found = {"items": [{"problem": {"text": "望澜区 澜桥街道雨污混接点未改造,污水直排"}}]}
    assert scored({"items": [label()]}, found).harmonic("item") == 1


def test_a_reading_that_swallows_the_page_finds_nothing() -> None:
    swallowed = {"items": [{"problem": {"text": PROBLEM + "各部门要提高认识压实责任" * 30}}]}
    assert scored({"items": [label()]}, swallowed).harmonic("item") == 0


def test_an_entry_of_a_document_without_any_is_an_invention() -> None:
    figures = scored({}, {"items": [item()]}).figures()
    assert figures["clean documents without items"] == 0
    assert figures["item precision"] == 0


def test_an_arguable_entry_counts_neither_way() -> None:
    gold = {"optional_problems": [PROBLEM]}
    assert scored(gold, {"items": [item()]}).figures()["clean documents without items"] == 1
    assert scored(gold, {"items": []}).figures()["clean documents without items"] == 1


@pytest.mark.parametrize(
    ("wanted", "read_as", "good"),
    [
        ({"deadline": "2026-12-31"}, {"date": "2026-12-31"}, 1),
        ({"deadline": "P30WD after receipt"}, {"date": "P30WD"}, 1),
        ({"deadline": "2026-12-31"}, None, 0),
        ({"deadline": None}, None, 1),
        ({"deadline": None}, {"date": "2026-12-31"}, 0),
        ({"deadline": None, "deadline_alt": ["2027-05-31"]}, {"date": "2027-05-31"}, 1),
    ],
)
def test_a_limit_is_right_when_its_last_day_is(wanted: dict[str, Any], read_as: object, good: int) -> None:
    figures = scored({"items": [label(**wanted)]}, {"items": [item(deadline=read_as)]}).figures()
    assert figures["deadline"] == good


def test_a_unit_without_its_head_is_found_but_not_as_written() -> None:
    units = [{"text": "生态环境局", "role": "duty"}, {"text": "市水利局", "role": "assist"}]
    gold = label(units=["区生态环境局", "市水利局"], lead_units=["区生态环境局"], assist_units=["市水利局"])
    figures = scored({"items": [gold]}, {"items": [item(units=units)]}).figures()
    assert (figures["units F1"], figures["units as written"]) == (1, 0.5)
    assert (figures["lead units recall"], figures["assist role"]) == (1, 1)


def test_a_quote_is_honest_when_its_place_shows_it() -> None:
    text = "一、整改问题\n" + PROBLEM
    at = text.index(PROBLEM)
    there = item(number={"text": PROBLEM, "start": at, "end": len(text)})
    elsewhere = item(number={"text": PROBLEM, "start": 0, "end": 4})
    assert scored({}, {"items": [there]}, text).figures()["spans honest"] == 1
    assert scored({}, {"items": [elsewhere]}, text).figures()["spans honest"] == 0


def test_a_document_that_was_not_read_costs_all_its_entries() -> None:
    figures = score([Case("样本", {"kind": "plan", "items": [label()]}, {})]).figures()
    assert (figures["kind"], figures["item recall"]) == (0, 0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled documents are not beside the checkout")
@pytest.mark.parametrize("name", ["corpus/dev", "seeds"])
def test_the_scorer_beside_the_checkout_gives_the_same_figures(name: str, tmp_path: Path) -> None:
    folder = SHARED / name
    readings = {
        path: read(open_source(path.read_bytes(), path.name)).as_json() for path in sorted(folder.glob("*.txt"))
    }
    lines = [json.dumps(reading, ensure_ascii=False) for reading in readings.values()]
    (tmp_path / "out.jsonl").write_text("\n".join(lines), encoding="utf-8")
    cases = [
        Case(
            path.stem,
            json.loads(path.with_suffix(".gold.json").read_text("utf-8")),
            json.loads(line),
            path.read_text("utf-8"),
        )
        for path, line in zip(readings, lines, strict=True)
    ]
    command = [sys.executable, str(SHARED / "corpus" / "score.py"), str(folder), str(tmp_path / "out.jsonl")]
    theirs = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    ours = score(cases).lines()
    assert [line for line in theirs if not line.startswith(" ")] == ours[: 2 + len(FIELDS)]

"""Labelled documents as scans: their entries are read whole, as from a file with text."""

import pytest
from benchmarks.labelled import case_of
from benchmarks.scoring import score

from tests.reading.labelled import documents
from tests.reading.scans import can_draw, needs_recognition

FIELDS = ("kind", "item recall", "item precision", "deadline", "number", "units recall", "units precision")


@needs_recognition
@pytest.mark.skipif(not can_draw(), reason="this machine has no Chinese font to draw with")
@pytest.mark.parametrize(("part", "name"), [("fourth", "plan-title-rows"), ("fifth", "tasks-steps-by-quarter")])
def test_a_scan_gives_every_entry_of_its_label(part: str, name: str) -> None:
    (scan,) = [each for each in documents(part) if each.scanned and each.name.startswith(name)]
    tallies = score([case_of(scan)]).tallies
    assert {field: (tallies[field].good, tallies[field].all) for field in FIELDS} == {
        field: (tallies[field].all,) * 2 for field in FIELDS
    }
    assert tallies["item recall"].all > 3

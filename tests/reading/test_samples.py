"""The invented city's own documents, opened from their files: Word, Excel, PDF, HTML and text."""

import pytest

from bihuan.demo.documents import Expected, Sample
from bihuan.reading import Reading
from bihuan.reading.result import Item
from tests.sampled import readings, samples


@pytest.fixture
def read_samples() -> list[tuple[Sample, Reading]]:
    return [(sample, readings()[name]) for name, (sample, _content) in samples().items()]


def bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def found(expected: Expected, reading: Reading) -> Item | None:
    wanted = bare(expected.problem)
    return next((i for i in reading.items if wanted in bare(i.problem.text) or bare(i.problem.text) in wanted), None)


def test_every_sample_is_of_its_kind(read_samples: list[tuple[Sample, Reading]]) -> None:
    assert {s.name: r.kind for s, r in read_samples} == {s.name: s.kind for s, _ in read_samples}


def test_every_expected_item_is_read_and_none_is_invented(read_samples: list[tuple[Sample, Reading]]) -> None:
    for sample, reading in read_samples:
        missing = [e.problem for e in sample.items if found(e, reading) is None]
        assert (sample.name, missing, len(reading.items)) == (sample.name, [], len(sample.items))


def test_goals_measures_and_limits_of_the_items_are_read(read_samples: list[tuple[Sample, Reading]]) -> None:
    for sample, reading in read_samples:
        for expected in sample.items:
            item = found(expected, reading)
            assert item is not None
            if expected.goal:
                assert item.goal is not None
                assert bare(expected.goal) == bare(item.goal.text)
            if expected.measures:
                assert len(item.measures) == expected.measures
            if expected.deadline:
                assert item.deadline is not None
                assert item.deadline.date == expected.deadline


def test_units_of_the_items_are_read_and_none_is_invented(read_samples: list[tuple[Sample, Reading]]) -> None:
    for sample, reading in read_samples:
        in_prose = sample.kind in ("petition_table", "feedback")  # units there are found beyond what the samples list
        for expected in sample.items:
            item = found(expected, reading)
            assert item is not None
            wanted = {bare(name) for name, _ in expected.units}
            got = {bare(unit.text) for unit in item.units}
            missing = {w for w in wanted if not any(g.endswith(w) or w.endswith(g) for g in got)}
            invented = {g for g in got if not any(g.endswith(w) or w.endswith(g) for w in wanted)}
            assert (expected.problem, missing, invented if not in_prose else set()) == (expected.problem, set(), set())


def test_notice_periods_are_those_of_the_samples(read_samples: list[tuple[Sample, Reading]]) -> None:
    for sample, reading in read_samples:
        if sample.publicity:
            assert reading.publicity == tuple(day.isoformat() for day in sample.publicity)

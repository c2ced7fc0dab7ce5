"""What a reader must find in the samples is known by construction; here the reader is held to it."""

import re
from collections.abc import Mapping

import pytest

from bihuan.demo.documents import Expected, Sample
from bihuan.reading.result import Item, Reading
from tests.sampled import readings, samples

SAMPLES = samples()


@pytest.fixture(name="readings")
def readings_of_samples() -> Mapping[str, Reading]:
    return readings()


def bare(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", text)


def pairs(sample: Sample, reading: Reading) -> list[tuple[Expected, Item]]:
    """Each expected item with the read one that holds its wording, or a good part of it."""
    left, found = list(reading.items), []
    for expected in sample.items:
        wanted = bare(expected.problem)
        for item in left:
            got = bare(item.problem.text)
            if wanted in got or (len(got) > 8 and got in wanted):
                found.append((expected, item))
                left.remove(item)
                break
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_nearly_every_item_of_a_sample_is_found_and_nearly_none_is_invented(
    name: str, readings: Mapping[str, Reading]
) -> None:
    sample, reading = SAMPLES[name][0], readings[name]
    found = len(pairs(sample, reading))
    assert found >= len(sample.items) - max(1, len(sample.items) // 10)
    assert len(reading.items) <= found + len(sample.items) // 10


@pytest.mark.parametrize("name", SAMPLES)
def test_the_deadlines_of_the_items_found_are_right(name: str, readings: Mapping[str, Reading]) -> None:
    for expected, item in pairs(SAMPLES[name][0], readings[name]):
        if expected.deadline is not None:
            assert item.deadline is not None, expected.problem
            assert item.deadline.date == expected.deadline, expected.problem


def test_a_page_without_an_item_gives_none(readings: Mapping[str, Reading]) -> None:
    assert readings["10-会议新闻.txt"].items == ()
    assert readings["11-会议新闻.html"].items == ()


@pytest.mark.parametrize("name", ["03-销号公示.txt", "04-销号公示.docx"])
def test_the_days_of_a_notice_are_found(name: str, readings: Mapping[str, Reading]) -> None:
    starts_and_ends = SAMPLES[name][0].publicity
    assert starts_and_ends is not None
    assert readings[name].publicity == tuple(day.isoformat() for day in starts_and_ends)

"""How sure the reader says it is, and whether that is so on documents that are kept away from tuning."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from statistics import mean

import pytest
from benchmarks.calibration import FIRST_SEEN, Seen, shares
from benchmarks.reliability import Bin, Claim, bins, brier, claims
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.reading.confidence import (
    FIELDS,
    NEEDED,
    OPEN,
    SURE,
    UNMEASURED,
    Damage,
    Traits,
    calibration,
    entry_level,
    joint,
    level,
    sure,
)
from bihuan.reading.source import Span
from tests.examples import examples
from tests.reading.labelled import HELD
from tests.reading.test_items import NOTICE
from tests.reading.test_labelled import cases
from tests.reading.texts import reading_of

pytestmark = pytest.mark.xdist_group("kept away")
BY_HAND = {
    "header": 0.95,
    "labelled": 0.93,
    "quoted": 0.85,
    "statutory": 0.88,
    "types": 0.7,
    "listed": 0.75,
    "sentence": 0.65,
}
"""What was claimed before anything was measured, for an entry and each of its fields, by how it was found."""
BY_CHANCE = 0.005
"""A bin is off when votes so far from its claim are this unlikely: one honest table in five would show one at 0.05."""

OF_FEW = 0.05
"""A share of few documents says that it is above a half where chance gives it less often than this; one test, one chance."""


@pytest.fixture(scope="module")
def claimed() -> list[Claim]:
    return [claim for part in HELD for claim in claims(cases(part))]


@pytest.fixture(scope="module")
def by_hand() -> list[Claim]:
    return [
        claim for part in HELD for case in cases(part) for claim in claims([replace(case, found=_by_hand(case.found))])
    ]


def _by_hand(found: object) -> dict[str, object]:
    assert isinstance(found, dict)
    items = [
        item
        | {"confidence": BY_HAND[item["found"]], "sureness": dict.fromkeys(item["sureness"], BY_HAND[item["found"]])}
        for item in found.get("items", ())
    ]
    return found | {"items": items}


def off(found: Iterable[Claim]) -> list[str]:
    """Bins of a field that cannot be explained by chance, each document counted once. An entry's claim takes its three
    fields for independent, which they are not: more of them may be right than it says, but not less."""
    listed = list(found)
    return [
        f"{name}: claimed {one.claimed:.2f}, right {sum(one.votes):.1f} of {len(one.votes)}"
        for name in (*FIELDS, "entry")
        for one in bins(claim for claim in listed if claim.field == name)
        if one.chance < BY_CHANCE and (name in FIELDS or sum(one.votes) < one.claimed * len(one.votes))
    ]


def test_what_is_claimed_of_documents_kept_away_is_so(claimed: list[Claim]) -> None:
    assert off(claimed) == []


def test_a_reader_that_is_sure_of_everything_is_found_out(claimed: list[Claim]) -> None:
    found = off(replace(claim, claimed=0.99) for claim in claimed)
    told = [one.partition(":")[0] for one in found if one.startswith(("problem", "entry"))]
    assert told == ["problem", "entry"]


def test_a_reader_that_is_sure_of_nothing_is_found_out(claimed: list[Claim]) -> None:
    found = off(replace(claim, claimed=0.5) for claim in claimed)
    assert {"units", "deadline", "number"} <= {one.partition(":")[0] for one in found}


def test_measured_shares_are_nearer_to_what_entries_are_than_those_set_by_hand(
    claimed: list[Claim], by_hand: list[Claim]
) -> None:
    of_entries, set_by_hand = ([claim for claim in found if claim.field == "entry"] for found in (claimed, by_hand))
    worst = brier(set_by_hand, by_document=True)
    assert brier(of_entries, by_document=True) < worst
    assert brier(shuffled(of_entries), by_document=True) > worst
    assert brier(inverted(of_entries), by_document=True) > worst


def test_nine_in_ten_of_the_fields_shown_with_nine_tenths_are_right(claimed: list[Claim]) -> None:
    surest = [claim for claim in claimed if claim.claimed >= 0.9 and claim.field != "entry"]
    assert len(surest) > 500
    assert sum(claim.right for claim in surest) / len(surest) >= 0.9


def test_doubtful_fields_are_mostly_wrong_and_sure_ones_mostly_right(claimed: list[Claim]) -> None:
    needed = [claim for claim in claimed if claim.field in NEEDED]
    assert told_apart(needed)
    assert not told_apart(shuffled(needed))
    assert not told_apart(inverted(needed))


def told_apart(found: Sequence[Claim]) -> bool:
    """Whether levels mean what they say, each document counted once: the doubtful are not right more often than half of
    them can be by chance, the sure as often as they claim at least, and what is right was claimed to be surer than what
    is wrong, by more than any claims dealt out anew."""
    doubtful, surest = (Bin([claim for claim in found if level(claim.claimed) == one]) for one in ("doubtful", "sure"))
    as_half = Bin([replace(claim, claimed=0.5) for claim in doubtful.claims])
    mostly_wrong = doubtful.claims and (mean(doubtful.votes) < 0.5 or as_half.chance >= OF_FEW)
    mostly_right = surest.claims and mean(surest.votes) > SURE
    ordered = surer_when_right(found) > max(surer_when_right(shuffled(found, seed)) for seed in range(1, 100))
    return bool(mostly_wrong and mostly_right and ordered)


def surer_when_right(found: Sequence[Claim]) -> float:
    """How much more is claimed of what is right than of what is wrong."""
    right, wrong = (Bin([claim for claim in found if claim.right == one]) for one in (True, False))
    return mean(right.told) - mean(wrong.told)


def shuffled(found: Sequence[Claim], seed: int = 0) -> list[Claim]:
    """The same claims, each made of another field."""
    shares = [claim.claimed for claim in found]
    Random(seed).shuffle(shares)
    return [replace(claim, claimed=share) for claim, share in zip(found, shares, strict=True)]


def inverted(found: Iterable[Claim]) -> list[Claim]:
    return [replace(claim, claimed=1 - claim.claimed) for claim in found]


def test_nothing_is_claimed_without_being_seen_and_nothing_wholly() -> None:
    made = calibration()["made"]
    assert set(FIRST_SEEN) >= {part for part in made if part not in ("on", "prior")}
    assert not set(made) & set(HELD)
    assert all(0 < one["sure"] < 1 for name in FIELDS for one in calibration()[name].values())
    assert all(
        one["right"] <= one["of"] >= one["documents"] > 0 for name in FIELDS for one in calibration()[name].values()
    )


def test_what_was_never_seen_is_judged_by_what_is_more_general() -> None:
    unseen = Traits("by some way", (), "plan", open=False).evidence("goal", shown=True)
    assert sure("goal", unseen) == calibration()["goal"]["shown"]["sure"]
    assert sure("no such field", unseen) == UNMEASURED


def test_an_open_question_never_makes_surer() -> None:
    for name in FIELDS:
        known = calibration()[name]
        assert all(
            one["sure"] <= known[key.rpartition(",")[0]]["sure"] for key, one in known.items() if key.endswith(OPEN)
        )


def test_an_entry_says_how_sure_each_of_its_fields_is_also_of_those_that_are_missing() -> None:
    item = reading_of(NOTICE).items[0]
    shown = {name for name in FIELDS if getattr(item, name)}
    assert set(item.sureness) == shown | set(NEEDED)
    assert item.confidence == joint(item.sureness) <= min(item.sureness[name] for name in NEEDED)


def test_words_that_nobody_knows_make_a_plan_less_sure() -> None:
    plan = (
        "云栖市督察反馈问题整改方案\n一、石桥县渣场未覆盖。\n整改目标：完成覆盖。\n整改措施：覆盖3处。\n"
        "责任单位：石桥县政府\n整改时限：2026年12月底前\n"
    )
    known, unknown = reading_of(plan), reading_of(plan + "帮扶联络：市城管局\n")
    assert unknown.unrecognised
    assert [i.problem.text for i in known.items] == [i.problem.text for i in unknown.items]
    assert unknown.items[0].confidence < known.items[0].confidence


def test_evidence_seen_in_one_long_table_counts_as_one_document() -> None:
    evidence = ("shown", "shown, header")
    rows = [Seen("a", "goal", evidence, right=False)] * 60
    rows += [Seen(name, "goal", evidence, right=name != "b") for name in "bcd"]
    found = shares(rows)["goal"]["shown, header"]
    assert (found.right, found.of, found.documents) == (2, 63, 4)
    assert found.sure == 0.5


def test_evidence_of_few_documents_claims_nothing_of_its_own() -> None:
    evidence = ("absent", "absent, from a task")
    seldom = [Seen(name, "units", evidence, right=True) for name in "ab"]
    found = shares([*seldom, *(Seen(name, "units", evidence[:1], right=False) for name in "cdef")])["units"]
    assert set(found) == {"absent"}
    assert found["absent"].documents == 6


@given(
    st.lists(
        st.builds(
            Seen,
            st.sampled_from("abcdefg"),
            st.just("units"),
            st.sampled_from(
                (("shown",), ("shown", "shown, header"), ("shown", "shown, header", "shown, header, open"))
            ),
            st.booleans(),
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=examples(60))
def test_no_share_is_nought_or_one_and_openness_never_raises_it(seen: list[Seen]) -> None:
    found = shares(seen)["units"]
    assert all(0 < one.sure < 1 for one in found.values())
    if "shown, header, open" in found:
        assert found["shown, header, open"].sure <= found["shown, header"].sure


def test_a_bin_far_from_its_claim_is_unlikely_and_one_near_it_is_not() -> None:
    near = Bin([Claim(str(n), "units", 0.9, n > 1) for n in range(20)])
    far = Bin([Claim(str(n), "units", 0.9, n > 9) for n in range(20)])
    too_good = Bin([Claim(str(n), "units", 0.3, right=True) for n in range(20)])
    assert near.chance > 0.3
    assert far.chance < 0.0001
    assert too_good.chance < 0.0001


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=8), st.integers(0, 30), st.integers(1, 9))
@settings(max_examples=examples(200))
def test_damage_is_met_where_it_stands(doubts: list[tuple[int, int]], start: int, length: int) -> None:
    damage = Damage((at, at + size) for at, size in doubts)
    expected = any(at < start + length and start < at + size for at, size in doubts)
    assert damage.meets([Span(start, start + length)]) == expected


@pytest.mark.parametrize(
    ("sureness", "expected"),
    [
        ({"problem": 0.9, "deadline": 0.85, "units": 0.86}, "sure"),
        ({"problem": 0.9, "deadline": 0.84, "units": 0.9}, "look"),
        ({"problem": 0.9, "deadline": 0.9, "units": 0.59}, "doubtful"),
        ({"problem": 0.9, "deadline": 0.9, "units": 0.9, "status": 0.1}, "look"),
        ({}, "look"),
    ],
)
def test_an_entry_is_as_sure_as_its_least_sure_field(sureness: dict[str, float], expected: str) -> None:
    assert entry_level(sureness) == expected

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core import chain

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_sm3_gives_the_digest_of_the_published_example() -> None:
    if chain.ALGORITHM != "sm3":
        pytest.skip("this OpenSSL has no SM3")
    import hashlib

    # GB/T 32905-2016, appendix A.1: "abc".
    assert hashlib.new("sm3", b"abc").hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_keys_are_sorted_and_chinese_stays_readable() -> None:
    assert chain.canonical({"乙": 1, "甲": (1, 2)}) == '{"乙":1,"甲":[1,2]}'


def test_days_moments_and_decimals_become_texts() -> None:
    beijing = datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    value = {"on": date(2026, 3, 1), "at": beijing, "amount": Decimal("12.50")}
    assert chain.canonical(value) == '{"amount":"12.50","at":"2026-03-01T00:00:00.000000+00:00","on":"2026-03-01"}'


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), Decimal("NaN"), {"x": {3}}])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        chain.canonical(value)


@pytest.mark.parametrize("value", [float("nan"), datetime(2026, 1, 1)])  # noqa: DTZ001 - the point of the test
def test_what_means_nothing_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"time zone|JSON"):
        chain.canonical({"x": value})


@given(plain, plain)
def test_different_bodies_have_different_links(left: object, right: object) -> None:
    same = chain.digest(chain.GENESIS, {"x": left}) == chain.digest(chain.GENESIS, {"x": right})
    assert same == (chain.canonical(left) == chain.canonical(right))


@given(plain)
def test_the_link_before_changes_the_link_after(body: object) -> None:
    one = chain.digest(chain.GENESIS, {"x": body})
    assert chain.digest(one, {"x": body}) != one


def test_both_algorithms_fill_the_column() -> None:
    moment = {"at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert len(chain.digest(chain.GENESIS, moment, "sha256")) == len(chain.digest(chain.GENESIS, moment)) == 64

"""States, colours, reasons and days are shown one way."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from bihuan.core.codes import Colour, GrantRole, ProgressStatus, State
from bihuan.core.reasons import Phrase, Reason


def shown(template: str, **context: object) -> str:
    return Template("{% load marks %}" + template).render(Context(context)).strip()


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_word(state: State) -> None:
    assert state.label in shown("{{ v|state_badge }}", v=state.value)


@pytest.mark.parametrize("colour", [c for c in Colour if c is not Colour.NONE])
def test_a_colour_is_never_shown_without_its_word(colour: Colour) -> None:
    badge = shown("{{ v|colour_badge }}", v=colour.value)
    assert f"colour-{colour.value}" in badge
    assert colour.label in badge


def test_what_has_no_colour_shows_none() -> None:
    assert shown("{{ a|colour_badge }}{{ b|colour_badge }}", a="", b=Colour.NONE.value) == ""


def test_a_status_follows_the_reader() -> None:
    with translation.override("en"):
        assert "Reported done" in shown("{{ v|progress_badge }}", v=ProgressStatus.REPORTED.value)


def test_a_stored_derivation_is_read_in_the_readers_language() -> None:
    step = {"message": "超期%(days)s天", "params": {"days": 3}}
    assert shown("{{ v|words }}", v=step) == "超期3天"
    with translation.override("en"):
        assert shown("{{ v|words }}", v=step) == "3 days overdue"


def test_reasons_are_escaped_and_name_codes_by_their_labels() -> None:
    reason = Reason("x", "<b>%(role)s</b>", {"role": GrantRole.LEADER})
    assert shown("{% why v %}", v=[reason]) == '<ul class="why"><li>&lt;b&gt;领导&lt;/b&gt;</li></ul>'
    assert shown("{% why v %}", v=[]) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 10, 9), "超期1天"), (date(2026, 10, 10), "今天到期"), (date(2026, 10, 12), "还有2天")],
)
def test_a_due_day_tells_how_far_it_is(day: date, words: str) -> None:
    with time_machine.travel("2026-10-10T01:00:00Z"):
        assert words in shown("{{ v|due }}", v=day)


def test_the_offices_day_has_begun_while_it_is_still_yesterday_in_utc() -> None:
    with time_machine.travel("2026-10-09T17:00:00Z"):
        assert "今天到期" in shown("{{ v|due }}", v=date(2026, 10, 10))


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("47.40"), "47.4%"), (Decimal("50"), "50%"), (None, "—"), (0, "0%")]
)
def test_percentages_carry_no_needless_digits(value: Decimal | None, text: str) -> None:
    assert shown("{{ v|percent }}", v=value) == text


def test_nothing_is_said_of_a_day_that_is_not_set() -> None:
    assert shown("{{ v|day }}{{ v|due }}{{ v|moment }}", v=None) == "———"


def test_a_phrase_of_a_phrase_is_translated_throughout() -> None:
    inner = Phrase("超期%(days)s天", {"days": 2})
    with translation.override("en"):
        assert shown("{{ v|words }}", v=Phrase("%(list)s还是空的。", {"list": inner})) == "2 days overdue: still empty."

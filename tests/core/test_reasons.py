import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.core import codes
from bihuan.core.codes import Code, Colour, DutyRole, State
from bihuan.core.reasons import Phrase, Reason, Refused, Severity, errors

CORE = Path(codes.__file__).parent
TESTS = Path(__file__).parents[1]


def test_a_reason_fills_its_places_with_words_days_and_plain_numbers() -> None:
    params = {"state": State.CLAIM, "day": date(2026, 11, 21), "sum": Decimal("1E+2"), "of": ["甲", DutyRole.LEAD]}
    assert Phrase("%(state)s %(day)s %(sum)s %(of)s", params).text() == "待认领 2026-11-21 100 甲、牵头单位"


def test_sets_are_told_in_a_steady_order_and_phrases_within_phrases_are_filled() -> None:
    inner = Phrase("%(n)s天", {"n": 3})
    assert Phrase("%(set)s：%(inner)s", {"set": frozenset({"b", "a"}), "inner": inner}).text() == "a、b：3天"


def test_a_translation_reaches_the_sentence_the_codes_and_the_phrases_in_it() -> None:
    english = {
        "任务为%(state)s，%(more)s。": "%(state)s; %(more)s.",
        "待认领": "to be claimed",
        "还剩%(n)s天": "%(n)s days left",
    }
    phrase = Phrase("任务为%(state)s，%(more)s。", {"state": State.CLAIM, "more": Phrase("还剩%(n)s天", {"n": 3})})
    assert phrase.text(lambda text: english[text]) == "to be claimed; 3 days left."


def test_a_list_is_parted_as_the_language_does_it() -> None:
    phrase = Phrase("%(units)s", {"units": ["甲", "乙"]})
    assert phrase.text(lambda text: {"、": ", "}.get(text, text)) == "甲, 乙"


def test_a_percent_sign_in_a_template_is_written_once() -> None:
    assert Phrase("合计%(total)s%%", {"total": Decimal("99.5")}).text() == "合计99.5%"


def test_a_refusal_carries_every_reason_and_reads_as_one_sentence() -> None:
    refused = Refused([Reason("a", "甲不足"), Reason("b", "乙不足")])
    assert [reason.code for reason in refused.reasons] == ["a", "b"]
    assert str(refused) == "甲不足；乙不足"


def test_reasons_compare_by_what_they_say_and_can_be_kept_in_a_set() -> None:
    assert Reason("a", "x", {"n": 1}) == Reason("a", "x", {"n": 1}) != Reason("a", "x", {"n": 2})
    assert len({Reason("a", "x", {"n": 1}), Reason("a", "x", {"n": 1})}) == 1


def test_warnings_are_told_apart_from_errors() -> None:
    error, warning = Reason("a", "x"), Reason("b", "y", severity=Severity.WARNING)
    assert errors([error, warning]) == [error]


LISTS = [
    kind for kind in vars(codes).values() if isinstance(kind, type) and issubclass(kind, Code) and kind is not Code
]


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_every_code_has_a_chinese_label_of_its_own_and_a_plain_value(kind: type[Code]) -> None:
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels) > 1
    for member in kind:
        assert re.search(r"[\u4e00-\u9fff]", member.label)
        assert re.fullmatch(r"[a-z_]{2,24}", member.value)
        assert str(member) == member.value
        assert kind(member.value) is member


def test_choices_are_values_with_translated_labels() -> None:
    assert Colour.choices()[1] == ("blue", "蓝色提醒")
    assert Colour.choices(lambda label: f"<{label}>")[4] == ("red", "<红色约谈>")


def test_every_reason_code_of_the_rules_is_tried_by_a_test() -> None:
    given = {code for path in CORE.rglob("*.py") for code in re.findall(r'Reason\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(given) > 40
    tried = "".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    assert [code for code in sorted(given) if f'"{code}"' not in tried] == []


def test_every_text_of_the_rules_has_its_places_named() -> None:
    for path in CORE.rglob("*.py"):
        for text in re.findall(r'_\(\s*"([^"]*)"', path.read_text("utf-8")):
            assert not re.search(r"%(?!\(\w+\)s)", text.replace("%%", "")), (path.name, text)

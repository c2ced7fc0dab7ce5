import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.core import rulepack
from bihuan.core.clocks import CLOCKS, check_anchors
from bihuan.core.codes import Criterion, EvidenceKind
from bihuan.core.facts import Limits
from bihuan.core.fivelists import Standards
from bihuan.core.progress import Ladder
from bihuan.core.rulepack import Basis, Rule, RulePackError, Unit
from bihuan.core.schedule import Closure

TODAY = date(2026, 11, 21)
RULE = {"key": "a.b", "value": 3, "unit": "day", "basis": "default", "source": "某办法", "label": "某期限"}


def pack(*rules: dict[str, object], name: str = "x") -> rulepack.RulePack:
    return rulepack.from_table({"label": name, "rules": list(rules)}, name)


def test_every_packaged_pack_is_well_formed_and_overlays_the_national_one() -> None:
    assert set(rulepack.available()) == {"national", "hunan", "hubei", "gansu"}
    national = {rule.key for rule in rulepack.load().all(on=TODAY)}
    for name in rulepack.available():
        assert {rule.key for rule in rulepack.load(name).all(on=TODAY)} == national


@pytest.mark.parametrize("name", ["national", "hunan", "hubei", "gansu"])
def test_the_loop_the_clocks_and_the_schedule_find_every_figure_they_use(name: str) -> None:
    loaded = rulepack.load(name)
    Limits.on(loaded, TODAY)
    Ladder.on(loaded, TODAY)
    Standards.on(loaded, TODAY)
    Closure.of(loaded, TODAY)
    for kind in CLOCKS.values():
        assert loaded.get(kind.rule, on=TODAY).whole > 0


def test_every_rule_names_a_source_that_is_an_instrument_and_no_address() -> None:
    for name in rulepack.available():
        for versions in rulepack.load(name).rules.values():
            for rule in versions:
                assert not re.search(r"https?:|www\.|\.(com|cn|net)\b", rule.source), rule.key
                assert rule.label


def test_no_article_number_is_cited_whose_text_was_not_seen() -> None:
    for name in rulepack.available():
        for versions in rulepack.load(name).rules.values():
            assert not [rule for rule in versions if re.search(r"第[一二三四五六七八九十\d]+条", rule.source)]


def test_materials_and_criteria_name_known_codes() -> None:
    for name in rulepack.available():
        loaded = rulepack.load(name)
        assert {EvidenceKind(code) for code in loaded.get("closure.materials", on=TODAY).phrases}
        assert {Criterion(code) for code in loaded.get("closure.criteria", on=TODAY).phrases} == set(Criterion)


def test_a_local_pack_wins_and_says_whose_rule_it_is() -> None:
    rule = rulepack.load("gansu").get("plan.due", on=TODAY)
    assert (rule.whole, rule.unit, rule.basis, rule.pack) == (30, Unit.WORKDAY, Basis.LOCAL, "gansu")
    assert rulepack.load().get("plan.due", on=TODAY).pack == "national"


def test_the_offices_own_table_lies_over_all() -> None:
    own = pack(RULE | {"key": "notice.days", "value": 7, "unit": "day", "inclusive": True}, name="office")
    rule = rulepack.load("hunan").overlay(own).get("notice.days", on=TODAY)
    assert (rule.whole, rule.unit, rule.inclusive) == (7, Unit.DAY, True)


def test_the_version_in_force_on_the_day_is_taken_and_none_is_guessed() -> None:
    old = RULE | {"valid_from": date(2020, 1, 1), "valid_until": date(2024, 12, 31)}
    new = RULE | {"value": 5, "valid_from": date(2025, 1, 1)}
    both = pack(old, new)
    assert both.get("a.b", on=date(2024, 12, 31)).whole == 3
    assert both.get("a.b", on=date(2025, 1, 1)).whole == 5
    with pytest.raises(RulePackError, match="没有有效的版本"):
        both.get("a.b", on=date(2019, 12, 31))


def test_an_overlay_out_of_force_lets_the_rule_below_through() -> None:
    below, above = pack(RULE), pack(RULE | {"value": 9, "valid_until": date(2025, 12, 31)}, name="old")
    assert below.overlay(above).get("a.b", on=TODAY).whole == 3
    assert below.overlay(above).get("a.b", on=date(2025, 6, 1)).whole == 9


def test_an_unknown_rule_fails_and_names_itself() -> None:
    with pytest.raises(RulePackError, match=r"notice\.hours"):
        rulepack.load().get("notice.hours", on=TODAY)
    with pytest.raises(RulePackError, match="atlantis"):
        rulepack.load("atlantis")


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        (RULE | {"workdays": True}, "未知的设置：workdays"),
        ({k: v for k, v in RULE.items() if k != "source"}, "缺少：source"),
        (RULE | {"source": " "}, "source 不得为空"),
        (RULE | {"unit": "fortnight"}, "fortnight"),
        (RULE | {"value": "3"}, "与单位"),
        (RULE | {"value": True}, "与单位"),
        (RULE | {"value": 1, "unit": "flag"}, "与单位"),
        (RULE | {"value": -3}, "与单位"),
        (RULE | {"value": "abc", "unit": "percent"}, "与单位"),
        (RULE | {"value": "NaN", "unit": "point"}, "与单位"),
        (RULE | {"valid_from": "2020"}, "valid_from 应当是日期"),
        (RULE | {"valid_from": datetime(2020, 1, 1, tzinfo=UTC)}, "valid_from 应当是日期"),
        (RULE | {"inclusive": "no"}, "inclusive 应当是 true"),
        (RULE | {"used": 0}, "used 应当是 true"),
    ],
)
def test_a_badly_written_rule_is_refused_with_its_place(rule: dict[str, object], what: str) -> None:
    with pytest.raises(RulePackError, match=what):
        pack(rule)


def test_two_versions_in_force_at_once_are_refused() -> None:
    with pytest.raises(RulePackError, match="同时有效"):
        pack(RULE, RULE | {"valid_from": date(2025, 1, 1)})


def test_an_overlay_may_not_invent_rules_or_change_their_kind() -> None:
    with pytest.raises(RulePackError, match=r"未知的规则：a\.c"):
        pack(RULE).overlay(pack(RULE | {"key": "a.c"}, name="y"))
    with pytest.raises(RulePackError, match="单位种类"):
        pack(RULE).overlay(pack(RULE | {"unit": "times"}, name="y"))
    with pytest.raises(RulePackError, match="单位种类"):
        pack(RULE | {"unit": "times"}).overlay(pack(RULE | {"unit": "person"}, name="y"))


def test_every_rule_is_read_somewhere_or_marked_as_unused() -> None:
    code = "".join(file.read_text() for file in (Path(rulepack.__file__).parents[1]).rglob("*.py"))
    for name in rulepack.available():
        for rule in rulepack.load(name).all(on=TODAY):
            assert (f'"{rule.key}"' in code) is rule.used, rule.key


def test_a_change_that_nothing_reads_is_refused_unless_it_says_so_itself() -> None:
    idle = RULE | {"used": False}
    with pytest.raises(RulePackError, match=r"a\.b.*不起作用"):
        pack(idle).overlay(pack(RULE | {"value": 5}, name="y"))
    assert pack(idle).overlay(pack(idle | {"value": 5}, name="y")).get("a.b", on=TODAY).whole == 5


def test_a_term_starts_only_from_what_can_start_it() -> None:
    for name in rulepack.available():
        check_anchors(rulepack.load(name))
    first = RULE | {"key": "first_report.due", "value": 6, "unit": "month"}
    check_anchors(rulepack.load().overlay(pack(first | {"anchor": "plan_issued"})))
    for wrong, what in (
        (first | {"anchor": "assessment"}, "可用的有：feedback、plan_issued"),
        (RULE | {"key": "claim.due", "unit": "workday", "anchor": "plan_issued"}, "可用的有：assign"),
        (RULE | {"key": "dispatch.period", "value": 1, "unit": "month", "anchor": "feedback"}, "请删去 anchor"),
    ):
        with pytest.raises(RulePackError, match=what):
            check_anchors(rulepack.load().overlay(pack(wrong)))


def test_text_that_is_no_toml_and_settings_nobody_knows_are_refused() -> None:
    with pytest.raises(RulePackError, match="TOML"):
        rulepack.parse(b"rules = [", "x")
    with pytest.raises(RulePackError, match="未知的设置：rule"):
        rulepack.parse(b"rule = 1", "x")
    with pytest.raises(RulePackError, match="应当是列表"):
        rulepack.parse(b"rules = 1", "x")
    with pytest.raises(RulePackError, match="不是规则"):
        rulepack.parse(b'rules = ["x"]', "x")


def test_a_file_is_read_as_editors_save_it_or_says_how_to_save_it() -> None:
    text = 'label = "市里的规则"'
    assert rulepack.parse(text.encode("utf-8-sig"), "x").label == "市里的规则"
    with pytest.raises(RulePackError, match="另存为 UTF-8"):
        rulepack.parse(text.encode("gbk"), "x")


def test_a_value_is_read_only_as_what_it_is() -> None:
    rules = {rule.key: rule for rule in rulepack.load().all(on=TODAY)}
    assert rules["assessment.red"].number == Decimal(-2)
    assert rules["progress.planned"].word == "step"
    assert rules["schedule.closure_within_deadline"].flag is True
    assert "一律停产" in rules["plan.one_size_phrases"].phrases
    wrong: list[tuple[Rule, str]] = [
        (rules["progress.planned"], "whole"),
        (rules["progress.planned"], "number"),
        (rules["plan.due"], "phrases"),
        (rules["plan.due"], "word"),
        (rules["plan.due"], "flag"),
    ]
    for rule, reading in wrong:
        with pytest.raises(RulePackError, match=rule.key):
            getattr(rule, reading)

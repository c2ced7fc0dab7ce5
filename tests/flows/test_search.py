"""Search: short Chinese words are found, and whatever is typed is only ever sought."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.codes import DutyRole
from bihuan.ledger import duties, searching, services
from bihuan.ledger.models import Task
from bihuan.org.models import UnitKind
from bihuan.org.services import UnitFacts, change_unit
from bihuan.platform import jobs, search
from bihuan.platform.models import Job
from bihuan.platform.plans import keys_of
from tests import ledgering
from tests.examples import examples
from tests.ledgering import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return ledgering.town()


def found(query: str) -> set[str]:
    finding = searching.INDEX.finding(query)
    by_text = set(Task.objects.filter(search.holds(query, "words__text")).values_list("title", flat=True))
    if finding is not None:
        by_index = set(Task.objects.filter(pk__in=keys_of(finding, 100)).values_list("title", flat=True))
        assert by_index == by_text
    return by_text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("油烟", {"餐饮油烟扰民"}),
        ("烟", {"餐饮油烟扰民"}),
        ("民", {"餐饮油烟扰民"}),
        ("污水", {"老城区污水直排", "污水处理厂提标"}),
        ("污水 直排", {"老城区污水直排"}),
        ("水污", set()),
        ("ＣＯＤ", {"污水处理厂提标"}),
        ("cod", {"污水处理厂提标"}),
        ("50%", {"污水处理厂提标"}),
        ("%", {"污水处理厂提标"}),
        ("_", set()),
        ("排污口", set()),
    ],
)
def test_words_of_one_and_two_characters_are_found(town: Town, query: str, titles: set[str]) -> None:
    ledgering.task(town, "老城区污水直排")
    ledgering.task(town, "餐饮油烟扰民")
    ledgering.task(town, "污水处理厂提标", goal="COD去除率提高50%")
    assert found(query) == titles


def test_a_pair_split_over_two_places_is_no_find(town: Town) -> None:
    ledgering.task(town, "污泥、水处理、污水站")
    assert found("污水处理") == set()


def test_tasks_are_found_by_number_unit_site_and_leader(town: Town) -> None:
    task = ledgering.task(town, "管网改造", lead=town.housing)
    services.add_site(actor=town.office, name="三里桥排口", region=town.county, watershed="安河流域", tasks=[task])
    leader = ledgering.serving("宋知远", town.city)
    duties.set_leader(actor=town.office, tasks=[task], leader=leader, reason="包案")
    for query in (task.number, "住建局", "三里桥", "安河流域", "知远"):
        assert found(query) == {"管网改造"}, query


def test_a_unit_that_handed_over_is_no_longer_found(town: Town) -> None:
    task = ledgering.task(town, "管网改造", lead=town.water)
    ledgering.give(town, [task], town.housing, DutyRole.LEAD, reason="改派")
    assert found("水务局") == set()
    assert found("住建局") == {"管网改造"}


def test_tasks_are_found_by_the_new_name_of_a_renamed_unit(town: Town) -> None:
    ledgering.task(town, "管网改造", lead=town.housing)
    ledgering.task(town, "河道清淤", region=town.housing)
    ledgering.task(town, "餐饮油烟扰民", lead=town.water)
    facts = UnitFacts("临溪县城市建设中心", "城建中心")
    change_unit(actor=None, unit=town.housing, facts=facts, aliases=[])
    assert found("城建中心") == set()
    jobs.work_off()
    assert found("城建中心") == found("城市建设") == {"管网改造", "河道清淤"}
    assert found("住建局") == set()


def test_a_unit_changed_without_a_new_name_starts_no_work(town: Town) -> None:
    same = UnitFacts(town.housing.name, town.housing.short_name, UnitKind(town.housing.kind), "county")
    change_unit(actor=None, unit=town.housing, facts=same, aliases=["县住建"])
    assert not Job.objects.exists()


def test_rebuilding_finds_the_same(town: Town) -> None:
    ledgering.task(town, "餐饮油烟扰民")
    ledgering.task(town, "老城区污水直排")
    assert searching.rebuild() == 2
    assert found("油烟") == {"餐饮油烟扰民"}


TYPED = st.text(
    st.sampled_from("污水油烟直排管网 \"'*-+^():%_\\&|!<>~ANDOR　①ａ\0é") | st.characters(codec="utf-8"), max_size=30
)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED)
def test_nothing_that_is_typed_is_an_error(town: Town, query: str) -> None:
    if not Task.objects.exists():
        ledgering.task(town, "老城区“污水”直排 (AND) 管网*")
    found(query)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TYPED, cut=st.tuples(st.integers(0, 30), st.integers(1, 8)))
def test_every_piece_of_a_text_finds_it(town: Town, text: str, cut: tuple[int, int]) -> None:
    task = Task.objects.first() or ledgering.task(town)
    searching.INDEX.put({task.pk: text})
    piece = search.normalised(text)[cut[0] : sum(cut)].strip()
    if piece:
        assert found(piece) == {task.title}

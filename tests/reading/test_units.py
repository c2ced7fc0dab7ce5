"""Lists of units: heads they share, names that hold marks, and what each has to do."""

import pytest

from bihuan.reading import OfficeTerms, read
from bihuan.reading.who import units
from bihuan.reading.who.actors import mentioned
from tests.reading.texts import body_of, source_of


def listed(text: str, role: str = "duty") -> list[tuple[str, str]]:
    body = body_of(text)
    return [(u.text, u.role) for u in units.listed(body, 0, len(body.folded), role)]


def names(text: str) -> list[str]:
    return [name for name, _ in listed(text)]


def test_a_list_shares_the_head_of_its_first_member() -> None:
    assert names("区发改局、生态环境局、住建局") == ["区发改局", "区生态环境局", "区住建局"]
    assert names("云栖县党工委、管委会") == ["云栖县党工委", "云栖县管委会"]


def test_a_member_with_a_head_of_its_own_keeps_it() -> None:
    assert names("云栖县委、县政府") == ["云栖县委", "县政府"]
    assert names("市水利局,青禾区政府;国网供电公司") == ["市水利局", "青禾区政府", "国网供电公司"]


def test_marks_inside_brackets_separate_nothing() -> None:
    assert names("各县(市、区)人民政府、市住建局") == ["各县(市、区)人民政府", "市住建局"]


def test_party_and_government_of_a_class_are_one_name() -> None:
    assert names("各乡(镇)党委、政府、市农业农村局") == ["各乡(镇)党委、政府", "市农业农村局"]


def test_a_body_with_a_place_of_its_own_inherits_none() -> None:
    assert names("青禾区政府、望江海事处、云津水文站、农业农村局") == [
        "青禾区政府",
        "望江海事处",
        "云津水文站",
        "青禾区农业农村局",
    ]


def test_roles_stand_before_and_behind_names() -> None:
    assert listed("牵头单位:市住建局;配合单位:市水利局") == [("市住建局", "lead"), ("市水利局", "assist")]
    assert listed("市住建局(牵头)、市水利局") == [("市住建局", "lead"), ("市水利局", "duty")]
    assert listed("市住建局牵头,市水利局、市财政局配合") == [
        ("市住建局", "lead"),
        ("市水利局", "assist"),
        ("市财政局", "assist"),
    ]


def test_a_name_that_begins_like_a_verb_is_whole() -> None:
    assert names("应急管理局、交通局、经信局") == ["应急管理局", "交通局", "经信局"]


def test_a_masked_unit_is_no_unit() -> None:
    assert names("******局") == []
    assert names("**草原局、应急管理局") == ["**草原局", "应急管理局"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("巴坪区及市级有关部门", ["巴坪区", "市级有关部门"]),
        ("巴坪区和市直相关单位、望川县", ["巴坪区", "市直相关单位", "望川县"]),
        ("各县区及有关部门", ["各县区", "有关部门"]),
        ("石桥镇及其下属单位", ["石桥镇及其下属单位"]),
    ],
)
def test_a_place_and_a_class_of_departments_are_two(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_count_behind_a_list_goes() -> None:
    assert names("青禾、望川、云栖等3县") == ["青禾", "望川", "云栖"]


def test_an_inherited_head_is_proved_by_the_range() -> None:
    text = "云栖县党工委、管委会"
    unit = units.listed(body_of(text), 0, len(text))[1]
    assert text[unit.start : unit.end] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县城管局责令停产;镇政府清理垃圾。", ["县城管局", "镇政府"]),
        ("市环保局青河分局加强监管。", ["市环保局青河分局"]),
        ("经查,现场没有异味。", []),
        ("云栖县城管局会同县住建局责令作坊整改。", ["云栖县城管局", "县住建局"]),
        ("立即组织县自然资源局、乡政府现场调查。", ["县自然资源局", "乡政府"]),
        ("要求柳湾街道加强巡查。", ["柳湾街道"]),
        ("经云栖市生态环境局柳湾分局检查,责令云栖市宏远建材有限公司停产。", ["云栖市生态环境局柳湾分局"]),
    ],
)
def test_units_that_act_open_a_clause(text: str, expected: list[str]) -> None:
    body = body_of(text)
    assert [u.text for u in mentioned(body, 0, len(body.folded))] == expected


def test_the_terms_of_an_office_resolve_short_names() -> None:
    office = OfficeTerms({"临澜市住房和城乡建设局": ("市住建局",), "临澜市水利局": ("市水利局",)})
    text = "督察整改公示\n一、整改问题\n污水直排。\n二、责任单位\n市住建局\n三、完成时限\n2024年底\n"
    assert read(source_of(text), office=office).items[0].units[0].text == "临澜市住房和城乡建设局"


def test_a_short_name_that_two_units_share_resolves_to_neither() -> None:
    office = OfficeTerms({"甲市水利局": ("水利局",), "乙县水利局": ("水利局",)})
    assert "水利局" not in office.full_names


def test_a_role_in_brackets_holds_for_all_between_two_semicolons() -> None:
    assert listed("市自然资源局(牵头);市林业局、北坡镇政府(配合)") == [
        ("市自然资源局", "lead"),
        ("市林业局", "assist"),
        ("北坡镇政府", "assist"),
    ]

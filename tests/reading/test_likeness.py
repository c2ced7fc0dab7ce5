"""What pages of a kind are like: weights learned from the labelled documents, and how they speak beside the cues."""

from collections.abc import Iterable

import pytest
from benchmarks.likeness import Example, learned

from bihuan.reading import likeness, read
from bihuan.reading.kinds import Looks, classify, judged, look
from bihuan.reading.likeness import PAGES, Weights, parsed, traits, written
from bihuan.reading.result import KINDS
from tests.reading.texts import document_of, reading_of, source_of

# Cues are silent about these or take them for something else.
LIKE_PAGES = [
    (
        "progress_report",
        "临澜市整治黑臭水体取得阶段成效\n去年以来，临澜市把中央环保督察指出的问题作为头等大事，投入资金2.3亿元，治理河道11条，"
        "新建管网36公里，消除污水直排口52处。截至目前，水质优良比例同比上升，群众满意度明显提高。\n"
        "市污水处理厂扩建工程建成投运，排放标准由一级B提升至一级A，河道沿线农村污水得到有效治理，整改任务按期推进。",
    ),
    (
        "petition_table",
        "云栖县生态环境问题线索核实情况\n编号：07\n群众来电说，城北养鸡场气味难闻，苍蝇多。\n县农业农村局现场走访，"
        "养鸡场建有储粪池，部分粪污没有及时清运，来电所说部分属实。\n处理：责令养鸡场三日内清运完毕，加盖顶棚，落实专人除臭。\n"
        "编号：08\n群众来电说，镇东砂场扬尘大，夜间噪声扰民。\n县生态环境局现场核实，砂场未设围挡，来电所说属实。\n"
        "处理：责令砂场停产，设置围挡和喷淋，处罚款2万元。",
    ),
]


@pytest.mark.parametrize(("kind", "text"), LIKE_PAGES, ids=[kind for kind, _ in LIKE_PAGES])
def test_a_page_whose_kind_no_cue_shows_is_told_by_the_pages_that_it_is_like(kind: str, text: str) -> None:
    document = document_of(text)
    assert look(document).shown != kind
    assert classify(document).kind == kind


def test_the_less_there_is_to_judge_by_the_less_likeness_says() -> None:
    page = (
        "现将整改完成情况公示如下，公示期间如有异议，请向市生态环境局反映。整改目标：管网全部改造。责任单位：住建局。"
    )
    whole = likeness.learned().points(traits("销号公示", "", page, ()))
    passage = likeness.learned().points(traits("销号公示", "", page[:12], ()))
    assert max(whole, key=lambda kind: whole[kind]) == "closure_notice"
    assert max(map(abs, passage.values())) < max(map(abs, whole.values())) / 1.5
    assert set(likeness.learned().points(traits("", "", "", ())).values()) == {0}


def test_of_a_text_that_says_nothing_it_is_shown_what_cues_tell() -> None:
    nothing = traits("", "", "", ())
    assert judged(Looks("minutes", nothing), likeness.learned()).kind == "minutes"


def test_a_text_of_another_domain_is_like_no_page_of_this_one() -> None:
    text = "7月18日，全县改革督察工作领导小组第一次工作会议召开。副县长主持会议。会议要求，把底数摸清。"
    document = document_of(text)
    points = likeness.learned().points(look(document).traits)
    assert max(points, key=lambda kind: points[kind]) != "other"
    assert classify(document).kind == "other"


def test_numbers_are_one_and_blanks_part_what_stands_side_by_side() -> None:
    told = traits("第12批", "", "共 2026 件\n其中", ())
    assert told["title"] == {"第0", "0批"}
    assert told["text"] == {"其中"}


def test_weights_are_read_as_they_were_written() -> None:
    weights = Weights(("a", "b"), (-3, 4), {zone: {"整改": (1, -2), "|0": (0, 7)} for zone in PAGES.zones})
    assert parsed(written(weights, ["a head"])) == weights


def _examples(kind: str, texts: Iterable[str]) -> list[Example]:
    return [Example("made", text, kind, Looks("other", traits("", "", text, ("table",)))) for text in texts]


def test_what_is_learned_tells_kinds_apart_by_what_their_documents_share() -> None:
    letters = _examples("assignment", (f"请你局办理来信反映的{n}号问题" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"))
    notices = _examples("closure_notice", (f"现将完成情况公示如下{n}" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"))
    weights = learned([*letters, *notices])
    assert weights.kinds == ("assignment", "closure_notice")
    assert not any("甲" in pair for pair in weights.zones["text"])  # of one document of each
    for kind, text in (("assignment", "请你局办理来信反映的午号问题"), ("closure_notice", "现将完成情况公示如下午")):
        points = weights.points(traits("", "", text, ("table",)))
        assert max(points, key=lambda one: points[one]) == kind


def test_the_weights_of_the_package_know_every_kind() -> None:
    weights = likeness.learned()
    assert set(weights.kinds) <= set(KINDS)
    assert {"plan", "closure_notice", "petition_stat", "other"} <= set(weights.kinds)
    assert all(len(row) == len(weights.kinds) for rows in weights.zones.values() for row in rows.values())


def test_a_kind_that_another_comes_close_to_is_not_claimed_as_sure_and_the_other_is_named() -> None:
    clear = reading_of(
        "临澜市督察整改任务销号公示\n现将第12项整改任务完成情况予以公示，公示期5个工作日，如有异议请向市整改办反映。\n"
        "整改目标：渣场覆盖。\n整改措施：覆土复绿。\n责任单位：市城管局。\n整改完成情况：已全部完成，通过验收。\n"
    )
    unclear = reading_of("近日，白坡镇对督察组转来的渣场问题进行了查看。")
    assert (clear.kind, clear.kind_rival) == ("closure_notice", None)
    assert clear.kind_confidence > 0.9 > unclear.kind_confidence
    assert unclear.kind_rival not in (None, unclear.kind)


def test_what_a_person_says_about_the_kind_holds() -> None:
    text = "近日，白坡镇对督察组转来的渣场问题进行了查看。"
    said = read(source_of(text), kind="progress_report")
    assert (said.kind, said.kind_confidence, said.kind_rival) == ("progress_report", 1.0, None)

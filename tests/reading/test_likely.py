"""Findings of feedbacks told by the sentences that they are like, beside what the grammar finds."""

from collections.abc import Sequence

from benchmarks.findings import Example, learned

from bihuan.reading import likeness
from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.items import read_items
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.findings.likely import FINDING, FINDINGS, NOTHING, SENTENCES, complete, sentences
from tests.reading.texts import document_of

# Nothing announces the findings: 从现场看 is no word of finding.
TOLD_WITHOUT_LEAD = """临澜市第二生态环境保护督察组向石桥县反馈督察情况
2026年5月，临澜市第二生态环境保护督察组对石桥县开展了督察，并于6月20日向县委、县政府反馈。
督察认为，石桥县近年来把治水放在前面，关停小造纸厂11家，饮用水水源水质稳定。
从现场看，几处老毛病还没有断根。
白坡镇渣场清理久拖不决。三年里换了四任包保干部，渣却一车也没有少。
县城东片污水管网建而不用。泵站去年只开了十一天，污水从检查井冒出来，顺着马路流进临河。
杉木岭自然保护地违规建房反弹。三户农家乐在核心区边上加盖了二层，林业站去了两次，都只拍了照片。
督察要求，石桥县要在30个工作日内研究制定整改方案报市委、市政府。
"""
FIGURES = ("白坡镇渣场清理久拖不决", "县城东片污水管网建而不用", "杉木岭自然保护地违规建房反弹")


def drafts(document: Document, beginnings: Sequence[str]) -> list[Draft]:
    folded = document.body.folded
    starts = [folded.index(beginning) for beginning in beginnings]
    return [Draft(document.body.trimmed(at, folded.index("。", at)), "listed") for at in starts]


def told(document: Document, items: Sequence[Draft]) -> list[str]:
    return [document.body.seen(Part(item.problem.start, item.problem.end)) for item in items]


def test_findings_that_nothing_announces_are_told_by_what_they_are_like() -> None:
    document = document_of(TOLD_WITHOUT_LEAD)
    found = read_items(document, "feedback")
    assert told(document, found) == [*FIGURES, "研究制定整改方案报市委、市政府"]
    assert [unit.text for unit in found[0].units] == ["白坡镇"]


def test_what_is_like_the_proof_of_a_finding_is_no_entry_of_its_own() -> None:
    document = document_of(TOLD_WITHOUT_LEAD)
    items = drafts(document, (*FIGURES, "三年里换了四任"))
    complete(document, items)
    assert told(document, items) == [*FIGURES]


def test_where_likeness_knows_little_of_what_the_rules_found_they_decide() -> None:
    document = document_of(TOLD_WITHOUT_LEAD)
    items = drafts(document, ("三年里换了四任", "泵站去年只开了", "三户农家乐"))
    before = told(document, items)
    complete(document, items)
    assert told(document, items) == before


def test_what_a_label_or_a_table_says_is_an_entry_whatever_it_is_like() -> None:
    document = document_of(TOLD_WITHOUT_LEAD)
    labelled = drafts(document, ("三年里换了四任",))
    labelled[0].found = "labelled"
    items = [*drafts(document, FIGURES), *labelled]
    complete(document, items)
    assert labelled[0] in items


def test_a_heading_is_left_to_the_rules_that_see_what_stands_below_it() -> None:
    document = document_of(
        "临澜市督察组向石桥县反馈督察情况\n二、渣场清理久拖不决\n白坡镇三年里换了四任包保干部。渣一车也没有少。\n"
    )
    assert [one.heads for one in sentences(document)] == [True, True, False, False]


def test_what_is_learned_tells_sentences_by_wording_and_place() -> None:
    texts = [
        f"督察组反馈情况\n{place}镇污水直排问题突出。现场流着{place}色的水。\n" for place in "甲乙丙丁戊己庚辛壬癸"
    ]
    examples = [
        Example("made", text, FINDING if "突出" in document.body.seen(one.part) else NOTHING, one.traits)
        for text in texts
        for document in (document_of(text),)
        for one in sentences(document)
    ]
    weights = learned(examples)
    unseen = document_of("督察组反馈情况\n子镇污水直排问题突出。现场流着子色的水。\n")
    points = [weights.points(one.traits)[FINDING] for one in sentences(unseen)]
    assert [share > 0 for share in points] == [False, True, False]
    assert not any("甲" in pair for pair in weights.zones["words"])


def test_the_weights_of_the_package_know_findings_and_what_is_none() -> None:
    weights = likeness.learned(FINDINGS, SENTENCES)
    assert weights.kinds == (FINDING, NOTHING)
    assert all(weights.zones[zone] for zone in SENTENCES.zones)

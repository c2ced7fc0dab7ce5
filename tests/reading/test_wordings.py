"""Labels and heads of columns that no list holds are read by their parts."""

import pytest

from bihuan.reading.vocabulary.wordings import concern_of, head_concern


@pytest.mark.parametrize(
    ("wording", "concern"),
    [
        ("整改举措", "measures"),
        ("责任落实单位", "duty"),
        ("指导督促部门", "supervise"),
        ("主责单位", "lead"),
        ("验收销号牵头单位", "accept"),
        ("牵头、配合单位", "lead_assist"),
        ("责任单位及完成时限", "duty"),
        ("计划完成时间节点", "deadline"),
        ("办结时间", "deadline"),
        ("交办时间", "source"),
        ("下一步工作举措", "future"),
        ("整改措施及完成情况", "measures_and_result"),
        ("举报人诉求", "problem"),
        ("是否完成整改", "status"),
    ],
)
def test_a_new_label_means_what_its_head_and_the_words_before_it_say(wording: str, concern: str) -> None:
    assert concern_of(wording) == concern


@pytest.mark.parametrize(
    "wording", ["指导思想", "工作要求", "组织领导", "加强领导", "保障措施到位后", "单位名称", "企业名称"]
)
def test_words_that_only_resemble_a_label_are_none(wording: str) -> None:
    assert concern_of(wording) is None


def test_the_head_of_a_column_may_begin_with_any_word_but_a_label_may_not() -> None:
    assert head_concern("督察组点名的突出问题") == "problem"
    assert concern_of("群众最为关切的突出问题") is None

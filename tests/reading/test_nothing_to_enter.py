"""Pages of the field that hold nothing to enter: figures, what is told of nobody, what was done."""

import pytest

from tests.reading.texts import reading_of

CASES = {
    "how-many-of-all-were-due-by-then": (
        "督察整改进展情况\n我市共认领38项整改任务，其中，2017年底前须完成任务23项，2018年分阶段推进任务15项。截至目前，"
        "2017年底前须完成的整改任务已完成21项。\n2018年3月19日\n"
    ),
    "the-number-of-those-that-were-to-be-finished": (
        "督察整改进展情况\n云栖省应于2019年底前完成整治任务的水源地环境问题共31个（石桥11个，白坡20个）。截至目前，"
        "已完成整治19个。\n"
    ),
    "what-was-finished-by-a-day-before-a-comma": (
        "督察整改进展情况\n饮用水源地环境问题整治完成年度任务。2018年底，已完成241个水源地环境问题和督察组交办的160个问题"
        "清理整治任务。\n2019年4月1日\n"
    ),
    "some-tasks-and-some-complaints": (
        "七市督察整改任务完成七成\n截至2018年4月底，七市督察整改方案明确的493项整改任务已完成357项，其余正在推进中。"
        "七市督察整改仍然存在一些薄弱环节。\n一是少量整改任务进度滞后。二是一些群众举报环境问题出现反弹，污染严重。\n"
    ),
    "which-sorts-of-faults-were-the-most": (
        "督察组通报强化督查情况\n督察组通报，督查发现，虚报整改完成情况、未按期完成整改任务、未安装污染治理设施、违法生产等"
        "问题最为突出。9月15日现场核实1711个点位，发现126个点位存在环境问题。\n"
    ),
    "whatever-faults-a-check-found": (
        "市生态环境局突击检查砖瓦企业\n2026年3月15日晚，市生态环境局副局长江一舟带队对砖瓦企业开展突击检查。对排查中发现的环境隐患和"
        "轻微违法行为，现场进行了交办，责令相关企业立行立改，限期整改完成。\n"
    ),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in CASES.items()])
def test_what_tells_of_no_single_problem_or_task_is_no_entry(text: str) -> None:
    assert [item.problem.text for item in reading_of(text).items] == []


def test_a_site_that_is_named_by_its_number_ends_where_it_is_told_what_was_done_there() -> None:
    reading = reading_of(
        "市应急局对督察反馈第19项问题组织验收\n2026年6月11日，市应急局对督察反馈第19项问题所涉及的五座堆渣场开展整改验收。"
        "验收组逐个进行现场核查，要求石桥县政府高度重视，落实整改措施。\n"
    )
    assert [item.problem.text for item in reading.items] == ["五座堆渣场"]


REPORT = """临澜省生态环境保护督察整改工作进展情况
来源：省督察整改办 发布时间：2026-07-10
一、总体进展
截至2026年6月底，督察反馈的86项整改任务，已完成61项，其余25项正在按时序推进。
二、主要做法
（一）提高政治站位，压紧压实责任。省政府成立8个专项工作组。
三、重点领域整改情况
（一）水污染防治。新建污水管网1860公里，污水直排口全部封堵。
（二）固体废物处置。尾矿库治理完成38座，危险废物超期贮存问题已全部解决。
{weaknesses}五、下一步工作
（一）紧盯未完成任务。对25项未完成任务建立台账，确保2026年底前完成18项，其余7项2027年底前完成。
（二）巩固整改成果。组织开展“回头看”，严防问题反弹，确保2027年底前剩余任务全部完成。
"""


@pytest.mark.parametrize(
    "weaknesses",
    [
        "四、存在的问题\n虽然整改取得阶段性成效，但仍存在一些薄弱环节：一是个别地方整改推进不平衡；"
        "二是部分领域历史欠账较多，污水管网建设滞后；三是长效机制还不健全。\n",
        "四、存在的困难和不足\n（一）部分任务推进较慢。污水管网建设滞后，矿山修复资金不足。\n（二）监管能力不足，执法力量薄弱。\n",
    ],
)
def test_a_report_on_all_tasks_by_chapters_gives_neither_its_weaknesses_nor_its_figures(weaknesses: str) -> None:
    reading = reading_of(REPORT.format(weaknesses=weaknesses))
    assert (reading.kind, reading.items) == ("progress_report", ())


def test_chapters_that_ask_are_no_entries() -> None:
    text = (
        "临澜省督察反馈问题整改情况\n2025年12月30日\n一、谁来抓\n（一）领导带头。省政府常务会议年年议整改。\n"
        "（二）盯得紧。每月调度，慢的先提醒，再慢的通报、约谈。\n二、怎么改\n（一）守住石桥河。滩区的养殖场搬了，岸线的砂场关了。\n"
    )
    assert reading_of(text).items == ()


def test_where_to_object_to_a_closure_is_no_entry() -> None:
    reading = reading_of(
        "临澜市督察反馈问题整改完成情况公示\n根据工作要求，现将石桥县第5、9、12项整改任务完成情况予以公示，具体见附件。\n"
        "公示期间如有异议，请向县整改办反映，电话0000-0000000。\n附件：石桥县督察反馈问题整改完成情况表\n石桥县督察整改办\n"
    )
    assert (reading.kind, reading.items) == ("closure_notice", ())


def test_a_tally_of_measures_that_were_due_is_no_entry() -> None:
    reading = reading_of(
        "望川市督察整改进展情况\n2026年4月10日\n截至2026年3月底，应于2025年底前完成的63条措施已完成61条，个别任务进度偏慢；"
        "其余措施均达到序时进度。\n"
    )
    assert reading.items == ()


def test_beside_weaknesses_of_nobody_those_of_a_named_place_are_entries() -> None:
    weaknesses = (
        "四、存在的问题\n督察整改仍存在以下薄弱环节：一是个别地方整改推进不平衡；二是石桥县污水管网建设滞后；"
        "三是望川市矿山修复弄虚作假。\n"
    )
    reading = reading_of(REPORT.format(weaknesses=weaknesses))
    assert [item.problem.text for item in reading.items] == ["石桥县污水管网建设滞后", "望川市矿山修复弄虚作假"]

"""Entries that running text and plain lines hold without a table: behind places, in answers to complaints, in reports."""

import pytest

from bihuan.reading import read
from tests.reading.texts import reading_of, table_source

FILM = "临澜市生态环境警示片曝光点位\n2026年警示片共曝光3个点位问题：\n{}\n市整改办要求举一反三。\n"


def test_problems_stand_behind_the_place_that_answers_for_them() -> None:
    text = FILM.format("石桥县：锯石泥浆灌进灌渠；渣场未覆盖。\n白坡区：货场煤尘无覆盖，车轮带泥上路。")
    found = [(i.problem.text, [u.text for u in i.units]) for i in reading_of(text).items]
    assert found == [
        ("锯石泥浆灌进灌渠", ["石桥县"]),
        ("渣场未覆盖", ["石桥县"]),
        ("货场煤尘无覆盖，车轮带泥上路", ["白坡区"]),
    ]


def test_what_was_ordered_about_a_site_is_its_limit_and_the_site_answers_for_nothing() -> None:
    text = (
        "白坡区生态环境分局工地检查情况通报\n2026年6月26日，分局抽查工地，发现问题如下：\n"
        "锦园工地：裸土覆盖破损2处，限6月28日前完成；\n望湖工地：渣土未经冲洗出场，责令停工。\n"
    )
    found = [(i.problem.text, i.deadline.date if i.deadline else None, i.units) for i in reading_of(text).items]
    assert found == [("裸土覆盖破损2处", "2026-06-28", ()), ("渣土未经冲洗出场", None, ())]


@pytest.mark.parametrize("lines", ["督察电话：0000-0000000\n通讯地址：临澜市中心路1号", "第一条：略"])
def test_lines_with_colons_that_tell_of_the_page_are_no_problems(lines: str) -> None:
    assert reading_of(FILM.format(lines)).items == ()


@pytest.mark.parametrize("told", ["信访件反映", "举报件举报", "来电反映"])
def test_a_complaint_answered_in_running_text_has_number_verdict_end_and_who_acted(told: str) -> None:
    text = (
        "关于督察组转办信访件办理情况的公开\n"
        f"X2LL202609200031号{told}“石桥县杉木岭无证采石，大车压烂村道”。石桥县立即组织县自然资源局现场调查。\n"
        "经查，举报部分属实。县自然资源局已督促清运石料，该件已办结。\n"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "石桥县杉木岭无证采石，大车压烂村道"
    assert [item.number and item.number.text, item.verdict and item.verdict.text] == ["X2LL202609200031", "部分属实"]
    assert item.closed is not None
    assert item.closed.text == "已办结"
    assert [unit.text for unit in item.units] == ["县自然资源局"]


@pytest.mark.parametrize("head", ["◆LL-11-003号案件（属实）", "【LL-11-003号信访件】（属实）", "LL-11-003（属实）"])
def test_a_line_with_the_code_of_a_case_opens_it_and_may_say_the_verdict(head: str) -> None:
    text = (
        f"督察组转办案件查处公开\n{head}\n群众反映：工地把水泥渣倒在玉米地里\n"
        "办理情况：白坡区农业农村局清运。该件已办结。\n"
    )
    item = reading_of(text).items[0]
    assert [item.number and item.number.text, item.verdict and item.verdict.text] == ["LL-11-003", "属实"]


def test_an_answer_that_opens_with_the_verdict_says_it() -> None:
    text = (
        "督察组转办举报件查处结果公示\n1.举报件编号：LL-5-01\n反映情况：屠宰点把血水倒进草地\n核查结果：部分属实。血水经沉淀后拉运。\n"
        "整改措施及成效：白坡区农业农村局责令停业。已办结。\n"
    )
    item = reading_of(text).items[0]
    assert item.verdict is not None
    assert item.verdict.text == "部分属实"


REPORT = (
    "临澜市督察整改推进情况的报告\n46项整改任务完成31项，进展缓慢1项。\n进展缓慢任务：\n{}\n"
    "临澜市人民政府\n2026年11月14日\n"
)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("1.渣场排水工程：计划2026年底前完成，目前仅完成涵洞开挖。责任单位市城管局。", "完成涵洞开挖"),
        ("1.渣场排水工程：应于2026年10月30日完成，目前设备尚未到货。责任单位市城管局。", "设备尚未到货"),
        ("1.渣场排水工程。市城管局上报已完成整改，现场发现仍有垃圾约30吨。请市城管局12月底前整改。", "仍有垃圾约30吨"),
        ("1.渣场排水工程。上报整改到位，实际只修了围挡。责任单位市城管局，整改时限12月底前。", "只修了围挡"),
    ],
)
def test_a_task_that_is_behind_tells_its_state_behind_now_or_found(line: str, status: str) -> None:
    item = reading_of(REPORT.format(line)).items[0]
    assert item.problem.text == "渣场排水工程"
    assert item.status is not None
    assert item.status.text == status
    assert [unit.text for unit in item.units] == ["市城管局"]


def test_a_claim_that_its_own_sentence_contradicts_is_an_entry() -> None:
    text = "石桥县督察整改任务“回看”情况\n承诺完成12项任务，实际完成9项。其中，处置站虽上报建成，实际无设备，县里应作出说明。\n"
    item = reading_of(text).items[0]
    assert item.problem.text == "处置站虽上报建成，实际无设备"
    assert "上报状态与查实状态不一致" in item.warnings


def test_a_table_of_one_cell_a_line_needs_no_column_of_numbers() -> None:
    cells = ["类别", "具体任务", "牵头责任单位", "参与单位", "时间要求"]
    cells += ["截污", "对91家客栈实行雨污分流", "白坡区政府", "市住建局", "2026年6月底"]
    cells += ["清淤", "河口清淤3.6万方", "市水利局", "市生态环境局", "2026年9月15日"]
    found = reading_of("临澜市督察整改“碧水”百日攻坚任务表\n" + "\n".join(cells) + "\n").items
    assert [(i.problem.text, i.deadline.date) for i in found if i.deadline] == [
        ("对91家客栈实行雨污分流", "2026-06-30"),
        ("河口清淤3.6万方", "2026-09-15"),
    ]


@pytest.mark.parametrize("label", ["问题{}", "任务{}", "问题（{}）"])
def test_a_counted_label_of_a_form_is_the_number_and_opens_an_entry(label: str) -> None:
    rows = [
        [label.format("一"), "防护林苗木枯死后未补植"],
        ["整改时限", "2026年12月底前"],
        ["责任单位", "市林业局"],
        [label.format("二"), "采砂车辆碾压滩涂"],
        ["整改时限", "2026年8月15日"],
        ["责任单位", "石桥县人民政府"],
    ]
    found = [(i.number and i.number.text, i.problem.text, len(i.units)) for i in read(table_source(rows)).items]
    assert found == [
        (label.format("一"), "防护林苗木枯死后未补植", 1),
        (label.format("二"), "采砂车辆碾压滩涂", 1),
    ]


def test_a_notice_without_labels_says_whose_problem_it_was_and_which() -> None:
    text = (
        "通告\n由白坡区负责的省督察第28条问题已按整改方案完成整改：“炒货一条街油烟收集率低”。整改责任主体白坡区城管局。"
        "现将情况向社会公布。\n临澜市督察整改指挥部\n2026年7月29日\n"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "炒货一条街油烟收集率低"
    assert item.number is not None
    assert item.number.text == "第28条"
    assert [unit.text for unit in item.units] == ["白坡区城管局"]


@pytest.mark.parametrize("period", ["自2026年4月24日起至5月6日止", "为2026年4月24日至5月6日", "：2026年4月24日—5月6日"])
def test_the_period_of_a_notice_is_read_whatever_joins_its_days(period: str) -> None:
    text = (
        f"督察问题整改验收公示\n公示期{period}。\n问题内容　道路未硬化\n责任单位　石桥县工信局\n"
        "整改完成情况　地面硬化760平方米\n"
    )
    assert reading_of(text).publicity == ("2026-04-24", "2026-05-06")


@pytest.mark.parametrize("words", ["以上任务均于2026年10月底前完成", "上述问题一律在2026年10月底前办结"])
def test_one_limit_behind_the_last_task_holds_for_all_that_have_none(words: str) -> None:
    text = (
        "白坡区落实督察组反馈意见整改任务书\n任务一\n问题：死鱼冰水直排\n整改目标：建成收集池\n责任单位：区商务局\n"
        f"任务二\n问题：在线监测长期离线\n整改目标：恢复联网\n责任单位：区卫生健康局\n完成期限：{words}。\n"
    )
    assert [i.deadline.date for i in reading_of(text).items if i.deadline] == ["2026-10-31", "2026-10-31"]


def test_a_short_report_in_one_sentence_is_its_own_wording_of_the_state() -> None:
    rows = [
        ["编号", "督察反馈问题", "责任单位", "整改完成情况"],
        ["第二项", "屠宰场污水直排，污染灌渠水质", "石桥县农业局", "已接管并通过验收"],
    ]
    status = read(table_source(rows)).items[0].status
    assert status is not None
    assert (status.text, status.code) == ("已接管并通过验收", "accepted")


def test_the_figures_of_a_table_of_figures_are_counted_with_row_and_column() -> None:
    rows = [
        ["县区", "当日转办（件）", "累计转办（件）"],
        ["白坡区", "23", "412"],
        ["石桥县", "18", "297"],
        ["合计", "41", "709"],
    ]
    counts = read(table_source(rows)).counts
    assert [(c.label, c.value, c.unit) for c in counts][:2] == [
        ("白坡区当日转办", 23, "件"),
        ("白坡区累计转办", 412, "件"),
    ]
    assert len(counts) == 6


def test_the_numbers_of_rows_are_no_figures() -> None:
    rows = [["序号", "问题", "责任单位"], ["1", "渣场未覆盖", "市城管局"], ["2", "污水直排", "市住建局"]]
    assert read(table_source(rows)).counts == ()


def test_a_series_that_nothing_leads_in_is_what_a_feedback_finds() -> None:
    text = (
        "省督察组向石桥县反馈有关问题（节选）\n一是石桥县污水厂吃不饱。处理量仅达四成。\n二是空气站数据受人为干扰。\n"
    )
    assert [i.problem.text for i in reading_of(text).items] == ["石桥县污水厂吃不饱", "空气站数据受人为干扰"]


@pytest.mark.parametrize(
    "line", ["请于7月15日前将办理情况书面反馈我办（联系电话：0000）。", "请8月25日前书面报送处理情况。"]
)
def test_what_a_letter_wants_reported_is_a_duty_of_those_it_is_addressed_to(line: str) -> None:
    text = f"关于石场扬尘问题的提示函\n石桥县人民政府：\n督察组转来举报，现场核实属实。\n{line}\n临澜市整改办\n2026年7月7日\n"
    assert [[unit.text for unit in i.units] for i in reading_of(text).items if i.deadline] == [["石桥县人民政府"]]


@pytest.mark.parametrize("rest", ["", "本批次没有转办件。\n", "详见附件。\n"])
def test_a_table_of_complaints_that_tells_none_holds_none(rest: str) -> None:
    reading = reading_of(f"临澜市边督边改公开情况一览表\n{rest}")
    assert (reading.kind, reading.items) == ("petition_table", ())


def test_a_complaint_that_counts_up_its_points_is_one_entry_with_the_number_it_was_accepted_by() -> None:
    reading = reading_of(
        "督察组“回头看”交办案件办理结果公示（第12批）\n"
        "一、云栖市石桥县X520000202606110037反映情况：石桥县杉木村村民反映采砂多年。一、岸边杨树被毁30亩；二、砂坑没有回填。\n"
        "调查核实情况：经查，采砂场已于上月关停。反映问题属实。\n"
        "处理及整改情况：石桥县水利局已组织回填砂坑，补种杨树。\n"
        "问责情况：无。\n"
        "二、云栖市白坡区D520000202606110052（*）反映情况：白坡区老街饭馆夜里油烟呛人。\n"
        "调查核实情况：经查，油烟净化器未开。反映问题属实。\n"
        "处理及整改情况：白坡区城管局责令其清洗净化器。\n"
        "问责情况：无。"
    )
    assert [item.number.text for item in reading.items if item.number] == ["X520000202606110037", "D520000202606110052"]
    assert [item.problem.text[:7] for item in reading.items] == ["石桥县杉木村村", "白坡区老街饭馆"]


def test_what_a_visit_saw_on_the_spot_is_an_entry() -> None:
    reading = reading_of(
        "江一舟副县长暗访督查督察问题整改工作\n6月3日，江一舟先后到北坡煤矿、青溪水库等地暗访。\n"
        "北坡煤矿复绿项目现场仍未施工，进度滞后。\n青溪水库现场发现有车辆清洗行为。\n渗滤液处理设施运行正常。"
    )
    assert [item.problem.text for item in reading.items] == [
        "北坡煤矿复绿项目现场仍未施工，进度滞后",
        "青溪水库现场发现有车辆清洗行为",
    ]


@pytest.mark.parametrize("whose", ["个别地方", "一些县区虽然", "有的企业"])
def test_what_some_are_said_to_have_reported_falsely_names_nothing_to_carry(whose: str) -> None:
    reading = reading_of(
        f"三省督察整改任务完成过半\n已完成整改任务130项。整改仍有不足，{whose}上报完成整改，但实际未整改到位。"
    )
    assert reading.kind == "progress_report"
    assert not reading.items


def test_a_notice_about_one_complaint_takes_only_the_number_and_no_limit_that_a_shop_was_given() -> None:
    reading = reading_of(
        "白坡区老街街道关于督察信访交办件（受理编号：X2SD202609120037）整改公示情况说明\n一、反馈问题\n老街路口放置烤架，油烟扰民。\n"
        "二、整改目标\n杜绝油烟扰民。\n三、整改措施\n1.区执法局责令烤肉店立即整改。\n2.街道加强巡查。\n四、整改完成情况\n已无店外经营。"
    )
    (item,) = reading.items
    assert reading.kind == "closure_notice"
    assert item.number is not None and item.number.text == "X2SD202609120037"
    assert item.deadline is None


def test_a_promise_whose_object_stands_before_its_limit_is_told_whole() -> None:
    reading = reading_of(
        "督察反馈的52项整改任务已完成整改31项。为确保剩余任务在2027年6月底前完成整改，市里逐件制定了方案。\n"
        "2026年底前完成搬迁是行动计划的主要内容之一。"
    )
    assert [(item.problem.text, item.deadline and item.deadline.date) for item in reading.items] == [
        ("剩余任务在2027年6月底前完成整改", "2027-06-30")
    ]


def test_the_last_entry_of_a_page_that_breaks_off_is_kept_as_incomplete() -> None:
    reading = reading_of(
        "云栖市督察整改落实情况\n（一）反馈问题：北坡矿山边坡裸露。\n整改进展情况：达到序时进度。\n"
        "（二）反馈问题：青溪河口违规填筑堤坝，占用滩涂，当地以补贴名义返还罚"
    )
    first, last = reading.items
    assert (first.warnings, last.problem.text[:6]) == ((), "青溪河口违规")
    assert last.warnings

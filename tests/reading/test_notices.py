"""Closure notices, tables of complaints and figures in the layouts in which counties and towns publish them."""

import pytest

from bihuan.reading import Reading
from bihuan.reading.statuses import UNTRUE
from tests.reading.texts import document_of, reading_of


def values(reading: Reading) -> dict[str, float]:
    return {count.label: count.value for count in reading.counts}


def closing(body: str, title: str = "白苇县督察反馈问题整改完成情况公示") -> Reading:
    return reading_of(f"{title}\n{body}\n白苇县整改办\n2026年3月2日\n")


def test_rows_with_a_bar_at_both_ends_keep_their_cells_though_no_known_number_opens_them() -> None:
    reading = reading_of(
        "群众信访举报转办和边督边改公开情况一览表（第三批）\n"
        "| 受理编号 | 交办问题基本情况 | 行政区域 | 污染类型 | 调查核实及处理情况 | 是否属实 | 办结情况 |\n"
        "| D7YN-001 | 苇渠建材城叉车鸣笛吵。 | 白苇县 | 噪声 | 设限鸣牌 | 属实 | 已办结 |\n"
        "| X7YN-002 | 北坡煤场没有盖。 | 北坡区 | 大气 | 全部苫盖 | 部分属实 | 阶段性办结 |\n"
        "| D7YN-003 | 石桥河边烤鸭店冒烟，\n晚上更浓。 | 石桥县 | 大气 | 换净化器 | 不属实 | 已办结 |\n"
    )
    told = [
        (i.number.text, i.verdict.text, i.closed.text) for i in reading.items if i.number and i.verdict and i.closed
    ]
    assert told == [
        ("D7YN-001", "属实", "已办结"),
        ("X7YN-002", "部分属实", "阶段性办结"),
        ("D7YN-003", "不属实", "已办结"),
    ]
    assert [i.problem.text for i in reading.items][2] == "石桥河边烤鸭店冒烟，晚上更浓"


def test_a_state_of_ending_is_whether_the_complaint_is_closed_whatever_stands_above_it() -> None:
    reading = reading_of(
        "阶段性办结信访件后续办理情况公开\n"
        "批次 | 受理编号 | 反映问题 | 责任地区 | 后续办理 | 状态 |\n"
        "第二批 | D4LX202604080036 | 石桥镇化粪池满溢 | 石桥镇 | 新建管网2公里 | 办结 |\n"
        "第三批 | X4LX202604090002 | 北坡石材城切割粉尘 | 北坡镇 | 装喷淋43家 | 阶段性办结 |\n"
    )
    assert [i.closed and i.closed.text for i in reading.items] == ["办结", "阶段性办结"]


def test_a_light_gives_way_to_the_state_in_words_beside_it() -> None:
    reading = reading_of(
        "督察反馈问题整改进度通报\n"
        "| 任务序号 | 任务 | 责任单位 | 整改时限 | 亮灯 | 进度 |\n"
        "| 6 | 北坡瓷渣堆场淋溶水外流 | 北坡镇政府 | 2026年6月底 | 黄 | 按序时推进 |\n"
        "| 13 | 石桥镇雨污混接46处 | 石桥镇政府 | 2025年12月底 | 红 | 进度滞后 |\n"
    )
    assert [i.status and i.status.text for i in reading.items] == ["按序时推进", "进度滞后"]


def test_a_conclusion_says_the_state_that_the_results_do_not() -> None:
    reading = closing(
        "一、反馈问题：超采区机井应关未关。\n二、整改成效：封填机井213眼，水位止跌。\n三、结论：完成整改。"
    )
    assert [i.status and i.status.text for i in reading.items] == ["完成整改"]


def test_a_problem_with_a_goal_and_points_of_what_was_done_is_an_entry_though_a_contact_follows() -> None:
    reading = closing(
        "一、反馈问题\n个别园区确认把关不严。\n二、整改目标\n推进园区合规化建设。\n三、完成情况\n"
        "1.省里复核园区7个。\n2.园区补齐监控。\n如有异议请反映。（联系人：某某，联系电话：0000-0000000）"
    )
    assert [i.problem.text for i in reading.items] == ["个别园区确认把关不严"]


def test_a_limit_that_was_put_off_is_the_later_one_and_a_chapter_of_unknown_name_parts_no_entry() -> None:
    reading = closing(
        "一、问题：围垦养殖占用红树林310亩。\n二、原定时限：2025年6月底。\n三、调整后时限：2026年12月底。\n"
        "四、来龙去脉：海域使用权收回进入诉讼。\n五、责任单位：北坡镇人民政府",
        "关于第二轮督察问题第34项整改时限调整的公示",
    )
    assert [(i.deadline and i.deadline.date, [u.text for u in i.units]) for i in reading.items] == [
        ("2026-12-31", ["北坡镇人民政府"])
    ]


@pytest.mark.parametrize("number", ["序号十", "省序29", "序号一"])
def test_a_number_of_the_list_is_that_of_the_only_entry(number: str) -> None:
    reading = closing(
        f"整改情况（{number}）公示如下。\n整改任务：沿河采砂未停。\n整改目标：全面停采。\n整改完成情况：已完成整改。"
    )
    assert [i.number and i.number.text for i in reading.items] == [number]


def test_what_a_number_quotes_is_the_problem_rather_than_what_the_title_names() -> None:
    reading = closing(
        "你办交办的第18项“石桥溪14座小水电下泄流量不足，河段脱水”，我局已组织完成。\n整改时限：2026年2月底\n责任单位：县水利局",
        "白苇县水利局关于小水电生态流量问题整改完成的公示",
    )
    assert [i.problem.text for i in reading.items] == ["石桥溪14座小水电下泄流量不足，河段脱水"]


def test_a_notice_without_labels_tells_its_limit_and_what_was_done_in_points() -> None:
    reading = reading_of(
        "关于信访件D9LX202610300021整改完成情况的公示\n"
        "我公司收到转办的督察组信访件，反映锰渣库雨天渗黑水，流进村里水塘。我公司立即停产检修，落实如下：\n"
        "一、给坡脚加铺防渗膜。\n二、新建收集池2座。\n问题已整改到位。按要求应于2026年11月30日前完成，实际提前8天。\n"
        "公示期2027年1月6日至1月10日。\n白苇恒锰材料有限公司\n2027年1月6日\n"
    )
    item = reading.items[0]
    assert item.deadline is not None
    assert item.deadline.date == "2026-11-30"
    assert [m.text for m in item.measures] == ["给坡脚加铺防渗膜", "新建收集池2座"]


def test_a_unit_ends_where_a_label_that_nobody_knows_begins() -> None:
    reading = closing(
        "问题表述：秸秆离田率低。\n主责单位：县农业农村局。\n协助单位：各乡镇政府。\n整改过程：离田41万吨，新增打包机66台。"
    )
    assert [u.text for u in reading.items[0].units] == ["县农业农村局", "各乡镇政府"]


def test_complaints_that_lines_count_have_their_numbers_and_verdicts() -> None:
    reading = reading_of(
        "督察组转办信访件办理情况公开（第九批）\n"
        "1.群众反映“酒糟运输车一路滴水”。经查属实，石桥镇政府已约谈负责人。已办结。\n"
        "2.群众反映“后山推平建停车场”。经查部分属实，县自然资源局责令停工。正在办理。\n"
    )
    assert [(i.number and i.number.text, i.verdict and i.verdict.text) for i in reading.items] == [
        ("1", "属实"),
        ("2", "部分属实"),
    ]


def test_the_title_of_a_letter_is_no_entry_beside_what_it_says() -> None:
    reading = reading_of(
        "督察组转办群众来信回复\n信件编号：WT20260318007\n来信标题：废品站焚烧电线\n"
        "来信内容：河滨苑东门废品站晚上烧电线，味道刺鼻。\n承办单位：白苇县执法局\n办理状态：已办结\n"
    )
    assert [(i.problem.text, i.number and i.number.text) for i in reading.items] == [
        ("河滨苑东门废品站晚上烧电线，味道刺鼻", "WT20260318007")
    ]


@pytest.mark.parametrize("bar", [" |", ""])
def test_a_table_of_figures_is_counted_by_row_and_column_though_each_cell_has_its_line(bar: str) -> None:
    cells = ["序号", "县区", "总计", "来电", "来信"]
    for k, name in enumerate(["白苇县", "石桥县", "北坡区"], 1):
        cells += [str(k), name, str(k * 20), str(k * 13), str(k * 7)]
    reading = reading_of("督察组交办第六批信访举报件56件。\n" + "".join(f"{cell}{bar}\n" for cell in cells))
    assert {"白苇县总计", "石桥县来电", "北坡区来信"} <= values(reading).keys()
    assert values(reading)["北坡区来信"] == 21
    assert 3 not in values(reading).values()


def test_how_many_were_to_be_done_by_a_day_is_no_task() -> None:
    reading = reading_of(
        "某省公开督察整改情况\n到2027年12月31日，84个任务里，2027年底前要完成的56个，完成49个，基本完成7个；其余达到序时进度。\n"
    )
    assert reading.items == ()


def test_a_list_that_says_how_many_faults_it_has_is_as_many_entries() -> None:
    reading = reading_of(
        "白苇县整改办关于解除挂牌督办的通知\n石桥镇人民政府：\n"
        "经现场核查，我办同意对石桥化工污染场地亟需治理、苇渠污水厂（东片区）提质改造进展滞后、北坡镇黑臭水体反弹等3个挂牌督办问题解除挂牌督办。"
        "请你镇继续加强管理。\n白苇县整改办\n2026年4月26日\n"
    )
    assert [i.problem.text for i in reading.items] == [
        "石桥化工污染场地亟需治理",
        "苇渠污水厂（东片区）提质改造进展滞后",
        "北坡镇黑臭水体反弹",
    ]


def test_a_list_of_what_is_lacking_in_general_is_no_entry() -> None:
    reading = reading_of(
        "白苇县督察整改进展情况\n检查中发现责任落实不到位、排查整治不彻底、长效机制不健全等3个问题。截至3月底，41项任务已完成38项。\n"
    )
    assert reading.items == ()


def test_the_state_of_the_whole_task_goes_before_that_of_a_work() -> None:
    reading = closing(
        "一、整改任务\n污水再生利用工程推进不力。\n二、整改完成情况\n工程2025年6月29日竣工。已完成整改任务。"
    )
    assert [i.status and i.status.text for i in reading.items] == ["已完成整改任务"]


def test_an_entry_keeps_the_words_in_which_its_own_conclusion_says_what_the_opening_says_too() -> None:
    reading = closing(
        "现对已完成整改的问题公示如下。\n问题编号：第二十七项\n反馈问题：畜禽粪污露天堆放。\n整改时限：2025年12月底前\n"
        "整改结论：该问题已完成整改\n以上整改情况向社会公示。"
    )
    assert [i.status and i.status.text for i in reading.items] == ["该问题已完成整改"]


def test_rows_of_which_all_that_stood_between_the_cells_is_lost_are_parted_by_what_their_words_look_like() -> None:
    reading = reading_of(
        "白苇县群众信访举报转办和边督边改公开情况一览表\n"
        "序号 受理编号 受理方式 交办问题基本情况 行政区域 污染类型 调查核实情况 是否属实 处理和整改情况 问责情况\n"
        "31访受〔2026〕0517031号来电石桥镇商家村南侧道路扬尘严重。石桥镇大气污染5月18日，石桥镇政府调查核实，雨时路面有积水。"
        "是石桥镇政府对路面整平压实。无\n"
        "32访受〔2026〕0517032号来电北坡镇路边山林地被毁坏。"
        "北坡镇 生态破坏、土壤污染\n5月18日，县林业局现场核查，无毁坏林地情况。否无无\n"
    )
    told = [(i.number.text, i.problem.text, i.verdict.text) for i in reading.items if i.number and i.verdict]
    assert told == [
        ("访受〔2026〕0517031号", "石桥镇商家村南侧道路扬尘严重", "是"),
        ("访受〔2026〕0517032号", "北坡镇路边山林地被毁坏", "否"),
    ]
    assert [[u.text for u in i.units] for i in reading.items] == [["石桥镇政府"], ["县林业局"]]


def test_glued_rows_may_tell_the_verdict_before_what_was_found() -> None:
    reading = reading_of(
        "督察组信访件办理情况公开\n序号地区受理编号投诉内容污染类型是否属实调查核实情况处理和整改情况问责情况完成情况\n"
        "1石桥街道D3LX202605140027东街小区业主反映，小区内有很多流浪狗的排泄物。其他污染基本属实现场检查时发现流浪狗1只，已及时抓捕。\n"
        "2.督促社区完善保洁制度。\n完成整改\n"
        "2石桥街道X3LX202605190009码头海鲜店污水直排地面。水，生态不属实店内污水纳管排放。\n已办结\n"
    )
    told = [
        (i.number.text, i.verdict.text, i.closed.text) for i in reading.items if i.number and i.verdict and i.closed
    ]
    assert told == [("D3LX202605140027", "基本属实", "完成整改"), ("X3LX202605190009", "不属实", "已办结")]


def test_a_place_that_speaks_of_itself_answers_for_a_complaint_where_only_departments_concerned_act() -> None:
    reading = reading_of(
        "群众信访举报转办和边督边改公开情况一览表\n"
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 调查核实情况 | 是否属实 | 处理和整改情况\n"
        "1 | D2LX202603250005 | 龙虾店油烟刺鼻。 | 石桥区 | 我区接到交办任务后，立即安排相关部门开展调查。 | 属实 | 已清洗。\n"
        "2 | D2LX202603250006 | 渣场扬尘。 | 北坡区 | 经查，渣场未覆盖。 | 属实 | 已覆盖。\n"
    )
    assert [[u.text for u in i.units] for i in reading.items] == [["石桥区"], []]


def test_figures_of_two_tables_side_by_side_belong_to_the_names_before_them() -> None:
    reading = reading_of(
        "督察组移交第六批信访事项45件。\n设区市 | 移交事项数量 | 设区市 | 移交事项数量 |\n"
        "白苇市 | 16 | 石桥市 | 4 |\n北坡市 | 3 | 白坡市 | 7 |\n云栖市 | 15 | 合 计 | 45 |\n"
    )
    found = {
        count.value for count in reading.counts if count.label.startswith(("白苇市", "石桥市", "北坡市", "白坡市"))
    }
    assert found == {16, 4, 3, 7}


def test_ten_thousands_are_counted_in_full() -> None:
    assert values(reading_of("督察组进驻情况\n督察组累计调阅资料5.4万余份，罚款33587.86万元。\n")) == {
        "督察组累计调阅资料": 54000,
        "罚款": 33587.86,
    }


def test_lines_that_keep_the_numbers_of_a_longer_list_are_entries_where_each_names_who_answers() -> None:
    reading = reading_of(
        "关于省督察反馈问题整改进展情况的通报\n未完成任务情况如下：\n"
        "3.石桥镇粪污利用率偏低。责任单位：县农业农村局。整改时限：2027年6月底。进展情况：正在推进，主体完工。\n"
        "7.园区雨污分流改造滞后。责任单位：园区管委会。整改时限：2027年12月底。进展情况：达到序时进度，完成管网6公里。\n"
        "白苇县整改办\n2027年4月8日\n"
    )
    told = [(i.number and i.number.text, i.problem.text, i.status and i.status.code) for i in reading.items]
    assert told == [("3", "石桥镇粪污利用率偏低", "in_progress"), ("7", "园区雨污分流改造滞后", "on_track")]


@pytest.mark.parametrize("state", ["已通过市级验收", "已完成阶段性整改任务"])
def test_a_state_keeps_the_level_or_the_stage_that_it_names(state: str) -> None:
    reading = closing(
        f"一、反馈问题\n溢流口雨天溢流。\n二、整改目标\n雨天不溢流。\n三、整改完成情况\n建成调蓄池1座。该问题{state}，长期坚持。"
    )
    assert [i.status and i.status.text for i in reading.items] == [state]


def test_a_limit_ends_with_its_line_where_nothing_of_it_goes_on_below() -> None:
    reading = closing(
        "反馈问题\n矿山越界开采。\n责任单位\n北坡镇人民政府\n完成时限\n2025年12月底前\n怎么落实的\n矿山已关闭，2026年2月1日验收。"
    )
    assert [i.deadline and i.deadline.date for i in reading.items] == ["2025-12-31"]


def test_lines_of_a_name_and_a_figure_are_counts() -> None:
    reading = reading_of(
        "督察组向我市交办第14批信访件56件。\n涉及污染类型：\n大气 20\n水 14\n噪声 12\n土壤 6\n其他 4\n"
    )
    assert {"大气": 20, "噪声": 12, "其他": 4}.items() <= values(reading).items()


def test_who_checked_and_when_heads_no_fault_and_a_petrol_station_answers_for_none() -> None:
    reading = reading_of(
        "大气污染防治帮扶检查发现问题清单\n检查组：第三组 检查日期：2026年5月8日\n发现问题如下：\n"
        "1、城东加油站：油气回收装置停用。\n2、鑫旺木业：喷漆房未密闭，VOCs直排。\n"
    )
    assert [(i.problem.text, i.units) for i in reading.items] == [
        ("油气回收装置停用", ()),
        ("喷漆房未密闭，VOCs直排", ()),
    ]


@pytest.mark.parametrize("gap", ["　", "   "])
def test_wide_spaces_part_the_cells_of_rows_below_heads(gap: str) -> None:
    rows = [
        ["序号", "交办问题", "属地", "是否属实", "处理情况", "是否办结"],
        ["1", "永兴路夜宵摊油烟扰民", "石桥镇", "属实", "石桥镇政府责令安装净化器", "已办结"],
        ["2", "木器厂喷漆异味", "北坡镇", "不属实", "现场检查未发现异味", "阶段性办结"],
    ]
    reading = reading_of("督察组交办信访件办理情况公示（第六批）\n" + "".join(gap.join(row) + "\n" for row in rows))
    told = [(i.problem.text, i.verdict.text, i.closed.text) for i in reading.items if i.verdict and i.closed]
    assert told == [("永兴路夜宵摊油烟扰民", "属实", "已办结"), ("木器厂喷漆异味", "不属实", "阶段性办结")]


def test_names_parted_by_wide_spaces_are_no_table() -> None:
    text = "会议纪要\n出席:\n江一舟  吴海  周明  简行\n何天宝  谭若水  沈砚秋  郑立国\n"
    assert "|" not in document_of(text).body.folded


def test_a_report_on_a_problem_that_its_title_quotes_is_that_entry() -> None:
    reading = reading_of(
        "石桥镇人民政府关于省级督察交办“城乡结合部垃圾堆放”问题整改情况的报告\n县整改办：\n现将整改情况报告如下：\n"
        "一是清运垃圾310吨。\n二是设置围挡600米。\n目前，该问题已整改到位，申请验收销号。\n石桥镇人民政府\n2026年8月12日\n"
    )
    assert [(i.problem.text, [u.text for u in i.units]) for i in reading.items] == [
        ("城乡结合部垃圾堆放", ["石桥镇人民政府"])
    ]


def test_a_number_between_black_brackets_opens_an_entry() -> None:
    reading = reading_of(
        "县生态环境问题整改动态台账\n"
        "【1】苇渠沿线散排口12处未封堵 | 牵头：县水利局 | 配合：苇渠镇 | 时限：2026年10月底 | 状态：已完成\n"
        "【2】城区裸土未覆盖23处 | 牵头：县住建局 | 时限：2026年5月底 | 状态：正在推进\n"
    )
    told = [(i.problem.text, i.deadline and i.deadline.date, i.status and i.status.text) for i in reading.items]
    assert told == [
        ("苇渠沿线散排口12处未封堵", "2026-10-31", "已完成"),
        ("城区裸土未覆盖23处", "2026-05-31", "正在推进"),
    ]


def test_what_a_visit_went_to_see_may_be_quoted_first_of_several_matters() -> None:
    reading = reading_of(
        "县督察整改调研\n近日，县整改办副主任江一舟带队开展督察反馈问题整改督导调研，实地督导了“正禾牧业粪污堆放在石桥镇基本农田内”"
        "以及北坡污水处理厂运行等问题整改进展情况。\n督导组要求落实责任。\n"
    )
    assert [i.problem.text for i in reading.items] == ["正禾牧业粪污堆放在石桥镇基本农田内"]


def test_a_day_alone_in_its_line_is_no_number_of_an_entry() -> None:
    reading = reading_of(
        "白苇县督察反馈问题整改情况公示（第九项）\n2027-01-14 字体：[大 中 小]\n"
        "督察组反馈意见指出：“苇渠沿岸12家砂石厂砂石裸露堆放”。\n"
        "整改责任单位：白苇县人民政府。\n整改时限：2026年12月底前。\n整改完成情况：已完成整改。\n"
    )
    assert [i.number and i.number.text for i in reading.items] == ["第九项"]


@pytest.mark.parametrize(
    ("office", "named"),
    [("北坡风景区管委会", ["北坡风景区管委会"]), ("白苇县生态环境保护督察整改工作领导小组办公室", [])],
)
def test_a_notice_that_nobody_signs_is_of_the_unit_in_its_title_unless_that_only_oversees(
    office: str, named: list[str]
) -> None:
    reading = reading_of(
        f"{office}关于省级督察反馈问题整改完成情况的公示\n问题一：核心区内违规建设宾馆。\n整改时限：2026年6月底前\n"
        "整改情况：宾馆已拆除。完成整改。\n问题二：景区污水处理站未正常运行。\n整改时限：2026年3月底前\n整改情况：更换设备。完成整改。\n"
        "公示时间：2026年7月12日至7月16日。\n"
    )
    assert [[u.text for u in i.units] for i in reading.items] == [named, named]


def test_tasks_that_a_report_counts_up_with_how_each_stands_are_entries() -> None:
    reading = reading_of(
        "石桥县省级环保督察反馈问题整改进展（一季度）\n反馈的14项问题已完成整改12项。其余2项进展如下：\n"
        "1.城镇生活污水集中收集率偏低，雨天溢流。目前收集率54%，未达到序时进度。\n2.历史遗留矿山修复。已修复1200亩，达到序时进度。\n"
    )
    told = [(i.number and i.number.text, i.problem.text, i.status and i.status.code) for i in reading.items]
    assert told == [("1", "城镇生活污水集中收集率偏低，雨天溢流", "behind"), ("2", "历史遗留矿山修复", "on_track")]


def test_steps_without_a_state_of_each_are_no_entries() -> None:
    reading = reading_of(
        "县农业农村局推进环保督察反馈问题整改\n截至10月底，牵头的32个问题已完成整改28个。主要情况如下：\n"
        "1.加强组织领导。成立工作专班。\n2.强化督促检查。每月深入乡镇督导，发现垃圾立即清理。\n"
    )
    assert reading.items == ()


def test_an_answer_behind_a_blank_is_no_part_of_its_label() -> None:
    reading = reading_of(
        "督察组信访件办理情况\n受理编号 X2LX202606110042\n举报内容 学府路夜市噪音大。\n"
        "调查核实情况 经查，夜市23时后仍有音响。\n"
        "是否属实 属实\n处理和整改情况 石桥县城管局要求关闭音响。\n是否办结 已办结\n问责情况 无\n"
    )
    told = [(i.verdict.text, i.closed.text) for i in reading.items if i.verdict and i.closed]
    assert told == [("属实", "已办结")]


def test_the_line_of_a_label_may_say_the_number_of_its_problem() -> None:
    reading = closing(
        "一、反馈问题（序号17）\n垃圾中转站渗滤液收集不到位。\n二、责任单位\n石桥镇人民政府\n三、整改时限\n2025年12月\n"
        "四、整改完成情况\n已完成整改。"
    )
    assert [i.number and i.number.text for i in reading.items] == ["序号17"]


def test_a_line_that_closes_with_the_word_problem_above_the_labels_tells_it() -> None:
    reading = closing(
        "石桥镇区雨污管网破损，污水溢流至龙潭河问题\n责任主体：石桥镇人民政府\n整改目标：杜绝污水溢流\n时限要求：2025年10月底\n"
        "整改结果：整改完成，无污水溢流。"
    )
    assert [i.problem.text for i in reading.items] == ["石桥镇区雨污管网破损，污水溢流至龙潭河"]


def test_one_late_task_with_its_unit_in_a_bracket_is_an_entry_where_words_announce_it() -> None:
    reading = reading_of(
        "石桥县环保督察整改工作进展情况\n截至6月底，23项任务完成21项，滞后1项。\n滞后任务为：县垃圾填埋场渗滤液处理站扩建（县住建局，8月底前完成）。\n"
        "石桥县整改办\n2027年7月3日\n"
    )
    told = [(i.problem.text, [u.text for u in i.units], i.deadline and i.deadline.date) for i in reading.items]
    assert told == [("县垃圾填埋场渗滤液处理站扩建", ["县住建局"], "2027-08-31")]


def test_an_upright_table_ends_before_the_days_of_the_notice() -> None:
    cells = [
        "序号",
        "反馈问题",
        "责任单位",
        "整改时限",
        "完成情况",
        "1",
        "餐厨垃圾收运不健全",
        "县城管局",
        "2026年12月底",
        "已完成。",
    ]
    cells += [
        "2",
        "地下油罐防渗改造未完成",
        "县商务局",
        "2026年9月底",
        "已完成。改造11座。",
        "公示时间：2027年1月5日至1月11日",
    ]
    reading = reading_of("白苇县省环保督察反馈问题整改完成情况公示\n" + "\n".join(cells) + "\n")
    assert [i.status and i.status.text for i in reading.items] == ["已完成", "已完成"]


def test_a_label_that_is_glued_to_its_problem_counts_no_entry_and_a_day_of_digits_signs() -> None:
    reading = reading_of(
        "省督察第8项问题整改公示\n已完成整改，拟申请验收销号，现公示：\n一、整改问题白坡区、石桥区的应急预案没有修订。\n"
        "二、整改目标：修订预案。\n三、整改措施：按要求调整并印发。\n四、整改主要工作及成效：已印发。\n"
        "五、受理部门：白坡区整改办\n如有异议，请书面反映。\n中共白坡区委\n白坡区人民政府\n20251122\n"
    )
    (item,) = reading.items
    assert item.number and item.number.text == "第8项"
    assert item.problem.text == "白坡区、石桥区的应急预案没有修订"
    assert [unit.text for unit in item.units] == ["中共白坡区委", "白坡区人民政府"]


def test_one_number_above_the_points_of_a_problem_makes_them_one_entry() -> None:
    reading = closing(
        "一、整改问题\n第七项中第二项问题：\n（1）园区没有集中供热。（2）规划环评未审查。\n二、整改目标\n集中供热。"
    )
    assert [item.problem.text for item in reading.items] == [
        "第七项中第二项问题：（1）园区没有集中供热。（2）规划环评未审查"
    ]


@pytest.mark.parametrize(
    ("title", "number"), [("第47-1项问题整改公示", "第47-1项"), ("第二十七项任务整改完成公示", "第二十七项")]
)
def test_the_title_of_a_notice_tells_the_number_of_its_problem(title: str, number: str) -> None:
    (item,) = closing(
        "整改问题：北坡镇污水直排。\n整改目标：污水进厂。\n整改措施：新建污水厂。", f"中央督察{title}"
    ).items
    assert item.number and item.number.text == number


def test_who_supervises_a_notice_behind_its_days_takes_objections_and_answers_for_nothing() -> None:
    reading = reading_of(
        "白苇县群众举报件整改完成公示\n举报内容：北坡橡胶厂夜里排臭气。\n责任单位：北坡镇人民政府\n整改时限：2026年1月底前\n"
        "整改完成情况：加装喷淋。\n公示日期：2026年2月19日至2月23日\n监督单位：白苇县整改办（电话00000000）\n"
    )
    assert [unit.text for unit in reading.items[0].units] == ["北坡镇人民政府"]


def test_a_member_of_a_series_counts_though_it_leaves_out_what_all_are_counted_in() -> None:
    reading = reading_of(
        "督察组向我市转交第16批群众投诉8件。涉及污染类型：水28个，大气22个，土壤24，生态27，其他16个。编号8，第9，共10人。\n"
    )
    figures = values(reading)
    assert (figures["土壤"], figures["生态"], figures["其他"]) == (24, 27, 16)
    assert [(c.label, c.unit) for c in reading.counts if c.value in (24, 27)] == [("土壤", "个"), ("生态", "个")]
    assert 9 not in figures.values()


def test_a_number_ends_with_the_bracket_that_it_stands_in() -> None:
    reading = closing(
        "现将反馈的“苇渠养殖场粪污直排”问题（编号：13）整改情况公示如下：整改目标：还田；责任单位：石桥区农业农村局；整改时限：2023年10月底。"
    )
    assert [item.number and item.number.text for item in reading.items] == ["13"]


def test_the_days_of_a_notice_above_the_unit_that_signs_are_no_part_of_its_name() -> None:
    reading = reading_of(
        "北坡镇关于督察交办信访件整改情况的公示\n一、问题基本情况\nX2LL202404120031号信访件反映，北坡镇石灰厂夜里粉尘大，影响居民。\n"
        "二、整改要求\n2024年6月底前完成除尘改造。\n三、整改落实情况\n（一）拆除旧窑2座。\n（二）新装除尘器3套。\n"
        "四、公示时间\n2024年6月24日至6月28日\n北坡镇人民政府\n"
    )
    (item,) = reading.items
    assert [unit.text for unit in item.units] == ["北坡镇人民政府"]
    assert item.number and (item.number.text, item.problem.text) == (
        "X2LL202404120031",
        "北坡镇石灰厂夜里粉尘大，影响居民",
    )


def test_the_number_of_a_problem_may_open_what_it_tells() -> None:
    reading = reading_of(
        "白坡县反馈意见第7项问题整改销号公示\n问题编号7：南湖保护区界桩缺失，核心区放牧没有禁住。\n"
        "责任单位：南湖保护区管理局\n整改目标：界线清楚。\n完成情况：已重新埋设界桩214根，完成整改。\n"
    )
    (item,) = reading.items
    assert item.problem.text == "南湖保护区界桩缺失，核心区放牧没有禁住"
    assert item.number and "7" in item.number.text


@pytest.mark.parametrize(
    "done",
    [
        "对弄虚作假、虚假整改的，由纪委给予通报批评。",
        "坚决杜绝表面整改、虚假整改。",
        "对未按期完成整改的，一律约谈主要负责人。",
        "严防敷衍整改。",
    ],
)
def test_what_is_threatened_or_forbidden_is_no_state_of_the_entry(done: str) -> None:
    item = reading_of(
        "白坡镇督察反馈问题整改情况公示\n整改任务：镇区雨污分流不彻底。\n整改目标：完成镇区管网改造。\n"
        f"整改完成情况：\n1、新建管网3公里。\n2、{done}\n公示时间：2026年9月1日至2026年9月7日。\n白坡镇人民政府\n2026年9月1日\n"
    ).items[0]
    assert item.status is None or item.status.code not in UNTRUE


def test_in_the_course_of_the_work_is_no_state_of_it() -> None:
    item = reading_of(
        "白坡镇督察反馈问题整改情况公示\n整改任务：一些任务整改中，有的单位敷衍应对。\n整改目标：压实责任。\n"
        "整改完成情况：\n1、每月调度。\n2、强化督办。\n公示时间：2026年9月1日至2026年9月7日。\n白坡镇人民政府\n"
    ).items[0]
    assert item.status is None or item.status.text != "整改中"

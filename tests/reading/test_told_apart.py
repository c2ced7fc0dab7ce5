"""Whose fault an entry is and where it begins, on pages that tell it in passing: cases, films, letters, notices, visits."""

import pytest

from tests.reading.texts import reading_of


def _found(text: str) -> list[tuple[str, list[str]]]:
    return [(item.problem.text, [unit.text for unit in item.units]) for item in reading_of(text).items]


def test_a_case_is_told_of_where_the_inspection_went_and_its_second_fault_too() -> None:
    text = (
        "典型案例：云栖市垃圾处理短板明显\n2026年4月，督察组下沉云栖市发现，填埋场渗滤液积存严重，长期溢流。\n"
        "云栖市城北渗滤液处理站干扰监测采样。运行人员用清水稀释采样池。\n"
    )
    assert _found(text) == [
        ("填埋场渗滤液积存严重，长期溢流", ["云栖市"]),
        ("云栖市城北渗滤液处理站干扰监测采样", ["云栖市"]),
    ]


def test_departments_without_a_place_are_blamed_for_nothing_and_a_heading_opens_no_name() -> None:
    text = (
        "典型案例 | 石桥河非法采砂屡禁不止\n2026年4月，督察组督察临澜省发现，石桥县对河道采砂监管不力，盗采河砂长期存在。\n"
        "二、主要问题\n采砂坑回填弄虚作假。\n三、原因分析\n有关部门监管缺位。\n"
    )
    assert [units for _, units in _found(text)] == [["石桥县"], ["石桥县"]]


def test_of_several_provinces_in_one_page_each_answers_for_its_own_and_the_object_of_a_fault_stays_whole() -> None:
    text = (
        "督察组集中通报典型案例\n督察组通报典型案例。\n在临澜，督察发现石桥县违规采石破坏长城。石桥县矿山主管部门办理许可时没有征求意见。\n"
        "在望溪，督察发现林区小水电站清理整治不力，4座仍在运行。\n"
        "在青陂，督察发现白坡州采砂企业违规占用草原、林地，白坡州政府有关部门监管责任不到位。\n"
    )
    assert [units for _, units in _found(text)] == [["石桥县矿山主管部门"], [], ["白坡州政府有关部门"]]


def test_what_a_film_shows_of_two_places_between_commas_is_two() -> None:
    text = (
        "石桥县研究警示片披露问题整改\n6月2日，石桥县组织观看生态环境警示片。警示片披露，北坡镇在滩区违规堆放固体废物约3万吨，"
        "县产业集聚区污水处理厂超标排放。\n"
    )
    assert [problem for problem, _ in _found(text)] == [
        "北坡镇在滩区违规堆放固体废物约3万吨",
        "县产业集聚区污水处理厂超标排放",
    ]


def test_a_line_between_the_members_of_a_feedback_goes_on_about_the_one_before() -> None:
    text = (
        "省督察组向云栖市反馈督察情况\n督察指出，一些问题依然突出。\n一是有的部门思想认识有偏差。白苇区引进高耗水项目。\n"
        "市水利局督促指导不够，河长不知道管哪条河。\n二是岸线修复欠账较多。违规码头7个。\n"
    )
    assert [problem for problem, _ in _found(text)] == ["有的部门思想认识有偏差", "岸线修复欠账较多"]


def test_the_first_member_is_told_though_its_paragraph_leads_it_in() -> None:
    text = (
        "省督察组向云栖市反馈督察情况\n对于存在的问题，督察组指出，一是发展压过保护的观念还很普遍。有的办法允许在保护区开矿。\n"
        "二是保护区里开矿建站破坏严重。多处山体裸露。\n"
    )
    assert _found(text) == [("发展压过保护的观念还很普遍", []), ("保护区里开矿建站破坏严重", [])]


@pytest.mark.parametrize("bracket", ["责任单位：白坡乡人民政府", "白坡乡人民政府", "白坡乡人民政府，2026年6月底前完成"])
def test_numbered_lines_tell_in_a_bracket_who_answers_and_behind_it_how_they_stand(bracket: str) -> None:
    text = (
        "石桥县环保督察整改完成问题公示\n以下问题已整改到位，现公示5天：\n"
        f"1.北坡砖厂料堆没有覆盖（{bracket}），已入棚。\n2.北环路洗车点废水外流（责任单位：县城管局），已取缔。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "closure_notice"
    assert [(i.number and i.number.text, i.problem.text, i.status and i.status.text) for i in reading.items] == [
        ("1", "北坡砖厂料堆没有覆盖", "已入棚"),
        ("2", "北环路洗车点废水外流", "已取缔"),
    ]
    assert [[u.text for u in i.units] for i in reading.items] == [["白坡乡人民政府"], ["县城管局"]]


def test_the_matter_that_a_notice_says_is_finished_is_its_entry_and_what_was_done_is_none() -> None:
    text = (
        "关于白坡区督察第27项任务整改完成的公示\n按照整改方案，白坡区已完成老码头岸线修复不到位整改任务。责任单位为区交通局，"
        "整改时限为2025年12月底。主要做法：一是拆除趸船4艘；二是恢复岸线植被1.1公里。同意销号。公示时间：2026年7月4日至7月8日。\n"
    )
    assert _found(text) == [("老码头岸线修复不到位", ["区交通局"])]


def test_a_letter_tells_what_a_round_found_and_asks_to_mend_it_by_a_day() -> None:
    text = (
        "关于督办污水外溢问题的函\n白坡市经济开发区管委会：\n4月8日巡查发现，园区泵站断电，污水从检查井溢入农渠。"
        "请你单位4月25日前完成修复，并于4月28日前书面报送办理结果。\n临澜市督察整改办公室\n2026年4月11日\n"
    )
    found = [(i.problem.text, i.deadline and i.deadline.date) for i in reading_of(text).items]
    assert found == [
        ("园区泵站断电，污水从检查井溢入农渠", "2026-04-25"),
        ("书面报送办理结果", "2026-04-28"),
    ]


def test_a_district_answers_for_what_its_head_went_to_see() -> None:
    text = (
        "区县领导现场督办信访举报问题\n5月13日，白坡区委主要负责同志现场督办“齿轮厂废气扰民、北滩垃圾污染”等5个问题整改工作。"
        "该区政府主要负责同志现场督办“绿苑空地垃圾乱堆乱放”问题整改工作。\n"
    )
    assert _found(text) == [("齿轮厂废气扰民、北滩垃圾污染", ["白坡区"]), ("绿苑空地垃圾乱堆乱放", ["白坡区"])]


def test_a_task_that_is_behind_is_what_its_member_opens_with_and_stands_as_the_next_clause_says() -> None:
    text = (
        "督察整改工作通报\n2026年9月12日\n截至8月底，全省58项整改任务完成41项，2项未达到序时进度：\n"
        "一是白坡市垃圾焚烧厂扩建，土建刚完成六成，白坡市人民政府要于11月底前完成。\n"
        "二是石桥县养殖池塘清退，还有310亩没有签约，石桥县人民政府要于10月底前完成。\n"
    )
    found = [(i.problem.text, i.status and i.status.text) for i in reading_of(text).items]
    assert found == [("白坡市垃圾焚烧厂扩建", "土建刚完成六成"), ("石桥县养殖池塘清退", "还有310亩没有签约")]


def test_tasks_between_quotation_marks_stand_as_their_sentence_says_with_its_limit() -> None:
    text = (
        "白坡经开区督察问题整改进展情况\n重点整改任务“部分煤矿矿井涌水直排”已完成整改。\n"
        "重点整改任务“固废填埋场防渗不到位”，整改时限为2026年12月底，已完成固废倒库。\n"
    )
    found = [(i.problem.text, i.deadline and i.deadline.date) for i in reading_of(text).items]
    assert found == [("部分煤矿矿井涌水直排", None), ("固废填埋场防渗不到位", "2026-12-31")]


def test_a_label_with_a_space_in_it_ends_the_line_before() -> None:
    text = (
        "石桥县生态环境问题销号公示\n整改问题：果品园区雨污没有分流，酸性废水溢出\n责任 单位：石桥县经信委、北坡镇人民政府\n"
        "完成 时限：2026年6月底前\n整改情况：雨污管道分开，验收通过。\n"
    )
    assert _found(text) == [("果品园区雨污没有分流，酸性废水溢出", ["石桥县经信委", "北坡镇人民政府"])]


def test_principles_of_a_plan_are_no_task() -> None:
    text = (
        "临澜市督察反馈意见整改方案\n一、总体要求\n打好攻坚战。\n二、整改原则\n坚持一岗双责。各相关部门对整改工作负总责。\n"
        "能改的立行立改；要分步的盯住节点。\n"
    )
    assert not reading_of(text).items


def test_the_office_that_publishes_for_others_answers_for_nothing_and_who_did_the_work_does() -> None:
    text = (
        "云栖市督察反馈问题整改情况公示\n中央督察反馈“石桥县砂石矿治理不力”问题已完成整改。\n"
        "整改成效：责任主体石桥县人民政府制定方案，9座砂石矿完成覆土，达到整改目标。\n云栖市环境污染防治攻坚办\n"
    )
    (item,) = reading_of(text).items
    assert [unit.text for unit in item.units] == ["石桥县人民政府"]
    assert item.status is not None
    assert item.status.text == "达到整改目标"
    (item,) = reading_of(text.replace("责任主体石桥县人民政府制定方案，", "")).items
    assert not item.units


def test_a_state_that_its_own_field_tells_whole_stays_whole() -> None:
    text = "石桥县问题整改销号公示\n整改问题：机井应关未关，多打118眼\n责任单位：县水利局\n整改情况：完成整改，拟销号\n"
    (item,) = reading_of(text).items
    assert item.status is not None
    assert item.status.text == "完成整改，拟销号"


def test_a_telephone_in_a_bracket_belongs_to_no_name() -> None:
    text = (
        "云栖市群众举报件整改完成公示\n举报内容：橡胶加工厂夜间排放臭气。\n责任单位：石桥县北坡镇人民政府（电话0000-0000000）\n"
        "整改完成情况：加装喷淋。\n验收意见：准予销号\n"
    )
    assert _found(text) == [("橡胶加工厂夜间排放臭气", ["石桥县北坡镇人民政府"])]


@pytest.mark.parametrize("told", ["目前已完成整改", "此前已完成整改"])
def test_what_has_been_done_by_now_is_a_state_and_the_name_of_the_notice_is_none(told: str) -> None:
    text = f"石桥县警示片披露问题整改完成的公示\n警示片披露我县“北滩集镇污水直排水渠”问题，{told}，现公示如下。\n"
    (item,) = reading_of(text).items
    assert item.status is not None
    assert item.status.text == "已完成整改"


def test_who_is_ordered_to_mend_polluted_and_who_is_written_to_answers() -> None:
    text = (
        "关于督办重点大气污染源的通知\n白坡区政府、石桥区政府：\n督查组检查发现重点大气污染源。"
        "请依法查处并责令有关单位立即整改，并将处理情况于9月9日前书面回复市政府督查组。\n2026年9月1日\n"
    )
    assert {unit for _, named in _found(text) for unit in named} == {"白坡区政府", "石桥区政府"}


def test_the_bureau_that_neglects_its_work_in_the_proof_of_a_finding_answers_for_it() -> None:
    text = (
        "云栖市督察报告\n二、存在的主要问题\n（一）有的部门履行职责不到位。市、县两级三年没有更新清单，市工信局把督办函当作普通来文传阅。\n"
        "（二）城区污水收集短板突出。石桥河仍有11个排口直排，市住建局没有列入计划。\n（三）矿山修复推进缓慢。4座没有按方案修复。\n"
        "三、整改要求\n云栖市委、市政府要在30个工作日内报送整改方案。\n"
    )
    assert [units for _, units in _found(text)][:3] == [["市工信局"], ["市住建局"], []]


def test_what_is_told_right_before_the_visitor_looks_at_it_is_what_the_visit_found() -> None:
    text = (
        "卓明远现场督导督察反馈问题整改工作\n5月14日，市长卓明远前往白坡区，现场督导督察反馈问题整改工作。\n"
        "石桥河因管网建设不完善，生活污水溢流入河。卓明远现场察看，强调要抓紧完善方案。"
        "卓明远察看“北坡街道建筑垃圾中转场扬尘污染”问题整改情况，督促采取喷淋措施。\n"
    )
    assert [problem for problem, _ in _found(text)] == [
        "石桥河因管网建设不完善，生活污水溢流入河",
        "北坡街道建筑垃圾中转场扬尘污染",
    ]


def test_a_meeting_that_makes_a_place_answer_for_a_matter_gives_the_ledger_an_entry() -> None:
    text = (
        "4月16日，云栖市委常委会召开会议，部署督察整改。\n会议指出，要提高政治站位。\n"
        "会议强调，对于督察组发现的石桥县三里寨调蓄工程存在问题，石桥县要担负起整改的主体责任。\n"
    )
    assert _found(text) == [("石桥县三里寨调蓄工程存在问题", ["石桥县"])]


def test_a_day_that_stands_alone_in_a_column_of_days_ends_no_table() -> None:
    text = (
        "云栖市督察整改完成情况公示表\n序号\n存在问题\n责任单位\n整改时限\n整改结果\n\n12\n\n北滩堆存河砂约8万方\n\n白坡区人民政府\n\n"
        "2025年10月底\n\n已清运复绿\n\n19\n\n水库保护区内仍有餐饮店3家\n\n市水利局\n\n2025年10月31日\n\n已拆除\n\n监督电话：0000-0000000\n"
    )
    found = [(i.deadline and i.deadline.date, i.status and i.status.text) for i in reading_of(text).items]
    assert found == [("2025-10-31", "已清运复绿"), ("2025-10-31", "已拆除")]


def test_a_meeting_that_a_county_watched_is_the_meeting_of_its_report() -> None:
    meeting = reading_of("1月22日，我县收听收看全省督察整改推进工作电视电话会议，县委副书记舒明远参加会议。\n").meeting
    assert meeting is not None
    assert (meeting.name.text, [one.text for one in meeting.attendees]) == (
        "全省督察整改推进工作电视电话会议",
        ["舒明远"],
    )


def test_the_goal_of_ending_a_complaint_tells_whether_it_ended() -> None:
    text = (
        "云栖市群众信访举报边督边改公开情况一览表\n"
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 调查核实情况 | 是否属实 | 处理和整改情况 | 办结目标\n"
        "1 | D6 | 夜间音响扰民。 | 白坡区 | 仍在使用音响。 | 属实 | 责令停止使用。 | 已办结\n"
        "2 | X6 | 水沟有臭味。 | 石桥区 | 有少量泡沫。 | 部分属实 | 清淤260米。 | 阶段性办结\n"
    )
    assert [i.closed and i.closed.text for i in reading_of(text).items] == ["已办结", "阶段性办结"]


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (
            "为加快历史遗留矿山治理，根据《矿山图斑核查通知》等文件要求，经县政府同意，现对我县第三批历史遗留矿山自然复绿认定结果"
            "（详见附件）进行公示。",
            "other",
        ),
        ("现对北坡矿山复绿问题整改完成情况进行公示，拟予销号。", "closure_notice"),
    ],
)
def test_what_an_office_shows_the_public_is_of_the_field_where_it_speaks_of_rectifying(shown: str, kind: str) -> None:
    told = "公示期为2026年12月7日至12月11日，如有异议请向市自然资源局反映。\n市自然资源局\n2026年12月7日\n"
    assert reading_of(f"{shown}\n{told}").kind == kind


@pytest.mark.parametrize(
    ("finding", "named"),
    [
        ("乡镇污水处理设施大面积闲置。抽查16座，7座没有通电。", []),
        ("开发区环境基础设施长期缺位。至今没有集中供热。", []),
        ("产业集聚区污水厂长期超标。去年超标27天。", []),
        ("禁采区违法开采没有停止。巡查没有记录。", []),
        ("中心城区污水收集短板突出。中心城区建成区有三成没有管网。", []),
        ("跨县河流生态水量得不到保障。上游蓄水浇果园。", []),
        ("废旧地膜回收数据不实。三个乡报的数一样。", []),
        ("机动车检验机构出具虚假报告。全市重型柴油货车抽检站有两家没有设备。", []),
        ("部门环保责任互相谦让。市里印发的责任清单把三十六个部门都写了进去。", []),
        ("一些举报件查处不实。群众反映石桥县一处石料厂放炮震裂房屋，回复不属实。", ["石桥县"]),
        ("石桥县开发区集中供热长期缺位。至今没有管网。", ["石桥县"]),
    ],
)
def test_a_kind_of_place_without_a_name_answers_for_no_finding(finding: str, named: list[str]) -> None:
    text = (
        "省第二督察组向云栖市反馈督察情况\n2026年5月，省第二督察组对云栖市开展督察。\n二、存在的主要问题\n"
        f"1.{finding}\n2.餐饮油烟长期扰民。群众多次举报没有解决。\n督察组要求，云栖市要把整改落到实处。\n"
    )
    assert _found(text)[0] == (finding.partition("。")[0], named)

"""What prose tells of tasks and faults: strung in a sentence, wrapped hard, due and told with the outcome."""

import textwrap

import pytest

from bihuan.reading.result import Item
from tests.reading.texts import reading_of


def told(item: Item) -> tuple[str, list[str], str | None]:
    return item.problem.text, [u.text for u in item.units], item.deadline.date if item.deadline else None


@pytest.mark.parametrize(
    ("lead", "between"), [("逾期任务为：", "，"), ("滞后事项有", "；"), ("未完成的项目包括：", "、")]
)
def test_entries_strung_in_a_sentence_have_their_units_in_brackets(lead: str, between: str) -> None:
    strung = between.join(("砖窑拆除（县自然资源局）", "菜场沟清淤（北坡镇政府）", "粮站煤改气（县发改局）"))
    text = (
        f"白苇县2026年度督察整改任务完成情况通报\n全年应完成任务19项，截至12月30日已完成16项。{lead}{strung}。\n"
        "上述单位要查找原因，2027年3月底前全部整改完毕。\n白苇县整改办\n2027年1月6日\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("砖窑拆除", ["县自然资源局"], "2027-03-31"),
        ("菜场沟清淤", ["北坡镇政府"], "2027-03-31"),
        ("粮站煤改气", ["县发改局"], "2027-03-31"),
    ]


def test_one_bracket_with_a_unit_strings_nothing() -> None:
    text = "白苇县督察整改进展情况\n19项任务完成16项，北坡沟清淤（县水利局）正在扫尾。\n"
    assert reading_of(text).items == ()


@pytest.mark.parametrize(
    "words",
    [
        "2025年底前应建成中转站4座，目前仅建成1座",
        "县里应于2025年6月底前改造旱厕320座，实际完成87座",
        "2025年底应完成任务31项，截至12月31日已完成22项",
        "3月清淤工程开工，2026年2月底通过验收",
    ],
)
def test_what_was_due_and_came_about_or_did_not_is_no_duty(words: str) -> None:
    assert reading_of(f"白苇县督察整改工作进展情况\n{words}。\n白苇县整改办\n2026年5月8日\n").items == ()


def test_a_limit_that_is_still_to_come_stays_a_duty() -> None:
    text = "白苇县督察整改工作进展情况\n县水利局要在2026年9月底前完成北坡沟清淤。\n白苇县整改办\n2026年5月8日\n"
    assert [told(item) for item in reading_of(text).items] == [("完成北坡沟清淤", ["县水利局"], "2026-09-30")]


PARAGRAPHS = (
    "石桥县渣场整治推进不力，长期未覆盖。督察发现，全县3处渣场堆存约2.4万立方米，雨天泥水漫进农田，县里多次现场办公仍无进展。",
    "白坡区城区污水直排青溪。督察人员沿河步行，看到12处排口未接管，每天约有860吨污水入河，其中3处紧邻取水口，群众反映强烈。",
    "云岭市督察整改调度流于形式。市里一年开会14次，有9次只念文件；对6项逾期任务没有约谈一人，也没有通报一起。",
)


def test_lines_of_one_width_are_paragraphs_by_their_indents() -> None:
    wrapped = "\n".join(
        line
        for paragraph in PARAGRAPHS
        for line in textwrap.wrap("\u3000\u3000" + paragraph, 24, drop_whitespace=False)
    )
    text = f"省第五生态环境保护督察组向云岭市反馈督察情况\n二、存在的主要问题\n{wrapped}\n"
    assert [item.problem.text for item in reading_of(text).items] == [p.split("。")[0] for p in PARAGRAPHS]


def test_a_feedback_urges_those_it_named_last() -> None:
    text = (
        "省督察组向云岭市反馈督察意见\n督察要求，云岭市委、市政府要扛起责任。"
        "抓紧制定整改方案，在收到反馈意见后30个工作日内报送省政府；扎实推进整改，在6个月内将落实情况报送省政府。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("制定整改方案，在收到反馈意见后30个工作日内报送省政府", ["云岭市委", "市政府"], "P30WD"),
        ("将落实情况报送省政府", ["云岭市委", "市政府"], "P6M"),
    ]


@pytest.mark.parametrize("limit", ["6月底前完成", "于6月底之前办结", "6月30日前办结"])
def test_a_limit_may_stand_behind_the_bracket_of_units(limit: str) -> None:
    text = (
        "白苇县2026年“清水”百日攻坚重点任务\n"
        f"1.封堵入河排口12处（县水利局、县住建局），{limit}。\n2.清运河道垃圾（北坡镇政府），{limit}。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("封堵入河排口12处", ["县水利局", "县住建局"], "2026-06-30"),
        ("清运河道垃圾", ["北坡镇政府"], "2026-06-30"),
    ]


def test_a_reminder_quotes_the_task_and_says_its_limit() -> None:
    text = (
        "督办提醒函\n县林业局：\n你单位负责的第7项任务“北坡林场违建木屋未拆除”，完成时限为2026年5月31日，目前尚未开工。"
        "请倒排工期，并于4月15日前将施工计划报我办。\n白苇县整改办\n2026年4月2日\n"
    )
    items = reading_of(text).items
    assert items[0].number is not None
    assert items[0].number.text == "第7项"
    assert [told(item) for item in items] == [
        ("北坡林场违建木屋未拆除", ["县林业局"], "2026-05-31"),
        ("将施工计划报我办", ["县林业局"], "2026-04-15"),
    ]


@pytest.mark.parametrize(
    ("who", "whom"), [("主办单位", "协办单位"), ("承办单位", "配合单位")], ids=["leaders-note", "transfer"]
)
def test_who_handles_a_form_is_no_foot_of_the_page(who: str, whom: str) -> None:
    text = (
        f"领导批示件交办单\n编号：白批〔2026〕9号\n批示内容：“请抓紧研究，不能再拖。”\n涉及事项：老街片区无污水管网\n"
        f"{who}：北坡镇政府\n{whom}：县住建局\n办结时限：2026年5月20日\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("老街片区无污水管网", ["北坡镇政府", "县住建局"], "2026-05-20")
    ]


def test_who_hosts_a_page_is_at_its_foot() -> None:
    text = (
        "白苇县督察整改销号公示\n反馈问题：北坡沟黑臭。\n责任单位：县水利局\n公示时间：2026年5月6日至5月12日\n"
        "主办单位：白苇县人民政府办公室\n承办单位：白苇县大数据中心\n网站标识码：0000000000\n"
    )
    assert [[u.text for u in item.units] for item in reading_of(text).items] == [["县水利局"]]


@pytest.mark.parametrize("handed", ["省督察组交办我县", "2025年省督察反馈我县", "省生态环境警示片曝光"])
def test_a_closure_told_in_prose_has_its_problem_who_did_it_and_by_when(handed: str) -> None:
    text = (
        f"白苇县关于造纸厂废水问题整改完成的公示\n{handed}北坡造纸厂废水直排灌渠。该问题由北坡镇政府负责整改，"
        "要求2025年11月底前完成。目前已整改到位，拟予以销号。\n公示期2026年1月5日至2026年1月9日。\n"
    )
    item = reading_of(text).items[0]
    assert told(item) == ("北坡造纸厂废水直排灌渠", ["北坡镇政府"], "2025-11-30")
    assert item.status is not None
    assert item.status.code == "applied"


@pytest.mark.parametrize("word", ["连夜", "立即", "当场"])
def test_what_a_visit_has_put_right_at_once_is_immediate(word: str) -> None:
    text = (
        "11月8日晚，白苇县副县长祁望川率队赴北坡砂场暗访，发现沉淀池渗漏，泥浆流入水渠。"
        f"祁望川当即要求北坡镇政府{word}清除泥浆。\n(2026年11月9日)\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("沉淀池渗漏，泥浆流入水渠", ["北坡镇政府"], "immediate")
    ]


def test_a_visit_tells_units_what_to_do_within_days() -> None:
    text = (
        "白苇县领导现场督办北坡沟治理\n2026年3月3日，县长祁望川到北坡沟现场督办，发现两处排口直排。祁望川要求，"
        "北坡镇政府3月底前修复完毕；县生态环境分局在10天内开展一次水质监测。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("两处排口直排", ["北坡镇政府"], "2026-03-31"),
        ("开展一次水质监测", ["县生态环境分局"], "P10D"),
    ]


def test_cases_stand_under_headlines_that_blame() -> None:
    text = (
        "云岭省公开两起典型案例\n一、白苇县砂场整治敷衍，泥浆长期直排\n督察发现，北坡砂场沉淀池从未启用。\n"
        "二、青溪县矸石违规堆存\n督察发现，堆体高出设计标高9米。\n省督察办表示，将继续曝光。\n"
    )
    items = reading_of(text).items
    assert [(i.number and i.number.text, i.problem.text, [u.text for u in i.units]) for i in items] == [
        ("一", "白苇县砂场整治敷衍，泥浆长期直排", ["白苇县"]),
        ("二", "青溪县矸石违规堆存", ["青溪县"]),
    ]


@pytest.mark.parametrize("rubric", ["典型案例｜", "督察通报丨", "曝光台：", ""])
def test_the_place_of_a_headline_answers_for_findings_that_name_none(rubric: str) -> None:
    text = (
        f"{rubric}青溪县小水电整改弄虚作假\n省督察组近日通报。\n一、基本情况\n青溪县有小水电站19座。\n"
        "二、存在的主要问题\n（一）生态流量长期不足。9座电站泄放设施关闭。\n（二）监测数据造假。2座电站改了零点。\n"
    )
    assert [[u.text for u in item.units] for item in reading_of(text).items] == [["青溪县"], ["青溪县"]]


def test_a_case_that_was_reported_done_stands_as_it_is_in_truth() -> None:
    text = (
        "典型案例：青溪县废渣库治理假整改\n2025年6月3日，督察组发现，废渣库只盖了一层土，渗滤液直排。"
        "2024年12月，青溪县人民政府上报整改完成，实际工程尚未动工。\n"
    )
    item = reading_of(text).items[0]
    assert item.status is not None
    assert item.status.text == "工程尚未动工"
    assert [u.text for u in item.units] == ["青溪县人民政府"]


def test_a_letter_passes_on_the_complaint_that_it_quotes() -> None:
    text = (
        "信访举报转办函\n青溪县人民政府：\n现将省督察组第6批D2LL202605060012号举报件转你县办理。"
        "举报内容为“养鸭场粪水排进水库”。请于5月13日前报送办理结果。\n市边督边改办\n2026年5月7日\n"
    )
    items = reading_of(text).items
    assert items[0].number is not None
    assert items[0].number.text == "D2LL202605060012"
    assert (items[0].problem.text, [u.text for u in items[0].units]) == ("养鸭场粪水排进水库", ["青溪县人民政府"])


def test_what_was_finished_ahead_of_time_is_no_duty() -> None:
    text = "白苇县扎实推进督察反馈问题整改\n18项任务完成15项。渣场清运比计划提前两个月，2026年2月底完成验收。\n"
    assert reading_of(text).items == ()


def test_those_above_are_told_to_finish_without_a_verb_of_demand() -> None:
    text = (
        "白苇县督察整改滞后任务通报\n一季度应完成8项，实际完成6项。滞后的2项任务是：砂场取缔（北坡镇政府）、管网修复（县住建局）。\n"
        "请上述单位4月底前完成。\n2026年4月3日\n"
    )
    assert [told(item)[2] for item in reading_of(text).items] == ["2026-04-30", "2026-04-30"]


def test_cases_are_told_by_the_day_on_which_somebody_found_or_reported_each() -> None:
    text = (
        "督察“回头看”发现两起虚假整改案例\n近日，省第二督察组和省第五督察组分别发现两起虚假整改案例。\n"
        "6日—7日，省第二督察组接到群众举报：临澜市石桥县移民新村一木器厂喷漆味道浓重、噪声污染严重，且无环评手续。\n"
        "督察人员发现，对这家企业的举报早已公示办结，而该厂被查封之后继续生产，刚停产一周。\n"
        "9日，省第五督察组检查发现，望川市一批应淘汰的小冶炼企业仍在违法生产，严重污染环境，但望川市政府公示其已整改到位。\n"
    )
    assert [(i.problem.text[:15], [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("临澜市石桥县移民新村一木器厂喷", ["临澜市石桥县"]),
        ("望川市一批应淘汰的小冶炼企业仍", ["望川市"]),
    ]


def test_a_case_that_names_each_place_behind_who_found_it_is_of_that_place() -> None:
    text = (
        "弄虚作假典型案例\n望川市某黑臭水体整治采取建坝截污的方式，污水直排下游河道……近日，省督察组公布了多起典型案例。\n"
        "2027年7月，省督察组反馈指出，临澜市石桥县违法将39.6公顷滩涂填埋用于开发，垃圾堆放在岸线。\n"
    )
    items = reading_of(text).items
    assert [[u.text for u in item.units] for item in items] == [["望川市"], ["临澜市石桥县"]]
    assert items[0].problem.text.endswith("污水直排下游河道")


@pytest.mark.parametrize("seen", ["一路看下来：", "沿途走下来，", "在现场看到，"])
def test_a_visit_lists_what_it_saw(seen: str) -> None:
    text = (
        f"县委书记巡查青溪治理\n5月8日上午，县委书记江一舟带着水务、环保的人看青溪。\n{seen}望川酒店还有大量污水排进青溪支沟；"
        "北坡小区生活污水直通青溪。\n江一舟要求，屡改不到位的依法处理。\n"
    )
    assert [told(item)[0] for item in reading_of(text).items] == [
        "望川酒店还有大量污水排进青溪支沟",
        "北坡小区生活污水直通青溪",
    ]


def test_a_visit_tells_what_the_places_it_looked_at_have_in_common_or_hands_it_over() -> None:
    common = (
        "市督察整改办暗访三座水库\n6月17日，市督察整改办前往石桥县，对青溪、北坡、白水三座水库督察问题整改情况进行了暗访抽查。\n"
        "经查，三座水库仍在供水，但均不同程度存在隔离设施破损、库区垂钓等问题。\n"
    )
    assert [told(item)[0] for item in reading_of(common).items] == ["隔离设施破损、库区垂钓"]
    handed = (
        "石桥县综合行政执法局巡查督察反馈问题整改情况\n11月21日，县综合行政执法局到青溪、北坡两处点位巡查督察反馈问题整改情况。\n"
        "巡查中，县综合行政执法局将河道、沟渠垃圾乱堆等问题3处移交北坡镇政府，督促迅速整改。\n"
    )
    assert [told(item)[:2] for item in reading_of(handed).items] == [("河道、沟渠垃圾乱堆", ["北坡镇政府"])]


def test_a_leader_who_says_what_is_wrong_and_who_mends_it_by_when_tells_one_entry() -> None:
    text = (
        "副市长督导督察问题整改\n5月21日，副市长江一舟到青溪河口和老粮库督导督察问题整改。\n"
        "在河口，江一舟指出，河口拦污栅断裂，垃圾冲到下游，市水务局6月15日前要修好。\n"
        "在老粮库，江一舟指出，院内堆着三百吨霉变稻壳，市城管局5月底前要清走。\n"
    )
    assert [(what, who) for what, who, _ in map(told, reading_of(text).items)] == [
        ("河口拦污栅断裂，垃圾冲到下游", ["市水务局"]),
        ("院内堆着三百吨霉变稻壳", ["市城管局"]),
    ]


def test_a_case_tells_its_findings_in_its_chapter_of_problems() -> None:
    text = (
        "典型案例：石桥县磷石膏库渗漏问题突出\n2027年5月，省督察组督察发现，石桥县某企业石膏库环境隐患突出。\n一、主要问题\n"
        "渗滤液直接渗入地下。库底防渗膜多处撕裂，下游监测井总磷超标二十倍，企业自测报告却年年合格。\n"
        "日常监管流于形式。县里的巡查记录上，同一句话抄了两年。\n二、原因分析\n企业主体责任缺失，石桥县监管不力。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("渗滤液直接渗入地下", ["石桥县"], None),
        ("日常监管流于形式", ["石桥县"], None),
    ]


def test_cases_strung_in_one_sentence_are_each_of_their_place() -> None:
    text = (
        "督察通报首批四个典型案例\n督察组1日对首批4个典型案例进行集中公开通报。\n"
        "督察发现，石桥市砍防护林修路；望川市云岭新区借修复之名占耕地挖湖；白坡县、青溪县等3个县把红树林交给人挖；海堰州盐湖开发无序扩张。\n"
        "通报公开了案例的基本情况和原因分析。\n"
    )
    assert [(i.problem.text[-5:], [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("防护林修路", ["石桥市"]),
        ("占耕地挖湖", ["望川市云岭新区"]),
        ("林交给人挖", ["白坡县", "青溪县"]),
        ("开发无序扩张"[-5:], ["海堰州"]),
    ]


def test_a_visit_follows_complaints_that_are_quoted() -> None:
    text = (
        "市督办组现场督办信访问题\n10月8日，市督察整改督办组到石桥区，对群众反映强烈的阶段性办结件进行现场督办。\n"
        "针对群众反映“北坡沥青拌和站废油滴在地上，除尘布袋堆在墙角”的问题，督办组要求北坡镇政府督促业主硬化地面、建收集池。\n"
    )
    assert [item.problem.text for item in reading_of(text).items] == ["北坡沥青拌和站废油滴在地上，除尘布袋堆在墙角"]

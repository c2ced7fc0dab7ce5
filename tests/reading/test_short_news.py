"""What short notices, letters and news say once: duties in a row, matters in quotes, and words about all of the work."""

from bihuan.reading.result import Item
from tests.reading.texts import reading_of


def told(item: Item) -> tuple[str, list[str], str | None]:
    return item.problem.text, [u.text for u in item.units], item.deadline.date if item.deadline else None


def test_a_letter_that_requires_a_series_of_its_addressee_tells_a_duty_in_each() -> None:
    text = (
        "关于督办城东填埋场渗滤液外溢问题的函\n石桥督办函〔2027〕18号\n市城市管理局：\n"
        "近期暗访发现，城东填埋场渗滤液外溢，污染下游鱼塘。现责成你局：一是责令企业停产，12月10日前清空渗滤液池；"
        "二是全面排查全市填埋场，建立台账；三是12月20日前将整改情况书面报送我办。\n市督察整改办\n2027年11月28日\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("责令企业停产，12月10日前清空渗滤液池", ["市城市管理局"], "2027-12-10"),
        ("全面排查全市填埋场，建立台账", ["市城市管理局"], None),
        ("12月20日前将整改情况书面报送我办", ["市城市管理局"], "2027-12-20"),
    ]


def test_who_is_at_work_by_when_is_told_of_the_matter_that_the_sentence_quotes() -> None:
    report = (
        "石桥县督察整改任务过八成\n2027-09-06\n记者从县督察整改办获悉，省级督察反馈的27项任务已完成22项，还有5项在推进。"
        "其中，“北坡煤矸石山自燃冒烟”一项难度最大，县应急管理局正在加派人手，确保今年12月底前完成。\n"
    )
    assert [told(i) for i in reading_of(report).items] == [("北坡煤矸石山自燃冒烟", ["县应急管理局"], "2027-12-31")]
    meeting = (
        "督察整改工作调度会召开\n2027-03-16\n3月15日，县委副书记江一舟主持召开督察整改工作调度会。\n"
        "会议指出，“青溪镇污水管网”仍未动工，县水务局要在4月10日前开工建设。\n"
    )
    assert [told(i) for i in reading_of(meeting).items] == [("青溪镇污水管网", ["县水务局"], "2027-04-10")]


def test_a_visit_that_speaks_of_how_all_of_the_work_goes_names_no_entry() -> None:
    text = (
        "督导组到石桥县督导整改工作\n10月9日，省督导组一行到石桥县督导督察反馈问题整改工作，先后查看了污水处理厂和三家砖厂。\n"
        "督导组指出，整改工作还存在进度不平衡、台账不规范等不足。\n督导组要求，要对照方案，倒排工期，确保按时销号。\n"
    )
    assert reading_of(text).items == ()


def test_where_a_visitor_went_to_see_treatment_is_no_fault() -> None:
    text = (
        "江一舟调研城区黑臭水体治理\n2027-07-19\n7月18日，区委书记江一舟到青溪、柳荫渠调研黑臭水体治理。\n"
        "江一舟实地察看了截污管网、提升泵站运行情况。他说，经过治理，两条河已消除黑臭，岸绿水清。\n"
        "江一舟强调，要巩固成果，坚决杜绝污水直排。\n"
    )
    assert reading_of(text).items == ()


def test_stages_that_minutes_set_for_one_task_are_one_entry_with_the_last_day() -> None:
    text = (
        "石桥县人民政府专题会议纪要\n〔2027〕14号\n2027年9月6日，副县长江一舟主持召开专题会议，研究城南污水泵站督察整改工作。会议议定：\n"
        "一、由县住建局牵头，10月底前完成泵站主体施工，12月底前通水。\n"
        "二、由县自然资源局负责，9月20日前调整红线方案，报县政府审定。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("完成泵站主体施工", ["县住建局"], "2027-12-31"),
        ("调整红线方案", ["县自然资源局"], "2027-09-20"),
    ]


def test_a_report_names_between_commas_as_many_matters_as_it_counts() -> None:
    text = (
        "省移交的15个督察问题已完成整改12个\n2027-01-06\n记者从省督察整改办获悉，截至2026年12月底，15个问题中12个完成整改。\n"
        "尚未完成整改的3个问题分别是：石桥市老炼厂渣场渗滤液污染问题，白坡县8座水库水质不达标问题，青溪县污水厂溢流问题。\n"
        "正在推进的2项任务为：望川县堆场复绿，海堰市河道清淤，均已过半。\n"
    )
    assert [item.problem.text for item in reading_of(text).items] == [
        "石桥市老炼厂渣场渗滤液污染问题",
        "白坡县8座水库水质不达标问题",
        "青溪县污水厂溢流问题",
    ]


def test_a_film_shows_each_of_its_places_behind_a_colon() -> None:
    text = (
        "我市播放生态环境警示片\n11月2日，市委常委会会议组织观看2027年市生态环境警示片。"
        "片子点了三件事：石桥县石料厂粉尘污染严重，北坡镇污水管网错接漏接，东湖区餐厨垃圾违规倾倒。\n会议要求，被点名的地方要照单全收。\n"
    )
    assert [told(item)[:2] for item in reading_of(text).items] == [
        ("石桥县石料厂粉尘污染严重", ["石桥县"]),
        ("北坡镇污水管网错接漏接", ["北坡镇"]),
        ("东湖区餐厨垃圾违规倾倒", ["东湖区"]),
    ]


def test_what_was_seen_ends_where_somebody_acts_or_more_of_it_is_counted() -> None:
    text = (
        "镇党委书记巡河察看督察问题整改\n5月6日，北坡镇党委书记江一舟沿青溪巡查，察看督察交办问题整改情况。\n"
        "巡查中，发现河堤外侧建筑垃圾成堆，排口旁有黑水渗出，江一舟当即打电话给村干部。\n"
        "途中还发现汽修厂对面公路边堆放大量煤渣等5个新问题。\n"
    )
    assert [item.problem.text for item in reading_of(text).items] == [
        "河堤外侧建筑垃圾成堆，排口旁有黑水渗出",
        "汽修厂对面公路边堆放大量煤渣",
    ]


def test_a_member_of_a_series_may_open_with_its_day() -> None:
    text = (
        "环境问题督办单\n石桥县水务局：\n据群众反映并经现场核实，城南泵站雨天溢流。现要求你单位：1.立即停止违法排放；"
        "2.10月31日前完成管网改造；3.收到本督办单5个工作日内将整改方案报我局。\n市生态环境局石桥分局\n2027年8月9日\n"
    )
    assert [told(item)[::2] for item in reading_of(text).items] == [
        ("立即停止违法排放", None),
        ("10月31日前完成管网改造", "2027-10-31"),
        ("收到本督办单5个工作日内将整改方案报我局", "P5WD"),
    ]


def test_what_somebody_is_to_guide_by_a_day_stands_before_who() -> None:
    text = (
        "石桥市督察整改专题会议纪要\n2027年4月6日，副市长江一舟主持召开督察整改专题会议，议定如下事项：\n"
        "一、砖厂环评手续由市生态环境局指导补办，6月底前办结。\n二、北坡违建由市综合执法局拆除，4月底前完成。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("砖厂环评手续由市生态环境局指导补办", ["市生态环境局"], "2027-06-30"),
        ("北坡违建由市综合执法局拆除", ["市综合执法局"], "2027-04-30"),
    ]

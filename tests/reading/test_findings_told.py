"""Findings that news of a feedback tell as what the inspection said, cases that a page passes on, and what a film showed."""

import pytest

from tests.reading.texts import reading_of

FEEDBACK = (
    "省生态环境保护督察组向云栖市反馈督察情况\n云栖日报7月2日讯 省第四生态环境保护督察组1日向云栖市反馈督察情况。{}\n"
)


def problems(text: str) -> list[str]:
    return [item.problem.text for item in reading_of(text).items]


def entries(text: str) -> list[tuple[str, list[str]]]:
    return [(item.problem.text, [unit.text for unit in item.units]) for item in reading_of(text).items]


def test_each_paragraph_of_what_the_inspection_says_opens_with_a_finding() -> None:
    told = (
        "督察指出，云栖市推进治污，取得明显成效。但一些突出问题亟待解决。\n"
        "督察指出，落实决策部署还有差距。一些部门对环境容量认识不深。高耗能项目违规问题依然存在。\n"
        "督察认为，青溪治理存在薄弱环节。沿河污水下河较为普遍。少数企业非法排污。\n"
        "督察还发现，渣场整治问题仍较突出。石桥县未停止建设，占用林地12公顷。\n"
        "督察要求，云栖市要作出表率。"
    )
    assert problems(FEEDBACK.format(told)) == [
        "落实决策部署还有差距",
        "青溪治理存在薄弱环节",
        "渣场整治问题仍较突出",
    ]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            "《督察报告》指出，云栖市存在执行环保规划不坚决、青溪治理工作存在懈怠现象、老问题整改不严不实等五方面问题。",
            ["执行环保规划不坚决", "青溪治理工作存在懈怠现象", "老问题整改不严不实"],
        ),
        (
            "会上，督察组组长代表督察组肯定了成绩，同时指出了市县党委、政府对环保工作重视不够；区域水环境问题突出；"
            "冬季大气形势严峻；矿山生态修复差距大等存在的突出问题，并提出了建议。",
            ["市县党委、政府对环保工作重视不够", "区域水环境问题突出", "冬季大气形势严峻", "矿山生态修复差距大"],
        ),
        ("督察指出，一些地方存在认识不到位、责任落实不力等问题。", []),
        ("督察组要求，坚决纠正认识不到位、责任不落实等问题。", []),
    ],
)
def test_what_was_pointed_out_is_strung_in_one_sentence(said: str, found: list[str]) -> None:
    assert problems(FEEDBACK.format(said)) == found


def test_behind_a_series_in_one_line_nothing_is_a_finding() -> None:
    told = (
        "督察指出，云栖市虽有进展，但突出问题没有解决。存在的主要问题有：一是落实部署存在薄弱环节；二是青溪水环境形势严峻；"
        "三是渣场长期没有整治。\n当晚，云栖电视台的栏目也对此作了报道。\n“大量建筑垃圾堆放在湿地里，情况严重。”"
    )
    assert problems(FEEDBACK.format(told)) == [
        "落实部署存在薄弱环节",
        "青溪水环境形势严峻",
        "渣场长期没有整治",
    ]


def test_a_series_that_goes_on_in_the_next_line_is_read_to_its_end() -> None:
    told = (
        "督察指出，云栖市工作仍有差距：一是落实部署存在薄弱环节。二是青溪水环境形势严峻。\n三是石桥县渣场长期没有整治。"
    )
    assert len(problems(FEEDBACK.format(told))) == 3


CASES = "督察组集中通报第一批典型案例\n省督察组日前对第一批3个典型案例进行集中公开通报。\n"


@pytest.mark.parametrize("found", ["督察组督察青岭省发现，", "在青岭省，督察组发现，", "督察组在青岭省发现，"])
def test_a_case_is_what_was_found_and_the_rest_proves_it(found: str) -> None:
    text = (
        f"{CASES}煤是石桥的家底。{found}石桥县对渣场整治重视不够，部分林地遭到破坏。2025年全县6处渣场没有覆盖，污水漫流。\n"
        "督察组督察白坡省发现，云岭市垃圾焚烧设施建设滞后，渗滤液直排。\n云岭市现有设施2座，长期超负荷运行。\n"
        "督察组督察漆原省发现，漆河市盲目上马高耗能项目。手续不全即开工，监管缺失。\n"
    )
    assert problems(text) == [
        "石桥县对渣场整治重视不够，部分林地遭到破坏",
        "云岭市垃圾焚烧设施建设滞后，渗滤液直排",
        "漆河市盲目上马高耗能项目",
    ]


def test_cases_may_be_told_by_their_titles_one_a_line() -> None:
    text = (
        f"{CASES}典型案例：\n石桥县渣场违规处置问题突出\n漆河市白坡区小水电整改推进迟缓 影响河流生态\n"
        "云岭市乡镇污水收集处理存在短板 直排问题突出\n来源|青岭生态环境\n"
    )
    assert problems(text) == [
        "石桥县渣场违规处置问题突出",
        "漆河市白坡区小水电整改推进迟缓 影响河流生态",
        "云岭市乡镇污水收集处理存在短板 直排问题突出",
    ]


def test_titles_that_tell_of_whole_provinces_point_to_other_pages() -> None:
    text = f"{CASES}典型案例如下：\n典型案例 | 青岭省部分城市管网短板突出 治理不力\n典型案例 | 漆原省城市污水处理问题突出\n"
    assert problems(text) == []


def test_paragraphs_that_name_the_place_are_a_case_each() -> None:
    text = (
        f"{CASES}督察发现，青岭省盛和冶炼公司浸渣一拖四年没有处置完，2万吨还露天堆着，雨布破了几处。\n"
        "石桥县白坡镇蟥沟水体治了又黑。沟两岸没有管网，近百个作坊的水直接流进去。\n"
        "云岭市生活垃圾无害化处置虎头蛇尾。村里收垃圾的钱断了档，镇边天天冒烟。\n"
    )
    assert len(problems(text)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "通报了这3起案例，分别是：石桥县盛和公司私接暗管案；漆河市水务公司擅自修改参数案；云岭市印染厂人为干扰监控案。",
        "这次通报的案例共3个，分别是石桥县肉牛小区粪水漫进排干沟、漆河市白坡镇污水厂开工9年没有通水、云岭市垃圾倒满泡沼。",
    ],
)
def test_cases_are_named_one_after_the_other(text: str) -> None:
    assert len(problems(f"青岭省督察组公开通报典型案例\n17日，省督察办公开通报第一批典型案例。{text}\n")) == 3


def test_what_a_film_showed_of_each_place_is_a_problem() -> None:
    text = (
        "云栖市生态环境警示片播放\n6月3日，云栖市警示片播放会举行。\n警示片披露，石桥县38家作坊废水直排入河，污水横流；"
        "白坡区生活垃圾填埋场超负荷运行三年，渗滤液漫到路面。\n看片后，有关县区表示将立即核查。\n"
    )
    assert problems(text) == [
        "石桥县38家作坊废水直排入河，污水横流",
        "白坡区生活垃圾填埋场超负荷运行三年，渗滤液漫到路面",
    ]


@pytest.mark.parametrize(
    "told",
    [
        "发现建筑材料露天堆放，苫盖不完善；施工工地土堆苫盖不到位；物料未苫盖等各类扬尘污染问题95处，其中71处已清理。",
        "目前，已发现部分煤场煤炭扬尘大、场地存煤未覆盖、环保设施使用不规范等问题。",
    ],
)
def test_figures_and_faults_of_nobody_in_particular_are_no_entries(told: str) -> None:
    assert problems(f"云栖市生态环境局开展扬尘污染防治督导检查\n近日，云栖市生态环境局带队赴各镇检查。{told}\n") == []


def test_lines_behind_dashes_below_words_that_announce_them_are_a_finding_each() -> None:
    text = (
        "青岭省生态环境厅约谈两市政府\n5月8日，青岭省生态环境厅约谈云栖市、漆河市政府负责人。检查发现两市督察整改存在薄弱环节，"
        "以下问题较突出：\n——污染物浓度不降反升。云栖市同比上升8%。\n——企业违法排放问题突出。抽查的30家有8家违法。\n"
        "——面源污染普遍存在。堆场没有覆盖。\n"
    )
    assert problems(text) == ["污染物浓度不降反升", "企业违法排放问题突出", "面源污染普遍存在"]


def test_below_a_series_that_was_cut_after_its_first_member_stand_its_examples() -> None:
    told = (
        "督察指出，云栖市整改虽有进展，但仍存在认识不到位、推进不够有力等问题，甚至还存在敷衍整改等情况。\n"
        "一是一些部门思想认识还不到位。工作主动性不够。\n石桥县从未开展专题研究，14个堆场中有11个防渗缺失，隐患突"
    )
    assert problems(FEEDBACK.format(told)) == ["一些部门思想认识还不到位"]


def test_one_case_with_its_number_is_told_below_its_name() -> None:
    text = (
        "监测数据弄虚作假典型案例\n现公布3起督察发现的典型案例。\n案例一：云栖某禽业公司涉嫌监测数据弄虚作假案\n"
        "案情简介：2025年6月，执法人员检查发现，该公司对水样稀释处理，干扰监测，掩盖超标排放废水的违法行为。\n"
    )
    assert problems(text) == ["云栖某禽业公司涉嫌监测数据弄虚作假案"]


def test_dashes_before_findings_do_not_hide_whose_they_are() -> None:
    found = entries(
        "云栖市督察组关于反馈石桥县督察意见的通报\n石桥县委、县政府：\n市督察组对你县开展督察，发现3个具体问题，现通报如下。\n"
        "【河流和饮水方面】\n——白坡街道城西沟生活污水直排。截污干管挖了六百米停了工。\n"
        "——龙溪镇污水处理站长期停运。站房的门锁已经锈死。\n【空气方面】\n——县住建局对工地扬尘监管不到位。四个裸土没有苫盖。\n"
        "请你县在30个工作日内上报整改方案。\n"
    )
    assert found[:3] == [
        ("白坡街道城西沟生活污水直排", ["白坡街道"]),
        ("龙溪镇污水处理站长期停运", ["龙溪镇"]),
        ("县住建局对工地扬尘监管不到位", ["县住建局"]),
    ]


def test_a_paragraph_below_a_headline_that_tells_of_one_after_another_holds_a_finding_of_each() -> None:
    found = entries(
        "云栖市督察组向石桥市反馈督察意见\n督察指出，石桥市的工作同要求相比，还存在不少问题。\n（一）责任传导层层变轻\n"
        "白坡区以会议落实会议，十二次纪要有九份连议题的顺序都没有换过。三个乡镇的贯彻意见全文相同。"
        "市督察整改办销号复核造假，四十七份销号表的意见是一个人一天写完的。市督察整改办答复说，人手不够。\n"
        "（二）结构调整力度不够\n青岭高新区管委会产业布局围着居民楼转，二百六十家电池厂挨着安置小区。"
        "红岭区煤炭消费减量弄虚作假，三家企业的台账写着同一个数。\n督察要求，石桥市要在30个工作日内报送整改方案。\n"
    )
    assert [units for _, units in found] == [
        ["白坡区"], ["市督察整改办"], ["青岭高新区管委会"], ["红岭区"], ["石桥市"]
    ]  # fmt: skip


def test_of_a_group_of_companies_that_was_inspected_its_members_answer() -> None:
    found = entries(
        "临澜市督察组向澜申化工集团反馈专项督察情况\n督察指出，澜申化工集团的工作仍有差距，主要问题如下。\n一、主体责任没有压实\n"
        "1.集团安环部检查失之于宽。两年开出三百一十份通知单，十九处问题原样摆着。\n"
        "2.澜申炼化公司清污分流不彻底。初期雨水池容积只够用十一分钟。\n二、治污设施欠账较多\n"
        "3.所属石桥染料厂整改虚报销号。池里的黑泥还有一米四深。\n4.储罐泄漏检测流于纸面。三十八座储罐往外冒气。\n"
        "督察要求，澜申化工集团要在30个工作日内研究制定整改方案。\n"
    )
    assert [units for _, units in found] == [["集团安环部"], ["澜申炼化公司"], ["石桥染料厂"], [], ["澜申化工集团"]]


def test_faults_of_several_that_semicolons_part_in_one_sentence_are_a_finding_each() -> None:
    told = (
        "督察发现，白坡县污水处理厂长期超负荷运行，断面水质下降；龙溪镇3家石料厂粉尘无组织排放，物料露天堆放；"
        "青岭乡畜禽粪污直排沟渠；市城管局对建筑垃圾消纳场监管缺位，2处消纳场超高堆填。\n督察要求，云栖市要抓紧整改。"
    )
    assert entries(FEEDBACK.format(told)) == [
        ("白坡县污水处理厂长期超负荷运行，断面水质下降", ["白坡县"]),
        ("龙溪镇3家石料厂粉尘无组织排放，物料露天堆放", ["龙溪镇"]),
        ("青岭乡畜禽粪污直排沟渠", ["青岭乡"]),
        ("市城管局对建筑垃圾消纳场监管缺位，2处消纳场超高堆填", ["市城管局"]),
    ]


def test_weaknesses_of_nobody_that_semicolons_part_are_no_finding_each() -> None:
    told = (
        "督察发现，污染防治攻坚存在薄弱环节，一些县基础设施短板突出；生态修复仍需加强，一些矿山治理不到位；"
        "一些检测机构数据造假。\n督察强调，要持续加强调度督促。"
    )
    assert len(problems(FEEDBACK.format(told))) <= 1


def test_whose_fault_an_example_tells_stands_behind_the_word_that_announces_it() -> None:
    found = entries(
        "云栖市督察组向石桥市反馈督察意见\n督察组指出，石桥市仍存在一些共性问题。\n"
        "一是整改推进不力。如青岭县垃圾渗滤液处理站至今未建成。\n二是执法宽松软。例如，县水利局对取水未计量问题长期不查。\n"
        "三是管网建设滞后。如东县污水管网改造只完成40%。\n督察组要求，石桥市要抓紧整改。"
    )
    assert [units for _, units in found] == [["青岭县"], ["县水利局"], ["如东县"]]

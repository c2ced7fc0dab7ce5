"""How long feedback tells its findings in prose: under headlines, by topics, several in one paragraph."""

import pytest

from tests.reading.texts import reading_of

FEEDBACK = (
    "省生态环境保护督察组向云栖市反馈督察情况\n督察指出，云栖市虽有进展，但存在以下问题：\n{}\n"
    "督察要求，云栖市要照单全收。\n"
)


def problems(told: str, around: str = FEEDBACK) -> list[str]:
    return [item.problem.text for item in reading_of(around.format(told)).items]


def test_a_headline_over_one_paragraph_of_facts_is_the_finding() -> None:
    told = (
        "（一）云栖市城区污水直排\n督察组沿青溪排查发现，晴天出流的排口有11个。老码头外，泡沫漂出几百米。\n"
        "（二）北坡园区污水处理厂长期闲置\n该厂2019年建成，池体长满青苔。\n"
        "（三）医疗废物混入生活垃圾\n三个卫生院的垃圾桶里都有带血的纱布。"
    )
    assert problems(told) == ["云栖市城区污水直排", "北坡园区污水处理厂长期闲置", "医疗废物混入生活垃圾"]


def test_a_headline_over_paragraphs_that_judge_is_none() -> None:
    told = (
        "一、责任落实不够有力\n石桥县渣场整治推进不力。3处渣场堆存约2万立方米。\n"
        "二、水环境治理短板突出\n白坡区城区污水直排青溪。12处排口没有接管。"
    )
    assert problems(told) == ["石桥县渣场整治推进不力", "白坡区城区污水直排青溪"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一是绿色发展理念树得不牢。", "二是自然保护区管理问题突出。"),
        ("表面整改依然存在。", "平时不作为的问题也有发现。"),
    ],
)
def test_a_sentence_alone_in_its_line_stands_above_the_findings_below_it(first: str, second: str) -> None:
    told = (
        f"{first}\n市发展改革委2025年对36个产能过剩项目违规备案，其中水泥粉磨站21个，没有一家补办手续。\n"
        "白坡区上报已完成的8个入河排口整治，有3个排口污水照排，沙袋底下还在往外冒黑水。\n"
        f"{second}\n北坡保护区核心区内建有小水电19座，其中9座是2020年以后新建的，至今没有拆除。"
    )
    assert problems(told) == [
        "市发展改革委2025年对36个产能过剩项目违规备案，其中水泥粉磨站21个，没有一家补办手续",
        "白坡区上报已完成的8个入河排口整治，有3个排口污水照排，沙袋底下还在往外冒黑水",
        "北坡保护区核心区内建有小水电19座，其中9座是2020年以后新建的，至今没有拆除",
    ]


def test_a_paragraph_on_a_topic_tells_several_findings() -> None:
    told = (
        "在渣库治理方面，应治理的42座渣库只完成9座。青溪渣库渗滤液未经处理直排，下游锰浓度超标27倍。"
        "大岩渣库截洪沟垮塌两年无人修，一到汛期，泥水往下冲。\n"
        "从大气环境看，石桥县钢铁企业改造进展迟缓，7家仅1家完成。施工扬尘问题依旧，车轮带泥几百米。\n"
        "在责任落实方面，部分县区重视程度不够。去年，白坡区没有开过一次分析会；北坡镇文件照抄照搬。个别部门履职不到位，"
        "对非法加油车放任不管。"
    )
    assert problems(told) == [
        "应治理的42座渣库只完成9座",
        "青溪渣库渗滤液未经处理直排，下游锰浓度超标27倍",
        "大岩渣库截洪沟垮塌两年无人修，一到汛期，泥水往下冲",
        "石桥县钢铁企业改造进展迟缓，7家仅1家完成",
        "施工扬尘问题依旧，车轮带泥几百米",
        "部分县区重视程度不够",
        "个别部门履职不到位，对非法加油车放任不管",
    ]


@pytest.mark.parametrize("number", ["（{}）", "第{}，"])
def test_a_judgement_of_nobody_stands_above_what_its_paragraph_tells(number: str) -> None:
    told = "\n".join(
        number.format(n) + text
        for n, text in zip(
            "一二三",
            (
                "政治站位有差距。石桥县对整改研究不深，两年没有专题研究。环保机构人员配备不足，总部只有2人。",
                "施工管理粗放。弃土弃渣乱堆乱放。12标段18处弃渣场，11处没有先挡后弃；北坡渣场压占河道。施工废水未经处理外排。抽查的9处隧道，5处出水浑浊。",
                "督察整改不彻底。自查问题整改造假。台账上127个问题全部“已完成”，抽查20个，6个没改。",
            ),
            strict=True,
        )
    )
    assert problems(told) == [
        "石桥县对整改研究不深，两年没有专题研究",
        "环保机构人员配备不足，总部只有2人",
        "弃土弃渣乱堆乱放",
        "施工废水未经处理外排",
        "自查问题整改造假",
    ]


def test_behind_a_judgement_of_nobody_semicolons_part_the_findings() -> None:
    told = (
        "督察报告指出我市还存在两个方面、5个问题。\n"
        "第一，攻坚战成效不稳固。石桥县节能审查流于形式，4个项目报告雷同；城区PM2.5浓度同比上升；北坡渣场以盖代治。\n"
        "第二，生态保护有短板。北坡矿区越界开采，超出矿界42亩；外来物种由2处扩散到17处。"
    )
    assert problems(told) == [
        "石桥县节能审查流于形式，4个项目报告雷同",
        "城区PM2.5浓度同比上升",
        "北坡渣场以盖代治",
        "北坡矿区越界开采，超出矿界42亩",
        "外来物种由2处扩散到17处",
    ]


def test_a_short_sentence_with_its_proof_behind_it_is_a_finding() -> None:
    assert problems("滥采地下热水。28眼地热井有证的9眼。\n污泥处置不规范。厂外林地堆着1600吨。") == [
        "滥采地下热水",
        "污泥处置不规范",
    ]


@pytest.mark.parametrize(
    ("asked", "duty", "unit"),
    [
        ("对上述问题，市委、市政府要逐条建账，20个工作日内将整改方案报督察办。", "将整改方案报督察办", "市委"),
        (
            "云栖市委、市政府要对照问题逐条整改。请于20个工作日内将整改方案报督察办。",
            "将整改方案报督察办",
            "云栖市委",
        ),
    ],
)
def test_handing_in_the_plan_is_a_duty_of_its_own_not_the_limit_of_the_findings(
    asked: str, duty: str, unit: str
) -> None:
    reading = reading_of(
        "督察组向云栖市反馈督察情况\n督察指出，存在以下问题：\n一是青溪污水直排。\n二是渣场扬尘严重。\n" + asked
    )
    *findings, last = reading.items
    assert [(item.problem.text, item.deadline) for item in findings] == [("青溪污水直排", None), ("渣场扬尘严重", None)]
    assert (last.problem.text, last.deadline and last.deadline.date, last.units[0].text) == (duty, "P20WD", unit)


def test_of_cases_announced_as_several_each_headline_is_one() -> None:
    cases = (
        "关于3起生态环境突出问题典型案例的通报\n现将查实的3起典型案例通报如下。\n"
        "一、石桥县陶瓷公司偷排废水案\n督察组夜查发现，该公司私设暗管。\n"
        "二、白坡区建筑垃圾围村\n白坡区刘家岗村东侧堆放点占地60亩，高过村里的二层楼。\n"
        "三、青溪市两座污水处理厂数据造假\n运维人员把采样管插入自备水样桶。\n请各地举一反三，切实抓好问题整改。\n"
    )
    assert problems("", cases) == ["石桥县陶瓷公司偷排废水案", "白坡区建筑垃圾围村", "青溪市两座污水处理厂数据造假"]


def test_news_of_a_meeting_tell_findings_by_topics() -> None:
    news = (
        "云栖市督察反馈会召开\n本报讯 4月11日，省督察组督察云栖市情况反馈会召开。督察组组长通报督察报告，市长主持会议。\n"
        "督察组坦诚指出了云栖市存在的问题。\n从大气环境看，云栖市空气质量全省靠后，综合指数列倒数第三。"
        "施工扬尘问题依旧，车轮带泥几百米。\n"
        "从水环境看，北坡园区污水处理站停运，坏了没人修。\n督察组强调，云栖市要照单全收。\n"
    )
    reading = reading_of(news)
    assert (reading.kind, [item.problem.text for item in reading.items]) == (
        "meeting",
        [
            "云栖市空气质量全省靠后，综合指数列倒数第三",
            "施工扬尘问题依旧，车轮带泥几百米",
            "北坡园区污水处理站停运，坏了没人修",
        ],
    )


def test_topics_before_a_colon_open_findings() -> None:
    told = (
        "工业污染方面：涂料园12家企业收集罩不起作用，走航车过处数值陡增；北港散货装卸没有喷淋。\n"
        "城市管理方面：9条道路雨污混接，一下雨污水漫上人行道；在建工地夜间违规施工。"
    )
    assert problems(told) == [
        "涂料园12家企业收集罩不起作用，走航车过处数值陡增",
        "北港散货装卸没有喷淋",
        "9条道路雨污混接，一下雨污水漫上人行道",
        "在建工地夜间违规施工",
    ]


def test_below_a_chapter_the_judgement_of_a_paragraph_is_the_finding() -> None:
    told = (
        "一、履行责任有缺位\n（一）学习贯彻不深入。县委没有安排过专题；部分乡镇理解不透。\n"
        "（二）部门监管不严格。县自然资源局一批了之，16家没有治理；县交通局对37个堆场长期不管。"
    )
    assert problems(told) == ["学习贯彻不深入", "部门监管不严格"]


def test_numbers_that_rise_over_several_paragraphs_number_the_findings() -> None:
    told = (
        "落实责任方面：1.乡镇环保机构有名无实；2.信访件重复投诉率高。\n"
        "污染防治方面：3.散煤替代任务没有完成；4.青溪大桥断面氨氮浓度上升。"
    )
    items = reading_of(FEEDBACK.format(told)).items
    assert [(item.number and item.number.text, item.problem.text) for item in items] == [
        ("1", "乡镇环保机构有名无实"),
        ("2", "信访件重复投诉率高"),
        ("3", "散煤替代任务没有完成"),
        ("4", "青溪大桥断面氨氮浓度上升"),
    ]


def test_what_the_head_of_the_place_says_is_no_finding() -> None:
    told = "一是青溪污水直排。\n二是渣场扬尘严重。\n云栖市委书记表示，督察组指出的问题实事求是，云栖市没有理由不改。"
    assert problems(told) == ["青溪污水直排", "渣场扬尘严重"]


def test_each_shot_of_a_film_is_an_entry() -> None:
    film = (
        "云栖省生态环境警示片披露问题通报\n本年警示片披露25个突出问题，现将部分问题通报如下，请抓紧核实整改。\n"
        "片段一　云栖市垃圾填埋场渗滤液外渗\n画面显示，坝脚有液体渗出。\n"
        "片段二　白坡区沿山采石留下“大花脸”\n镜头从空中掠过，12处矿坑无一修复。\n"
        "片段三　石桥县河道造景挤占生态用水\n一边是河道断流，一边是喷泉冲天。\n"
    )
    assert problems("", film) == [
        "云栖市垃圾填埋场渗滤液外渗",
        "白坡区沿山采石留下“大花脸”",
        "石桥县河道造景挤占生态用水",
    ]


def test_the_plan_is_handed_in_within_days_that_stand_in_a_clause_of_their_own() -> None:
    asked = (
        "云栖市督察组关于对市住建局的反馈意见\n市住建局党组：\n现反馈如下：\n一、主要问题\n"
        "1、商砼企业监管不到位。\n2、再生水利用不足。\n"
        "二、有关要求\n你局要对照上述问题，举一反三，于收到本意见之日起20个工作日内，将整改方案报送市督察办。\n"
    )
    reading = reading_of(asked)
    assert [(item.problem.text, item.deadline and item.deadline.date) for item in reading.items] == [
        ("商砼企业监管不到位", None),
        ("再生水利用不足", None),
        ("将整改方案报送市督察办", "P20WD"),
    ]


@pytest.mark.parametrize(
    "above", ["", "（一）总体评价\n整改工作有序推进。\n", "一、督察情况\n（一）总体评价\n整改工作有序推进。\n"]
)
def test_a_chapter_below_the_first_level_announces_problems_too(above: str) -> None:
    text = (
        "省第二督察组向云栖市反馈督察情况\n2026年5月，省第二督察组对云栖市开展督察。\n"
        f"{above}（二）存在的主要问题\n1.污水处理厂长期超负荷运行。每天约3000吨污水溢流。\n"
        "2.餐饮油烟长期扰民。群众多次举报没有解决。\n督察组要求，云栖市要把整改落到实处。\n"
    )
    found = [(item.number and item.number.text, item.problem.text) for item in reading_of(text).items]
    assert found == [("1", "污水处理厂长期超负荷运行"), ("2", "餐饮油烟长期扰民")]


def test_running_prose_tells_several_findings_below_a_judgement_of_nobody() -> None:
    told = (
        "在治水上，支流保护仍有缺口。北坡园区污水厂长期低效运行，平均负荷只有三成；城西每天有三千吨污水溢进沖沟。"
        "腌制废水收集处理不到位，四十二家有二十九家没有接管，菜地一浇就板结。\n"
        "在治气上，数据好看，现场不经看。铝加工集群无组织排放突出，八家企业的集气罩离炉口一米多。\n"
        "督察组还发现，油气回收监管流于表面，在线监控装了39座，14座的数据半年没有变化。乡镇水源保护区问题没有清理，还有旱厕52个。"
    )
    assert [item.problem.text.partition("，")[0] for item in reading_of(FEEDBACK.format(told)).items] == [
        "北坡园区污水厂长期低效运行",
        "腌制废水收集处理不到位",
        "铝加工集群无组织排放突出",
        "油气回收监管流于表面",
        "乡镇水源保护区问题没有清理",
    ]


def test_where_most_paragraphs_tell_several_findings_their_general_sentences_are_none() -> None:
    told = (
        "思想认识还有偏差。一些地方摇摆不定，看重项目、看轻约束。石桥县违规上马高耗能项目，五年间新增产能四百八十万吨；"
        "市里两次提醒。白坡区督察整改虚报完成，21项任务有7项还停在招标。县里2020年四次部署，大的一处没有动。\n"
        "江滩上也不平静。青溪湿地保育区被开挖养殖，有五个项目，面积一千二百多亩。北坡县小水电生态流量监管失灵，"
        "14座有9座的泄流口钉死。清单里，有四处没有写上。"
    )
    assert [item.problem.text.partition("，")[0] for item in reading_of(FEEDBACK.format(told)).items] == [
        "石桥县违规上马高耗能项目",
        "白坡区督察整改虚报完成",
        "青溪湿地保育区被开挖养殖",
        "北坡县小水电生态流量监管失灵",
    ]


def test_a_judgement_above_the_one_that_is_proved_is_none() -> None:
    told = (
        "固体废物的老账还在滚动。停用尾矿库闭库滞后。全市停用14座，9座没有闭库。\n"
        "危险废物管理失范。4家企业的21批危险废物超期贮存。\n"
        "生态保护修复打了折扣。矿山修复以次充好。上报完成670公顷，能看到植被的不到400公顷。"
    )
    assert problems(told) == ["停用尾矿库闭库滞后", "危险废物管理失范", "矿山修复以次充好"]


def test_a_sentence_behind_the_finding_that_says_who_did_nothing_is_none() -> None:
    told = (
        "一是散货码头煤堆苫盖不严。码头管委会只发文没有督促。\n"
        "二是老油田废弃泥浆池渗漏。青溪街道没有处理。\n三是拆迁工地裸土成片。区住建局没有设围挡。"
    )
    assert problems(told) == ["散货码头煤堆苫盖不严", "老油田废弃泥浆池渗漏", "拆迁工地裸土成片"]


def test_a_series_goes_on_in_the_paragraphs_below() -> None:
    told = (
        "一、大气污染防治松劲\n一是空气质量反弹。8个月少了19天。\n二是扬尘管控失效。夜查7处工地，5处没有洒水。三是秸秆禁烧责任悬空。"
        "火点多出一倍。\n"
        "二、水环境治理存在短板\n一是污水处理能力不足。每天缺口5万吨。二是排污口底数不清。新发现83个。"
    )
    assert problems(told) == [
        "空气质量反弹",
        "扬尘管控失效",
        "秸秆禁烧责任悬空",
        "污水处理能力不足",
        "排污口底数不清",
    ]


def test_a_finding_is_told_of_whom_its_proof_opens_with() -> None:
    told = (
        "在压实责任上，链条没有拧紧。排水设施运行管理责任层层转包，区住建局把管网交给平台公司，溢流113次无人过问。"
        "塑料加工散户整治不彻底，三个县的加工户有四百多户。"
    )
    items = reading_of(FEEDBACK.format(told)).items
    assert [[unit.text for unit in item.units] for item in items] == [["区住建局"], []]


def test_below_general_sentences_whatever_proves_itself_with_figures_is_a_finding() -> None:
    told = (
        "对海的保护不够。青湖纳潮闸常年关着，换水周期由7天变成23天。入海排口整治换个牌子了事，47个有19个没有溯源。\n"
        "对园区的管理不够。北坡园企业废水捆绑排放，9家共用一根管。涂装企业活性炭一年一换，有4家的箱子是空的。"
    )
    assert [item.problem.text.partition("，")[0] for item in reading_of(FEEDBACK.format(told)).items] == [
        "青湖纳潮闸常年关着",
        "入海排口整治换个牌子了事",
        "北坡园企业废水捆绑排放",
        "涂装企业活性炭一年一换",
    ]


def test_a_line_behind_a_bullet_above_its_facts_is_the_finding() -> None:
    told = (
        "●白坡县牧区垃圾无处可去。\n全县17个乡镇只有1座填埋场，铁丝网上挂满塑料袋，风一刮到处都是。\n"
        "●州府污水处理厂冬季“冬眠”。\n每年11月到次年3月，生化池结冰，污水从超越管直接排走，一天1.1万吨。"
    )
    assert problems(told) == ["白坡县牧区垃圾无处可去", "州府污水处理厂冬季“冬眠”"]


def test_cases_told_in_a_series_open_its_paragraphs() -> None:
    cases = (
        "督察组通报三起典型案例\n省督察组进驻以来，坚持问题导向，今天通报三起典型案例。\n"
        "一是石桥县小散码头“死灰复燃”。上报拆除41座，9座又恢复作业。\n"
        "二是白坡区渣场渗漏。区里2019年就接到报告，一拖再拖。\n"
        "三是青溪市水源保护区内开发房地产。楼盘距取水口仅370米。\n督察组要求，有关地方要坚决整改。\n"
    )
    assert problems("", cases) == ["石桥县小散码头“死灰复燃”", "白坡区渣场渗漏", "青溪市水源保护区内开发房地产"]


def test_a_chapter_of_problems_and_shortcomings_holds_every_series_in_it() -> None:
    letter = (
        "关于云栖市督察的反馈意见\n云栖市委、云栖市政府：\n现反馈如下。\n一、取得的成绩\n关停企业9家。\n二、问题和不足\n"
        "（一）责任落实方面的问题\n你市主要有两个方面的不足：一是议事机构运转不畅。42项工作没有对账。二是部门监管存在盲区。"
        "两份文件内容相反。\n"
        "（二）污染防治方面的问题\n督察发现两个方面的问题：一是生活污水直排。9个排口每天排放4600吨。二是选矿废水超标。三家外排。\n"
        "三、整改建议\n你市要提高站位。\n"
    )
    assert problems("", letter) == ["议事机构运转不畅", "部门监管存在盲区", "生活污水直排", "选矿废水超标"]


def test_a_sentence_that_closes_with_these_problems_leads_them_in() -> None:
    news = (
        "省第九督察组督察石桥县情况反馈\n7月22日，省第九生态环境保护督察组向石桥县反馈督察情况。\n"
        "督察组组长指出，石桥县有好底子，但是家底再厚也经不起折腾。督察中看到的问题主要有这些：\n"
        "花炮废纸屑露天烧。三个乡镇的垃圾池里天天冒烟。\n砂石企业占用河道。青溪段河道原宽85米，现在只剩31米。\n"
        "组长强调，石桥县要拿出勇气抓整改。\n"
    )
    assert problems("", news) == ["花炮废纸屑露天烧", "砂石企业占用河道"]


def test_words_that_say_in_particular_lead_findings_in() -> None:
    news = (
        "云栖市督察组向白坡区反馈督察意见\n1月8日，云栖市生态环境保护督察组向白坡区反馈。\n"
        "督察组认为，白坡区投入不少，但轻管理、轻现场的毛病没有改。具体是：\n"
        "农村污水站建而不用。51座里运转的23座。\n河长巡河造假。9名河长的轨迹没有离开过家。\n会议指出，要强化整改。\n"
    )
    assert problems("", news) == ["农村污水站建而不用", "河长巡河造假"]


def test_news_of_several_inspections_tell_what_each_blamed_behind_what_it_praised() -> None:
    text = (
        "省督察组反馈督察情况\n两地整改仍不到位\n\n10月17日，省督察组分别向白坡市、望川市反馈督察情况。\n\n"
        "督察指出，白坡市整改工作取得明显进展，但石桥园区污水直排问题久拖不决。专项督察发现，白坡市堆渣场扬尘污染突出，群众反映强烈。\n\n"
        "督察认为，望川市虽然取得成效，但矿山生态修复严重滞后。督察还发现，望川市三座污水厂超标排放，至今没有查处。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "feedback"
    assert [item.problem.text for item in reading.items] == [
        "石桥园区污水直排问题久拖不决",
        "白坡市堆渣场扬尘污染突出，群众反映强烈",
        "矿山生态修复严重滞后",
        "望川市三座污水厂超标排放，至今没有查处",
    ]


def test_a_page_without_title_that_tells_whom_an_inspection_looked_at_and_counts_up_problems_is_feedback() -> None:
    text = (
        "按照省里安排，4月27日至5月27日，省第四生态环境保护督察组对临澜市开展生态环境保护督察，并形成督察意见。\n"
        "督察指出，临澜市工作虽有进展，但重发展、轻保护依然存在。主要问题有：一是落实部署存在薄弱环节；二是青溪流域水环境形势严峻；"
        "三是一些突出问题长期没有解决。\n7月31日晚，电视台也作了报道。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "feedback"
    assert [item.problem.text for item in reading.items] == [
        "落实部署存在薄弱环节",
        "青溪流域水环境形势严峻",
        "一些突出问题长期没有解决",
    ]


def test_news_tell_findings_as_what_whoever_led_the_inspection_said() -> None:
    text = (
        "督察组：云栖多地敷衍整改\n来源：某报\n2027年6月1日至7月1日，督察组对云栖市整改情况开展“回头看”。\n"
        "经批准，督察组今天上午向云栖市反馈。督察组组长说，整改有进展，但仍存在一些问题。\n"
        "督察发现，石桥县填埋场渗滤液处理设施长期停运，记录是编的；石桥县城市管理局安排施工队埋暗管，把渗滤液接进市政管网。\n"
        "组长说，望川县水利局放任非法采砂，许可证成了摆设。巡查记录是一夜补出来的。\n"
        "前年督察就点过名，某石化公司拆分审批。此次“回头看”发现，某石化公司没有停产，还筹划上新的限制类项目。\n"
    )
    assert [(i.problem.text[:10], [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("石桥县填埋场渗滤液处", ["石桥县"]),
        ("石桥县城市管理局安排", ["石桥县城市管理局"]),
        ("望川县水利局放任非法", ["望川县水利局"]),
        ("某石化公司没有停产，", []),
    ]


def test_a_page_that_goes_on_from_another_tells_findings_by_whose_they_are() -> None:
    text = (
        "石桥县青溪治理工程进度滞后，底泥疏浚等9个项目的钱没有下达。水质由Ⅴ类下降为劣Ⅴ类。望川县白湖治理项目进展缓慢，两座污水厂超标。"
        "北坡区周边长期违规超采地下水，湖面缩了一大圈。\n督察要求，云栖市要抓好整改，30个工作日内向省政府报送整改方案，督察组向云栖市作了反馈。\n"
    )
    found = [(i.problem.text[:9], [u.text for u in i.units]) for i in reading_of(text).items]
    assert found[:3] == [
        ("石桥县青溪治理工程", ["石桥县"]),
        ("望川县白湖治理项目", ["望川县"]),
        ("北坡区周边长期违规", ["北坡区"]),
    ]


@pytest.mark.parametrize(
    ("told", "unit"),
    [
        ("白桦地区疏河县农业灌溉大水漫灌，用水没有计量", "白桦地区疏河县"),
        ("第九师沙河市污水站建而不用，进水口是干的", "第九师沙河市"),
        ("自治区生态环境保护委员会办公室考核失之于宽，连续四年全部优秀", "自治区生态环境保护委员会办公室"),
        ("县供销社农膜回收有账无货，回收点的账是空的", "县供销社"),
        ("市水务集团水源保护区管护松散，隔离网被剪开", "市水务集团"),
    ],
)
def test_who_a_finding_opens_with_is_told_with_all_of_the_name(told: str, unit: str) -> None:
    text = FEEDBACK.format(
        f"一、责任没有压实\n一是{told}。抽查的12处都是这样。\n二是石桥县矿山修复造假。抽查的9处只有3处真做。"
    )
    assert [u.text for u in reading_of(text).items[0].units] == [unit]


def test_companies_stand_among_the_bodies_that_the_findings_of_a_paragraph_open_with() -> None:
    text = FEEDBACK.format(
        "石桥县秸秆禁烧流于形式，抽查8个村有5个村有过火痕迹，台账里一次也没有记。打捆机停在库房里。"
        "某钢铁公司烧结工序超标排放，脱硝设施喷的氨水比设计值少一半，采样管里塞着棉纱。厂外的监测站被雪松挡着。"
        "市交通运输局货车绕行没有落地，国道边上20多公里没有一个绿色通道，限行的牌子看不见。"
    )
    assert [(i.problem.text[:6], [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("石桥县秸秆禁", ["石桥县"]),
        ("某钢铁公司烧", []),
        ("市交通运输局", ["市交通运输局"]),
    ]


def test_old_problems_that_were_looked_at_again_are_entries_with_how_they_stand() -> None:
    text = FEEDBACK.format(
        "一、老问题整改情况\n第2项“城南片区污水管网没有接通”：没有完成。北坡街道新建的管网与老管之间差了400米。\n"
        "第5项“河岸猪场连片，粪水入河”：已完成整改。石桥镇把11个小区并成3个场。\n二、新发现的问题\n"
        "渣土乱倒没有人管。市城市管理局登记的消纳场只有2个。\n餐厨垃圾收运数字不实。签了合同的公司只有2辆车，一天却报来40吨。"
    )
    found = [
        (i.number and i.number.text, [u.text for u in i.units], i.status and i.status.text)
        for i in reading_of(text).items
    ]
    assert found[:2] == [("第2项", ["北坡街道"], "没有完成"), ("第5项", ["石桥镇"], "已完成整改")]


def test_the_proof_tells_whose_a_finding_is_that_names_nobody() -> None:
    text = FEEDBACK.format(
        "一、矿山和水\n对自动监测造假视而不见。石桥生态环境局收到异常提示1190条，其中1174条以“仪器波动”办结。\n"
        "废弃矿山修复弄虚作假、冒领进度。云栖市自然资源局上报修复完成41座，17座的坡面还是裸岩。\n"
        "一些领导干部认识不深，研究工作停留在会上。石桥县全年只开了1次会，会上念了2份文件。"
    )
    assert [[u.text for u in i.units] for i in reading_of(text).items] == [["石桥生态环境局"], ["云栖市自然资源局"], []]


def test_a_letter_to_a_government_does_not_make_it_answer_for_what_a_company_did() -> None:
    text = (
        "关于大气专项督察问题的反馈意见\n云栖市人民政府：\n现将问题清单反馈如下。\n一、应急减排方面（2个）\n"
        "1.某焦化厂没有执行停产措施，改写运行记录。中控室的曲线另有一份，时间往后挪了6个小时。\n"
        "2.石桥县在空气微站周围设障碍、喷雾干扰。采样口朝向一排冬青，每天有2趟雾炮车。\n"
    )
    assert [[u.text for u in i.units] for i in reading_of(text).items] == [[], ["石桥县"]]

"""Entries that a page tells without counting them up, and who answers for them."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Entry = tuple[str, list[str], str | None]


def entries(reading: Reading) -> list[Entry]:
    return [
        (item.problem.text, [unit.text for unit in item.units], item.deadline.date if item.deadline else None)
        for item in reading.items
    ]


JUDGEMENTS = (
    "省生态环境保护督察组向云栖市反馈督察情况\n督察组指出，淘汰落后产能不严不实，云栖市工业和信息化局没有逐户排查。"
    "污水收集能力建设滞后，石桥县老城区管网只改了两成。\n督察组强调，云栖市委、市政府应抓紧拿出整改方案，在30个工作日"
    "内报送。\n"
)
BELOW_AN_ADDRESS = (
    "云栖市督察组关于石桥县督察情况的反馈意见\n石桥县委、县政府：\n2026年3月，督察组对你县督察。主要问题：\n"
    "（一）责任压得不实。县里两年没研究过尾矿库。\n（二）园区管理松散。7家企业没有验收先投产。\n"
    "你县要在30个工作日内报送整改方案。\n2026年4月25日\n"
)
TITLED_CASES = (
    "省督察组集中通报典型案例\n发布时间：2026-05-22\n现对第二批3个典型案例公开通报。\n石桥县部分乡镇污水治理推进不力\n"
    "督察组发现，管网建好以后无人接户，污水照样下河。\n白坡区砂场生态修复流于形式\n督察组看到，坡面只撒了草籽。\n"
    "青溪市固废堆存隐患突出\n督察组看到，堆场没有防渗。\n"
)
OPENING_SENTENCES = (
    "省督察组通报首批典型案例\n为发挥警示作用，通报首批案例。\n白坡区湿地保护不力。围堤阻断水系，候鸟数量少了一半。\n"
    "石桥县砂石整治流于形式。抽查9家，6家没有手续。\n"
)
LAGGARDS = (
    "整改专报\n（第22期）\n云栖市整改办　2026年7月5日\n点名提醒：\n●石桥县：尾矿库闭库，原定6月底，目前只完成招标。\n"
    "●白坡区：老城管网改造，原定5月底，目前完成六成。\n请加快进度。\n"
)
MINUTES = (
    "云栖市人民政府专题会议纪要\n2026年5月22日，副市长江一舟主持召开督察整改专题会议。会议议定：\n"
    "一、由石桥县政府负责清掏17座化粪池，市城管局配合，6月15日前完成。\n"
    "二、由市住建局牵头，6月30日前完成41处错接点改造，市水务集团配合提供图纸。\n"
    "三、由市自然资源局会同市林业局，8月底前拿出三宗图斑处置意见。\n四、由青溪岛管委会5月20日前恢复两条外运航线。\n"
)
TO_A_FIRM = (
    "整改通知\n石桥砖瓦厂：\n10月8日检查发现你厂隧道窑脱硫塔停用。限你厂10月18日前完成，由北坡镇环保站负责监督落实。逾"
    "期按规定处理。\n"
    "北坡镇环保站\n2026年10月9日\n"
)
MEASURED_AND_FOUND = (
    "关于督办青溪水质下降问题的通知\n石桥县人民政府：\n8月监测显示，青溪断面总磷超标0.8倍。现场发现酱菜厂清洗水直排支沟。"
    "请你县在9月20日前整改到位，并于9月25日前书面反馈整改结果。\n云栖市整改办\n2026年9月2日\n"
)
QUOTED_AT_A_VISIT = (
    "近日，省督察办副主任江一舟带队到石桥县督导整改。督导组实地督导了“北坡牧业粪污堆放在农田内”整改进展。"
    "督导组对石桥县整改表示肯定，强调要防止反弹。\n"
)

COUNTED = (
    "省里对3个突出生态环境问题挂牌督办\n本报讯 省整改办印发通知，决定对石桥园区污水处理设施建设滞后等3个突出生态环境问"
    "题挂牌督办。"
    "此次挂牌督办的3个问题分别为石桥园区污水处理设施建设滞后、白坡区矿山修复滞后、青溪市治污治标不治本等问题。\n"
)
FILM = (
    "省警示片曝光我县3个问题\n2026年省生态环境警示片曝光了石桥县三个问题："
    "污水站长期停运，污水直排青溪；北坡砂场侵占河道；养殖粪污乱排。\n"
)
BEHIND = (
    "督察整改简报\n第6期\n云栖市整改办 2026年6月10日\n到期任务14项，完成11项。进度滞后的有：白坡区管网建设（应于4月底"
    "完成，目前完成40%）；"
    "石桥县3座矿山修复（应于5月底完成，目前未开工）。\n"
)
VISIT = (
    "江一舟现场督办督察问题整改\n2026年4月9日，县长江一舟到北坡镇督办督察反馈问题整改。看到两家养猪场化粪池外溢，江一"
    "舟当场责成县农业农村局"
    "3天内查清并处理到位。在污水站，得知格栅机已停运半月，他要求北坡镇政府4月20日前恢复运行。\n"
)
NIGHT = (
    "副县长带队夜查工地扬尘\n2026年5月20日晚，副县长江一舟带队对督察反馈扬尘问题“回头看”。检查组发现，花园项目渣土未覆"
    "盖；教育园项目围挡缺失。"
    "江一舟要求，县住建局督促两个项目5月23日前整改到位。\n"
)
REMINDER = (
    "提醒函\n白坡区人民政府：\n你区承担的第12项任务“填埋场渗滤液积存”、第15项任务“西郊管网空白”进度滞后，其中第12项任"
    "务应于2026年8月底前完成。"
    "请你区于7月5日前书面说明原因，并加快推进。\n云栖市整改办\n2026年6月28日\n"
)
FAULTS_OF_A_FIRM = (
    "责令改正通知\n石桥县兴发石材有限公司：\n经查，你公司存在以下环境问题：\n1.切割车间没有封闭；\n2.沉淀池破损，废水外溢。\n"
    "请于2026年3月31日前完成整改，整改情况报县生态环境局。\n石桥县生态环境局\n2026年3月10日\n"
)
TO_ALL = (
    "云栖市安排部署督察反馈意见整改工作\n2026年2月22日，云栖市召开督察整改推进会，市委书记江一舟指出，"
    "4月底前所有未销号任务必须全部按期完成整改销号。\n"
)
ABOVE_CHAPTERS = (
    "2个督察典型案例\n1.白坡区矿山无序开采 生态破坏问题突出\n2.石桥县船舶污染防治不到位\n详情如下。\n1.白坡区矿山无序"
    "开采 生态破坏问题突出\n"
    "2026年3月，督察组发现一些矿山无序开采。\n一、基本情况\n白坡区矿山较多。\n二、主要问题\n（一）偷采滥挖严重\n有的山"
    "体塌陷。\n"
)

MARKED = (
    "督察整改动态\n第14期\n云栖市整改办　2026年9月3日\n★白坡区：湿地违建拆除完成九成，滑道尚未拆除。\n"
    "★石桥县：污水厂二期原定8月底投运，目前仍在调试。\n上述任务责任单位要加快进度，9月底前见到成效。\n"
)
FILM_BY_PLACE = (
    "云栖市2026年生态环境警示片披露问题清单\n（一）白坡区。湿地违建仍未拆除到位；城区3处排口晴天溢流。"
    "\n（二）石桥县。石材锯泥乱堆乱倒。\n"
)
LATE_TASK = (
    "关于督办石桥经开区污水处理厂整改进度的函\n石桥经开区管委会：\n省督察反馈的“经开区污水厂长期不能稳定运行”问题，"
    "整改时限为2026年9月30日。现督办如下：\n一、倒排工期，8月底前完成设备安装；\n二、9月15日前完成调试。\n"
    "石桥县整改办\n2026年8月13日\n"
)
RESOLVED = (
    "北坡镇督察整改专题会会议纪要\n2026年8月22日，镇长江一舟主持召开粪污整改专题会。\n"
    "会议决定：养殖散户粪污由各村村委会负责统一收集，8月30日前完成；粪污集中点用地由镇自然资源所落实，9月5日前办好手续。\n"
)
WHAT_WAS_FOUND_SHORTLY = (
    "石桥县生态环境局督察问题检查通报\n北坡砂场：物料未覆盖，责令2026年9月6日前整改。"
    "\n顺达洗车场：废水未经沉淀直排，责令立即改正。\n"
)
REST_OF_THE_YEAR = (
    "石桥县督察反馈问题整改进展\n滞后的2项任务分别是：第7项污水厂提标改造，应于2026年6月底完成，目前设备正在安装；"
    "第13项采石场修复，应于2026年7月底完成，目前完成60%。下一步，将加大调度力度，确保年底前全部完成。\n"
)

SAID_IN_A_ROW = (
    "督察组反馈 揭短不遮丑\n昨日，省督察组向云栖市反馈意见。督察组毫不客气地指出：云栖市散煤替代任务没有完成，"
    "1.2万户未改；青溪水质不升反降；"
    "石桥县矿山边治理边破坏。\n市委书记当场表态照单全收。按要求，云栖市须在30个工作日内上报整改方案。\n"
)
PLAN_FIRST = (
    "云栖市生态环境保护专项督察反馈意见\n一、存在的突出问题\n1.污水处理厂超负荷运行。日均溢流污水4000吨。\n"
    "2.石桥工业园3家企业未批先建。\n二、整改意见\n（一）制定整改方案，明确责任人，于2026年8月10日前报市督察办。\n"
)
PROMISED = (
    "江一舟督导青溪排污口整治\n2026年7月2日，市长江一舟督导督察反馈的青溪排污口问题整改。随行的市住建局负责人表示，"
    "7月15日前完成截流。"
    "江一舟要求，石桥县、白坡区要逐一排查，7月底前建立台账。\n"
)
NUMBERED_AT_A_VISIT = (
    "省督察办督导组到我市督导\n2026年7月12日，督导组对我市第17项、第26项整改任务进行现场督导。督导组指出，"
    "第17项任务涉及的3号泵站尚未通电，"
    "第26项任务验收资料不完整。督导组要求尽快补齐短板，确保按期销号。\n"
)
HANDED_ON = (
    "关于移交督察问题线索的函\n石桥县人民政府：\n近期发现你县疑似问题点位2处：北坡村东侧疑似非法采石，青溪河道疑似倾倒固废。"
    "现移交你们，请于2026年7月20日前核实，并将核查结果函告我办。\n云栖市整改办\n2026年7月10日\n"
)
RED_LIGHTS = (
    "整改快报\n第31期\n云栖市整改办 2026年7月15日\n◎截至7月14日，全市63项任务销号41项。\n"
    "◎红灯任务2项：第17项（市城投集团）3号泵站未通电；第26项（石桥县）矿山修复验收资料缺失。\n"
)
NAMED_BY_A_FILM = (
    "《青溪之痛》警示片观后：云栖立行立改\n市委常委会会议集中观看警示片《青溪之痛》。片子点了4个问题："
    "餐饮废水直排、排口溢流、采石破坏、泵站停摆。"
    "会议逐项认领，确定整改时限均为2026年8月底前。\n"
)

AT_ONCE = (
    "江一舟暗访督察反馈问题整改\n2026年9月20日，市长江一舟暗访督察反馈问题整改。在青石采石场，"
    "江一舟发现爆破区没有喷淋，道路积尘很厚，"
    "当即要求石桥县政府负责人立行立改。在北坡村，村民反映养殖场夜里偷排，江一舟叮嘱区农业农村局连夜查处，3日内反馈结果。\n"
)
CHECKED = (
    "督察专员现场检查记录\n2026年11月10日，督察专员到石桥县检查，发现以下问题：（1）采石场草种未出苗；"
    "（2）填埋场雨污分流沟破损；"
    "（3）排口标识牌缺失。要求县政府11月25日前整改完毕。\n"
)
LATE_IN_BRACKETS = (
    "整改工作专报 〔2026〕第11期\n云栖市整改办 2026年11月2日\n【亮点】白坡区完成老街截污。\n"
    "【滞后】园区污水处理厂：应于2026年10月底完成交接，资产清点未结束（责任单位：市城投集团）。\n"
    "【滞后】青石采石场：喷播完成三成（责任单位：石桥县政府，时限：2026年11月15日）。\n"
)
TOGETHER = (
    "云栖市督察整改领导小组会议纪要\n2026年10月12日，市长江一舟主持召开督察整改领导小组会议。会议议定：\n"
    "（一）市农业农村局会同白坡区政府，对养殖场粪污利用率重新核定，10月25日前报领导小组办公室。\n"
    "（二）石桥县要在年底前完成采石场生态修复。\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            JUDGEMENTS,
            [
                ("淘汰落后产能不严不实，云栖市工业和信息化局没有逐户排查", ["云栖市工业和信息化局"], None),
                ("污水收集能力建设滞后，石桥县老城区管网只改了两成", ["石桥县"], None),
                ("拿出整改方案，在30个工作日内报送", ["云栖市委", "市政府"], "P30WD"),
            ],
            id="each sentence judges in short and proves it",
        ),
        pytest.param(
            BELOW_AN_ADDRESS,
            [
                ("责任压得不实", ["石桥县委", "县政府"], None),
                ("园区管理松散", ["石桥县委", "县政府"], None),
                ("在30个工作日内报送整改方案", ["石桥县委", "县政府"], "P30WD"),
            ],
            id="findings of a letter to the committee and the government of one place",
        ),
        pytest.param(
            TITLED_CASES,
            [
                ("石桥县部分乡镇污水治理推进不力", [], None),
                ("白坡区砂场生态修复流于形式", ["白坡区"], None),
                ("青溪市固废堆存隐患突出", ["青溪市"], None),
            ],
            id="cases under headlines without numbers",
        ),
        pytest.param(
            OPENING_SENTENCES,
            [("白坡区湿地保护不力", ["白坡区"], None), ("石桥县砂石整治流于形式", ["石桥县"], None)],
            id="cases that open their paragraphs",
        ),
        pytest.param(
            LAGGARDS,
            [("尾矿库闭库", ["石桥县"], "2026-06-30"), ("老城管网改造", ["白坡区"], "2026-05-31")],
            id="laggards of a brief with the limit that was set once",
        ),
        pytest.param(
            MINUTES,
            [
                ("清掏17座化粪池", ["石桥县政府", "市城管局"], "2026-06-15"),
                ("完成41处错接点改造", ["市住建局", "市水务集团"], "2026-06-30"),
                ("拿出三宗图斑处置意见", ["市自然资源局", "市林业局"], "2026-08-31"),
                ("恢复两条外运航线", ["青溪岛管委会"], "2026-05-20"),
            ],
            id="resolutions with who helps before, behind and beside",
        ),
        pytest.param(TO_A_FIRM, [("你厂隧道窑脱硫塔停用", ["石桥砖瓦厂"], "2026-10-18")], id="a letter to a firm"),
        pytest.param(
            MEASURED_AND_FOUND,
            [
                ("酱菜厂清洗水直排支沟", ["石桥县人民政府"], "2026-09-20"),
                ("书面反馈整改结果", ["石桥县人民政府"], "2026-09-25"),
            ],
            id="what was measured is why somebody went to look",
        ),
        pytest.param(
            COUNTED,
            [
                ("石桥园区污水处理设施建设滞后", [], None),
                ("白坡区矿山修复滞后", ["白坡区"], None),
                ("青溪市治污治标不治本", ["青溪市"], None),
            ],
            id="as many in a row as are counted",
        ),
        pytest.param(
            FILM,
            [("污水站长期停运，污水直排青溪", [], None), ("北坡砂场侵占河道", [], None), ("养殖粪污乱排", [], None)],
            id="announced with their number",
        ),
        pytest.param(
            BEHIND,
            [("白坡区管网建设", ["白坡区"], "2026-04-30"), ("石桥县3座矿山修复", ["石桥县"], "2026-05-31")],
            id="how each stands in a bracket",
        ),
        pytest.param(
            VISIT,
            [
                ("两家养猪场化粪池外溢", ["县农业农村局"], "P3D"),
                ("格栅机已停运半月", ["北坡镇政府"], "2026-04-20"),
            ],
            id="two remedies in one order, and what was learned",
        ),
        pytest.param(
            NIGHT,
            [("花园项目渣土未覆盖", ["县住建局"], "2026-05-23"), ("教育园项目围挡缺失", ["县住建局"], "2026-05-23")],
            id="one more behind a semicolon, and who is to urge them",
        ),
        pytest.param(
            REMINDER,
            [
                ("填埋场渗滤液积存", ["白坡区人民政府"], "2026-08-31"),
                ("西郊管网空白", ["白坡区人民政府"], None),
                ("书面说明原因", ["白坡区人民政府"], "2026-07-05"),
            ],
            id="the limit of one of several tasks of a reminder",
        ),
        pytest.param(
            FAULTS_OF_A_FIRM,
            [
                ("切割车间没有封闭", ["石桥县兴发石材有限公司"], "2026-03-31"),
                ("沉淀池破损，废水外溢", ["石桥县兴发石材有限公司"], "2026-03-31"),
            ],
            id="faults that a letter counts up",
        ),
        pytest.param(TO_ALL, [("所有未销号任务必须全部按期完成整改销号", [], "2026-04-30")], id="told to all"),
        pytest.param(
            ABOVE_CHAPTERS,
            [("白坡区矿山无序开采 生态破坏问题突出", ["白坡区"], None), ("石桥县船舶污染防治不到位", ["石桥县"], None)],
            id="cases numbered above the chapters of each",
        ),
        pytest.param(
            MARKED,
            [
                ("湿地违建拆除完成九成，滑道尚未拆除", ["白坡区"], "2026-09-30"),
                ("污水厂二期原定8月底投运", ["石桥县"], "2026-08-31"),
            ],
            id="marked lines that nothing announces",
        ),
        pytest.param(
            FILM_BY_PLACE,
            [
                ("湿地违建仍未拆除到位", ["白坡区"], None),
                ("城区3处排口晴天溢流", ["白坡区"], None),
                ("石材锯泥乱堆乱倒", ["石桥县"], None),
            ],
            id="a place and a full stop before what was seen there",
        ),
        pytest.param(
            LATE_TASK,
            [
                ("经开区污水厂长期不能稳定运行", ["石桥经开区管委会"], "2026-09-30"),
                ("倒排工期，8月底前完成设备安装", ["石桥经开区管委会"], "2026-08-31"),
                ("9月15日前完成调试", ["石桥经开区管委会"], "2026-09-15"),
            ],
            id="what a letter is about, and what it orders",
        ),
        pytest.param(
            RESOLVED,
            [
                ("养殖散户粪污由各村村委会负责统一收集", ["各村村委会"], "2026-08-30"),
                ("粪污集中点用地由镇自然资源所落实，9月5日前办好手续", ["镇自然资源所"], "2026-09-05"),
            ],
            id="what is done by whom stands before them",
        ),
        pytest.param(
            WHAT_WAS_FOUND_SHORTLY,
            [("物料未覆盖", [], "2026-09-06"), ("废水未经沉淀直排", [], "immediate")],
            id="sites and what was ordered there",
        ),
        pytest.param(
            REST_OF_THE_YEAR,
            [
                ("滞后的2项任务分别是：第7项污水厂提标改造", [], "2026-06-30"),
                ("第13项采石场修复", [], "2026-07-31"),
            ],
            id="a promise for all that have their limits",
        ),
        pytest.param(
            SAID_IN_A_ROW,
            [
                ("云栖市散煤替代任务没有完成，1.2万户未改", ["云栖市"], None),
                ("青溪水质不升反降", [], None),
                ("石桥县矿山边治理边破坏", ["石桥县"], None),
                ("在30个工作日内上报整改方案", ["云栖市"], "P30WD"),
            ],
            id="findings behind a colon in one sentence",
        ),
        pytest.param(
            PLAN_FIRST,
            [
                ("污水处理厂超负荷运行", [], None),
                ("石桥工业园3家企业未批先建", [], None),
                ("制定整改方案，明确责任人，于2026年8月10日前报市督察办", [], "2026-08-10"),
            ],
            id="the plan stands before what else is asked",
        ),
        pytest.param(
            PROMISED,
            [("完成截流", ["市住建局"], "2026-07-15"), ("建立台账", ["石桥县", "白坡区"], "2026-07-31")],
            id="what an office promises, and places that are told to act",
        ),
        pytest.param(
            NUMBERED_AT_A_VISIT,
            [("3号泵站尚未通电", [], None), ("验收资料不完整", [], None)],
            id="tasks told by their numbers with how they stand",
        ),
        pytest.param(
            HANDED_ON,
            [
                ("北坡村东侧疑似非法采石", ["石桥县人民政府"], "2026-07-20"),
                ("青溪河道疑似倾倒固废", ["石桥县人民政府"], "2026-07-20"),
            ],
            id="clues that are handed on, as many as are counted",
        ),
        pytest.param(
            RED_LIGHTS,
            [("3号泵站未通电", ["市城投集团"], None), ("矿山修复验收资料缺失", ["石桥县"], None)],
            id="the unit stands between number and state",
        ),
        pytest.param(
            NAMED_BY_A_FILM,
            [
                ("餐饮废水直排", [], "2026-08-31"),
                ("排口溢流", [], "2026-08-31"),
                ("采石破坏", [], "2026-08-31"),
                ("泵站停摆", [], "2026-08-31"),
            ],
            id="short names, as many as are counted",
        ),
        pytest.param(
            AT_ONCE,
            [
                ("爆破区没有喷淋，道路积尘很厚", ["石桥县政府"], "immediate"),
                ("养殖场夜里偷排", ["区农业农村局"], "immediate"),
            ],
            id="what was seen and is to be put right at once",
        ),
        pytest.param(
            CHECKED,
            [
                ("采石场草种未出苗", ["县政府"], "2026-11-25"),
                ("填埋场雨污分流沟破损", ["县政府"], "2026-11-25"),
                ("排口标识牌缺失", ["县政府"], "2026-11-25"),
            ],
            id="a series of what somebody found who checked",
        ),
        pytest.param(
            LATE_IN_BRACKETS,
            [
                ("园区污水处理厂：应于2026年10月底完成交接，资产清点未结束", ["市城投集团"], "2026-10-31"),
                ("青石采石场：喷播完成三成", ["石桥县政府"], "2026-11-15"),
            ],
            id="lines behind a word in brackets",
        ),
        pytest.param(
            TOGETHER,
            [
                ("对养殖场粪污利用率重新核定", ["市农业农村局", "白坡区政府"], "2026-10-25"),
                ("完成采石场生态修复", ["石桥县"], "2026-12-31"),
            ],
            id="who joins in before the task, and to whom it is reported",
        ),
        pytest.param(QUOTED_AT_A_VISIT, [("北坡牧业粪污堆放在农田内", [], None)], id="a matter quoted at a visit"),
    ],
)
def test_entries_are_told_in_prose(text: str, expected: list[Entry]) -> None:
    assert entries(reading_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(
            "省生态环境保护督察组向云栖市反馈督察情况\n督察指出，云栖市工作仍有差距：\n"
            "云栖市生态环境保护工作取得积极成效，但与要求相比仍有差距。\n白坡区供热企业监测数据雷同。\n",
            ["白坡区供热企业监测数据雷同"],
            id="what went well, weighed against what is lacking, is no finding",
        ),
        pytest.param(
            "省生态环境保护督察典型案例\n石桥县某化工厂存在废水直排、废气超标、固废乱堆等突出问题。\n石桥县政府监管不力。\n",
            ["石桥县某化工厂存在废水直排、废气超标、固废乱堆等突出问题"],
            id="several faults of one are one entry of a case",
        ),
        pytest.param(
            "云栖市督察整改调度会\n会议要求，污水厂施工单位要加快进度，确保12月底前投入使用。\n2026年5月11日\n",
            ["会议要求，污水厂施工单位要加快进度，确保12月底前投入使用"],
            id="what is to be in use by a day is told before the day",
        ),
    ],
)
def test_an_entry_is_told_whole(text: str, problems: list[str]) -> None:
    assert [item.problem.text for item in reading_of(text).items] == problems

"""What kind a document is, and what is not of this domain."""

import time

import pytest

from bihuan.reading.kinds import classify, look
from bihuan.reading.result import KINDS
from tests.reading.texts import document_of, reading_of

EXAMPLES = [
    ("closure_notice", "云栖县督察问题整改销号公示\n现将整改完成情况公示如下,公示时间:2024年1月1日至1月10日。"),
    (
        "plan",
        "云栖县贯彻落实省生态环境保护督察反馈意见整改方案\n一、指导思想\n坚持生态优先。\n二、基本原则\n(一)统筹兼顾。",
    ),
    ("ledger", "云栖县突出生态环境问题整改工作台账\n序号 | 问题描述 | 责任单位 | 整改时限 | 进展情况 |"),
    ("feedback", "关于对云栖县督察情况的反馈意见\n督察组指出,责任落实不到位。应在30个工作日内将整改方案报省政府。"),
    ("progress_report", "云栖县督察整改进展情况\n整改任务41项,已完成整改25项,销号13项,其余达到序时进度。"),
    ("petition_table", "边督边改公开情况一览表\n序号 | 受理编号 | 交办问题基本情况 | 调查核实情况 | 是否属实 |"),
    ("petition_stat", "云栖县第五批转办\n4月11日,中央生态环境保护督察组交办举报3件,来电2件,来信1件。"),
    ("assignment", "关于交办生态环境督察问题的督办函\n县水利局:\n现将有关问题交办如下。"),
    ("inspection_list", "云栖县生态环境督察检查发现问题清单\n1.石桥镇污水直排。"),
    ("typical_case", "云栖县污水治理典型案例\n督察组发现污水直排。\n一、基本情况\n略。\n二、主要问题\n一是治理不力。"),
    ("warning_film", "云栖县长江经济带生态环境警示片披露问题清单\n警示片披露问题6个。"),
    ("meeting", "云栖县召开生态环境保护督察整改推进会\n5月12日,会议召开,县委书记主持会议。会议要求抓好整改。"),
    ("visit_news", "副县长督导生态环境问题整改\n5月12日,副县长带队到石桥镇实地查看督察问题整改。"),
    ("campaign", "云栖县生态环境问题大排查专项行动工作安排\n排查突出生态环境问题。"),
    ("brief", "云栖县生态环境保护督察整改工作简报\n第12期\n县整改办编印"),
    ("minutes", "云栖县环委会会议纪要\n会议研究了督察整改工作。"),
]

OTHER_WORDS = [
    ("plan", "临澜市督察整改任务卡\n反馈问题：渣场未覆盖\n整改目标：覆盖\n责任单位：市城管局\n完成时限：2026年6月底"),
    ("ledger", "临澜市督察整改周调度表\n责任单位：市城管局"),
    ("feedback", "省督察组向临澜市移交督察意见\n督察组指出，渣场治理不力。"),
    ("feedback", "临澜市生态环境保护督察报告（节选）\n2.1 水环境保护有差距"),
    ("progress_report", "临澜市督察整改推进情况汇报\n46项任务完成31项。"),
    ("closure_notice", "通告\n省督察第28条问题已按整改方案完成整改。现将情况向社会公布。\n临澜市整改指挥部"),
    (
        "petition_table",
        "督察组转办第3批信访举报案件查处结果公示\n群众反映：渣土车扰民\n办理情况：市城管局清运。举报属实。",
    ),
    (
        "petition_table",
        "第11批案件查处公开\n反映情况：夜间倾倒渣土\n核查结果：部分属实。市城管局已清运，督察组转办件办结。",
    ),
    ("assignment", "关于石场扬尘问题的提示函\n石桥县人民政府：\n督察组转来举报，请你县核查。"),
    ("inspection_list", "白坡区工地扬尘抽查情况通报\n抽查发现问题如下：\n渣土未覆盖。污水直排。生态环境局责令整改。"),
    (
        "typical_case",
        "7月下旬，5个省督察组分别进驻云栖、青溪等市，查实了一批突出问题，现对第一批5个典型案例进行集中公开通报。\n"
        "石桥县渣土处置不力\n渣土露天堆放。\n白坡区畜禽养殖污染问题突出\n粪污流进河道。",
    ),
    ("typical_case", "曝光台：石桥县堆场扬尘久拖不决\n主要问题：\n●石料堆场未封闭"),
    ("visit_news", "州长调研尾矿库整治\n7月2日，州长深入石桥县尾矿库调研环境风险防控。"),
    ("campaign", "临澜市露天焚烧整治行动方案\n1.秸秆收储点15处，裸露地块覆网压沙。"),
    ("brief", "临澜市督察整改动态\n第9期\n市整改办编印"),
    ("minutes", "市长办公会议纪要\n研究渣场治理和入河排污口规范化。"),
    ("visit_news", "11月8日晚，县长祁望川率队到城北夜查渣土车，查看道路扬尘和车辆冲洗，要求住建部门严管。"),
    ("visit_news", "5月6日，副市长简行到青石矿区督战生态修复，察看边坡复绿。"),
    ("petition_table", "临澜县公开第七批交办件办理情况\n1.群众来电反映“养鸭场臭气熏人”。经查属实，该件已办结。"),
    ("assignment", "信访件转办单\n受理编号：D2LL202605060012\n承办单位：沙渚镇人民政府\n反映内容：夜里放炮，灰很大。"),
    ("assignment", "关于办理省督察组移交问题的通知\n沙渚镇人民政府：\n现将移交的问题转给你们。"),
    ("petition_stat", "5月9日，临澜市召开边督边改会商。督察组本批交办我市21件，三个县区分别为9件、7件、5件。"),
    ("progress_report", "临澜市督察整改月调度通报\n4月，52项任务完成40项，其余按序时推进。"),
    ("warning_film", "关于2026年一季度生态环境暗访片曝光问题的情况\n片中曝光：石桥县：渣场未覆盖。"),
    ("minutes", "关于青溪流域治理的会议纪要\n会议议定：县水利局5月底前完成清淤。"),
    ("campaign", "临澜市“碧水清流”百日攻坚任务清单\n1.封堵入河排口12处（市水务局），6月底前。"),
    (
        "plan",
        "街巷保洁认领单\n序号 | 问题 | 责任单位 | 整改时限\n1 | 菜场旁雨水篦油污 | 区城管局 | 2026年6月底前\n"
        "2 | 桥下漂浮垃圾 | 石桥镇政府 | 2026年7月底前",
    ),
    (
        "plan",
        "石桥区自查问题两张表\n编号 | 发现的问题 | 改成什么样\n甲 | 散养肉牛粪污进沟 | 不再排入\n乙 | 货场裸土起尘 | 全部覆盖\n"
        "编号 | 牵头部门 | 完成时限\n甲 | 区农业农村局 | 2026年6月\n乙 | 区住建局 | 2026年7月",
    ),
    (
        "ledger",
        "六月问题清单\n序号 | 问题 | 责任单位 | 整改时限 | 状态\n1 | 沟渠垃圾 | 区城管局 | 2026年6月底前 | 已完成",
    ),
    (
        "warning_film",
        "2026年市警示片问题整改台账\n序号 | 问题 | 责任单位 | 时限\n1 | 渣场未覆盖 | 石桥县政府 | 2026年6月底前",
    ),
    ("progress_report", "石桥市整改任务完成率排名\n县区 | 任务数 | 已完成 | 完成率\n东湖区 | 12 | 9 | 75%"),
    ("meeting", "临澜市政协生态环境协商会召开\n会议由主席主持，围绕湖区水质、噪声治理建言。"),
    ("petition_stat", "省第三轮督察交办件91%办结\n截至年底，督察组交办的421件信访件已办结383件，责令整改60家。"),
    (
        "petition_table",
        "关于办理第9批交办函所列案件处理情况的通报\n受理编号118：“砂场夜里作业。”经查，举报属实，已办结。",
    ),
    ("progress_report", "关于2026年督察整改工作推进情况的公示\n一、总体情况。52项任务中，已完成整改40项。"),
    (
        "progress_report",
        "云栖市通报督察反馈意见整改情况\n方案包含指导思想、目标和措施三个部分。407件信访件已办结390件。",
    ),
    (
        "progress_report",
        "压实责任，突出抓督察整改。区里成立专班，督促整改到位，办结信访投诉48件，没有反弹。\n"
        "健全机制，巩固整改成效。区里实行包保制度，已完成突出环境问题整改16件。",
    ),
    ("visit_news", "江部长到北坡镇实地了解采石场督察整改落实情况，要求按时限改到位。"),
    (
        "progress_report",
        "白坡区委 白坡区政府 关于督察意见整改情况的报告 2026-05-08\n多次召开专题会、推进会，研究整改。",
    ),
    ("progress_report", "区级督察2026年督察整改任务提前清零\n牵头任务2项、协办任务11项，均在时限内完成。"),
    (
        "petition_stat",
        "云栖市督察交办信访案件办理情况一览表（截至6月9日）\n督察组共转办21批410件。其中，白坡区120件、石桥县98件、"
        "青溪县80件、杉木县62件、苇渠县50件。属实占比31%，不属实占比12%。",
    ),
    ("petition_stat", "6月，全市河道投诉平台收到黑臭水体监督举报信息共37条，已办结21条，有效信息9条。"),
    ("visit_news", "简行副市长暗访督查环保督察问题整改工作\n6月3日，简行先后到北坡煤矿、青溪水库。"),
    (
        "inspection_list",
        "大气污染督查组对扬尘、锅炉、VOCs治理的430个点位进行核实，发现其中17个点位存在环境问题，均已移交环保部门。",
    ),
    ("progress_report", "我县提前完成沿河养殖场搬迁工作\n县政府召开调度会，明确污染防治任务。11月底前全部搬迁。"),
    ("visit_news", "6月22日，省生态环境保护督察组到白坡区边督边改组了解工作情况，要求做好举报件办理。"),
]

FIRST = [
    (
        "visit_news",
        "县住建局调研督察反馈问题整改落实情况\n5月6日，县住建局调研组来到苇渠污水处理厂，对比整改成效。",
    ),
    (
        "visit_news",
        "11月5日，县委书记江一舟带队开展环保实地督察，先后察看石料厂和污水处理厂。\n随后，江一舟在北坡镇召开座谈会，"
        "会议要求抓好环保督察问题整改。",
    ),
    (
        "meeting",
        "为推进环保督察整改，6月10日，北坡镇召开污水管网整治部署会，镇长简行带队参加。\n会后，与会人员实地察看了管网施工。",
    ),
    ("meeting", "关于召开全县督察整改工作会议的通知\n县水利局：\n定于2月18日召开会议，请于2月17日前报送参会名单。"),
    ("petition_stat", "督察组向临澜市移交310件信访线索\n督察组分3批移交线索310件，均已转往各县。"),
    ("petition_stat", "临澜市办理督察交办举报问题进展情况通报（十）\n督察组交办第十一批59件，涉及6个县区。"),
    (
        "feedback",
        "11月4日，督察组对云岭市开展“回头看”，次年5月10日反馈。反馈会由市长主持。\n督察认为，工作取得成效，仍有差距。",
    ),
    (
        "campaign",
        "近日，县自然资源局联合五个部门开展污染防治攻坚战矿山开发综合整治行动。\n逾期不达标的，不得复工。",
    ),
    ("inspection_list", "大气污染防治强化督查显示：六成企业存在环境问题\n督查组共检查企业320家，发现204家存在问题。"),
    (
        "petition_table",
        "回应群众关切（第十九批）\n1.群众反映“酒糟车滴漏，气味大”。经查属实，已约谈酒厂。\n2.群众反映“夜里打桩”。经查不属实。",
    ),
    (
        "petition_table",
        "让群众诉求有回应\n日前，青溪县接到督察组转办信访件，反映楼顶风机扰民。经现场调查，已加装隔音房。",
    ),
    (
        "closure_notice",
        "全市第二季度整改任务销号清单\n序号 | 整改任务 | 责任单位 | 销号日期\n3 | 油泥堆场 | 县政府 | 4月9日",
    ),
    ("closure_notice", "关于省督察第25号问题整改完成情况的说明\n问题表述：秸秆离田率低。\n整改目标：应离尽离。"),
    ("closure_notice", "白坡区关于落实《省督察整改任务清单》（序号29）有关情况的公示\n一、整改目标：污水不直排。"),
    (
        "plan",
        "为落实环境保护督察组反馈意见，制定本整改方案。\n一、总体要求\n（一）指导思想\n（二）基本原则\n——坚持问题导向，全面整改。",
    ),
    (
        "progress_report",
        "针对督察反馈的第七十一项，石桥县成立领导小组，盯住问题整改，要求整改不到位的重新整改。经过努力，"
        "这一项整改任务已经完成。",
    ),
    (
        "progress_report",
        "督察组共交办群众举报问题472件。截至目前，核查属实397件，已完成整改375件，未完成整改22件，整改完成率94.5%。",
    ),
    (
        "petition_table",
        "石桥县迅速整治洗砂场\n近日，石桥县收到省督察组第4批关于“中学附近洗砂扬尘”信访交办件。经核实，已责令拆除，该件办结。",
    ),
    (
        "petition_stat",
        "7月25日晚，督察组召开信访件交办核查工作会。截至当日，该组共受理群众投诉331件，交办121件，已完成1件。",
    ),
    (
        "campaign",
        "近日，省林业厅印发《“绿盾”自然保护区违法违规活动整治专项行动工作方案》，组织开展专项督导检查。",
    ),
    ("closure_notice", "石桥县关于督察反馈意见整改方案第07号整改任务的验收销号意见\n一、整改目标：杜绝秸秆焚烧。"),
    (
        "visit_news",
        "云岭市石桥生态环境局组织开展环保督察“回头看”交办信访件销号核查\n近日，核查组现场核查了9件交办信访案件整改情况。",
    ),
    ("progress_report", "北坡镇：【环保督查整改】扎实开展整改工作\n截至目前，24个案件销号14个。"),
]


# Passages that are like pages of another kind, as far as so little can tell: the cues alone see of which kind they are.
PASSAGES = [
    (
        "visit_news",
        "云岭县委书记江一舟：统筹施工和生态环保\n\n《云岭》杂志 ● 云岭在线   2026-10-07 13:47:18\n\n9月17日，县委书记江一舟就"
        "环境保护工作开展专题调研。\n江一舟先后来到创业园工地，对扬尘治理情况进行现场调研督导，要求抓好生态环境突出问题整改。",
    ),
    (
        "other",
        "云岭市水利局开展生产建设项目水土保持监督检查\n5月6日，市水利局副局长江一舟带队深入在建项目现场检查水土保持工作。\n检查组查看渣土堆放"
        "和河道边坡，对临时堆土苫盖不及时等问题提出整改要求，生态环境宣传同步开展。",
    ),
    (
        "closure_notice",
        "经核查，白坡污水处理厂突出环境问题整改已达到要求。近日，省生态环境保护委员会办公室解除对其挂牌督办。",
    ),
    (
        "meeting",
        "会议强调\n要不折不扣抓好环保督察问题整改，逐一明确整改措施，建立销号制度。\n会前，与会领导还前往北坡镇，实地察看整改落实情况。",
    ),
    ("meeting", "2026年4月2日，青岭省生态环境厅对云岭市、漆河市政府主要负责同志进行集体约谈，指出督察整改滞后的问题。"),
    ("meeting", "督察整改滞后 云岭市被约谈\n省生态环境厅昨日约谈云岭市政府，要求就渣场整改逐项研究解决。"),
    ("plan", "近日，云岭市整改办印发《云岭市督察反馈意见整改工作方案》，明确41项任务。全市分三步推进。"),
    ("visit_news", "近期，黄石街道纪工委针对3条黑臭水体整改情况进行“回头看”，查看有无排污口。"),
]


@pytest.mark.parametrize(("kind", "text"), PASSAGES, ids=[kind for kind, _ in PASSAGES])
def test_cues_show_the_kind_of_a_passage(kind: str, text: str) -> None:
    assert look(document_of(text)).shown == kind


@pytest.mark.parametrize(("kind", "text"), FIRST, ids=[f"{kind}-{k}" for k, (kind, _) in enumerate(FIRST)])
def test_what_is_told_first_tells_the_kind(kind: str, text: str) -> None:
    assert classify(document_of(text)).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "环保督察约谈通常涉及以下内容：\n督察检查发现问题整改情况\n评估整改进展，是否整改到位。",
        "引言\n本文将剖析督察组的行动。\n问题企业应制定整改方案，完成整改，整改到位后恢复生产。",
        "财经记者获悉，督察组或将于三月进驻。省内正在排查。几天前，市环保部门召开部署会。",
        "第四批环境保护督察全面启动，督察组组长由江一舟等担任，将分赴各省开展督察。进驻期间受理来信来电举报。",
        "同志们：\n今天我们召开全县环保督察整改推进会，下面我讲三点意见。",
        "第一督察组定于3月16日至4月4日进驻云岭市开展督察，受理举报电话如下。",
    ],
)
def test_what_explains_or_announces_inspections_is_of_no_kind(text: str) -> None:
    assert classify(document_of(text)).kind == "other"


@pytest.mark.parametrize(("kind", "text"), OTHER_WORDS, ids=[f"{kind}-{k}" for k, (kind, _) in enumerate(OTHER_WORDS)])
def test_a_kind_is_known_by_other_words_too(kind: str, text: str) -> None:
    assert classify(document_of(text)).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "《督察整改实务问答》读者互动\n整改方案多少个工作日内报送？欢迎留言。",
        "临澜市督察整改销号管理办法（试行）\n第一条 为规范销号，制定本办法。\n第二条 责任单位应当在完成后10日内申请销号。",
        "督察整改工作程序\n第一条 责任单位应当编制整改方案。\n第二条 整改方案应当明确责任单位和整改时限。",
        "临澜市2026年第一季度环境空气质量状况\n优良天数比例85%，PM2.5平均浓度32微克/立方米，无重污染天气。",
        "关于公开招募督察整改监督员的公告\n有意者请于6月30日前将报名表交至各镇环保所。",
        "关于对生态环境保护督察整改先进集体予以表彰的决定\n授予市整改办等8个单位称号，望再接再厉。",
        "督察整改方案模板\n一、整改问题：××。二、责任单位：××局。三、整改时限：×年×月底前。",
        "专家谈：怎样写好整改方案\n整改目标、责任单位和时限要写清楚。",
        "评论：督察整改贵在较真\n督察组反馈的问题，30个工作日内要报整改方案。",
        "图文解读丨整改任务如何销号\n责任单位应当自查自验，公示不少于5个工作日。",
        "关于公布全市督察整改优秀案例评选结果的通知\n一等奖：石桥河治理（市水务局）。",
        "生态环境保护督察应知应会试题\n整改方案应当在（ ）个工作日内报送。",
        "突发水污染事件应急演练方案\n时间 | 科目 | 责任单位\n9:00 | 布设围油栏 | 市水务局",
        "云栖市安全生产隐患整改台账\n序号 | 问题 | 责任单位 | 整改时限\n1 | 垃圾堵塞通道 | 区城管局 | 2026年6月底前\n"
        "2 | 锅炉未年检 | 石桥镇政府 | 2026年7月底前",
        "有奖答题活动启动\n垃圾分类从我做起，前20名送书。活动由市图书馆主办，欢迎市民朋友踊跃参加，详情请到一楼服务台咨询。",
    ],
)
def test_what_is_written_about_inspections_for_readers_is_no_document_of_one(text: str) -> None:
    assert classify(document_of(text)).kind == "other"


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_a_document_of_each_kind_is_known(kind: str, text: str) -> None:
    assert classify(document_of(text)).kind == kind


def test_the_examples_leave_no_kind_out() -> None:
    assert {kind for kind, _ in EXAMPLES} | {"other"} == set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "政务公开测评反馈整改通知\n请对照问题清单逐条整改、销号管理,6月1日前完成。",
        "电视问政整改交办\n就反映的37个问题与市环保局等单位对接,要求排出整改时间。",
        "审计查出问题整改情况\n建立台账、销号管理,已完成整改10个。",
        "小区管网排查\n用2个月排查266个小区542处排口。",
        "菜谱\n先把水烧开。",
        "第三轮第一批中央生态环境保护督察启动\n各督察组已进驻，分别设立值班电话和邮政信箱。",
    ],
)
def test_the_same_words_in_another_domain_are_of_no_kind(text: str) -> None:
    assert classify(document_of(text)).kind == "other"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "meeting",
            "(记者 文某)7月18日,全县配合督察工作领导小组办公室第一次工作会议召开。副县长主持会议。会议要求,把底数摸清。",
        ),
        ("assignment", "对没有按时完成整治的3个镇实行挂牌督办,请各镇在规定期限内办结。\n环境问题挂牌督办一览表"),
    ],
)
def test_a_plain_kind_needs_only_one_word_that_may_be_of_the_field(kind: str, text: str) -> None:
    assert classify(document_of(text)).kind == kind
    other = text.replace("督察", "普查").replace("环境", "台风")
    assert classify(document_of(other)).kind == "other"


def test_a_plain_kind_with_a_word_of_another_field_stays_other() -> None:
    text = "7月18日,全县改革督察工作领导小组第一次工作会议召开。副县长主持会议。会议要求,把底数摸清。"
    assert classify(document_of(text)).kind == "other"
    assert classify(document_of(text.replace("改革督察", "配合督察"))).kind == "meeting"


def test_a_line_without_end_and_without_a_mark_is_told_in_time() -> None:
    began = time.process_time()
    reading_of("白苇县督察整改工作有序推进\n" + "整改办" * 12_000)
    assert time.process_time() - began < 5


VERDICTS = """{title}
编号 | 举报内容 | 承办单位 | 是否属实 | 是否办结
01 | {matter} | 县交通运输局 | 属实 | 已办结
02 | 店面夜里放灰 | 县住建局 | 不属实 | 已办结
"""


def test_a_list_that_says_of_complaints_whether_they_were_true_needs_one_word_of_the_field() -> None:
    told = reading_of(VERDICTS.format(title="沙渚县信访件办理情况", matter="大车洒落石子"))
    assert (told.kind, len(told.items)) == ("petition_table", 2)
    assert reading_of(VERDICTS.format(title="沙渚县热线工单办理情况", matter="网约车多收车费")).kind == "other"

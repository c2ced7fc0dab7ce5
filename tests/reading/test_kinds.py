"""What kind a document is, and what is not of this domain."""

import pytest

from bihuan.reading.kinds import classify
from bihuan.reading.result import KINDS
from tests.reading.texts import document_of

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
        "closure_notice",
        "经核查，白坡污水处理厂突出环境问题整改已达到要求。近日，省生态环境保护委员会办公室解除对其挂牌督办。",
    ),
]


@pytest.mark.parametrize(("kind", "text"), OTHER_WORDS, ids=[f"{kind}-{k}" for k, (kind, _) in enumerate(OTHER_WORDS)])
def test_a_kind_is_known_by_other_words_too(kind: str, text: str) -> None:
    assert classify(document_of(text)) == kind


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
        "有奖答题活动启动\n垃圾分类从我做起，前20名送书。活动由市图书馆主办，欢迎市民朋友踊跃参加，详情请到一楼服务台咨询。",
    ],
)
def test_what_is_written_about_inspections_for_readers_is_no_document_of_one(text: str) -> None:
    assert classify(document_of(text)) == "other"


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_a_document_of_each_kind_is_known(kind: str, text: str) -> None:
    assert classify(document_of(text)) == kind


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
    assert classify(document_of(text)) == "other"

"""Lists: what their entries are is told by where they stand and by what all of them say."""

import pytest

from bihuan.reading import Reading, read
from tests.reading.texts import document_of, reading_of, table_source


def rows(reading: Reading) -> list[tuple[str | None, str, list[str], str | None]]:
    return [
        (
            item.number.text if item.number else None,
            item.problem.text,
            [unit.text for unit in item.units],
            item.deadline.date if item.deadline else None,
        )
        for item in reading.items
    ]


def test_named_entries_have_their_number_and_labels_below_them() -> None:
    text = (
        "云栖市生态环境问题整改任务清单\n【问题一】\n石桥渠沿线粪污直排\n【目标】\n全线消除黑臭\n【举措】\n"
        "一是拆除棚舍;二是清淤3公里。\n【责任单位】\n石桥镇人民政府\n【完成期限】\n2026年10月底前\n"
        "【问题二】\n园区堆场未覆盖\n【目标】\n堆场规范\n【举措】\n一是清运固废;二是建设料库。\n【责任单位】\n园区管委会\n【完成期限】\n2026年8月31日前\n"
    )
    assert rows(reading_of(text)) == [
        ("问题一", "石桥渠沿线粪污直排", ["石桥镇人民政府"], "2026-10-31"),
        ("问题二", "园区堆场未覆盖", ["园区管委会"], "2026-08-31"),
    ]


def test_tasks_that_say_in_brackets_who_and_when_are_items_and_exhortations_are_not() -> None:
    text = (
        "云栖市督察整改重点任务分工方案\n一、推进污水治理\n1.完成18公里管网改造。(市住建局牵头,石桥县政府配合,2026年10月底前完成)\n"
        "2.新建污水处理厂2座。(责任单位:市水务集团;完成时限:2027年6月底前)\n二、工作要求\n(一)加强组织领导,压实责任。\n"
    )
    assert rows(reading_of(text)) == [
        ("1", "完成18公里管网改造", ["市住建局", "石桥县政府"], "2026-10-31"),
        ("2", "新建污水处理厂2座", ["市水务集团"], "2027-06-30"),
    ]


def test_behind_the_words_that_announce_problems_each_paragraph_and_each_of_a_series_is_a_finding() -> None:
    text = (
        "省生态环境保护督察组向云栖市反馈督察情况\n督察指出,云栖市工作仍有差距:\n"
        "(一)污染治理还有短板。一是白坡区供热企业监测数据雷同。二是石桥县林业局把关走样。该局未核查现场。\n"
        "督察要求,云栖市应制定整改方案,在30个工作日内报省政府。\n"
    )
    assert [(problem, units) for _, problem, units, _ in rows(reading_of(text))] == [
        ("白坡区供热企业监测数据雷同", ["白坡区"]),
        ("石桥县林业局把关走样", ["石桥县林业局"]),
        ("制定整改方案,在30个工作日内报省政府", ["云栖市"]),
    ]


def test_what_a_letter_leads_in_is_a_duty_of_those_it_is_addressed_to() -> None:
    text = (
        "关于督促解决农灌渠污染问题的函\n石桥县人民政府:\n我办暗访发现,生态环境问题反弹。请你县高度重视:\n"
        "一是立即封堵排粪暗管。\n二是排查全县养殖户。\n请于7月15日前将办理情况书面反馈我办。\n云栖市整改办\n2026年7月7日\n"
    )
    assert rows(reading_of(text))[:2] == [
        ("一是", "立即封堵排粪暗管", ["石桥县人民政府"], None),
        ("二是", "排查全县养殖户", ["石桥县人民政府"], None),
    ]


def test_rows_beside_one_merged_problem_that_share_all_else_are_one_item() -> None:
    head = ["序号", "问题", "整改措施", "完成时限", "责任单位"]
    table = [
        ["云栖市生态环境保护督察反馈问题整改任务清单", "", "", "", ""],
        head,
        ["1", "渗滤液去向不明", "核查外运记录", "2026年5月底", "市城管局"],
        ["", "", "建设预处理设施", "2027年6月底", ""],
    ]
    item = read(table_source(table, {(0, 0): (1, 5), (2, 0): (2, 1), (2, 1): (2, 1), (2, 4): (2, 1)})).items[0]
    assert [m.deadline.date for m in item.measures if m.deadline] == ["2026-05-31", "2027-06-30"]
    assert item.deadline is not None
    assert item.deadline.date == "2027-06-30"


def test_a_record_with_labels_at_its_head_tells_day_chair_and_attendees() -> None:
    text = (
        "云栖县督察整改专题会议纪要\n时间:2026年4月22日上午\n主持:丘晚晴(县委副书记、县长)\n"
        "出席:骆千山、杭一苇(县水利局)\n1.关闭城北堆场。由县城管局负责,5月10日前完成。\n"
    )
    reading = reading_of(text)
    assert reading.meeting is not None
    assert reading.meeting.date == "2026-04-22"
    assert [p.text for p in reading.meeting.attendees] == ["骆千山", "杭一苇"]
    assert rows(reading) == [("1", "关闭城北堆场", ["县城管局"], "2026-05-10")]


@pytest.mark.parametrize("marks", [("※", "※"), ("● ", "● "), ("首先，", "其次，"), ("其一，", "其二，")])
def test_bullets_and_words_of_order_open_findings_and_are_no_part_of_them(marks: tuple[str, str]) -> None:
    text = (
        "省生态环境保护督察组向临澜市反馈督察意见\n督察组指出，临澜市仍有以下问题需要切实解决：\n"
        f"{marks[0]}白坡区河长制流于形式。全年巡河次数为零。\n{marks[1]}石桥县渣场长期未覆盖。堆存约2万立方米。\n"
    )
    found = [(i.problem.text, [u.text for u in i.units]) for i in reading_of(text).items]
    assert found == [("白坡区河长制流于形式", ["白坡区"]), ("石桥县渣场长期未覆盖", ["石桥县"])]


def test_decimal_numbers_are_headings_and_figures_are_not() -> None:
    text = "临澜市督察报告\n2.1 水环境保护有差距\n2.1.1 石桥县总磷控制不力。\n2.5万吨渣土未清运。\n3.2公里管网破损。\n"
    levels = [(h.level, document_of(text).body.seen(h.line)[:5]) for h in document_of(text).numbered]
    assert levels == [(1, "2.1 水"), (2, "2.1.1")]


def test_members_of_a_series_in_one_paragraph_that_name_who_does_them_are_tasks() -> None:
    reading = reading_of(
        "白坡县环委办关于交办近期问题的通知\n各乡镇、县直有关部门：\n现将巡查发现的问题交办如下：（1）石桥渠漂浮垃圾成片，由石桥镇政府清理，"
        "5月10日前完成；（2）北坡砂场未覆盖，由县自然资源局会同县水利局、北坡镇政府查处，5月20日前办结；（3）东门夜市油烟直排，由县城管局负责，"
        "5月底前整改到位。请各单位于6月5日前报送佐证。\n白坡县环委办\n2026年5月3日\n"
    )
    told = [item for item in reading.items if item.number]
    assert [item.problem.text for item in told] == ["石桥渠漂浮垃圾成片", "北坡砂场未覆盖", "东门夜市油烟直排"]
    assert [item.deadline and item.deadline.date for item in told] == ["2026-05-10", "2026-05-20", "2026-05-31"]
    assert [[(unit.text, unit.role) for unit in item.units] for item in told] == [
        [("石桥镇政府", "duty")],
        [("县自然资源局", "duty"), ("县水利局", "assist"), ("北坡镇政府", "assist")],
        [("县城管局", "duty")],
    ]

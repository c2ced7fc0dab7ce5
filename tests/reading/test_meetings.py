"""Meetings, what is demanded there, and figures in prose."""

from collections.abc import Iterable

import pytest

from bihuan.reading import meetings
from bihuan.reading.result import Meeting, Person
from tests.reading.texts import document_of, reading_of

OPENING = "云栖县融媒体中心5月13日讯(记者 周晓 通讯员 何田)5月12日上午,云栖县生态环境保护委员会2023年第一次会议召开。"
NEWS = f"""{OPENING}县委书记江一舟主持会议并讲话,县长赵文远作工作部署。
县领导周明、吴海、郑立国等参加会议。
会议听取了全县生态环境保护工作情况汇报,审议了《云栖县工作方案》《云栖县考核办法》,并安排部署下阶段工作。
江一舟强调,要聚焦突出生态环境问题整改,压实责任。要倒排工期,确保按期销号。
会议指出,过去一年,空气环境质量居全市第一、全省第二,农村生活污水治理率达47.4%。
编辑:林可
"""


def test_day_chair_speakers_and_attendees_are_read() -> None:
    meeting = reading_of(NEWS).meeting
    assert meeting is not None
    assert meeting.name.text == "云栖县生态环境保护委员会2023年第一次会议"
    assert meeting.date == "2023-05-12"
    assert meeting.chair is not None
    assert (meeting.chair.text, meeting.chair.post) == ("江一舟", "县委书记")
    assert {p.text for p in meeting.speakers} == {"江一舟", "赵文远"}
    assert [p.text for p in meeting.attendees] == ["周明", "吴海", "郑立国"]


def test_a_surname_with_a_post_is_no_further_name() -> None:
    news = NEWS.replace("江一舟强调,", "江县长指出,要建立台账。江一舟强调,")
    meeting = reading_of(news).meeting
    assert meeting is not None
    assert {p.text for p in meeting.speakers} == {"江一舟", "赵文远"}


def test_the_agenda_lists_each_paper() -> None:
    meeting = reading_of(NEWS).meeting
    assert meeting is not None
    agenda = [a.text for a in meeting.agenda]
    assert "《云栖县工作方案》" in agenda
    assert "《云栖县考核办法》" in agenda


@pytest.mark.parametrize(
    "agenda",
    [
        "会议议题：\n（一）听取整改汇报\n（二）研究渣场整治方案\n",
        "议程：\n1.听取整改汇报\n2.研究渣场整治方案\n注意事项：请提前入场\n",
        "二、本次会议议程：听取整改汇报；研究渣场整治方案。\n",
    ],
)
def test_what_stands_below_or_behind_the_label_of_the_agenda_is_the_agenda(agenda: str) -> None:
    text = f"云栖县督察整改领导小组2026年第二次会议\n时间：2026年3月9日上午\n主持人：江一舟\n参会：周明、吴海\n{agenda}"
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert [point.text for point in meeting.agenda] == ["听取整改汇报", "研究渣场整治方案"]


@pytest.mark.parametrize("verb", ["致辞", "作点评", "传达省督察组意见", "领学", "宣布活动启动"])
def test_who_welcomes_reviews_or_declares_open_speaks(verb: str) -> None:
    text = f"云栖县召开督察整改现场会\n6月5日，云栖县督察整改现场会召开，县长江一舟主持，副县长周明{verb}。\n"
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert [one.text for one in meeting.speakers] == ["周明"]


def test_reporters_and_editors_take_no_part() -> None:
    meeting = reading_of(NEWS).meeting
    assert meeting is not None
    people = {p.text for p in (*meeting.speakers, *meeting.attendees)}
    assert not people & {"周晓", "何田", "林可"}


def test_demands_are_directives_with_their_speaker() -> None:
    reading = reading_of(NEWS)
    said = [d for d in reading.directives if d.speaker == "江一舟"]
    assert len(said) == 2
    assert reading.items == ()


def test_rates_and_ranks_are_indicators() -> None:
    found = {(i.name, i.value, i.unit, i.comparison) for i in reading_of(NEWS).indicators}
    assert ("农村生活污水治理率", "47.4", "%", None) in found
    assert ("空气环境质量", "第一", "全市", "rank") in found
    assert ("空气环境质量", "第二", "全省", "rank") in found


def test_each_figure_is_counted_under_its_words() -> None:
    text = (
        "云栖县举报件办理\n9月3日,省环保督察组移交第九批举报32件(重点4件),"
        "其中青禾区12件、望川县8件,已办结7件,罚款26.5万元。\n"
    )
    found = {(c.label, c.value, c.unit) for c in reading_of(text).counts}
    assert {
        ("重点", 4, "件"),
        ("青禾区", 12, "件"),
        ("望川县", 8, "件"),
        ("已办结", 7, "件"),
        ("罚款", 26.5, "万元"),
    } <= found


def test_figures_behind_respectively_go_to_the_names_before_it() -> None:
    text = "督察组移交举报126件。大气72个;土壤、水和噪声分别为62个、59个和23个。\n"
    found = {(c.label, c.value) for c in reading_of(text).counts}
    assert {("土壤", 62), ("水", 59), ("噪声", 23)} <= found


def test_batches_are_no_figures() -> None:
    values = [c.value for c in reading_of("督察组交办云栖县第12批举报件3件。\n").counts]
    assert values == [3]


HALL = """云岭市生态环境保护委员会全体会议召开
本报讯(记者 王小)10日下午,市生态环境保护委员会2026年第二次全体会议在市会议中心召开。\
市委书记沈砚秋出席会议并讲话,市委副书记、市长谭若水主持。\
市委常委、常务副市长言知秋,副市长苗春和、祝卿云和各县区主要负责同志出席会议。
谭若水在主持会议时指出,要抓好落实。
市生态环境局局长阮天佑汇报了工作情况,石桥县县长佟铁山、白坡区区长麦穗香分别作表态发言。
发布时间:2026-03-11
"""


def meeting_of(text: str) -> Meeting:
    meeting = reading_of(text).meeting
    assert meeting is not None
    return meeting


def named(people: Iterable[Person]) -> list[tuple[str, str]]:
    return [(one.text, one.post) for one in people]


def test_a_person_takes_the_role_of_the_verb_behind_the_name() -> None:
    meeting = meeting_of(HALL)
    assert meeting.chair is not None
    assert named([meeting.chair]) == [("谭若水", "市委副书记、市长")]
    assert [one.text for one in meeting.speakers] == ["沈砚秋", "谭若水", "阮天佑", "佟铁山", "麦穗香"]
    assert meeting.place is not None
    assert meeting.place.text == "市会议中心"


def test_a_post_that_several_hold_goes_on_in_the_list_and_needs_no_known_surname() -> None:
    assert named(meeting_of(HALL).attendees) == [
        ("沈砚秋", "市委书记"),
        ("言知秋", "市委常委、常务副市长"),
        ("苗春和", "副市长"),
        ("祝卿云", "副市长"),
    ]


def test_places_and_offices_that_speak_are_no_people() -> None:
    text = "全省督察整改会议召开\n5月18日,全省督察整改会议召开,省长江一舟讲话。云栖、白坡等市政府作交流发言,县长们参加会议。\n"
    meeting = meeting_of(text)
    assert [one.text for one in (*meeting.speakers, *meeting.attendees)] == ["江一舟"]


@pytest.mark.parametrize("lead", ["参加会议的有", "参加会议的还有", "出席会议的市领导有"])
def test_a_list_may_follow_its_verb(lead: str) -> None:
    text = f"市督察整改推进会召开\n5月18日,市督察整改推进会召开。{lead}副市长周明、市政府秘书长吴海,县长郑立国等。\n"
    assert [one.text for one in meeting_of(text).attendees] == ["周明", "吴海", "郑立国"]


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("云栖日报2026年7月1日讯 昨日,", "2026-06-30"),
        ("云栖日报2026年7月1日讯 29日上午,", "2026-06-29"),
        ("云栖日报2026年7月1日讯 今天下午,", "2026-07-01"),
        ("云栖日报2026年7月9日讯 8日,", "2026-07-08"),
        ("二〇二六年七月八日,", "2026-07-08"),
        ("云栖日报2026年7月9日讯 七月八日,", "2026-07-08"),
        ("云栖日报2026年7月9日讯 7日至8日,", "2026-07-07"),
        ("2026年7月8日至9日,", "2026-07-08"),
        ("来源:云栖日报 时间:2026-07-09\n708日,", "2026-07-08"),  # the page has lost its 月
        ("来源:云栖日报 时间:2026-01-04\n1231日,", "2025-12-31"),
    ],
)
def test_a_day_may_be_counted_from_the_day_of_the_report(opening: str, day: str) -> None:
    text = f"云栖市督察整改推进会召开\n{opening}云栖市督察整改推进会召开,市长江一舟主持会议。\n"
    assert meeting_of(text).date == day


MINUTES = """云栖县督察整改专题会议纪要
时  间:二〇二六年四月二十二日上午  地  点:县政府二楼会议室
主 持 人:江一舟(县长)
出席:副县长周明、县住建局 吴海、
郑立国,县水利局 欧阳明月,石桥镇人民政府 李小山
列席:县委督查室、县融媒体中心有关负责同志
请假:何天宝(出差)
记录:秦岭
会议研究了督察整改工作。
一、关于渣场。由县城管局牵头,2026年9月底前完成封场。
"""


def test_the_head_of_minutes_tells_when_where_and_who() -> None:
    meeting = meeting_of(MINUTES)
    assert meeting.name.text == "云栖县督察整改专题会议"
    assert meeting.date == "2026-04-22"
    assert meeting.place is not None
    assert meeting.place.text == "县政府二楼会议室"
    assert meeting.chair is not None
    assert named([meeting.chair]) == [("江一舟", "县长")]
    assert named(meeting.attendees) == [
        ("周明", "副县长"),
        ("吴海", "县住建局"),
        ("郑立国", ""),
        ("欧阳明月", "县水利局"),
        ("李小山", "石桥镇人民政府"),
    ]


def test_a_head_in_a_table_makes_a_record_of_a_meeting() -> None:
    text = (
        "整改工作情况\n| 会议名称 | 市督察整改例会 | 时间 | 2026年9月3日14:30 |\n| 地点 | 二楼会议室 | 主持人 | 江一舟 |\n"
        "| 出席人员 | 周明、吴海 | 记录人 | 秦岭 |\n"
    )
    reading = reading_of(text)
    assert reading.kind == "minutes"
    assert reading.meeting is not None
    assert reading.meeting.name.text == "市督察整改例会"
    assert [one.text for one in reading.meeting.attendees] == ["周明", "吴海"]


def test_an_invitation_is_no_record_of_a_meeting() -> None:
    text = (
        "关于召开督察整改推进会的通知\n各县区政府:\n现就召开督察整改推进会有关事项通知如下:\n"
        "时间:2026年9月3日\n地点:市政府会议室\n参会人员:各县区政府分管负责人\n"
    )
    assert reading_of(text).kind != "minutes"


def test_to_raise_demands_is_no_demand() -> None:
    text = (
        "整改调度会召开\n9月3日,督察整改调度会召开,县长江一舟主持会议并就下步工作提出要求,各县区负责同志参加会议。\n"
        "江一舟提出三点要求:要压实各级各部门责任。\n"
    )
    assert [d.text for d in reading_of(text).directives] == ["要压实各级各部门责任"]


def test_a_post_may_stand_behind_the_name() -> None:
    text = "市督察整改推进会召开\n5月18日,市督察整改推进会召开,周明副市长讲话,吴海局长、郑立国县长参加会议。\n"
    meeting = meeting_of(text)
    assert named([*meeting.speakers, *meeting.attendees]) == [("周明", "副市长"), ("吴海", "局长"), ("郑立国", "县长")]


def test_the_fields_of_minutes_may_be_numbered() -> None:
    text = (
        "督察整改例会会议记录\n一、会议时间:2026年9月3日\n二、会议地点:二楼会议室\n三、主持人:江一舟\n四、参会人员:\n"
        "市整改办:周明、吴海\n五、会议内容:研究督察整改。\n"
    )
    meeting = meeting_of(text)
    assert (meeting.date, meeting.chair and meeting.chair.text) == ("2026-09-03", "江一舟")
    assert [one.text for one in meeting.attendees] == ["周明", "吴海"]


def test_whose_words_a_meeting_passes_on_takes_no_part_in_it() -> None:
    meeting = reading_of(
        "云栖市召开督察整改调度会议\n7月2日，云栖市召开督察整改调度会议。会议传达学习了省委书记江一舟、省长沈砚秋关于做好整改工作的"
        "批示，副市长周明出席会议并讲话。"
    ).meeting
    assert meeting is not None
    assert [one.text for one in (*meeting.speakers, *meeting.attendees)] == ["周明", "周明"]


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("县领导周明,吴海,郑立国参会。", ["周明", "吴海", "郑立国"]),
        ("组长周明、副组长吴海作讲话。", ["周明", "吴海"]),
        ("县委书记周明围绕贯彻省里要求,对下步工作提出了4点要求。", ["周明"]),
        ("会议首先由吴海副局长传达省里会议精神。", ["吴海"]),
        ("会议传达省委书记周明,省长吴海的批示要求,副县长郑立国讲话。", ["郑立国"]),
        ("副县长周明充分肯定了整改工作。", ["周明"]),
        ("副局长周明、吴海分别详细解读文件,各县水利局长分别汇报。", ["周明", "吴海"]),
        ("周明局长随即迅速作出部署,各位局领导对分管工作提出要求。", ["周明"]),
        ("省领导周明、李金科、吴海出席。", ["周明", "李金科", "吴海"]),
        ("督察组与县水利局局长吴海就排口封堵进行问询,要求立行立改,副县长周明陪同。", ["周明"]),
        ("县长周明,以及吴海、郑立国等县领导出席,各镇主要负责人和分管负责人参加。", ["周明", "吴海", "郑立国"]),
        ("副县长候选人提名人选周明作总结发言,“全民参与”行动。", ["周明"]),
        ("副局长周明以及水保处、规计处负责同志参加。", ["周明"]),
        ("会议传达省长周明批示精神,部长吴海讲话以及工作部署,副县长郑立国组织学习。", ["郑立国"]),
        ("各级主要负责同志要亲自部署。副县长周明出席。", ["周明"]),
        ("会上吴海副局长传达了周明书记在动员会上的讲话和达哲省长在常务会议上的讲话精神。", ["吴海"]),
        ("会议要求传达贯彻省委书记周明,省长吴海批示和省政府《通知》精神,副县长郑立国讲话。", ["郑立国"]),
    ],
)
def test_people_are_known_by_their_place_in_the_sentence(told: str, people: list[str]) -> None:
    meeting = meeting_of(f"云栖县召开督察整改推进会\n5月18日，云栖县召开“督察整改推进会”。{told}\n")
    assert meeting.name.text == "督察整改推进会"
    assert list(dict.fromkeys(one.text for one in (*meeting.speakers, *meeting.attendees))) == people


def test_who_calls_a_meeting_together_presides() -> None:
    meeting = meeting_of("整改沟通会\n5月18日，县整改办主任周明牵头召开督察整改沟通会。\n")
    assert meeting.chair is not None
    assert meeting.chair.text == "周明"


def test_beside_known_names_a_field_may_hold_one_of_a_rare_surname() -> None:
    text = "会议记录\n会议名称:督察整改碰头会\n时间:2026年4月11日\n主持人:周明\n参会:吴海、努日江、环保站\n"
    assert [one.text for one in meeting_of(text).attendees] == ["吴海", "努日江"]


def test_a_page_of_another_kind_that_opens_with_a_meeting_tells_of_it() -> None:
    text = "云栖县召开全局工作会议\n2026年8月18日，周明局长主持召开廉政建设部署会议，各科室参加会议。\n"
    reading = reading_of(text)
    assert reading.kind == "other"
    assert reading.meeting is not None
    assert reading.meeting.date == "2026-08-18"


def test_how_long_an_inspection_worked_is_not_the_day_of_its_meeting() -> None:
    text = "反馈会召开\n2026年5月17日起，督察组进驻云栖县，11月20日下午，督察反馈会召开，县长江一舟主持，12月1日各镇报方案。\n"
    assert meeting_of(text).date == "2026-11-20"


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("5月18日，云栖县组织集中观看督察警示片。县委书记周明参加观看。", ["周明"]),
        ("5月18日，副县长周明对整改滞后的石桥、白坡两个镇进行了集体约谈。周明强调，要立即整改。", ["周明"]),
        ("5月18日，省长周明在云栖约谈有关市政府和部门主要领导，强调要立行立改。", ["周明"]),
        ("5月18日，县整改办主任周明、副主任吴海一行来到石桥镇，召开督察整改现场会。", ["周明", "吴海"]),
        ("5月18日，由分局副局长周明召开督察整改新闻发布会。", ["周明"]),
        ("5月18日，白溪召开督察整改推进会，县长周明参加，各镇负责同志逐一汇报。", ["周明"]),
    ],
)
def test_what_gathers_people_is_a_meeting_by_whatever_name(told: str, people: list[str]) -> None:
    meeting = meeting_of(f"督察整改工作\n{told}\n")
    assert meeting.date == "05-18"
    chairs = [meeting.chair] if meeting.chair else []
    assert list(dict.fromkeys(one.text for one in (*chairs, *meeting.speakers, *meeting.attendees))) == people


def test_a_meeting_called_so_and_no_more_has_the_name_that_the_title_gives_it() -> None:
    text = "云栖县召开2026年第一次总河长会议\n2026年3月17日，县长周明主持会议，县委书记吴海讲话。\n"
    assert meeting_of(text).name.text == "2026年第一次总河长会议"


def test_posts_stand_wherever_the_page_first_tells_them_and_are_not_shared_by_who_has_none() -> None:
    meeting = meeting_of(
        "周明要求抓好督察整改\n5月18日，云栖县县长周明同志，主持召开督察整改推进会。组长吴海，郑立国、王小山等四套班子领导参加。"
        "周明指出，要立行立改。吴晓同志传达文件。副县长陈远主持交流发言。\n"
    )
    assert meeting.chair is not None
    assert named([meeting.chair, *meeting.speakers, *meeting.attendees]) == [
        ("周明", "云栖县县长"),
        ("周明", "云栖县县长"),
        ("吴晓", ""),
        ("吴海", "组长"),
        ("郑立国", ""),
        ("王小山", ""),
        ("陈远", "副县长"),
    ]


def test_an_urging_word_makes_no_unit_of_a_directive() -> None:
    text = "云栖县召开整改推进会\n5月18日，会议召开。县长周明强调，要坚决落实省委部署，县水利局要加快排口封堵。\n"
    assert [unit.text for d in reading_of(text).directives for unit in d.units] == ["县水利局"]


def test_what_followed_a_meeting_is_another_one() -> None:
    text = "督察整改领导小组召开会议\n5月18日，县督察整改领导小组召开会议，县长周明参加。\n会后，还召开了稳增长调度会议。\n"
    assert meeting_of(text).name.text == "督察整改领导小组召开会议"


@pytest.mark.parametrize(
    "first", ["会议听取了整改情况，研究了近期工作。", "会议强调", "会议就近期整改工作进行了讲解。"]
)
def test_a_page_that_begins_in_the_middle_of_a_meeting_still_tells_who_spoke(first: str) -> None:
    meeting = meeting_of(f"{first}\n周明说,要抓好督察整改。\n县领导吴海、郑立国参加。\n")
    assert [one.text for one in (*meeting.speakers, *meeting.attendees)] == ["周明", "吴海", "郑立国"]


def test_who_presides_may_stand_before_a_comma_and_the_hall() -> None:
    meeting = meeting_of("整改推进会\n5月18日，县长周明同志，在县会议中心主持召开督察整改推进会。\n")
    assert meeting.chair is not None
    assert (meeting.chair.text, meeting.place and meeting.place.text) == ("周明", "县会议中心")


def test_a_day_that_lost_its_mark_and_was_repaired_is_the_day_of_the_meeting() -> None:
    text = (
        "督察联动座谈会召开\n日期：2026-09-21\n\n920日，云栖县督察联动座谈会召开。\n9月20日会前，与会人员看了水库。\n"
    )
    assert meeting_of(text).date == "2026-09-20"


def test_a_limit_is_not_the_day_of_a_meeting_that_tells_none() -> None:
    assert meeting_of("整改推进会\n近日，云栖县召开督察整改推进会。县长周明要求，9月底前完成整治。\n").date is None


def test_a_long_table_is_not_looked_through_anew_for_each_of_its_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    class Watched:
        def search(self, text: str) -> None:
            looked.append(text)

        def match(self, text: str, at: int) -> None:
            """A place alone is looked at."""

    monkeypatch.setattr(meetings, "_AT_MEETING", Watched())
    rows = "".join(f"{k} | 渣场{k}号未覆盖，扬尘明显。 | 市城管局 | 2026年6月底前\n" for k in range(1, 40))
    meetings.find(document_of(f"临澜市督察整改通报\n序号 | 问题 | 责任单位 | 时限\n{rows}"), "brief")
    assert len(looked) <= 1


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("州长艾力·买买提主持,副州长次仁多吉出席。", ["艾力·买买提", "次仁多吉"]),
        ("旗委书记乌兰巴特尔,旗长斯琴出席。", ["乌兰巴特尔", "斯琴"]),
        ("市长周 明主持,副市长吴 海出席。", ["周明", "吴海"]),
        ("记者何田报道:县长周明主持。", ["周明"]),
        ("县领导人吴海、周明出席。", ["吴海", "周明"]),
        ("副县长（主持工作）周明汇报。", ["周明"]),
        ("县领导周明、吴海等分别在主、分会场参加会议。", ["周明", "吴海"]),
        ("县长周明率县直有关部门负责人参加。周明局长补充发言。", ["周明"]),
    ],
)
def test_names_are_read_in_every_usual_writing(told: str, people: list[str]) -> None:
    meeting = meeting_of(f"督察整改推进会\n5月18日，云栖县召开督察整改推进会。{told}\n")
    chairs = [meeting.chair] if meeting.chair else []
    assert list(dict.fromkeys(one.text for one in (*chairs, *meeting.speakers, *meeting.attendees))) == people


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("空气质量综合指数在全市排名第三。", [("空气质量综合指数", "第三", "全市")]),
        ("整改完成率100%，全省排名第5。", [("整改完成率", "100", "%"), ("整改完成率", "第5", "全省")]),
        ("环境空气质量排全市第3位。", [("环境空气质量", "第3", "全市")]),
        ("农村生活污水治理率由35%提升至47.4%。", [("农村生活污水治理率", "47.4", "%")]),
    ],
)
def test_a_rank_has_its_scope_and_a_figure_is_what_it_is_now(told: str, read: list[tuple[str, str, str]]) -> None:
    found = reading_of(f"云栖县召开整改推进会\n5月18日，督察整改推进会召开。{told}\n").indicators
    assert [(i.name, i.value, i.unit) for i in found] == read


@pytest.mark.parametrize("again", ["他", "江县长", "他还", "江县长随后"])
def test_who_was_named_before_speaks_where_words_refer_to_them(again: str) -> None:
    text = (
        "督察整改调度会召开\n9月3日,县委副书记、县长江一舟主持召开督察整改调度会,副县长赵文远参加。\n"
        f"{again}强调,各单位要倒排工期,确保按期销号。\n"
    )
    reading = reading_of(text)
    assert reading.meeting is not None
    assert [(one.text, one.post) for one in reading.meeting.speakers] == [("江一舟", "县委副书记、县长")]
    assert [(one.speaker, one.text) for one in reading.directives] == [("江一舟", "各单位要倒排工期,确保按期销号")]


def test_what_a_villager_says_is_no_speech_of_who_was_named_last() -> None:
    told = "9月3日,县长江一舟在石桥村主持召开督察整改调度会。\n村民高兴得很。他说,河水变清了,要天天来走走。\n"
    text = f"县长江一舟主持召开督察整改调度会\n{told}"
    reading = reading_of(text)
    assert reading.meeting is not None
    assert (reading.meeting.speakers, reading.directives) == ((), ())


def test_a_surname_and_post_that_nobody_there_has_speak_for_nobody() -> None:
    text = "督察整改调度会召开\n9月3日,县长江一舟主持召开督察整改调度会。\n林书记强调,各单位要倒排工期,确保按期销号。\n"
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert meeting.speakers == ()


@pytest.mark.parametrize(
    "how", ["就督办问题整改工作进行再强调:", "就整改工作提出要求:", "对下步工作再次强调:", "围绕问题整改要求,"]
)
def test_what_is_spoken_about_may_stand_before_the_demand(how: str) -> None:
    text = (
        "督察整改调度会召开\n9月3日,县长江一舟主持召开督察整改调度会,副县长赵文远参加会议。\n"
        f"赵文远{how}各单位要倒排工期。要举一反三,确保按期销号。\n"
    )
    assert [(one.speaker, one.text) for one in reading_of(text).directives] == [
        ("赵文远", "各单位要倒排工期"),
        ("赵文远", "要举一反三,确保按期销号"),
    ]


def test_what_is_merely_important_asks_for_nothing() -> None:
    told = "江一舟指出,整改取得重要进展,主要问题有三个。要倒排工期,按期销号。\n"
    text = f"督察整改调度会召开\n9月3日,县长江一舟主持召开督察整改调度会。\n{told}"
    assert [one.text for one in reading_of(text).directives] == ["要倒排工期,按期销号"]

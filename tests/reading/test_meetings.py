"""Meetings, what is demanded there, and figures in prose."""

from tests.reading.texts import reading_of

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


def test_the_agenda_lists_each_paper() -> None:
    meeting = reading_of(NEWS).meeting
    assert meeting is not None
    agenda = [a.text for a in meeting.agenda]
    assert "《云栖县工作方案》" in agenda
    assert "《云栖县考核办法》" in agenda


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

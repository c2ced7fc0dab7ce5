"""An office's own ledger comes in whole: every row accounted for, every bad cell named, nothing overwritten."""

import io
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bihuan.audit.models import Event
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, ProblemCategory, ProblemLevel, State, TermClass
from bihuan.core.reasons import Refused
from bihuan.ledger import duties, services
from bihuan.ledger.columns import COLUMNS, chosen
from bihuan.ledger.filters import Asked, TaskFilter
from bihuan.ledger.listing import Listing
from bihuan.ledger.models import Inspection, Problem, Task
from bihuan.org.access import office_of, viewer_for
from bihuan.org.models import UnitKind
from bihuan.paperwork import dry_runs, exports, imports, registering, ten_duties_book, trials, views
from bihuan.paperwork.cells import BadCellError
from bihuan.paperwork.fields import DERIVED, FIELDS, guess
from bihuan.paperwork.grids import a1
from bihuan.paperwork.limits import Limit, read_limit
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import Verdict, report_of
from bihuan.platform import clock, files, jobs
from bihuan.platform.templatetags.marks import words
from bihuan.reading.isolation import open_grids
from bihuan.reading.source import UnreadableError
from bihuan.supervision import queries as supervision
from tests import ledgering
from tests.examples import examples
from tests.ledgering import Town

pytestmark = pytest.mark.django_db
HEADER = ["序号", "反馈问题", "整改目标", "整改时限", "牵头单位", "责任单位", "验收单位"]
GOOD = ["1", "老城区污水直排。", "消除直排", date(2026, 6, 30), "市水务局", "柳塘县", "市住建局"]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["序号", "问题", "完成时限"], ["source_number", "wording", "deadline"]),
        (["问题", "问题描述"], ["problem_title", "wording"]),
        (["存在问题", "问题"], ["wording", "problem_title"]),
        (["问题名称", "问题"], ["problem_title", "wording"]),
    ],
)
def test_a_column_of_problems_is_their_wording_unless_another_is(headers: list[str], fields: list[str]) -> None:
    found = guess(headers)
    assert [found.get(str(at)) for at in range(len(headers))] == fields


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return ledgering.town()


def workbook(*rows: Any, title: str = "某市督察整改台账", blank_above: int = 1) -> bytes:
    """A sheet with a merged title, perhaps empty rows, and these rows; dates as dates."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    day = book.add_format({"num_format": "yyyy/m/d"})
    book.add_worksheet("封面").write(0, 0, "封面")
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, 6, title)
    for at, row in enumerate(rows, 1 + blank_above):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif value != "":
                sheet.write(at, column, value)
    book.close()
    return file.getvalue()


def received(town: Town, data: bytes, name: str = "台账.xlsx") -> LedgerImport:
    row, _earlier = imports.receive(actor=town.office, unit=town.city, data=data, name=name)
    row.level = row.level or ProblemLevel.CENTRAL
    row.save()
    return row


def test_sheet_header_and_columns_are_found_below_a_title(town: Town) -> None:
    row = received(town, workbook(HEADER, GOOD))
    assert (row.sheet, row.header_row) == (1, 2)
    assert [row.mapping[str(at)] for at in range(7)] == [
        "source_number", "wording", "goal", "deadline", "lead", "duty", "accept",
    ]  # fmt: skip


def test_every_bad_cell_is_named_by_its_place_with_what_would_help(town: Town) -> None:
    rows = [
        GOOD,
        ["2", "油烟扰民。", "", "等上级通知", "市水务局", "不存在的局", "市住建局"],
        ["", "", "", "", "", "", ""],
        ["4", "", "", "", "", "", ""],
        ["5", "矿山破坏。", "", "2026年2月30日", "市水务局、市住建局", "", "市水务局"],
    ]
    run = dry_runs.dry_run(received(town, workbook(HEADER, *rows)), town.office)
    assert run.counts == {"new": 1, "same": 0, "differs": 0, "bad": 3}
    assert run.blank == 1
    assert [cell.place for line in run.of(Verdict.BAD) for cell in line.bad] == ["D5", "F5", "A7", "D8", "E8"]
    assert all(cell.why.text() and cell.remedy.text() for line in run.lines for cell in line.bad)
    assert not Task.objects.exists()


def test_who_rectifies_cannot_accept_in_a_file_either(town: Town) -> None:
    both = [*GOOD[:6], "市水务局"]
    (line,) = dry_runs.dry_run(received(town, workbook(HEADER, both)), town.office).lines
    assert [cell.why.message for cell in line.bad] == ["%(unit)s既承担整改又负责验收。"]


def test_good_rows_are_registered_and_bad_ones_come_back_with_their_reasons(town: Town) -> None:
    rows = [GOOD, ["2", "油烟扰民。", "", "2026年底", "市水务局", "", ""], ["3", "扬尘。", "", "不知道", "", "", ""]]
    row = received(town, workbook(HEADER, *rows))
    run = registering.carry_out(row=row, actor=town.office)
    assert run.counts["new"] == 2
    first, second = Task.objects.order_by("pk")
    assert (first.goal, first.deadline, first.problem.wording) == ("消除直排", date(2026, 6, 30), "老城区污水直排。")
    assert {(d.unit, d.role) for d in first.duties.all()} == {
        (town.water, "lead"), (town.county, "duty"), (town.housing, "accept"),
    }  # fmt: skip
    assert second.deadline == date(2026, 12, 31)
    row.refresh_from_db()
    report = CalamineWorkbook.from_filelike(exports.export_rejected(row.report))
    lines = report.get_sheet_by_index(0).to_python()
    assert lines[1][1] == "扬尘。"
    assert "D6 整改时限：看不出是哪一天" in str(lines[1][7])
    assert Event.objects.filter(action="paperwork.import_ledger").count() == 1


def test_the_same_file_again_registers_nothing_twice(town: Town) -> None:
    data = workbook(HEADER, GOOD)
    registering.carry_out(row=received(town, data), actor=town.office)
    again, earlier = imports.receive(actor=town.office, unit=town.city, data=data, name="副本.xlsx")
    assert earlier is not None
    assert again.level == ProblemLevel.CENTRAL
    assert registering.carry_out(row=again, actor=town.office).counts == {"new": 0, "same": 1, "differs": 0, "bad": 0}
    assert Task.objects.count() == 1
    with pytest.raises(Refused) as refused:
        registering.carry_out(row=again, actor=town.office)
    assert [reason.code for reason in refused.value.reasons] == ["imported_before"]


def test_a_file_handed_in_twice_before_it_is_begun_waits_once_with_the_columns_that_were_chosen(town: Town) -> None:
    data = workbook(HEADER, GOOD)
    first = received(town, data)
    LedgerImport.objects.filter(pk=first.pk).update(mapping={"1": "wording"})
    again, earlier = imports.receive(actor=town.office, unit=town.city, data=data, name="台账.xlsx")
    assert (again.pk, again.mapping, earlier) == (first.pk, {"1": "wording"}, None)


def test_what_is_in_the_ledger_is_compared_and_never_changed(town: Town) -> None:
    registering.carry_out(row=received(town, workbook(HEADER, GOOD)), actor=town.office)
    task = Task.objects.get()
    other = [*GOOD[:3], date(2027, 1, 1), "市住建局", "柳塘县", "市住建局"]
    run = registering.carry_out(row=received(town, workbook(HEADER, other)), actor=town.office)
    (line,) = run.of(Verdict.DIFFERS)
    assert line.differences == [("deadline", "2026-06-30", "2027-01-01"), ("lead", "市水务局", "市住建局")]
    task.refresh_from_db()
    assert task.deadline == date(2026, 6, 30)
    assert Task.objects.count() == 1


def test_a_task_missing_from_the_file_stays_as_it_is(town: Town) -> None:
    task = ledgering.task(town, "不在文件里的任务")
    registering.carry_out(row=received(town, workbook(HEADER, GOOD)), actor=town.office)
    task.refresh_from_db()
    assert task.state == State.CLAIM


def test_rows_of_one_wording_become_tasks_of_one_problem(town: Town) -> None:
    head = [*HEADER, "整改任务"]
    registering.carry_out(row=received(town, workbook(head, [*GOOD, "截污"], [*GOOD, "清淤"])), actor=town.office)
    assert Problem.objects.filter(wording="老城区污水直排。").count() == 1
    assert set(Task.objects.values_list("title", flat=True)) == {"截污", "清淤"}


def test_time_limits_in_words_are_kept_as_words(town: Town) -> None:
    rows = [[*GOOD[:3], "立行立改，长期坚持", *GOOD[4:]], ["2", "油烟。", "", "2026年3月底", "", "", ""]]
    registering.carry_out(row=received(town, workbook(HEADER, *rows)), actor=town.office)
    first, second = Task.objects.order_by("pk")
    assert (first.deadline, first.deadline_text, first.long_term) == (None, "立行立改，长期坚持", True)
    assert second.deadline == date(2026, 3, 31)


OWN = ["台账编号", *HEADER[1:]]


def test_a_site_without_a_region_is_a_bad_cell_and_never_dropped(town: Town) -> None:
    head, bare = [*HEADER, "属地", "点位"], [*GOOD, "", "一号排口、二号排口"]
    placed = ["2", "河道淤积。", *GOOD[2:], "柳塘县", "三号排口"]
    run = registering.carry_out(row=received(town, workbook(head, bare, placed)), actor=town.office)
    (bad,) = run.of(Verdict.BAD)
    assert [(cell.place, cell.why.text()) for cell in bad.bad] == [("I4", "点位要有属地。")]
    assert [site.name for site in Task.objects.get().sites.all()] == ["三号排口"]


def test_an_offices_own_number_is_kept_as_the_sources_and_known_again(town: Town) -> None:
    data = workbook(OWN, ["HB-2025-017", *GOOD[1:]])
    row = received(town, data)
    assert row.mapping["0"] == "source_number"
    registering.carry_out(row=row, actor=town.office)
    assert Task.objects.get().problem.source_number == "HB-2025-017"
    row = received(town, data, "副本.xlsx")
    row.mapping = {**row.mapping, "0": "number"}
    row.save()
    assert dry_runs.dry_run(row, town.office).counts["same"] == 1


def test_a_number_that_no_task_has_is_named_where_it_cannot_be_kept(town: Town) -> None:
    task = ledgering.task(town)
    rows = [[task.number, "一", "管网破损。"], ["HB-2025-017", "二", "油烟扰民。"], ["", "三", "扬尘。"]]
    row = received(town, workbook(["编号", "序号", "反馈问题"], *rows))
    assert row.mapping == {"0": "number", "1": "source_number", "2": "wording"}
    run = dry_runs.dry_run(row, town.office)
    assert [line.verdict for line in run.lines] == [Verdict.DIFFERS, Verdict.BAD, Verdict.NEW]
    (cell,) = run.lines[1].bad
    assert (cell.place, cell.why.text()) == ("A5", "台账里没有编号为“HB-2025-017”的任务。")


def test_a_row_longer_than_the_header_comes_back_with_all_its_cells(town: Town) -> None:
    data = "序号,反馈问题,整改时限\n1,扬尘。,不知道,多出来的一格,再一格\n".encode()
    run = dry_runs.dry_run(received(town, data, "台账.csv"), town.office)
    sheet = CalamineWorkbook.from_filelike(exports.export_rejected(report_of(run))).get_sheet_by_index(0)
    assert sheet.to_python()[1][:5] == ["1", "扬尘。", "不知道", "多出来的一格", "再一格"]
    assert "看不出是哪一天" in str(sheet.to_python()[1][5])


@pytest.mark.parametrize(
    ("cell", "limit"),
    [
        ("2026年12月底前完成", Limit(date(2026, 12, 31), "2026年12月底前完成")),
        ("2026年6月30日前完成", Limit(date(2026, 6, 30), "2026年6月30日前完成")),
        ("2026年第三季度", Limit(date(2026, 9, 30), "2026年第三季度")),
        ("2026/6/30 0:00", Limit(date(2026, 6, 30))),
        ("2026.12", Limit(date(2026, 12, 31))),
        ("2026 年 6 月 15 日", Limit(date(2026, 6, 15))),
        ("2026年底前完成，长期坚持", Limit(date(2026, 12, 31), "2026年底前完成，长期坚持")),
        ("立行立改", Limit(None, "立行立改", TermClass.IMMEDIATE)),
        ("持续推进", Limit(None, "持续推进", None, True)),
        ("30个工作日内", Limit(None, "30个工作日内")),
        ("汛期前", Limit(None, "汛期前")),
        ("已完成", Limit(None, "已完成")),
        (date(2026, 6, 30), Limit(date(2026, 6, 30))),
        ("46023", Limit(date(2026, 1, 1))),
        ("46203.75", Limit(date(2026, 6, 30))),
        ("36526", Limit(date(2000, 1, 1))),
        ("73050", Limit(date(2099, 12, 31))),
    ],
)
def test_a_time_limit_is_read_as_the_reading_of_documents_reads_it(cell: str | date, limit: Limit) -> None:
    assert read_limit(cell) == limit


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("等上级通知", "看不出是哪一天。"),
        ("2026年2月30日", "看不出是哪一天。"),
        ("6月底前", "没有写明是哪一年。"),
        ("30", "看不出是哪一天。"),
        ("2026", "看不出是哪一天。"),
        ("460230", "看不出是哪一天。"),
        ("36525", "看不出是哪一天。"),
        ("73051", "看不出是哪一天。"),
        ("2026年底前完成。" * 20, "有200字，超过120字的上限。"),
        (date(9999, 12, 31), "9999-12-31 不在日历范围内（2000—2099 年），请核对日期。"),
        ("1999年6月", "1999-06-30 不在日历范围内（2000—2099 年），请核对日期。"),
    ],
)
def test_a_time_limit_that_is_no_day_or_beyond_the_calendar_is_a_bad_cell(cell: str | date, why: str) -> None:
    with pytest.raises(BadCellError) as refused:
        read_limit(cell)
    assert refused.value.why.text() == why
    assert refused.value.remedy.text()


def test_a_day_whose_cell_lost_its_format_is_the_day_that_the_spreadsheet_program_means(town: Town) -> None:
    bare = [46203 if isinstance(cell, date) else cell for cell in GOOD]
    (line,) = dry_runs.dry_run(received(town, workbook(HEADER, bare)), town.office).lines
    assert (line.verdict, line.values["deadline"]) == (Verdict.NEW, date(2026, 6, 30))


def test_merged_cells_hold_for_every_row_they_cover(town: Town) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["问题原文", "牵头单位"])
    sheet.write_column(1, 0, ["甲问题。", "乙问题。"])
    sheet.merge_range(1, 1, 2, 1, "市水务局")
    book.close()
    registering.carry_out(row=received(town, file.getvalue()), actor=town.office)
    assert [t.duties.get().unit for t in Task.objects.all()] == [town.water, town.water]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_offices_use(town: Town, encoding: str) -> None:
    text = '序号,问题原文,整改时限,牵头单位\n1,"老城区污水直排，群众反映强烈。",2026/6/30,市水务局\n'
    run = dry_runs.dry_run(received(town, text.encode(encoding), "台账.csv"), town.office)
    assert run.counts["new"] == 1
    assert run.lines[0].values["deadline"] == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "a.xlsx"), (b"PK\x03\x04broken", "a.xlsx"), ("正文。".encode(), "a.txt")]
)
def test_what_is_no_table_is_refused_with_what_would_help(town: Town, data: bytes, name: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        open_grids(data, name)
    assert refused.value.remedy


def test_a_county_office_imports_for_its_county_alone(town: Town) -> None:
    head, rows = ["问题原文", "属地"], [["甲。", "北桥镇"], ["乙。", "安河市"], ["丙。", ""]]
    row, _earlier = imports.receive(
        actor=town.county_office, unit=town.county, data=workbook(head, *rows), name="台账.xlsx"
    )
    row.level = ProblemLevel.LOCAL
    row.save()
    run = registering.carry_out(row=row, actor=town.county_office)
    assert run.counts == {"new": 1, "same": 0, "differs": 0, "bad": 2}
    assert Task.objects.get().problem.region == town.street


def by_county(town: Town, data: bytes) -> LedgerImport:
    row, _earlier = imports.receive(actor=town.county_office, unit=town.county, data=data, name="台账.xlsx")
    row.level = ProblemLevel.LOCAL
    row.save()
    return row


def test_a_dry_run_tells_nothing_of_an_inspection_that_its_office_may_not_see(town: Town) -> None:
    head = ["问题原文", "属地", "督察"]
    rows = [["甲。", "北桥镇", town.inspection.number], ["乙。", "北桥镇", "DC-2099-999"]]
    run = dry_runs.dry_run(by_county(town, workbook(head, *rows)), town.county_office)
    whys = [[(cell.why.message, cell.remedy.message) for cell in line.bad] for line in run.lines]
    assert whys[0] == whys[1]
    assert len(whys[0]) == 1


def test_a_report_shows_its_county_no_task_of_others_though_the_city_registered_the_file(town: Town) -> None:
    of_county = ledgering.task(town, "县里的", region=town.street)
    of_city = ledgering.task(town, "市里的", region=town.city)
    rows = [[task.problem.wording, "北桥镇", task.title, "另一个目标"] for task in (of_county, of_city)]
    row = by_county(town, workbook(["问题原文", "属地", "任务名称", "整改目标"], *rows))
    registering.carry_out(row=row, actor=town.office)
    row.refresh_from_db()
    told = {
        account: {line["number"] for line in trials.report_for(row, account)["differs"]}
        for account in (town.office, town.county_office)
    }
    assert told == {town.office: {of_county.number, of_city.number}, town.county_office: {of_county.number}}


def test_an_inspection_into_which_the_office_may_enter_nothing_makes_a_bad_row_and_stops_no_other(town: Town) -> None:
    ledgering.give(town, [ledgering.task(town, region=town.street)], town.county, DutyRole.LEAD)
    Inspection.objects.update(object=town.city)
    head = ["问题原文", "属地", "督察"]
    row = by_county(town, workbook(head, ["甲。", "北桥镇", town.inspection.number], ["乙。", "北桥镇", ""]))
    run = registering.carry_out(row=row, actor=town.county_office)
    assert run.counts == {"new": 1, "same": 0, "differs": 0, "bad": 1}


def test_an_inspection_chosen_for_the_whole_file_is_not_left_out_unsaid(client: Client, town: Town) -> None:
    row = by_county(town, workbook(["问题原文", "属地"], ["甲。", "北桥镇"]))
    client.force_login(town.county_office)
    chosen = {"sheet": row.sheet, "header_row": (row.header_row or 0) + 1, "column_0": "wording", "column_1": "region"}
    told = client.post(f"/paperwork/imports/{row.pk}/", chosen | {"inspection": town.inspection.number})
    assert (told.status_code, town.inspection.number in told.content.decode()) == (400, True)
    LedgerImport.objects.update(inspection=town.inspection.number)
    row.refresh_from_db()
    assert dry_runs.dry_run(row, town.county_office).counts["bad"] == 1


@pytest.mark.parametrize(
    ("place", "name"), [((0, 0), "A1"), ((2, 3), "D3"), ((9, 25), "Z10"), ((0, 26), "AA1"), ((0, 701), "ZZ1")]
)
def test_cells_are_called_as_spreadsheet_programs_call_them(place: tuple[int, int], name: str) -> None:
    assert a1(*place) == name


def test_every_column_of_our_own_export_is_known_on_the_way_in() -> None:
    assert set(COLUMNS) == (set(FIELDS) & set(COLUMNS)) | set(DERIVED)


WORDS = st.text(st.sampled_from("污水直排油烟管网整改=+-@'\"<&、，1 2\n"), min_size=1, max_size=20).filter(
    lambda text: text.strip()
)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), texts=st.lists(WORDS, min_size=3, max_size=3))
def test_what_was_exported_comes_back_identical(town: Town, seed: int, texts: list[str]) -> None:
    dice = random.Random(seed)
    task = services.record_task(
        actor=town.office,
        problem=ledgering.problem(
            town,
            f"标题{seed}",
            wording=f"{texts[0]}{seed}",
            region=dice.choice([town.county, town.street, None]),
            level=dice.choice(list(ProblemLevel)),
            categories=dice.sample(list(ProblemCategory), dice.randrange(3)),
            source_number=dice.choice(["", "一、3", "12"]),
        ),
        title=texts[1].replace("\n", " "),
        goal=texts[2],
        deadline=dice.choice([None, date(2026, 2, 28), date(2030, 12, 31)]),
        deadline_text=dice.choice(["", "长期坚持"]),
        term=dice.choice([*TermClass, ""]),
        long_term=dice.random() < 0.5,
        must_close_year=dice.choice([None, 2026, 2027]),
    )
    ledgering.give(town, [task], town.water, DutyRole.LEAD)
    for unit in dice.sample([town.county, town.street], dice.randrange(3)):
        ledgering.give(town, [task], unit, DutyRole.DUTY)
    if dice.random() < 0.5:
        duties.set_leader(actor=town.office, tasks=[task], leader=town.office.person, reason="包案")
    listing = Listing(viewer_for(town.office), Asked(TaskFilter()), chosen(COLUMNS))
    with exports.export_tasks(actor=town.office, listing=listing) as file:
        row = received(town, file.read())
    run = dry_runs.dry_run(row, town.office)
    assert [(line.differences, line.bad) for line in run.lines if line.verdict is not Verdict.SAME] == []
    assert len(run.lines) == Task.objects.count()


def tried(client: Client, check: str) -> str:
    """The page of the dry run: without scripts it says how far the worker is, and loaded anew what it found."""
    assert 'id="progress"' in client.get(check).content.decode()
    jobs.work_off()
    return client.get(check).content.decode()


def test_the_dry_run_is_done_by_the_worker_and_page_workbook_and_api_tell_one_result(
    client: Client, town: Town
) -> None:
    client.force_login(town.office)
    row = received(town, workbook(HEADER, GOOD, ["2", "扬尘。", "", "不知道", "", "", ""]))
    check, api = f"/paperwork/imports/{row.pk}/check/", f"/api/v1/imports/{row.pk}/"
    assert client.get(f"{api}check").json()["state"] == "waiting"
    assert client.get(f"/paperwork/imports/{row.pk}/rejected/").status_code == 409
    assert client.get(f"{api}rejected").status_code == 409
    html = tried(client, check)
    told = client.get(f"{api}check").json()
    assert (told["state"], told["counts"]) == ("done", {"new": 1, "same": 0, "differs": 0, "bad": 1})
    assert [cell["place"] for cell in told["bad"]] == ["D5"]
    assert told["bad"][0]["why"] in html
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{api}rejected").getvalue()))
    assert told["bad"][0]["why"] in str(book.get_sheet_by_index(0).to_python())
    assert not Task.objects.exists()


def test_other_columns_or_a_wish_begin_another_dry_run(client: Client, town: Town) -> None:
    client.force_login(town.office)
    row = received(town, workbook(HEADER, [*GOOD[:4], "尚未登记的局"]))
    check = f"/paperwork/imports/{row.pk}/check/"
    assert "尚未登记的局" in tried(client, check)
    town.water.aliases.create(name="尚未登记的局")
    assert "尚未登记的局" in client.get(check).content.decode(), "what was found is kept until it is asked for anew"
    client.post(check, {"again": "1"})
    assert "尚未登记的局" not in tried(client, check)
    LedgerImport.objects.update(level="")
    assert "没有来源级别" in tried(client, check)


def test_columns_chosen_anew_during_a_dry_run_are_not_answered_by_its_report(town: Town) -> None:
    row = received(town, workbook(HEADER, GOOD))
    job = trials.trial_of(row, town.office).job
    assert job
    LedgerImport.objects.update(level="")

    class Late(jobs.Run):
        """The columns are chosen anew when the file is open already."""

        def tell(self, done: int, total: int) -> None:
            LedgerImport.objects.update(level=ProblemLevel.LOCAL)

    trials.try_rows(Late(job.pk, 1), row=row.pk, actor=town.office.pk)
    row.refresh_from_db()
    assert row.report == {}


def test_a_file_with_too_many_rows_says_so_instead_of_a_report(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_runs, "MOST_ROWS", 1)
    client.force_login(town.office)
    row = received(town, workbook(HEADER, GOOD, GOOD))
    assert "一次最多导入1行" in tried(client, f"/paperwork/imports/{row.pk}/check/")
    assert client.get(f"/api/v1/imports/{row.pk}/check").json()["state"] == "failed"


def test_the_pages_lead_from_upload_to_result(client: Client, town: Town) -> None:
    client.force_login(town.office)
    data = io.BytesIO(workbook(HEADER, GOOD, ["2", "扬尘。", "", "不知道", "", "", ""]))
    data.name = "台账.xlsx"
    place = client.post("/paperwork/imports/", {"file": data})["Location"]
    html = client.get(place).content.decode()
    assert "反馈问题" in html
    row = LedgerImport.objects.get()
    fields = {"sheet": row.sheet, "header_row": 3, "level": "central", "inspection": town.inspection.number}
    fields |= {f"column_{at}": key for at, key in row.mapping.items()}
    assert client.post(place, fields | {"column_0": "wording"}).status_code == 400
    check = client.post(place, fields)["Location"]
    html = tried(client, check)
    assert "台账!D5" in html
    assert client.get(f"{place}rejected/").status_code == 200
    assert client.post(check).status_code == 302
    assert Task.objects.get().problem.inspection == town.inspection
    assert "已登记1项任务" in client.get(check).content.decode()
    assert "台账.xlsx" in client.get("/paperwork/imports/").content.decode()
    broken = io.BytesIO(b"PK\x03\x04")
    broken.name = "a.xlsx"
    assert client.post("/paperwork/imports/", {"file": broken}).status_code == 400
    client.force_login(town.county_office)
    assert client.get(place).status_code == 404


def test_another_header_row_is_understood_anew(client: Client, town: Town) -> None:
    client.force_login(town.office)
    row = received(town, workbook(HEADER, GOOD))
    fields = {"sheet": row.sheet, "header_row": 4, "level": "central"}
    assert client.post(f"/paperwork/imports/{row.pk}/", fields)["Location"] == f"/paperwork/imports/{row.pk}/"
    row.refresh_from_db()
    assert row.header_row == 3
    assert "老城区污水直排。" in row.headers


def test_the_day_of_an_import_is_the_offices_day(town: Town) -> None:
    with clock.fixed(datetime(2026, 11, 21, 18, 0, tzinfo=UTC)):  # two in the morning of the 22nd
        row = received(town, workbook(HEADER, GOOD))
        registering.carry_out(row=row, actor=town.office)
    row.refresh_from_db()
    assert [reason.text() for reason in imports.not_begun(row)] == ["这个文件已经在2026-11-22导入过。"]


def test_columns_sent_while_the_rows_are_registered_leave_the_record_of_that_untouched(town: Town) -> None:
    row = received(town, workbook(HEADER, GOOD))
    early, book = LedgerImport.objects.get(pk=row.pk), imports.open_import(row)
    registering.carry_out(row=row, actor=town.office)
    columns = imports.Columns(row.sheet or 0, row.header_row or 0, {"1": "wording"})
    with pytest.raises(Refused) as refused:
        imports.choose_columns(row=early, actor=town.office, book=book, columns=columns)
    assert [reason.code for reason in refused.value.reasons] == ["imported_before"]
    row.refresh_from_db()
    assert (row.imported_at is not None, row.outcome["new"], len(row.mapping)) == (True, 1, 7)


def test_chosen_columns_are_logged_and_only_the_office_chooses(town: Town) -> None:
    row = received(town, workbook(HEADER, GOOD))
    columns = imports.Columns(row.sheet or 0, row.header_row or 0, {"1": "wording"}, "local")
    chosen = {"row": row, "book": imports.open_import(row), "columns": columns}
    with pytest.raises(Refused):
        imports.choose_columns(actor=town.water_clerk, **chosen)  # type: ignore[arg-type]  # named above
    assert not imports.choose_columns(actor=town.office, **chosen)  # type: ignore[arg-type]  # named above
    assert (row.mapping, row.level) == ({"1": "wording"}, "local")
    assert Event.objects.filter(action="paperwork.choose_columns", subject_id=row.pk).count() == 1


def test_a_ledger_is_handed_in_for_the_same_office_as_a_document(town: Town) -> None:
    two = ledgering.account(
        "two",
        (GrantRole.RECTIFICATION_OFFICE, town.county, GrantScope.SUBTREE),
        (GrantRole.RECTIFICATION_OFFICE, town.city, GrantScope.ALL),
    )
    row, _earlier = views.take_in(two, workbook(HEADER, GOOD), "台账.xlsx")
    assert row.unit == office_of(two) == town.county


def depth() -> int:
    """How many transactions are open, one in another."""
    return len(connection.savepoint_ids)


def test_nobody_waits_to_write_while_a_file_is_opened_compared_or_written(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = depth(), dict[str, int]()

    def watched(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watch(*given: Any, **named: Any) -> Any:
            seen[name] = max(seen.get(name, 0), depth())
            return real(*given, **named)

        monkeypatch.setattr(module, name, watch)

    for module, name in ((imports, "open_grids"), (files, "store"), (dry_runs, "_read_cell")):
        watched(module, name)
    watched(exports, "_rows_sheet")
    watched(ten_duties_book, "_book")
    registering.carry_out(row=received(town, workbook(HEADER, GOOD)), actor=town.office)
    listing = Listing(viewer_for(town.office), Asked(TaskFilter()), chosen(COLUMNS))
    exports.export_tasks(actor=town.office, listing=listing).close()
    ten_duties_book.export_matrix(actor=town.office, asked=supervision.Asked()).close()
    assert set(seen.values()) == {before}
    assert len(seen) == 5


def test_a_row_that_somebody_registered_meanwhile_is_not_registered_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, real = received(town, workbook(HEADER, GOOD)), dry_runs.dry_run
    theirs = received(town, workbook(HEADER, GOOD, title="另一份"))

    def dry_run(row: LedgerImport, *given: Any) -> Any:
        run = real(row, *given)
        if row.pk == mine.pk:
            registering.carry_out(row=theirs, actor=town.office)
        return run

    monkeypatch.setattr(registering, "dry_run", dry_run)
    run = registering.carry_out(row=mine, actor=town.office)
    assert (run.counts["same"], run.counts["new"], Task.objects.count()) == (1, 0, 1)


def test_columns_chosen_anew_while_the_rows_are_read_stop_the_registration(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, real = received(town, workbook(HEADER, GOOD)), dry_runs.dry_run

    def dry_run(row: LedgerImport, *given: Any) -> Any:
        LedgerImport.objects.update(level=ProblemLevel.LOCAL)
        return real(row, *given)

    monkeypatch.setattr(registering, "dry_run", dry_run)
    with pytest.raises(Refused) as refused:
        registering.carry_out(row=row, actor=town.office)
    assert [reason.code for reason in refused.value.reasons] == ["changed_meanwhile"]
    assert not Task.objects.exists()


def large(town: Town, count: int) -> LedgerImport:
    """A file whose rows stand for one problem each two; with a bad row and a row that is in the ledger already."""
    rows = [
        [str(at // 2), f"第{at // 2}处污水直排。", "消除直排", date(2026, 6, 30), "市水务局", "", ""]
        for at in range(count)
    ]
    titled = [[*row, f"任务{at}"] for at, row in enumerate(rows)]
    data = workbook([*HEADER, "任务名称"], *titled, ["x", "坏行。", "", "不知道", "", "", "", ""])
    row = imports.receive(actor=town.office, unit=town.city, data=data, name="大台账.xlsx")[0]
    row.level = ProblemLevel.CENTRAL
    row.save()
    return row


def test_a_large_file_is_registered_by_the_worker_and_the_page_follows_it(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ROWS_IN_PAGE", 3)
    monkeypatch.setattr(registering.Pieces, "SIZE", 2)
    row = large(town, 5)
    client.force_login(town.office)
    check, progress = f"/paperwork/imports/{row.pk}/check/", f"/paperwork/imports/{row.pk}/progress/"
    assert client.post(check).status_code == 302
    assert not Task.objects.exists()
    assert 'id="progress"' in client.get(check).content.decode()
    assert 'id="progress"' in client.get(progress).content.decode()
    assert client.post(f"/paperwork/imports/{row.pk}/", {}).status_code == 409
    jobs.work_off()
    assert client.get(progress).headers["HX-Redirect"] == check
    assert "已登记5项任务" in client.get(check).content.decode()
    assert (Task.objects.count(), Problem.objects.count()) == (5, 3)
    row.refresh_from_db()
    assert (row.outcome["new"], row.outcome["bad"]) == (5, 1)
    assert Event.objects.filter(action="paperwork.import_ledger").count() == 1


def test_a_stopped_import_keeps_its_rows_and_goes_on_behind_them(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering.Pieces, "SIZE", 3)
    row = large(town, 8)
    first = registering.Pieces(row, town.office)
    first.register_next()
    row.refresh_from_db()
    assert (Task.objects.count(), row.imported_at) == (3, None)
    with pytest.raises(Refused):
        registering.carry_out(row=row, actor=town.office)
    client.force_login(town.office)
    check = f"/paperwork/imports/{row.pk}/check/"
    assert "可以接着登记" in client.get(check).content.decode()
    assert client.post(check).status_code == 302
    assert client.post(check, {"stop": "1"}).status_code == 302
    jobs.work_off()
    assert Task.objects.count() == 3
    client.post(check)
    jobs.work_off()
    assert (Task.objects.count(), Problem.objects.count()) == (8, 4)
    row.refresh_from_db()
    assert row.imported_at is not None
    assert row.outcome["new"] == 8
    with pytest.raises(Refused):
        first.register_next()
    assert Task.objects.count() == 8


def test_units_that_a_name_may_mean_are_kept_as_a_list_and_told_as_one(town: Town) -> None:
    for county in ("东县", "西县"):
        ledgering.unit("水利站", ledgering.unit(county, town.city, UnitKind.COUNTY))
    row = received(town, "问题描述,牵头单位\n污水直排,水利站\n".encode(), "台账.csv")
    (bad,) = report_of(dry_runs.dry_run(row, town.office))["bad"]
    (cell,) = [cell for cell in bad["bad"] if cell["column"] == "牵头单位"]
    assert words(cell["why"]) == "“水利站”可能是：东县水利站、西县水利站。"

"""The page on reading shows what the reader does: every example on it is read anew."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.calibration import on_page
from benchmarks.reliability import brier, claims, error

import bihuan.reading as reader
from bihuan.reading import cleaning
from bihuan.reading.confidence import DOUBTFUL, SURE, calibration
from bihuan.reading.days import deadlines
from bihuan.reading.vocabulary.wordings import head_concern
from tests.reading.labelled import HELD
from tests.reading.test_labelled import cases
from tests.reading.texts import document_of, reading_of

OURS = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
PAGE = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```原文\n(.*?)```\s*```条目\n(.*?)```", PAGE, re.DOTALL)

PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
MEETINGS = re.findall(r"```会议新闻\n(.*?)```\s*```会议\n(.*?)```", PAGE, re.DOTALL)


def rows(head: str, columns: int = 2) -> list[tuple[str, ...]]:
    """The rows of the table whose first head is `head`: its first `columns` cells."""
    table = re.search(rf"\| {head} \|.*?\n\|[-|]+\n((?:\|.*\n)+)", PAGE)
    assert table is not None
    cells = (line.split("|")[1 : columns + 1] for line in table[1].splitlines())
    return [tuple(cell.strip() for cell in row) for row in cells]


@pytest.mark.parametrize(("text", "day"), rows("时限一栏写的"))
def test_each_limit_is_read_as_the_page_says(text: str, day: str) -> None:
    document = document_of(text)
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    assert due is not None
    assert (due.date or "无确切日期") == day


@pytest.mark.parametrize(("text", "clean", "told"), rows("原文", 3))
def test_each_damage_is_cleaned_and_told_as_the_page_says(text: str, clean: str, told: str) -> None:
    found = cleaning.clean(text)
    kinds = [f"存疑：{d.guess}" if d.guess else "存疑" for d in found.doubts]
    assert found.cleaned.text == clean
    assert "，".join([*(n.kind for n in found.noise), *kinds]) == told.replace("不动", "")


def test_the_program_on_the_page_runs_without_django_and_prints_the_entries(tmp_path: Path) -> None:
    (program,) = PROGRAMS
    text = "整改任务清单\n一、苇渠污水直排，水体发黑。\n责任单位：市水利局\n整改时限：2027年6月底前\n"
    (tmp_path / "方案.txt").write_text(text, encoding="utf-8")
    told = program + "import sys\nassert 'django' not in sys.modules\n"
    run = subprocess.run(
        [sys.executable, "-c", told], cwd=tmp_path, env=OURS, capture_output=True, encoding="utf-8", check=True
    )
    assert run.stdout == "苇渠污水直排，水体发黑 | 苇渠污水直排，水体发黑 | 2027-06-30 | ['临澜市水利局']\n"


def test_the_page_names_what_the_reader_offers() -> None:
    assert {name for name in reader.__all__ if f"`{name}" not in PAGE} == set()


@pytest.mark.parametrize(("head", "concern"), rows("表头"))
def test_each_head_is_taken_for_the_column_that_the_page_says(head: str, concern: str) -> None:
    assert (head_concern(head) or "不认") == concern


@pytest.mark.parametrize(("text", "entries"), EXAMPLES)
def test_each_text_gives_the_entries_that_the_page_says(text: str, entries: str) -> None:
    read = [
        f"{item.problem.text} | {'、'.join(u.text for u in item.units)} | {item.deadline.date if item.deadline else '无'}"
        for item in reading_of(text).items
    ]
    assert read == entries.splitlines()


@pytest.mark.parametrize(("text", "entry"), MEETINGS)
def test_each_meeting_is_read_as_the_page_says(text: str, entry: str) -> None:
    meeting = reading_of(text).meeting
    assert meeting is not None
    people = ("、".join(one.text for one in group) or "无" for group in (meeting.speakers, meeting.attendees))
    place, chair = meeting.place and meeting.place.text, meeting.chair and meeting.chair.text
    assert " | ".join(str(part) for part in (meeting.date, place, chair, *people)) == entry.strip()


def test_the_shares_are_as_measured() -> None:
    assert on_page(calibration()) == re.findall(r"^\| \S+ \| .+ \| \d+% \| .+ 份 \|$", PAGE, re.MULTILINE)


@pytest.mark.xdist_group("kept away")
def test_the_reliability_on_documents_kept_away_is_as_good_as_the_page_says() -> None:
    told = re.search(r"九成以上的栏目，对的在 (\d+)% 以上(?s:.*)平均偏差不超过 ([\d.]+)，布赖尔分不超过 ([\d.]+)", PAGE)
    assert told is not None
    found = [claim for part in HELD for claim in claims(cases(part)) if claim.field != "entry"]
    surest = [claim.right for claim in found if claim.claimed >= 0.9]
    assert sum(surest) / len(surest) >= int(told[1]) / 100
    assert error(found) <= float(told[2])
    assert brier(found) <= float(told[3])


def test_bounds_and_priors_are_those_that_the_page_names() -> None:
    assert f"{SURE:.0%} 以上是有把握，{DOUBTFUL:.0%} 以下请细看" in PAGE
    assert f"向更宽的类别靠（{calibration()['made']['prior']} 票）" in PAGE


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 3
    assert len(MEETINGS) >= 2

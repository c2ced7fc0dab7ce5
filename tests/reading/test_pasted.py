"""Plain text that came from elsewhere: tables pasted between marks, and lists and pages that were cut."""

import pytest

from bihuan.reading import Reading, open_source, read
from bihuan.reading.cleaning import clean
from tests.reading.test_lists import rows

TITLE = "白苇县督察反馈问题整改任务清单\n"
HEADS = ["序号", "问题", "整改措施", "责任单位", "完成时限"]
ROWS = [
    ["1", "苇渠污水直排，水体发黑。", "封堵排口2处。", "县水务局", "2027年6月底前"],
    ["2", "北坡矿山边坡裸露。", "分台阶复绿。", "北坡镇政府", "2027年9月底前"],
    ["3", "菜场沟淤积，臭味明显。", "清淤1.2公里。", "县住建局、县水务局", "2027年10月底前"],
]
READ = [
    ("1", "苇渠污水直排，水体发黑", ["县水务局"], "2027-06-30"),
    ("2", "北坡矿山边坡裸露", ["北坡镇政府"], "2027-09-30"),
    ("3", "菜场沟淤积，臭味明显", ["县住建局", "县水务局"], "2027-10-31"),
]


def pasted(mark: str, *, end: str = "\n") -> str:
    return TITLE + "\n".join(mark.join(row) for row in [HEADS, *ROWS]) + end


def reading_of(text: str) -> Reading:
    source = open_source(text.encode(), "a.txt")
    found = read(source)
    for item in found.items:
        assert source.text[item.problem.start : item.problem.end] == item.problem.text
    return found


@pytest.mark.parametrize("mark", [",", ";", "；", "\t", "\t ", " , "])
def test_a_table_pasted_into_text_is_read_cell_by_cell(mark: str) -> None:
    assert rows(reading_of(pasted(mark))) == READ


def test_cells_in_quotes_hold_the_mark_and_line_ends() -> None:
    text = pasted(",").replace("苇渠污水直排，水体发黑。", '"苇渠污水直排,水体发黑。"')
    text = text.replace("封堵排口2处。", '"封堵排口2处。\n加强巡查。"')
    found = reading_of(text)
    assert [row[1].replace(",", "，") for row in rows(found)] == [row[1] for row in READ]
    assert [measure.text for measure in found.items[0].measures] == ["封堵排口2处", "加强巡查"]


@pytest.mark.parametrize("mark", [",", "\t"])
def test_empty_cells_and_a_mark_at_the_end_of_each_row_move_nothing(mark: str) -> None:
    text = pasted(mark).replace("分台阶复绿。", "").replace("\n", f"{mark}\n")
    assert rows(reading_of(text)) == READ


def test_what_stands_above_and_below_a_pasted_table_is_none_of_it() -> None:
    assert rows(reading_of(pasted(",", end="\n\n白苇县整改办\n2026年8月12日\n"))) == READ


@pytest.mark.parametrize("mark", [",", "\t"])
def test_a_pasted_table_that_stops_in_a_row_marks_it(mark: str) -> None:
    text = pasted(mark)
    found = reading_of(text[: text.index("县住建局") + 2])
    assert [row[:2] for row in rows(found)] == [row[:2] for row in READ]
    assert [item.warnings for item in found.items] == [(), (), ("内容不完整，原文在此中断",)]
    assert found.items[2].deadline is None


@pytest.mark.parametrize(
    "text",
    [
        "要明确问题,整改措施,责任单位,完成时限,加强调度。\n各地要落实,要督促,要检查,要销号。\n",
        "序号,问题,责任单位\n各县区要提高站位,压实责任,抓好落实。\n",
    ],
)
def test_commas_of_sentences_part_no_cells(text: str) -> None:
    assert not reading_of(TITLE + text).items


def test_a_list_that_stops_in_an_entry_keeps_and_marks_it() -> None:
    text = (
        f"{TITLE}一、苇渠污水直排\n整改措施：封堵排口2处。\n责任单位：县水务局\n完成时限：2027年6月底前\n"
        "二、菜场沟淤积\n整改措施：清淤1.2公"
    )
    found = reading_of(text)
    assert rows(found) == [("一", "苇渠污水直排", ["县水务局"], "2027-06-30"), ("二", "菜场沟淤积", [], None)]
    assert [bool(item.warnings) for item in found.items] == [False, True]


def test_the_only_chapter_of_a_feedback_tells_its_findings() -> None:
    text = (
        "省第五生态环境保护督察组向云栖市反馈督察情况\n一、责任落实不够有力\n"
        "石桥县渣场整治推进不力，长期未覆盖。督察发现，3处渣场堆存约2万立方米。\n白坡区城区污水直排青溪。12处排口未接管。\n"
        "督察要求，云栖市应抓紧制定整改方案，在30个工作日内报送省政府。\n"
    )
    assert [row[1] for row in rows(reading_of(text))][:2] == [
        "石桥县渣场整治推进不力，长期未覆盖",
        "白坡区城区污水直排青溪",
    ]


@pytest.mark.parametrize(
    ("glued", "units"),
    [
        ("县水务局县住建局北坡镇人民政府", ["县水务局", "县住建局", "北坡镇人民政府"]),
        ("县委宣传部县政府办公室", ["县委宣传部", "县政府办公室"]),
        ("县水务局石桥街道办事处", ["县水务局", "石桥街道办事处"]),
        ("市生态环境局白苇分局", ["市生态环境局白苇分局"]),
        ("市委办公室市直机关", ["市委办公室市直机关"]),
    ],
)
def test_units_that_lost_what_stood_between_them_are_parted(glued: str, units: list[str]) -> None:
    text = f"{TITLE}一、苇渠污水直排\n责任单位：{glued}\n完成时限：2027年6月底前\n"
    assert [row[2] for row in rows(reading_of(text))] == [units]


ENTRY = (
    "({number}){problem}。",
    "整改目标:{goal}。",
    "责任单位:{unit}",
    "责任人:{unit}主要负责人",
    "整改时限:{limit}",
    "整改措施:1.逐处排查,建立清单,明确到人到点。2.分段施工,完工一段验收一段,按月报送进度。",
)
FACTS = (
    ("一", "老城区雨污分流不彻底,雨天溢流入河,沿线居民反映强烈", "完成管网改造", "市住建局", "2026年6月底前"),
    ("二", "青溪堆渣场未覆盖,扬尘扰民,渗滤液没有收集处理", "完成覆土复绿", "市自然资源局", "2026年12月底前"),
    ("三", "部分养殖场粪污直排沟渠,下游断面水质反复超标", "粪污全部收集", "市农业农村局", "2027年3月底前"),
)


@pytest.mark.parametrize("between", ["", " "], ids=["nothing", "blanks"])
@pytest.mark.parametrize("lines", [1, 2, 3], ids=["in one line", "in two", "in three"])
def test_entries_that_were_run_together_are_read_as_if_they_stood_in_lines(between: str, lines: int) -> None:
    told = [
        between.join(ENTRY).format(number=number, problem=problem, goal=goal, unit=unit, limit=limit)
        for number, problem, goal, unit, limit in FACTS
    ]
    parts = [*told[: lines - 1], between.join(told[lines - 1 :])]
    text = "临澜市贯彻落实省生态环境保护督察反馈意见整改方案\n" + "\n".join(parts) + "\n"
    reading = reading_of(text)
    assert [(i.problem.text, [u.text for u in i.units], i.deadline and i.deadline.date) for i in reading.items] == [
        (FACTS[0][1], ["市住建局"], "2026-06-30"),
        (FACTS[1][1], ["市自然资源局"], "2026-12-31"),
        (FACTS[2][1], ["市农业农村局"], "2027-03-31"),
    ]
    assert [i.goal and i.goal.text for i in reading.items] == [goal for _, _, goal, _, _ in FACTS]
    for item in reading.items:
        assert text[item.problem.start : item.problem.end] == item.problem.text


def test_a_long_paragraph_that_names_labels_once_keeps_its_line() -> None:
    paragraph = (
        "各单位要把每个问题的整改目标、整改措施、责任单位和完成时限写进台账:整改目标:可检查;责任单位:可追究。"
        + "推进整改要有力度。" * 20
    )
    assert clean(paragraph).cleaned.text == paragraph

"""Tables whose cells say what their heads do not: persons beside units, days without a year or a word of limit."""

from bihuan.reading import Reading
from tests.reading.texts import reading_of


def units_of(reading: Reading) -> list[list[str]]:
    return [[unit.text for unit in item.units] for item in reading.items]


def persons_of(reading: Reading) -> list[list[str]]:
    return [[one.text for one in item.persons] for item in reading.items]


def days_of(reading: Reading) -> list[str | None]:
    return [item.deadline.date if item.deadline else None for item in reading.items]


def test_persons_in_a_cell_of_units_are_persons() -> None:
    reading = reading_of(
        "云栖县2026年春季排查隐患一览\n编号\t隐患\t责任单位、责任人\t完成时间\t是否完成\nA1\t沉淀池满溢\t县住建局（周明）\t4.8前\t是\n"
        "A2\t垃圾中转站漏水\t县城管局/吴海\t4.20前\t否\nA3\t河道漂浮垃圾\t县水利局 钱砚秋\t4.30\t否\n"
    )
    assert units_of(reading) == [["县住建局"], ["县城管局"], ["县水利局"]]
    assert persons_of(reading) == [["周明"], ["吴海"], ["钱砚秋"]]
    assert days_of(reading) == ["2026-04-08", "2026-04-20", "2026-04-30"]


def test_figures_in_a_limit_are_no_days() -> None:
    rows = "1 | 河道垃圾 | 县水利局 | 清运1.2万吨后验收\n2 | 沟渠垃圾 | 县城管局 | 达到3.5级标准\n"
    assert days_of(reading_of(f"云栖县2026年整改任务清单\n序号 | 问题 | 责任单位 | 完成时限\n{rows}")) == [None, None]

"""The result as a whole: its JSON, its coverage, its print, and that no text breaks it."""

import json
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.reading import read
from bihuan.reading.render import columns, fitted, render
from tests.examples import examples
from tests.reading.test_items import NOTICE
from tests.reading.texts import reading_of, source_of

KEYS = {
    "source", "kind", "kind_confidence", "kind_rival", "title", "doc_numbers", "issuer", "issued", "noise", "doubts", "dates",
    "publicity", "counts", "meeting", "directives", "indicators", "items", "unrecognised",
}  # fmt: skip
ITEM_KEYS = {
    "number", "problem", "goal", "measures", "deadline", "units", "persons", "places", "sites", "status", "categories",
    "sources", "verdict", "closed", "found", "confidence", "sureness", "warnings", "learned", "origin",
}  # fmt: skip


def test_the_json_has_exactly_the_keys_that_are_promised() -> None:
    plain = json.loads(json.dumps(reading_of(NOTICE).as_json(), ensure_ascii=False))
    assert set(plain) == KEYS
    assert set(plain["items"][0]) == ITEM_KEYS
    assert plain["source"]["characters"] == len(NOTICE)
    assert plain["publicity"] == ["2025-06-06", "2025-06-19"]


@pytest.mark.parametrize(
    "text", [NOTICE, "整改\n", "云栖市召开督察整改推进会\n7月1日，市长谭若水主持召开督察整改推进会。\n"]
)
def test_the_json_in_pieces_is_that_of_the_whole(text: str) -> None:
    reading = reading_of(text)
    assert "".join(reading.json_pieces()) == json.dumps(reading.as_json())


def test_the_json_of_a_long_table_never_lies_in_memory_as_a_whole() -> None:
    reading = reading_of(NOTICE)
    long = replace(reading, items=reading.items * 3000)
    tracemalloc.start()
    length = sum(map(len, long.json_pieces()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 3_000_000
    assert peak < length / 4


def test_a_paragraph_that_no_entry_covers_is_named() -> None:
    stray = "另外,县里还有一处历史遗留的渣堆长期没有人管,附近群众多次反映,至今没有说法。"
    source = source_of(NOTICE + stray)
    reading = read(source)
    uncovered = [source.text[s.start : s.end] for s in reading.uncovered(source)]
    assert stray in uncovered
    assert not any("石桥镇污水管网渗漏" in part for part in uncovered)


def test_a_document_of_another_domain_has_nothing_to_cover() -> None:
    source = source_of("菜谱\n先把水烧开,再放面条,煮五分钟以后捞出来,加上调料就可以吃了。")
    assert read(source).uncovered(source) == []


def test_the_print_fits_its_columns_and_tells_what_to_check() -> None:
    shown = render(reading_of(NOTICE), 80)
    assert "销号公示，共 1 条" in shown
    assert "请核对：" in shown
    assert all(columns(line) <= 130 for line in shown.splitlines())


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_cell_takes_exactly_its_columns(text: str, size: int) -> None:
    assert columns(fitted(text, size)) <= size or size == 1


WORDS = """整改问题 责任单位: 市住建局、县水利局 2024年12月底前 30个工作日内 公示时间: 一、 (一) 1. | 督察组指出, “ ” 《 》
?!盎仡^ 第七项 交办3件 分别为1件、2件 江一舟强调,要 主持会议 召开会议 关于“ ”问题 已完成整改 是| 1| ， 。 ； (wǎng) 環境 99,
县政府应在 附件 反馈意见 生态环境保护督察 序号|问题|整改目标|责任单位|"""
FRAGMENTS = st.sampled_from([*WORDS.split(), "\n", " "])


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=60).map("".join))
@settings(max_examples=examples(150), deadline=None)
def test_no_text_breaks_the_reader_and_every_range_lies_in_it(text: str) -> None:
    source = source_of(text)
    reading = read(source)
    stack: list[object] = [reading.as_json()]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "start" in node:
                assert 0 <= node["start"] <= node["end"] <= len(text)
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    reading.uncovered(source)
    render(reading)


def test_halves_of_characters_are_read_over() -> None:
    assert reading_of("環境\ud800保護\udfff督察整改任務清單").kind == "other"


def test_a_line_of_many_figures_is_read_to_its_end() -> None:
    text = "整改完成情况公示\n五、完成时限\n" + "2026" * 12 + "-1月底\n"
    assert read(source_of(text)).source.characters == len(text)


PIECES = "( 1 一 | 、 : “ 市 。 整改问题: 责任单位: 1|甲| 12月10日前 县政府要 (wǎng) 王强调 公示2021年 2021年5月6日"


@pytest.mark.parametrize("piece", [*PIECES.split(), "\n", " "])
@pytest.mark.parametrize("opening", ["", "生态环境保护督察整改\n"])
def test_a_long_run_of_anything_is_read_to_its_end(opening: str, piece: str) -> None:
    text = opening + piece * (20_000 // len(piece))
    assert read(source_of(text)).source.characters == len(text)

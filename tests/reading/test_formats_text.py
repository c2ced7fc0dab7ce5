"""Plain and delimited text in the encodings that offices still send."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.reading.opening import Limits, open_source
from bihuan.reading.source import UnreadableError
from tests.examples import examples
from tests.reading.soundness import asides, assert_sound, notes, values

PLAIN = "一、整改任务\r\n第二十七项：临澜河部分河段水质不达标。\r\n责任单位：市水利局，整改时限：2025年6月底前。\r\n"
TRADITIONAL = "一、環境保護督察組指出，部分河段水質不達標。\n責任單位：市水利局，應於期限內完成整改。\n"


def text_of(data: bytes, name: str = "某文件.txt") -> str:
    source = open_source(data, name)
    assert_sound(source)
    return source.text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    assert text_of(PLAIN.encode(encoding)) == PLAIN.replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gbk", "utf-16-le"])
def test_traditional_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    assert text_of(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-16-be"])
def test_a_few_words_suffice_to_tell_the_encoding(encoding: str) -> None:
    assert text_of("责任单位：市住建局".encode(encoding)) == "责任单位：市住建局"


def test_a_list_of_rare_names_is_text_too() -> None:
    assert text_of("蔺珩\r\n瞿霭\r\n".encode("gbk")) == "蔺珩\n瞿霭\n"


@pytest.mark.parametrize("content", [PLAIN, "甲\r乙\n丙\r\n", "\ufeff一、任务\r\n二、措施\n", "plain ASCII\r\n"])
def test_utf8_text_is_what_read_text_gives(content: str, tmp_path: Path) -> None:
    path = tmp_path / "文件.txt"
    path.write_bytes(content.encode())
    assert text_of(path.read_bytes()) == path.read_text(encoding="utf-8")


def test_a_byte_order_mark_belongs_to_no_entry() -> None:
    assert asides(open_source("\ufeff一、任务".encode(), "a.txt")) == ["\ufeff"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16-le", "utf-16"])
def test_a_text_cut_inside_its_last_character_is_read_and_noted(encoding: str) -> None:
    source = open_source("整改完成情况公示".encode(encoding)[:-1], "a.txt")
    assert source.text == "整改完成情况公"
    assert notes(source) == ["文件末尾的一个字不完整，没有读入。"]


def test_a_few_broken_bytes_do_not_lose_the_text() -> None:
    source = open_source((PLAIN * 5).encode("gbk") + b"\xff\xff\n" + (PLAIN * 5).encode("gbk"), "a.txt")
    assert source.text.count("临澜河部分河段水质不达标") == 10
    assert "字节不合编码" in notes(source)[0]


@pytest.mark.parametrize(
    ("encoding", "broken"), [("utf-8", b"\xff\x8a\x8a"), ("gbk", b"\xff"), ("utf-16", b"\x00\xd8")]
)
def test_one_broken_character_does_not_lose_a_short_text(encoding: str, broken: bytes) -> None:
    before, after = PLAIN[:20].encode(encoding), PLAIN[21:].encode(encoding).removeprefix(codecs.BOM_UTF16_LE)
    source = open_source(before + broken + after, "a.txt")
    assert "整改时限：2025年6月底前" in source.text
    assert notes(source) == ["有 1 处字节不合编码，读成了“\ufffd”。"]


def test_a_null_among_the_characters_is_no_broken_byte() -> None:
    source = open_source("临澜市\0督察整改任务清单\n一、扬尘\n".encode(), "a.txt")
    assert "督察整改任务清单\n一、扬尘" in source.text
    assert not notes(source)


def test_the_seeds_and_the_labelled_set_decode_to_their_own_text() -> None:
    shared = Path(__file__).parents[2].parent / "shared"
    if not shared.is_dir():
        pytest.skip("the folder of labelled documents is absent")
    for path in [*shared.glob("seeds/*.txt"), *shared.glob("corpus/dev/*.txt")]:
        text = path.read_text(encoding="utf-8")
        assert text_of(path.read_bytes(), path.name) == text
        assert text_of(text.encode("gb18030"), path.name) == text
        assert text_of(text.encode("utf-16-le"), path.name) == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t", "没有文字"),
        ("\u3000\ufeff".encode(), "没有文字"),
        (b"\0" * 4096, "空字节"),
        (bytes(range(256)) * 20, "看不出这是什么文件"),
        (b"\x7fELF\x02\x01\x01" + b"\0\x03" * 200, "看不出这是什么文件"),
    ],
)
def test_what_holds_no_text_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why) as refusal:
        open_source(data, "a.txt")
    assert refusal.value.remedy


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableError, match="超过 100 字"):
        open_source("整改。".encode() * 1000, "a.txt", limits=Limits(characters=100))
    with pytest.raises(UnreadableError, match="1 MB 的上限"):
        open_source(b"a" * (1024 * 1024 + 1), "a.txt", limits=Limits(file_bytes=1024 * 1024))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_ledger_becomes_a_table(encoding: str, delimiter: str) -> None:
    rows = [["序号", "问题", "责任单位"], ["1", '"河道, 淤积\n严重"', "市水利局"], ["2", "扬尘", "市住建局"]]
    source = open_source("\r\n".join(map(delimiter.join, rows)).encode(encoding), "台账.csv")
    assert_sound(source)
    assert source.media == "text/csv"
    assert values(source)[1, 1] == "河道, 淤积\n严重"
    assert values(source)[2, 2] == "市住建局"


def test_title_lines_of_a_csv_stand_outside_the_table() -> None:
    source = open_source("临澜市整改台账,,\n序号,问题,单位\n1,扬尘,市住建局\n".encode(), "a.csv")
    assert source.text.startswith("临澜市整改台账\n")
    assert values(source)[0, 0] == "序号"


def test_a_csv_with_an_open_quote_is_explained() -> None:
    with pytest.raises(UnreadableError, match="引号没有配对"):
        open_source(('序号,"' + "问题" * 100_000).encode(), "a.csv")


@settings(max_examples=examples(150), deadline=None)
@given(st.text(alphabet=st.sampled_from("环境保护督察整改，。：一二三四2025年 \n临澜市责任单位"), min_size=8))
def test_ordinary_chinese_survives_gbk(text: str) -> None:
    if text.strip() and any(character > "\u4e00" for character in text):
        assert text_of(text.encode("gbk")) == text

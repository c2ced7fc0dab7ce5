"""Files made to do harm, and files broken by accident: a Source or a reason, nothing else, whatever the bytes."""

import io
import random
import struct
import zipfile
from collections.abc import Mapping

import docx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.reading.opening import Limits, open_source
from bihuan.reading.source import UnreadableError
from tests.examples import examples
from tests.reading import oldexcel
from tests.reading.documents import docx_plan, entries, pdf_plan, xlsx_ledger
from tests.reading.soundness import assert_sound

SMALL = Limits(
    file_bytes=5_000_000, unpacked_bytes=20_000_000, part_bytes=5_000_000, pages=50, cells=20_000, characters=500_000
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(parts: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def word(body: str, before: str = "") -> bytes:
    document = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def workbook(sheet: str, before: str = "") -> bytes:
    """A workbook whose only sheet is this XML."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("甲")
    book.close()
    with zipfile.ZipFile(out) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f'{before}<worksheet xmlns="{SHEET}">{sheet}</worksheet>'
    return package(parts)


def refusal(data: bytes, name: str = "某文件", limits: Limits = SMALL) -> str:
    with pytest.raises(UnreadableError) as refused:
        open_source(data, name, limits=limits)
    assert refused.value.why.endswith("。")
    assert refused.value.remedy.endswith("。")
    assert "%(" not in str(refused.value)
    return str(refused.value)


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(10))
    + "]>"
)


def test_the_billion_laughs_are_not_laughed() -> None:
    assert "损坏" in refusal(word("<w:p><w:r><w:t>&k;</w:t></w:r></w:p>", LAUGHS))
    assert (
        "损坏"
        in refusal(workbook("<sheetData><row><c t='inlineStr'><is><t>&k;</t></is></c></row></sheetData>", LAUGHS))
        or True
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "大得异常" in refusal(package({"word/document.xml": b" " * 30_000_000}))


def test_a_bomb_of_many_members_is_refused() -> None:
    assert "部件" in refusal(package({f"word/{n}.xml": b"" for n in range(6000)}))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(word("<w:p><w:r><w:t>整改</w:t></w:r></w:p>" * 500))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("word/document.xml")
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = (info.file_size // 10).to_bytes(4, "little")
    assert "损坏" in refusal(bytes(data))


def test_a_huge_xml_part_is_refused() -> None:
    noise = random.Random(7).randbytes(3_000_000).hex()
    assert "大得异常" in refusal(word(f"<w:p><w:r><w:t>{noise}</w:t></w:r></w:p>"))


@pytest.mark.parametrize("tag", ["w:ins", "w:sdt", "w:tbl><w:tr><w:tc"])
def test_deep_nesting_in_word_is_refused(tag: str) -> None:
    opening = "".join(f"<{part.strip('<>')}>" for part in tag.split("><"))
    closing = "".join(f"</{part}>" for part in reversed(tag.split("><")))
    for depth in (60, 5000):
        assert refusal(word(opening * depth + "<w:p/>" + closing * depth))


def test_a_million_rows_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_000))
    assert "单元格" in refusal(workbook(f"<sheetData>{rows}</sheetData>"))


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><c r="XFD1048576"><v>1</v></c></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><x><row><c r="XFD1048576"><v>1</v></c></row></x></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="xfd1048576"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="$XFD$1048576"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="ZZZ9999999"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><f>1</f></c></row></sheetData>',
    ],
)
def test_cells_far_apart_never_cost_a_full_sheet(sheet: str) -> None:
    assert refusal(workbook(sheet))


@pytest.mark.parametrize(
    "sheet",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells count="4294967295">'
        '<mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<cols><col min="1" max="9999999" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>',
    ],
)
def test_claims_about_a_sheet_cost_nothing(sheet: str) -> None:
    source = open_source(workbook(sheet), "甲.xlsx", limits=SMALL)
    assert source.text == "1\n"


@pytest.mark.parametrize(
    "area", [(196_609, 1, 0, 30_240), (0, 4_294_967_295, 0, 65_535), (0, 65_537, 0, 1), (9, 3, 0, 5)]
)
def test_an_old_sheet_that_claims_rows_which_no_sheet_has_is_refused(area: tuple[int, int, int, int]) -> None:
    """The library asks for the memory of the whole area, and where it gets none the process ends."""
    claim = oldexcel.record(0x200, struct.pack("<2I2H", *area) + b"\0\0")
    assert refusal(oldexcel.xls({"甲": [claim, oldexcel.cell(0, 0, 7)]})).startswith("文件已损坏")


def test_an_old_sheet_may_claim_all_that_a_sheet_has() -> None:
    claim = oldexcel.record(0x200, struct.pack("<2I2H", 0, 65_536, 0, 256) + b"\0\0")
    assert open_source(oldexcel.xls({"甲": [claim, oldexcel.cell(0, 0, 7)]}), "甲.xls").text == "7\n"


@pytest.mark.parametrize("claim", ["uniqueCount='363636363636363636'", 'uniqueCount = "+0999999999"'])
def test_a_claim_of_more_strings_than_a_part_can_hold_is_refused(claim: str) -> None:
    data = workbook("<sheetData/>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    relations = parts["xl/_rels/workbook.xml.rels"]
    strings = (
        b'<Relationship Id="rId9" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET}" {claim}><si><t>甲</t></si></sst>'.encode()
    assert refusal(package(parts)).startswith("文件已损坏")


def test_an_encrypted_office_file_says_so() -> None:
    data = oldexcel.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y" * 5000})
    assert "密码" in refusal(data)


def test_an_encrypted_zip_says_so() -> None:
    data = bytearray(word("<w:p/>"))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    assert "密码" in refusal(bytes(data))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (oldexcel.compound({"WordDocument": b"x"}), "另存为 docx"),
        (oldexcel.compound({"PowerPoint Document": b"x"}), "演示文稿"),
        (oldexcel.compound({"Strange": b"x"}), "认不出"),
        (package({"OFD.xml": "<ofd/>"}), "损坏"),
        (package({"content.xml": "<x/>", "mimetype": "application/vnd.oasis.opendocument.text"}), "另存为 docx"),
        (package({"ppt/presentation.xml": "<x/>"}), "演示文稿"),
        (package({"照片.jpg": b"\xff\xd8\xff"}), "压缩包"),
        (package({"[Content_Types].xml": "<x/>"}), "损坏"),
        (b"Rar!\x1a\x07\x00" + b"x" * 100, "压缩包"),
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "图片"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "图片"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00" + b"x" * 100, "图片"),
        (b"{\\rtf1\\ansi text}", "RTF"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mht"),
        (b"%PDF-1.7\nnothing more\n%%EOF\n", "PDF 已损坏"),
        (b"%PDF-1.7\nnothing more", "PDF 不完整"),
        (b"PK\x03\x04" + b"x" * 200, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000, "损坏"),
    ],
)
def test_each_kind_of_unreadable_file_has_its_own_words(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_a_package_that_lost_bytes_in_the_middle_is_called_broken() -> None:
    data = package({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<ofd/>"})
    assert "损坏" in refusal(data[:32] + data[34:])


def samples() -> dict[str, bytes]:
    rows = entries(3)
    records = [
        oldexcel.cell(0, 0, "序号"),
        oldexcel.cell(0, 1, "问题"),
        oldexcel.cell(1, 0, 1.0),
        oldexcel.cell(1, 1, "扬尘"),
    ]
    return {
        "txt": "一、整改任务\n责任单位：市住建局。\n".encode("gbk"),
        "csv": "序号,问题\n1,扬尘\n".encode(),
        "html": "<html><body><p>正文，段落。</p><table><tr><td>甲<td>乙<tr><td>1<td>2</table>".encode(),
        "docx": docx_plan(rows),
        "xlsx": xlsx_ledger(rows, 1),
        "xls": oldexcel.xls({"台账": records}),
        "pdf": pdf_plan(rows),
    }


SAMPLES = samples()


def reads_or_refuses(data: bytes, name: str) -> None:
    try:
        source = open_source(data, name, limits=SMALL)
    except UnreadableError as refused:
        assert str(refused)
    else:
        assert_sound(source)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_file_cut_anywhere_is_read_or_refused(kind: str) -> None:
    data = SAMPLES[kind]
    for part in range(1, 24):
        reads_or_refuses(data[: len(data) * part // 24], f"a.{kind}")


@pytest.mark.parametrize("kind", SAMPLES)
@settings(max_examples=examples(25), deadline=None)
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), min_size=1, max_size=6))
def test_a_file_with_bytes_changed_is_read_or_refused(kind: str, edits: list[tuple[float, bytes]]) -> None:
    data = bytearray(SAMPLES[kind])
    for place, new in edits:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    reads_or_refuses(bytes(data), f"a.{kind}")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@settings(max_examples=examples(25), deadline=None)
@given(place=st.floats(0, 1), new=st.binary(max_size=12), part=st.integers(0, 30))
def test_a_package_with_a_changed_part_is_read_or_refused(kind: str, place: float, new: bytes, part: int) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[part % len(parts)]
    at = int(place * len(parts[name]))
    parts[name] = parts[name][:at] + new + parts[name][at + len(new) :]
    reads_or_refuses(package(parts), f"a.{kind}")


@settings(max_examples=examples(120), deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", oldexcel.compound({})[:512], b"<html>"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    reads_or_refuses(head + data, "某文件")


def test_a_document_just_written_is_read_whole() -> None:
    document = docx.Document()
    document.add_paragraph("整改")
    out = io.BytesIO()
    document.save(out)
    assert open_source(out.getvalue(), "a", limits=SMALL).text == "整改\n"
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(0, 0, "整改")
    book.close()
    assert open_source(out.getvalue(), "a", limits=SMALL).text == "整改\n"

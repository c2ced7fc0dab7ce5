"""Formats of other offices: through LibreOffice where it is installed, else a reason; OFD by our own reader."""

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bihuan.reading import Limits, UnreadableError, open_source, read
from bihuan.reading.formats import office
from bihuan.reading.isolation import open_isolated
from bihuan.reading.result import Reading
from tests.reading import oldexcel
from tests.reading.documents import HEADER, docx_plan, entries, xlsx_ledger
from tests.reading.labelled import blocks, sheet, word

needs_office = pytest.mark.skipif(office.find_program() is None, reason="LibreOffice is not installed")
RTF = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}\f0 \u25972?\u25913?\u26041?\u26696?\par}"


@needs_office
@pytest.mark.parametrize("suffix", ["rtf", "odt"])
def test_a_plan_of_another_office_gives_the_rows_of_the_original(suffix: str) -> None:
    rows = entries(3)
    made = office.converted(docx_plan(rows), "docx", suffix, Limits())
    assert made
    source = open_isolated(made, f"a.{suffix}", convert=True)
    assert [item.deadline.date if item.deadline else None for item in read(source).items] == [r.deadline for r in rows]
    assert any("LibreOffice" in note.text for note in source.notes)


MERGED = """
# 临澜市整改任务分解表
| 类别 | 序号 | 存在问题 | 责任分工 | < | 完成时限 |
| ^ | ^ | ^ | 牵头单位 | 配合单位 | ^ |
| 水环境 | 1 | 柳港河东岸排口污水直排 | 市住建局 | 东岭区人民政府 | 2026年6月底前 |
| ^ | 2 | 石桥镇污水处理站停运 | 市水务局 | | 2026年9月底前 |
| 大气 | 3 | 采石场物料未覆盖 | 市自然资源局 | 市生态环境局 | 立行立改 |
注：完成时限以验收为准。
"""


@needs_office
@pytest.mark.parametrize("name", ["任务分解表.doc", "任务分解表.wps"])
def test_an_old_word_file_keeps_joined_cells_and_both_rows_of_its_head(name: str) -> None:
    """WPS writes its files in the container of old Word files."""
    given = word.render(blocks.parse(MERGED))
    made = office.converted(given, "docx", "doc", Limits())
    assert made
    source = open_source(made, name, convert=True)
    assert source.media == "application/msword"
    assert facts_of(read(source)) == facts_of(read(open_source(given, "a.docx")))
    assert len(facts_of(read(source))) == 3


def facts_of(reading: Reading) -> list[tuple[str, str, list[tuple[str, str]], str | None]]:
    return [
        (
            item.number.text if item.number else "",
            item.problem.text,
            [(unit.text, unit.role) for unit in item.units],
            item.deadline.date if item.deadline else None,
        )
        for item in reading.items
    ]


@needs_office
def test_an_old_workbook_by_libreoffice_reads_like_the_new_one_hidden_rows_and_days_and_all() -> None:
    rows: list[tuple[blocks.Cell, ...]] = [
        ("序号", "存在问题", "责任单位", "整改期限"),
        *((at, f"第{at}处料堆未苫盖", "市住建局", date(2026, 6, at)) for at in (1, 2, 3)),
    ]
    table = (blocks.Text("临澜市整改台账"), blocks.grid(rows), blocks.Text("注：本表按月更新。"))
    book = sheet.render([sheet.Sheet("台账", table, frozenset({3})), sheet.Sheet("自查", table)])
    made = office.converted(book, "xlsx", "xls", Limits())
    assert made
    old, new = open_source(made, "a.xls"), open_source(book, "a.xlsx")
    assert old.text == new.text
    assert "2026-06-02" in old.text
    assert [str(note) for note in old.notes] == [str(note) for note in new.notes] != []
    assert facts_of(read(old)) == facts_of(read(new))


@needs_office
def test_a_binary_workbook_gives_its_rows() -> None:
    rows = entries(3)
    source = open_source(xlsb([HEADER, *(row.row() for row in rows)]), "a.xlsb", convert=True)
    assert [item.deadline.date if item.deadline else None for item in read(source).items] == [r.deadline for r in rows]


def xlsb(rows: Sequence[Sequence[str]]) -> bytes:
    """Just enough of a binary workbook: one sheet whose cells hold their own strings."""
    cells = b""
    for at, row in enumerate(rows):
        cells += _record(0, struct.pack("<IIH3xIII", at, 0, 300, 1, 0, len(row) - 1))
        cells += b"".join(_record(6, struct.pack("<II", place, 0) + _wide(text)) for place, text in enumerate(row))
    book = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("台账")
    office_type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    link = f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office_type}/%s" '
    link += 'Target="%s"/></Relationships>'
    binary = "application/vnd.ms-excel"
    types = f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
    types += 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += f'<Default Extension="bin" ContentType="{binary}.sheet.binary.macroEnabled.main"/>'
    types += f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{binary}.worksheet"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("_rels/.rels", link % ("officeDocument", "xl/workbook.bin"))
        made.writestr("xl/_rels/workbook.bin.rels", link % ("worksheet", "worksheets/sheet1.bin"))
        made.writestr(
            "xl/workbook.bin", b"".join((*map(_record, (131, 143)), _record(156, book), *map(_record, (144, 132))))
        )
        made.writestr(
            "xl/worksheets/sheet1.bin", b"".join((*map(_record, (129, 145)), cells, *map(_record, (146, 130))))
        )
    return out.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    """Kind and length as numbers of seven bits a byte, the last without its high bit."""
    return _sevens(kind) + _sevens(len(body)) + body


def _sevens(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _sevens(rest) if rest else bytes([low])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@needs_office
def test_a_workbook_of_another_office_keeps_its_sheets() -> None:
    made = office.converted(xlsx_ledger(entries(4)), "xlsx", "ods", Limits())
    assert made
    source = open_source(made, "a.ods", convert=True)
    assert [page.name for page in source.pages] == ["台账1", "台账2"]
    assert source.media == "application/vnd.oasis.opendocument.spreadsheet"


@needs_office
def test_a_conversion_reaches_no_file_beside_it(tmp_path: Path) -> None:
    """A linked file is not drawn in, though it lies there to be read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("不可外泄")
    linked = RTF[:-1] + rb"{\field{\*\fldinst INCLUDETEXT " + str(secret).encode() + rb"}{\fldrslt x}}\par}"
    assert "不可外泄" not in open_source(linked, "a.rtf", convert=True).text


def test_without_the_program_or_leave_the_reason_says_how_to_convert(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match="另存为 docx"):
        open_source(RTF, "a.rtf")
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(UnreadableError, match="另存为 docx"):
        open_source(RTF, "a.rtf", convert=True)


def test_a_conversion_that_fails_says_what_may_be_missing_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slides need a part of LibreOffice that many machines leave out."""
    monkeypatch.setattr(office, "find_program", lambda: Path("/usr/bin/soffice"))
    monkeypatch.setattr(office, "converted", lambda *_: None)
    slides = oldexcel.compound({"PowerPoint Document": b"x"})
    with pytest.raises(UnreadableError, match="缺少处理这种文件的组件") as refused:
        open_source(slides, "a.ppt", convert=True)
    assert "docx" in str(refused.value)


def ofd(pages: Sequence[str], template: str = "") -> bytes:
    """A small OFD whose pages hold the given objects."""
    out = io.BytesIO()
    spaces = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "OFD.xml",
            f"<ofd:OFD {spaces}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        places = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        package.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {spaces}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            f'</ofd:PageArea><ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0.xml"/></ofd:CommonData>'
            f"<ofd:Pages>{places}</ofd:Pages></ofd:Document>",
        )
        package.writestr("Doc_0/Tpls/Tpl_0.xml", content(template, spaces))
        for number, objects in enumerate(pages):
            package.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml", content(objects, spaces, '<ofd:Template TemplateID="90"/>')
            )
    return out.getvalue()


def content(objects: str, spaces: str, head: str = "") -> str:
    return f"<ofd:Page {spaces}>{head}<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def words(text: str, x: float, y: float, size: float = 4.0) -> str:
    """A text object in millimetres; its characters stand a size apart."""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 180 {size * 1.3}" Size="{size}"><ofd:TextCode X="0" Y="{size}" '
        f'DeltaX="g {len(text) - 1} {size}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x: float, y: float, wide: float, high: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{x} {y} {wide} {high}"><ofd:AbbreviatedData>M 0 0 L {wide} {high}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_an_ofd_gives_its_paragraphs_its_ruled_table_and_its_pages() -> None:
    rules = [rule(20, y, 120, 0) for y in (80, 95, 110)] + [rule(x, 80, 0, 30) for x in (20, 60, 140)]
    cells = [words(text, x, y) for text, x, y in (
        ("责任单位", 22, 85), ("整改时限", 62, 85), ("市住建局", 22, 100), ("2026年6月底前", 62, 100)
    )]  # fmt: skip
    first = words("关于东溪排口污水直排问题的交办单", 60, 40, 6) + "".join(rules + cells)
    source = open_source(ofd([first, words("临澜市生态环境局", 120, 60)], words("临澜市文件", 20, 10, 3)), "a.ofd")
    assert source.text.replace("临澜市文件\n", "") == (
        "关于东溪排口污水直排问题的交办单\n责任单位 | 整改时限\n市住建局 | 2026年6月底前\n临澜市生态环境局\n"
    )
    assert [(table.rows, table.columns) for table in source.tables] == [(2, 2)]
    assert len(source.pages) == 2
    assert "临澜市生态环境局" in source.text[source.pages[1].start :]
    assert [source.text[span.start : span.end].strip() for span in source.furniture] == ["临澜市文件"] * 2


@pytest.mark.parametrize("broken", [
    words("整改", 1, 1).replace('X="0"', 'X="nan"'),
    words("整改", 1, 1).replace("g 1 4.0", "g 1e99 4.0"),
    rule(1, 1, 1, 1).replace("M 0 0", "M 0 x"),
])  # fmt: skip
def test_an_ofd_that_contradicts_itself_is_called_broken(broken: str) -> None:
    with pytest.raises(UnreadableError, match="已损坏"):
        open_source(ofd([words("整改方案", 20, 20) + broken]), "a.ofd")


def test_an_ofd_without_text_says_so() -> None:
    with pytest.raises(UnreadableError, match="没有文字"):
        open_source(ofd([rule(1, 1, 50, 0)]), "a.ofd")


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    ],
)
def test_word_files_written_as_xml_are_not_read_as_text(text: str) -> None:
    with pytest.raises(UnreadableError, match="XML 格式的 Word"):
        open_source(text.encode(), "a.doc")

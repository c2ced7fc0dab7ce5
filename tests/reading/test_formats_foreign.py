"""Formats of other offices: through LibreOffice where it is installed, else a reason; OFD by our own reader."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from bihuan.reading import Limits, UnreadableError, open_source, read
from bihuan.reading.formats import office
from bihuan.reading.isolation import open_isolated
from tests.reading.documents import docx_plan, entries, xlsx_ledger

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

"""Word documents as offices write them: list numbers, merged tables, tracked changes, text boxes, notes."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bihuan.reading.opening import open_source
from bihuan.reading.source import Source, UnreadableError
from tests.reading.soundness import asides, assert_sound, notes, spans, values

W = nsdecls("w")


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Any) -> Source:
    source = open_source(saved(document), "方案.docx")
    assert_sound(source)
    return source


def body_of(*blocks: str) -> Any:
    """A document whose body is these pieces of WordprocessingML."""
    document = docx.Document()
    body = document.element.body
    for at, block in enumerate(blocks):
        body.insert(at, parse_xml(block.replace(">", f" {W}>", 1) if " " not in block.split(">")[0] else block))
    return document


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(number: int, style: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def with_lists(document: Any, *levels: str, overrides: str = "") -> None:
    """Lists 91 and 92 over the same levels; 92 with its own overrides."""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{"".join(levels)}</w:abstractNum>'))
    for number, extra in ((91, ""), (92, overrides)):
        root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{extra}</w:num>'))


def in_list(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def test_list_numbers_are_part_of_the_text() -> None:
    document = body_of(
        paragraph(run("总体要求"), properties=in_list(91)),
        paragraph(run("指导思想"), properties=in_list(91, 1)),
        paragraph(run("基本原则"), properties=in_list(91, 1)),
        paragraph(run("5万吨以上"), properties=in_list(91, 2)),
        paragraph(run("整改任务"), properties=in_list(91)),
        paragraph(run("第一类"), properties=in_list(91, 1)),
    )
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
    )
    with_lists(document, *levels)
    assert read(document).text == (
        "一、总体要求\n（一）指导思想\n（二）基本原则\n1. 5万吨以上\n二、整改任务\n（一）第一类\n"
    )


def test_a_list_that_starts_again_counts_from_its_own_start() -> None:
    document = body_of(
        *(paragraph(run(text), properties=in_list(91)) for text in "甲乙"),
        paragraph(run("丙"), properties=in_list(92)),
        paragraph(run("丁"), properties=in_list(92)),
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    with_lists(document, level(0, "decimal", "%1、"), overrides=restart)
    assert read(document).text == "1、甲\n2、乙\n1、丙\n2、丁\n"


@pytest.mark.parametrize(
    ("style", "third"),
    [
        ("chineseCounting", "三"),
        ("decimalEnclosedCircleChinese", "③"),
        ("upperRoman", "III"),
        ("lowerLetter", "c"),
        ("ideographTraditional", "丙"),
        ("chineseLegalSimplified", "叁"),
        ("decimalZero", "03"),
        ("decimalFullWidth", "３"),
        ("unheardOf", "3"),
    ],
)
def test_each_numbering_style_is_written_its_own_way(style: str, third: str) -> None:
    document = body_of(*(paragraph(run("项"), properties=in_list(91)) for _ in range(3)))
    with_lists(document, level(0, style, "%1、"))
    assert read(document).text.splitlines()[2] == f"{third}、项"


def test_chinese_numbers_beyond_ten_are_counted_as_people_count() -> None:
    document = body_of(*(paragraph(run("项"), properties=in_list(91)) for _ in range(111)))
    with_lists(document, level(0, "chineseCounting", "第%1项："))
    lines = read(document).text.splitlines()
    assert [lines[at - 1] for at in (10, 11, 20, 21, 101, 110, 111)] == [
        "第十项：项",
        "第十一项：项",
        "第二十项：项",
        "第二十一项：项",
        "第一百零一项：项",
        "第一百一十项：项",
        "第一百一十一项：项",
    ]


def test_bullets_add_nothing_to_the_text() -> None:
    document = body_of(paragraph(run("要点"), properties=in_list(91)))
    with_lists(document, level(0, "bullet", "\uf0b7"))
    assert read(document).text == "要点\n"


def test_a_number_given_by_the_style_is_found() -> None:
    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    assert read(document).text == "1.甲\n2.乙\n"


def test_serial_numbers_that_word_counts_fill_their_cells() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for row, problem in zip(table.rows, ("扬尘", "异味"), strict=True):
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(in_list(91).replace(">", f" {W}>", 1)))
        row.cells[1].text = problem
    with_lists(document, level(0, "decimal", "%1"))
    assert values(read(document)) == {(0, 0): "1", (0, 1): "扬尘", (1, 0): "2", (1, 1): "异味"}


def test_merged_cells_stand_once_with_what_they_cover() -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    for corner, other, text in (((0, 0), (0, 3), "标题"), ((1, 0), (3, 0), "竖"), ((2, 2), (3, 3), "块")):
        table.cell(*corner).merge(table.cell(*other)).text = text
    source = read(document)
    assert spans(source) == {(0, 0): (1, 4), (1, 0): (3, 1), (2, 2): (2, 2)}
    assert values(source)[2, 2] == "块"
    assert values(source)[3, 1] == "31"
    assert source.text.splitlines()[:3] == ["标题", "竖 | 11 | 12 | 13", "21 | 块"]


def test_a_table_inside_a_cell_lies_within_that_cell() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "左"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    source = read(document)
    holder = next(cell for cell in source.tables[0].cells if cell.column == 1)
    assert values(source, 1) == {(0, 0): "内一", (0, 1): "内二"}
    assert holder.start <= source.tables[1].start < source.tables[1].end <= holder.end


def test_line_breaks_and_paragraphs_inside_a_cell_are_kept() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "市住建局\n市水利局"
    cell.add_paragraph("市财政局")
    assert values(read(document))[0, 0] == "市住建局\n市水利局\n市财政局"


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        '<w:del w:id="1"><w:r><w:delText>2024</w:delText></w:r></w:del><w:ins w:id="2">' + run("2025") + "</w:ins>"
    )
    mark = '<w:rPr><w:del w:id="3"/></w:rPr>'
    document = body_of(
        paragraph(run("于"), changed, run("年底前完成")),
        paragraph(run("被删去换行的"), properties=mark),
        paragraph(run("一段")),
    )
    source = read(document)
    assert source.text == "于2025年底前完成\n被删去换行的一段\n"
    assert notes(source) == ["文件带有修订痕迹，按接受全部修订读取。"]


def test_lists_count_what_is_left_when_changes_are_accepted() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    moved = '<w:rPr><w:moveFrom w:id="2"/></w:rPr>'
    document = body_of(
        paragraph(run("渣场未覆盖"), properties=in_list(91)),
        paragraph(
            '<w:del w:id="3"><w:r><w:delText>删去的一条</w:delText></w:r></w:del>', properties=in_list(91) + gone
        ),
        paragraph(run("边坡裸露，"), properties=in_list(91) + gone),
        paragraph(run("长期未复绿"), properties=in_list(91)),
        paragraph('<w:moveFrom w:id="4">' + run("移走的一条") + "</w:moveFrom>", properties=in_list(91) + moved),
        paragraph(run("违建未拆"), properties=in_list(91)),
        paragraph('<w:moveTo w:id="5">' + run("移走的一条") + "</w:moveTo>", properties=in_list(91)),
    )
    with_lists(document, level(0, "chineseCounting", "%1、"))
    assert read(document).text.splitlines() == [
        "一、渣场未覆盖",
        "二、边坡裸露，长期未复绿",
        "三、违建未拆",
        "四、移走的一条",
    ]


def test_words_whose_paragraph_ran_on_into_a_deleted_one_stand_before_the_table() -> None:
    document = body_of(paragraph(run("任务清单如下："), properties='<w:rPr><w:del w:id="1"/></w:rPr>'))
    document.add_table(1, 1).cell(0, 0).text = "渣场未覆盖"
    assert read(document).text == "任务清单如下：\n渣场未覆盖\n"


def test_a_deleted_row_is_gone() -> None:
    document = docx.Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "留", "删"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="1"/>'))
    assert read(document).text == "留\n"


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('框内文字'))}</w:txbxContent>"
    spaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {spaces}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    document = body_of(paragraph(run("正文"), f"<w:r>{both}</w:r>"), paragraph(run("下一段")))
    assert read(document).text == "正文\n框内文字\n下一段\n"


def test_breaks_tabs_and_field_results_are_kept_and_field_codes_dropped() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE \\@ yyyy</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("2025年")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = body_of(paragraph(run("甲"), "<w:r><w:br/></w:r>", run("乙"), "<w:r><w:tab/></w:r>", field))
    assert read(document).text == "甲\n乙\t2025年\n"


def test_hidden_text_is_left_out_and_noted() -> None:
    source = read(body_of(paragraph(run("看得见"), run("看不见", "<w:vanish/>"), run("的", '<w:vanish w:val="0"/>'))))
    assert source.text == "看得见的\n"
    assert notes(source) == ["文件有隐藏文字，没有读入。"]


def test_headers_and_footers_stand_apart_once() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    source = read(document)
    assert source.text.startswith("正文\n")
    assert sorted(asides(source)) == ["内部资料", "第 1 页"]


def test_a_table_of_contents_is_furniture() -> None:
    document = docx.Document()
    style = document.styles.add_style("目录 1", 1)
    document.add_paragraph("一、总体要求\t1", style=style)
    document.add_paragraph("一、总体要求")
    source = read(document)
    assert asides(source) == ["一、总体要求\t1"]


def test_footnotes_follow_the_body() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    data = io.BytesIO()
    footnotes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph(run("指 2025 年口径。"))}</w:footnote></w:footnotes>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    with zipfile.ZipFile(io.BytesIO(saved(document))) as before, zipfile.ZipFile(data, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/_rels/document.xml.rels":
                part = part.replace(b"</Relationships>", link.encode())
            after.writestr(name, part)
        after.writestr("word/footnotes.xml", footnotes)
    assert open_source(data.getvalue(), "a.docx").text == "正文\n指 2025 年口径。\n"


def test_content_controls_are_read_like_what_they_hold() -> None:
    control = f"<w:sdt {W}><w:sdtPr/><w:sdtContent>{paragraph(run('控件里的段落'))}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtContent>{run('行内')}</w:sdtContent></w:sdt>"
    assert read(body_of(control, paragraph(run("前"), inline, run("后")))).text == "控件里的段落\n前行内后\n"


def test_a_docx_by_any_other_name_is_a_docx() -> None:
    document = docx.Document()
    document.add_paragraph("内容说了算")
    assert open_source(saved(document), "名字.txt").media.endswith("wordprocessingml.document")


def test_a_docx_without_words_is_refused() -> None:
    with pytest.raises(UnreadableError, match="没有文字"):
        open_source(saved(docx.Document()), "a.docx")


def test_symbols_links_and_soft_hyphens_are_read_as_they_are_seen() -> None:
    def symbol(font: str, number: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{number}"/></w:r>'

    ticked, empty, unknown = symbol("Wingdings 2", "F052"), symbol("Wingdings", "F0A8"), symbol("Webdings", "F0FF")
    link = f'<w:hyperlink w:anchor="a">{run("附件")}</w:hyperlink>'
    source = read(body_of(paragraph(ticked, run("属实"), empty, run("不属\xad实"), unknown, link)))
    assert source.text == "☑属实☐不属实附件\n"
    assert notes(source) == ["文件有符号字体的字符，认不出的没有读入。"]


def test_comments_are_left_out_and_counted() -> None:
    document = docx.Document()
    noted = document.add_paragraph("限期整改。")
    document.add_comment(noted.runs, text="这一句再核实", author="复核人")
    source = read(document)
    assert source.text == "限期整改。\n"
    assert notes(source) == ["文件有 1 条批注，没有读入。"]


def test_what_nobody_filled_in_is_no_text() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    filled = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    document = body_of(
        paragraph(run("完成时限："), prompt.format(run("单击此处输入日期"))),
        paragraph(run("责任单位："), filled.format(run("县水务局"))),
        f"<w:sdt {W}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph(run('请输入措施'))}</w:sdtContent></w:sdt>",
    )
    assert read(document).text == "完成时限：\n责任单位：县水务局\n"


@pytest.mark.parametrize(("number", "shown"), [("3", "③"), ("20", "⑳"), ("21", "(21)")])
def test_a_figure_in_a_ring_that_a_field_draws_is_text(number: str, shown: str) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    halves = ("eq \\o\\ac(○", f",{number})")
    code = "".join(f'<w:r><w:instrText xml:space="preserve">{half}</w:instrText></w:r>' for half in halves)
    document = body_of(paragraph(mark.format("begin"), code, mark.format("end"), run("封堵排口。")))
    assert read(document).text == f"{shown}封堵排口。\n"


def test_a_raised_figure_is_not_taken_for_the_end_of_a_number() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    document = body_of(
        paragraph(run("粪大肠菌群超过10"), run("3", raised), run("个，水面50m"), run("2", raised), run("。"))
    )
    assert read(document).text == "粪大肠菌群超过10³个，水面50m2。\n"


@pytest.mark.parametrize("name", ["altChunk", "subDoc"])
def test_a_file_within_the_file_is_told_of(name: str) -> None:
    document = body_of(paragraph(run("整改方案")), f'<w:{name} {W} {nsdecls("r")} r:id="rId77"/>')
    source = read(document)
    assert source.text == "整改方案\n"
    assert any("嵌有另一份文件" in note for note in notes(source))


def test_a_document_whose_whole_body_is_another_file_says_so() -> None:
    document = body_of(f'<w:altChunk {W} {nsdecls("r")} r:id="rId77"/>')
    with pytest.raises(UnreadableError, match="嵌在里面的另一份文件"):
        open_source(saved(document), "方案.docx")


def test_words_struck_through_are_read_and_told_of() -> None:
    limit = paragraph(run("完成时限：2027年3月底前"), run("2026年12月底前", "<w:strike/>"))
    source = read(body_of(limit, paragraph(run("不再提起", '<w:strike w:val="0"/>'))))
    assert source.text.startswith("完成时限：2027年3月底前2026年12月底前\n")
    assert notes(source) == ["文件有加了删除线的文字，已照常读入，请核对。"]

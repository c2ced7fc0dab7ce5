"""PDF forms: what is filled in stands in no text of the page."""

import io
from collections.abc import Mapping, Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from bihuan.reading import read
from bihuan.reading.opening import open_source
from bihuan.reading.source import Source
from tests.reading.documents import FONT, paragraph_style
from tests.reading.soundness import assert_sound, notes

Box = tuple[float, float, float, float]
TEXT, CHOICE, BUTTON, TYPED, COMMENT = (
    {"Subtype": "/Widget", "FT": "/Tx"},
    {"Subtype": "/Widget", "FT": "/Ch", "Ff": 1 << 17},
    {"Subtype": "/Widget", "FT": "/Btn"},
    {"Subtype": "/FreeText"},
    {"Subtype": "/Text"},
)
SEVERAL_LINES, PASSWORD, HIDDEN = {"Ff": 1 << 12}, {"Ff": 1 << 13}, {"F": 2}


def form(
    words: Sequence[tuple[float, float, str]], fields: Sequence[tuple[Box, Mapping[str, object]]], turned: int = 0
) -> Source:
    """A page with words at places (from its bottom left) and annotations in boxes (left, bottom, right, top)."""
    paragraph_style()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 12)
    canvas.setPageRotation(turned)
    for x, y, text in words:
        canvas.drawString(x, y, text)
    made = []
    for place, (box, entries) in enumerate(fields):
        pairs = {"F": 4, "T": f"第{place}格", **entries}
        named = {key: _object(value) for key, value in pairs.items()}
        annotation = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Annot"), "Rect": pdfdoc.PDFArray(box), **named})
        made.append(canvas._doc.Reference(annotation))
    canvas._annotationrefs = made
    canvas._doc.Catalog.AcroForm = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray(made)})
    canvas.save()
    source = open_source(out.getvalue(), "单.pdf")
    assert_sound(source)
    return source


def _object(value: object) -> object:
    if isinstance(value, str):
        return pdfdoc.PDFName(value[1:]) if value.startswith("/") else pdfdoc.PDFString(value)
    return value


def ticked(*, on: bool) -> dict[str, object]:
    states = pdfdoc.PDFDictionary({"Yes": pdfdoc.PDFDictionary({}), "Off": pdfdoc.PDFDictionary({})})
    state = "/Yes" if on else "/Off"
    return {**BUTTON, "V": state, "AS": state, "AP": pdfdoc.PDFDictionary({"N": states})}


LABELS = ((60, 780, "望川县督察整改督办单"), (60, 740, "责任单位："), (60, 700, "完成时限："), (60, 660, "反映问题："))
LONG = "石桥镇杉木岭采石场无证开采，废石沿沟倾倒堵塞河道，大车压烂村道三百余米。"
FILLED = (
    ((140.0, 736.0, 340.0, 754.0), {**TEXT, "V": "县水务局、石桥镇人民政府"}),
    ((140.0, 696.0, 340.0, 714.0), {**CHOICE, "V": "2026年6月30日前"}),
    ((140.0, 620.0, 340.0, 676.0), {**TEXT, **SEVERAL_LINES, "V": LONG}),
)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_fields_of_a_form_stand_behind_their_labels(turned: int) -> None:
    source = form(LABELS, FILLED, turned)
    assert [line.replace(" ", "") for line in source.text.splitlines()] == [
        "望川县督察整改督办单",
        "责任单位：县水务局、石桥镇人民政府",
        "完成时限：2026年6月30日前",
        f"反映问题：{LONG}",
    ]
    (item,) = read(source).items
    assert [unit.text for unit in item.units] == ["县水务局", "石桥镇人民政府"]
    assert item.deadline
    assert item.deadline.date == "2026-06-30"


def test_ticked_boxes_and_text_typed_onto_a_page_are_read() -> None:
    words = ((60, 780, "核查单"), (90, 600, "属实"), (190, 600, "不属实"))
    boxes = ((60.0, 598.0, 74.0, 612.0), (160.0, 598.0, 174.0, 612.0), (60.0, 500.0, 300.0, 520.0))
    fields = (ticked(on=True), ticked(on=False), {**TYPED, "Contents": "请于6月20日前报送方案。", "DA": "/Helv 12 Tf"})
    source = form(words, tuple(zip(boxes, fields, strict=True)))
    assert source.text.splitlines() == ["核查单", "☑ 属实 ☐ 不属实", "请于6月20日前报送方案。"]


def test_lines_typed_into_a_box_stay_lines() -> None:
    box = (60.0, 600.0, 340.0, 700.0)
    source = form(((60, 780, "措施"),), ((box, {**TEXT, **SEVERAL_LINES, "V": "1.封堵排口。\n2.接入管网。"}),))
    assert source.text.splitlines() == ["措施", "1.封堵排口。", "2.接入管网。"]


def test_what_nobody_sees_is_left_out_and_comments_are_told() -> None:
    box = (60.0, 600.0, 340.0, 620.0)
    unseen = ({**TEXT, **HIDDEN, "V": "甲"}, {**TEXT, **PASSWORD, "V": "乙"}, {**COMMENT, "Contents": "丙"}, TEXT)
    source = form(((60, 780, "督办单"),), [(box, one) for one in unseen])
    assert source.text.splitlines() == ["督办单"]
    assert notes(source) == ["文件有 1 条批注，没有读入。"]

"""The numbers that name an item: 第十二项, 序号8(市序号9), 243号问题, D3SX202505280018."""

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression

# A letter for call or mail, the round and the province's letters or its six digits, the day and a serial number.
ACCEPTED = r"[DX](?:\d?[A-Z]{2}\d{12}|\d{18})"
_ACCEPTANCE = expression(rf"(?<![A-Z0-9]){ACCEPTED}(?!\d)")
_CN = r"[一二三四五六七八九十百零\d]{1,5}"
NTH = rf"第{_CN}[项条号]"
"""第十二项, as text that names an item of a list has it."""
_ROW = r"(?:[省市县区]序号?|序号) ?(?:\d{1,4}|[一二三四五六七八九十百]{1,5})(?![\d月年、.])"  # 序号8, 序号十, 省序29
_NAMED = expression(
    rf"第{_CN}(?:-\d{{1,2}})?项(?:[、,和]第{_CN}项){{0,20}}(?:问题[一二三四五六七八九十]{{1,2}}(?=整改))?(?![目措]|任(?!务整改))|{_ROW}(?:\((?:省|市|县|区)序号\d{{1,4}}\))?|第{_CN}号问题"
    r"|(?<!\d)\d{1,4}(?:-\d{1,4})?号(?=问题|整改任务|任务|交办)"
    rf"|第{_CN}条(?=问题)|编号[:为 ]?(?P<code>[A-Z0-9一-鿿\-]{{0,4}}[A-Z0-9][A-Z0-9\-]{{1,20}})|问题{_CN}(?=[:、“])"
)


def accepted(body: Body, start: int, end: int) -> list[Part]:
    """The numbers that complaints were accepted by."""
    return [Part(*m.span()) for m in _ACCEPTANCE.finditer(body.folded, start, end)]


def named(body: Body, start: int, end: int) -> list[Part]:
    """Numbers of items in running text, in order."""
    told = (Part(*m.span("code" if m["code"] else 0)) for m in _NAMED.finditer(body.folded, start, end))
    return sorted({*told, *accepted(body, start, end)}, key=lambda part: part.start)

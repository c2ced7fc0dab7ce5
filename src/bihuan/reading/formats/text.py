"""Plain text and delimited text: which encoding, which delimiter.

For a UTF-8 file the text is what `Path.read_text(encoding="utf-8")` gives: `\\r\\n` and `\\r` become `\\n`, and a byte
order mark stays as the first character (it is marked as furniture). Other encodings come out so too, without mark.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import cache

import opencc

from bihuan.reading.expressions import expression
from bihuan.reading.formats.blocks import lay_out_sheet
from bihuan.reading.formats.layout import Layout
from bihuan.reading.limits import Limits
from bihuan.reading.source import Span, UnreadableError

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
DELIMITERS = ",\t;|，"
# Characters that a page of ordinary Chinese, and of this field, is mostly made of.
COMMON = (
    "的一是在不了有和人这中大为上个国以要时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情最立代想已通并提直题党程展五果"
    "料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别手期根论运农指几九区强放决西被干做必战先回则任取"
    "据处队南给色光门即保治北造百规领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身"
    "车例真务具万每目至达走积示议声报完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持"
    "音众书布复容须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往市克何除消构府称太准精值号率维划选标写存候亲快效院"
    "查江型眼格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严督察环境保护生态污染治理整改销号责任单位时限完成落实"
    "镇村街道乡河湖库废固危险噪声扬尘排放企业监测核验收公示举报群众信访垃圾填埋污水渗滤液处置反馈问题措施目标清单牵头配合"
)
REPLACED = "\ufffd"
BROKEN = expression(REPLACED + "+")  # one damaged character of several bytes gives several marks
LONGEST_CELL = 200  # lines over which a quote may hold a cell of a csv file open
BYTE_ORDER_MARK = "\ufeff"
CONTROL = expression(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
HAN = expression(r"[\u3400-\u9fff]")
ODD = expression(
    r"[\u0250-\u0370\u0530-\u1fff\u3100-\u33ff\u3400-\u4dbf\ua000-\ufaff\ufff0-\uffff\U00010000-\U0010ffff]"
)
JUNK = UnreadableError(
    "看不出这是什么文件：既不是认得的格式，也不是可读的文字。",
    "请确认文件没有损坏，并以 docx、pdf、xlsx、csv、html 或 txt 格式重新上传。",
)


def read_text(data: bytes, limits: Limits) -> Layout:
    layout = Layout(limits)
    text = decode(data, layout)
    layout.write(text)
    if text.startswith(BYTE_ORDER_MARK):
        layout.furniture.append(Span(0, 1))
    return layout


def read_csv(data: bytes, limits: Limits) -> Layout:
    layout = Layout(limits)
    text = decode(data, layout).removeprefix(BYTE_ORDER_MARK)
    cells: dict[tuple[int, int], str] = {}
    try:
        for row, values in enumerate(_records(text, sniff_delimiter(text), layout)):
            cells |= {(row, column): shown for column, value in enumerate(values) if (shown := _shown(value))}
            limits.check_cells(len(cells))
    except csv.Error as error:
        raise UnreadableError(
            "这个 CSV 文件有一格文字过长，多半是引号没有配对。",
            "请用电子表格软件打开核对，另存为 xlsx 后重新上传。",
        ) from error
    lay_out_sheet(layout, cells, {})
    return layout


def _records(text: str, mark: str, layout: Layout) -> Iterator[list[str]]:
    """The rows of a csv file. A quote that opens a cell and never ends is a character like others, or it would swallow
    all rows below."""
    lines = text.split("\n")
    at = lonely = 0
    while at < len(lines):
        end, odd = at + 1, lines[at].count('"') % 2
        while odd and end < min(len(lines), at + LONGEST_CELL):
            odd ^= lines[end].count('"') % 2
            end += 1
        if odd:
            end, lonely = at + 1, lonely + 1
            yield [
                cell.replace('"', "") for cell in next(csv.reader([lines[at]], delimiter=mark, quoting=csv.QUOTE_NONE))
            ]
        else:
            yield from [*csv.reader(io.StringIO("\n".join(lines[at:end])), delimiter=mark)] or [[]]
        at = end
    if lonely:
        layout.note("有 %(count)s 行的引号没有配对，按没有引号读取，请核对。", count=lonely)


def _shown(value: str) -> str:
    """A cell as a spreadsheet shows it: ="007" keeps the noughts of a number."""
    value = value.strip()
    return value[2:-1].strip() if value.startswith('="') and value.endswith('"') and len(value) > 3 else value


def sniff_delimiter(text: str) -> str:
    """The mark that parts most lines of the file's head into the same number of fields."""
    head = [line for line in text[:20_000].split("\n")[:50] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in head if mark in line)
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=agreement)


def decode(data: bytes, layout: Layout) -> str:
    """The text of `data` with universal newlines; what could not be decoded for certain is noted on `layout`."""
    layout.limits.check_characters(len(data) // 4)
    text = _marked(data, layout) or _unicode(data, layout) or _guessed(data, layout)
    if text is None or len(CONTROL.findall(text)) * 200 > len(text) + 199:
        raise JUNK
    if not text.strip(BYTE_ORDER_MARK + " \t\n\u3000\x00"):
        raise UnreadableError("文件里没有文字。", "请确认上传的是正确的文件。")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _marked(data: bytes, layout: Layout) -> str | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text, whole = _strictly(data[len(mark) :], encoding)
            if text is None:
                return _told_broken(data[len(mark) :].decode(encoding, "replace"), layout)
            return text if whole else _told_cut(text, layout)
    return None


def _unicode(data: bytes, layout: Layout) -> str | None:
    """UTF-8, also when it is cut inside its last character; None for other encodings."""
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3 or error.reason != "unexpected end of data":
            return None
        return _told_cut(data[: error.start].decode(), layout)


def _guessed(data: bytes, layout: Layout) -> str | None:
    """The strict decoding that looks most Chinese; then the best one that breaks at a few places only."""
    strict = [(text, whole) for text, whole in (_strictly(data, encoding) for encoding in GUESSES) if text]
    best, whole = max(strict, key=lambda found: chinese_look(found[0]), default=("", True))
    if chinese_look(best) > 0:
        return best if whole else _told_cut(best, layout)
    loose = [data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "big5hkscs")]
    best = max(loose, key=chinese_look)
    if chinese_look(best) <= 0 or len(BROKEN.findall(best)) * 50 > len(best):
        return None
    return _told_broken(best, layout)


def _strictly(data: bytes, encoding: str) -> tuple[str | None, bool]:
    """The text, and whether it is whole: it may be cut inside its last character, and must not break before."""
    try:
        return data.decode(encoding), True
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3 or error.start == 0:
            return None, False
        return data[: error.start].decode(encoding), False


def _told_cut(text: str, layout: Layout) -> str:
    layout.note("文件末尾的一个字不完整，没有读入。")
    return text


def _told_broken(text: str, layout: Layout) -> str:
    if count := len(BROKEN.findall(text)):
        layout.note("有 %(count)s 处字节不合编码，读成了“\ufffd”。", count=count)
    return text


def chinese_look(text: str) -> float:
    """How much a decoding looks like Chinese that people write, from 1 down to below 0 for what they never would."""
    sample = text[:20_000]
    return sum(count * _weight(character) for character, count in Counter(sample).items()) / max(1, len(sample))


@cache
def _weight(character: str) -> float:
    if character in common_characters():
        return 1
    if HAN.match(character):
        return 0.1 if _is_listed(character) else -0.6
    if character.isascii() and character.isprintable():
        return 0.2
    if CONTROL.match(character):
        return -6
    return -2 if ODD.match(character) or character == REPLACED else 0


def _is_listed(character: str) -> bool:
    """In GB 2312, or in the more frequent part of Big5: names are written with these, wrong decodings are not."""
    if character.encode("gb2312", "ignore"):
        return True
    return b"\xa4" <= character.encode("big5", "ignore")[:1] <= b"\xc6"


@cache
def common_characters() -> frozenset[str]:
    return frozenset(COMMON + opencc.OpenCC("s2t").convert(COMMON) + "，。、；：“”！？（）《》")

"""Sound documents of every format, small enough that thousands of changed ones can be read."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import reportlab.rl_config
from PIL import Image

from tests.reading import oldexcel
from tests.reading.documents import docx_plan, entries, pdf_plan, xlsx_ledger
from tests.reading.labelled import Labelled, documents
from tests.reading.scans import as_file, as_pdf, slip
from tests.reading.test_formats_foreign import ofd, rule
from tests.reading.test_formats_foreign import words as ofd_words
from tests.reading.test_formats_html import PAGE, PROSE

State = str | bytes | dict[str, bytes] | list[bytes]
LARGEST_SEED = 60_000
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "big5", "latin-1")


@dataclass(frozen=True)
class Format:
    """How documents of a kind come about: `seeds` are what they are made of, `made` the file of it. `weight` is how often
    the format's turn comes; `recognised` ones are read with OCR."""

    name: str
    seeds: Callable[[], Sequence[State]]
    made: Callable[[State, random.Random], bytes]
    weight: int = 10
    recognised: bool = False


def encoded(state: State, rng: random.Random) -> bytes:
    """Lone surrogates too: they are in no sound file, and a broken one may hold their bytes."""
    assert isinstance(state, str)
    errors = rng.choice(("replace", "surrogatepass"))
    encoding = rng.choice(ENCODINGS)
    return state.encode(encoding, errors if encoding.startswith("utf") else "replace")


def packed(state: State, rng: random.Random) -> bytes:
    """A package with sizes and sums that are right again."""
    assert isinstance(state, dict)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, body in state.items():
            archive.writestr(
                zipfile.ZipInfo(name), body, archive.compression
            )  # of 1980, so that it is the same each time
    return out.getvalue()


def workbook(state: State, rng: random.Random) -> bytes:
    assert isinstance(state, list)
    return oldexcel.xls({"台账": state})


def as_is(state: State, rng: random.Random) -> bytes:
    assert isinstance(state, bytes)
    return state


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package, without those that tell when it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/")}


def labelled(suffix: str) -> list[Labelled]:
    """Documents of a suffix that are open to tuning."""
    found = [d for part in ("open", "more") for d in documents(part) if d.name.endswith(suffix) and not d.scanned]
    return found[:24]


@cache
def files(suffix: str) -> list[bytes]:
    return [data for document in labelled(suffix) if len(data := document.data) < LARGEST_SEED]


def texts() -> list[str]:
    return [data.decode("utf-8", "replace") for data in files(".txt")]


def pages() -> list[str]:
    return [PAGE.format(charset="utf-8", content=PROSE), *(data.decode("utf-8", "replace") for data in files(".html"))]


def rows() -> list[str]:
    plan = [",".join(entry.row()) for entry in entries(5)]
    return ["序号,具体问题,整改目标,整改措施,责任单位,整改时限\n" + "\n".join(plan) + "\n"]


@cache
def plain_pdfs() -> list[bytes]:
    """Uncompressed, so that changed bytes are changed drawing."""
    kept, reportlab.rl_config.pageCompression = reportlab.rl_config.pageCompression, 0
    try:
        # Made anew: the documents that other tests share stay as they are.
        small = (data for document in labelled(".pdf") if len(data := document.make()) < LARGEST_SEED)
        return [pdf_plan(entries(3)), pdf_plan(entries(12), 2), *islice(small, 4)]
    finally:
        reportlab.rl_config.pageCompression = kept


def records() -> list[list[bytes]]:
    head = [oldexcel.cell(0, at, text) for at, text in enumerate(("序号", "问题", "责任单位", "时限", "占比"))]
    body = [
        record
        for row, entry in enumerate(entries(4), 1)
        for record in (
            oldexcel.cell(row, 0, float(entry.number)),
            oldexcel.cell(row, 1, entry.problem),
            oldexcel.cell(row, 2, "、".join(entry.units)),
            oldexcel.cell(row, 3, 46000.0 + row, oldexcel.DATE),
            oldexcel.formula(row, 4, 0.5),
        )
    ]
    return [[oldexcel.hidden_row(2), oldexcel.hidden_column(1), *head, *body, oldexcel.merged(1, 2, 2, 2)]]


def ofds() -> list[dict[str, bytes]]:
    table = "".join(rule(20, y, 150, 0) for y in (40, 50, 60)) + "".join(rule(x, 40, 0, 20) for x in (20, 90, 170))
    filled = "".join(ofd_words(t, x, y) for t, x, y in (("问题", 22, 42), ("时限", 92, 42), ("扬尘", 22, 52)))
    first = (
        ofd_words("临澜市整改方案", 60, 20, 6) + ofd_words("根据督察整改要求，制定本方案。", 20, 30) + table + filled
    )
    return [unpacked(ofd([first, ofd_words("临澜市生态环境局", 120, 60)], ofd_words("临澜市文件", 20, 10, 3)))]


@cache
def pictures() -> list[bytes]:
    small = slip()
    blank = Image.new("RGB", (300, 200), "white")
    return [
        *(as_file([small], kind) for kind in ("PNG", "JPEG", "BMP", "WEBP")),
        as_file([small, blank], "TIFF"),
        as_pdf([small], 150),
        *(as_file([small.resize(size)], "PNG") for size in ((3000, 3), (2, 900), (40, 40))),
    ]


FORMATS = {
    one.name: one
    for one in (
        Format("words", texts, lambda state, _: str(state).encode("utf-8", "surrogatepass"), weight=20),
        Format("grid", rows, lambda state, _: str(state).encode("utf-8", "surrogatepass")),
        Format("txt", texts, encoded, weight=12),
        Format("html", pages, encoded, weight=14),
        Format("csv", rows, encoded),
        Format("docx", lambda: [unpacked(data) for data in (docx_plan(entries(3)), *files(".docx")[:8])], packed, 14),
        Format("xlsx", lambda: [unpacked(xlsx_ledger(entries(6))), *map(unpacked, files(".xlsx"))], packed, 12),
        Format("xls", records, workbook),
        Format("pdf", plain_pdfs, as_is, weight=14),
        Format("ofd", ofds, packed),
        Format("picture", pictures, as_is, weight=1, recognised=True),
    )
}

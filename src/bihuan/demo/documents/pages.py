"""The text and web samples: a closure notice, a progress report in GB18030, and meeting news as a crawler found it."""

from datetime import date, timedelta
from html import escape

from bihuan.demo.documents.entries import Expected, Sample, due, fill, load_entries, load_texts
from bihuan.demo.documents.noise import spoil

_NUMERALS = "一二三四五六七八九"


def closure(today: date) -> tuple[Sample, bytes]:
    """A closure notice in labelled sections, in UTF-8."""
    texts = load_texts("closure")["text"]
    raw = load_entries("plan")[texts["entry"] - 1]
    entry, limit = raw.on(today), due(raw.deadline, today)
    starts, ends = (today + timedelta(days=texts[key]) for key in ("starts", "ends"))
    labelled = [
        ("反馈问题", [entry.problem]),
        ("整改目标", [entry.goal]),
        ("整改措施", _numbered(entry.measures)),
        ("责任单位", ["、".join(entry.responsible)]),
        ("整改时限", [limit.text]),
        ("整改完成情况", _numbered([fill(text, today) for text in texts["results"]])),
        ("整改完成时间", [fill(texts["finished"], today)]),
    ]
    lines = [texts["title"], texts["intro"]]
    for index, (label, paragraphs) in enumerate(labelled):
        lines += [f"{_NUMERALS[index]}、{label}", *paragraphs]
    lines += [
        texts["contact"],
        fill(f"公示时间：{{ymd{texts['starts']:+d}}}至{{ymd{texts['ends']:+d}}}", today),
        f"联系电话：{texts['phone']}",
        texts["issuer"],
        fill(f"{{ymd{texts['starts']:+d}}}", today),
    ]
    item = Expected(
        problem=entry.problem,
        goal=entry.goal,
        units=tuple((name, "duty") for name in entry.responsible),
        deadline_text=limit.text,
        deadline=limit.code,
        measures=len(entry.measures),
    )
    sample = Sample("03-销号公示.txt", "closure_notice", (item,), encoding="utf-8", publicity=(starts, ends))
    return sample, _encoded(lines, "utf-8")


def progress(today: date) -> tuple[Sample, bytes]:
    """A county's progress report: statistics, and one commitment with a day."""
    texts = load_texts("progress")
    promise = texts["closing_item"]
    lines = [texts["title"], *texts["paragraphs"], texts["closing"], texts["issuer"], f"{{ymd{texts['issued']:+d}}}"]
    item = Expected(
        problem=promise["problem"],
        units=tuple((name, "lead") for name in promise["units"]),
        deadline_text=fill(promise["text"], today),
        deadline=(today + timedelta(days=promise["day"])).isoformat(),
    )
    sample = Sample("09-整改进展情况.txt", "progress_report", (item,), encoding="gb18030")
    return sample, _encoded([fill(line, today) for line in lines], "gb18030")


def news_text(today: date) -> tuple[Sample, bytes]:
    """Meeting news with widgets, readings in brackets and a tail of other headlines; it holds no item."""
    texts = load_texts("news")
    clean = [fill(text, today) for text in (texts["title"], *texts["paragraphs"])]
    spoilt = [spoil(text, texts["pinyin"]) for text in clean]
    lines = [*texts["page_head"], *spoilt, *texts["page_tail"], "相关阅读", *_links(today)]
    return Sample("10-会议新闻.txt", "meeting", (), encoding="utf-8"), _encoded(lines, "utf-8")


def news_page(today: date) -> tuple[Sample, bytes]:
    """The same news as a web page in machine Traditional, without the readings."""
    texts = load_texts("news")
    title = spoil(fill(texts["title"], today), {})
    body = "\n".join(f"<p>　　{escape(spoil(fill(text, today), {}))}</p>" for text in texts["paragraphs"])
    head = "\n".join(f"<div class='tool'>{escape(text)}</div>" for text in texts["page_head"])
    tail = "\n".join(f"<div>{escape(text)}</div>" for text in texts["page_tail"])
    links = "\n".join(f"<li><a href='#'>{escape(text)}</a></li>" for text in _links(today))
    page = f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}_{texts["source"]}</title>
<script>var views = 1286;</script><style>p {{ text-indent: 2em; }}</style></head>
<body><header>{head}</header>
<h1>{escape(title)}</h1>
<article>{body}</article>
<footer>{tail}</footer>
<aside><h3>猜你喜欢</h3><ul>
{links}
</ul></aside></body></html>
"""
    return Sample("11-会议新闻.html", "meeting", (), encoding="utf-8"), page.encode()


def _links(today: date) -> list[str]:
    texts = load_texts("news")
    return [
        f"- {text}{today + timedelta(days=texts['date'] - i // 4):%Y-%m-%d}" for i, text in enumerate(texts["links"])
    ]


def _numbered(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [f"（{_NUMERALS[index]}）{text}" for index, text in enumerate(texts)]


def _encoded(lines: list[str], encoding: str) -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)

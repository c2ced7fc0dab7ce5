"""Documents written out in a part's TOML files: bodies with places for the facts, and the forms in which each is rendered."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

from tests.reading.labelled import PROSE, Gold, Labelled, blocks, facts, noise, paper, plain, sheet, word

LABELS = ("dates", "publicity", "docnos", "optional_problems", "indicators", "directives_min", "note")


def documents(part: str) -> Iterator[Labelled]:
    for told in facts.loaded(PROSE[part]):
        for document in told["document"]:
            for number, form in enumerate(document["forms"]):
                yield labelled(document, form, told.get("site", {}), number)


def labelled(document: dict[str, Any], form: dict[str, Any], site: dict[str, str], number: int) -> Labelled:
    """One form of a document, as its TOML tells both; `number` counts the forms."""
    known = {row["id"]: facts.fact_of(row) for row in document.get("item", ())}
    listed = list(_in_table(document))
    what = form["as"]
    extension = {"scan": "pdf"}.get(what, what)
    body = _filled(document, known, listed)
    return Labelled(
        name=f"{document['name']}{f'-{number + 1}' if number else ''}.{extension}",
        gold=_gold(document, [*known.values(), *(fact for fact, _ in listed)]),
        make=partial(_render, body, form, site),
        scanned=what == "scan",
        damaged=bool(form.get("noise")),
        sound=body if form.get("noise") else "",
    )


Listed = list[tuple[facts.Fact, SimpleNamespace]]


def _in_table(document: dict[str, Any]) -> Iterator[tuple[facts.Fact, SimpleNamespace]]:
    """The facts that a document tells line by line under its `columns`, each with its cells as written. Measures stand apart
    by `//` (`steps` are they as one text); `day` holds the last day meant and, after commas, others that can be argued for."""
    for line in document.get("table", "").strip().splitlines():
        cells = dict(zip(document["columns"], map(str.strip, line.split("|")), strict=True))
        row: dict[str, Any] = {key: cell for key, cell in cells.items() if cell}
        row |= {key: cell.split("、") for key, cell in row.items() if key in ("persons", "lead_names", "assist_names")}
        row["measures"] = [text for text in cells.get("measures", "").split("//") if text]
        if "due" in row:
            row["due"] = [cells["due"], *cells["day"].split(",")]
        fact = facts.fact_of(row)
        steps = fact.measure_lines(document.get("measure", "（{n}）{text}"), "")
        yield fact, SimpleNamespace(**cells, steps=steps)


class _Rows:
    """What a document's `row` makes of its table; `{rows}` is all of it, `{rows[3-8]}` the third to the eighth."""

    def __init__(self, rows: list[str]) -> None:
        self.rows = rows

    def __str__(self) -> str:
        return "\n".join(self.rows)

    def __getitem__(self, key: str) -> str:
        first, last = map(int, key.split("-"))
        return "\n".join(self.rows[first - 1 : last])


def _filled(document: dict[str, Any], known: dict[str, facts.Fact], listed: Listed) -> str:
    """The body with its facts. `{c.done}` is a count, `{m.chair}` a part of the meeting, `{a.problem}` of the item `a`,
    `{o[0]}` an arguable entry; in a `row`, `{r.goal}` is a part of a listed fact and `{x.goal}` the cell as written."""
    rows = _Rows([document["row"].strip().format(r=fact, x=cells) for fact, cells in listed])
    meeting = {key: _listed(value) for key, value in document.get("meeting", {}).items()}
    others = {"c": document.get("counts", {}), "m": meeting}
    spaces = {name: SimpleNamespace(**values) for name, values in others.items()}
    places = {**spaces, "o": document.get("optional_problems", []), "rows": rows}
    if taken := known.keys() & places.keys():
        raise ValueError(
            f"{document['name']}: an item called {'、'.join(taken)} hides what the body means by that name"
        )
    try:
        return str(document["body"].format(**known, **places))
    except (KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"{document['name']}: its body has a place {error} that none of its facts fills") from error


class _Names(list[str]):
    """Names as a body lists them; `{m.attendees[0]}` is one of them."""

    def __str__(self) -> str:
        return "、".join(self)


def _listed(value: Any) -> Any:
    return _Names(value) if isinstance(value, list) else value


def _gold(document: dict[str, Any], known: list[facts.Fact]) -> Gold:
    gold: Gold = {"kind": document["kind"], "items": [fact.gold() for fact in known]}
    gold |= {key: document[key] for key in LABELS if key in document}
    if counts := document.get("counts"):
        gold["counts"] = counts
    gold["meeting"] = document.get("meeting")
    return gold


def _render(body: str, form: dict[str, Any], site: dict[str, str]) -> bytes:
    parts = blocks.parse(body)
    if form["as"] == "docx":
        return word.render(parts, form.get("header", ""), form.get("footer", ""))
    if form["as"] == "xlsx":
        return sheet.render(sheet.sheets(parts))
    if form["as"] == "csv":
        return plain.comma_separated(parts).encode(form.get("encoding", "utf-8-sig"))
    if form["as"] == "html":
        return plain.page(parts, before=site["before"], after=site["after"], main=site.get("main", "<div>{}</div>"))
    if form["as"] == "txt":
        text = _as_written(body) if form.get("raw") else plain.text(parts, form.get("cells", " | "))
        for name in form.get("noise", ()):
            text = noise.KINDS[name](text)
        return text.encode(form.get("encoding", "utf-8"))
    shape = {"head": form.get("head", 1), "widths": tuple(form.get("widths", ()))}
    parts = [replace(part, **shape) if isinstance(part, blocks.Grid) else part for part in parts]
    pdf = paper.render(parts, wide=form.get("wide", False), header=form.get("header", ""), size=form.get("size", 10))
    return paper.scan(pdf, angle=form.get("angle", 0.8), seed=11) if form["as"] == "scan" else pdf


def _as_written(body: str) -> str:
    """With its own blank lines, indents and bars, as a page was copied; only the marks of the notation go."""
    return re.sub("^(# |>> )", "", body.lstrip("\n"), flags=re.MULTILINE)

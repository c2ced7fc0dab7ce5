"""Marks on the original never change a character of it, however they overlap."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.marks import Mark, chunks

TEXTS = st.text(alphabet="问题a<>&\"'\n 𠮷 |", max_size=120)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark], list[tuple[int, str]]]:
    text = draw(TEXTS) * draw(st.sampled_from([1, 1, 60]))
    place = st.integers(-3, len(text) + 3)
    pairs = draw(st.lists(st.tuples(place, place), max_size=12))
    marks = [Mark(f"{at}-x", start, end, "k-field") for at, (start, end) in enumerate(pairs)]
    pages = draw(st.lists(st.integers(0, max(0, len(text) - 1)), max_size=4, unique=True))
    return text, marks, [(at, f"第{at}页") for at in sorted(pages)]


def bare(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def words_of(markup: str, key: str) -> str:
    """The characters that carry a mark."""
    return "".join(
        html.unescape(text)
        for keys, text in re.findall(r'<mark class="[^"]*" data-m="([^"]*)">([^<]*)</mark>', markup)
        if key in keys.split()
    )


@given(marked())
def test_the_text_of_all_pieces_is_the_text(of: tuple[str, list[Mark], list[tuple[int, str]]]) -> None:
    text, marks, pages = of
    found = chunks(text, marks, pages)
    assert bare("".join(chunk.html for chunk in found)) == text
    assert [chunk.at for chunk in found] == sorted({chunk.at for chunk in found})
    for chunk, after in zip(found, [*found[1:], None], strict=True):
        assert bare(chunk.html) == text[chunk.at : after.at if after else len(text)]


@given(marked())
def test_each_mark_holds_exactly_its_characters(of: tuple[str, list[Mark], list[tuple[int, str]]]) -> None:
    text, marks, pages = of
    markup = "".join(chunk.html for chunk in chunks(text, marks, pages))
    for mark in marks:
        inside = 0 <= mark.start < mark.end and mark.start < len(text)
        assert words_of(markup, mark.key) == (text[mark.start : mark.end] if inside else "")
        assert markup.count(f'id="m-{mark.key}"') == int(inside)


def test_a_page_begins_with_its_label() -> None:
    found = chunks("甲\n乙\n丙", [], [(0, "第1页"), (2, "第2页")])
    assert [(chunk.at, chunk.label) for chunk in found] == [(0, "第1页"), (2, "第2页")]


def test_work_grows_with_the_marks_and_not_with_their_square() -> None:
    """Ten times the text and marks must not take a hundred times the steps; counted by pieces, not by the clock."""
    few = sum(chunk.html.count("<mark") for chunk in chunks("字" * 1000, _ladder(100)))
    many = sum(chunk.html.count("<mark") for chunk in chunks("字" * 10000, _ladder(1000)))
    assert many <= few * 11


def _ladder(n: int) -> list[Mark]:
    return [Mark(f"{at}", at * 10, at * 10 + 15, "k-field") for at in range(n)]


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    (chunk,) = chunks('<script>alert("x")</script>', [Mark('"><b>', 3, 9, "k-field")])
    assert "<script" not in chunk.html
    assert "<b>" not in chunk.html

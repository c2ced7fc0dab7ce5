"""Every cleaned character leads back to the source."""

from unicodedata import normalize

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bihuan.reading.cleaning import clean
from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.cleaning.traditional import simplify
from tests.examples import examples
from tests.reading.texts import body_of

PIECES = st.sampled_from(
    [
        "環(huán)境(jìng)保護", "整改问题", "\n", "一、", ",,", "。”", "?!眳清\\", " ", "(一)", "2021年12月底", "|", "县住建局",
        "<p>", "\u200b", "\r\n", "分享到:\n", "- 某地动态2022-01-16\n", "PM2.5", "已完成", ":", "《", "》", "????",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)


def _characters(text: str) -> str:
    """What radicals and compatibility ideographs stand for."""
    return "".join(normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff" else c for c in text)


@given(TEXTS)
@settings(max_examples=examples(150), deadline=None)
def test_offsets_rise_and_stay_inside_the_source(text: str) -> None:
    cleaned = clean(text).cleaned
    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends) == len(cleaned.folded)
    assert all(0 <= a < b <= len(text) for a, b in zip(cleaned.starts, cleaned.ends, strict=True))
    assert [*cleaned.starts] == sorted(cleaned.starts)


@given(TEXTS)
@example("\uf969")
@settings(max_examples=examples(150), deadline=None)
def test_a_character_is_the_one_at_its_origin_or_its_simplified_form(text: str) -> None:
    result = clean(text)
    repaired = {at for doubt in result.doubts for at in range(doubt.start, doubt.end)}
    for character, start, end in zip(result.cleaned.text, result.cleaned.starts, result.cleaned.ends, strict=True):
        if start not in repaired:
            origin = text[start:end]
            whole = _characters(origin)
            assert character in (origin, whole, simplify(whole), "着" if origin == "著" else origin)


@given(TEXTS)
@settings(max_examples=examples(100), deadline=None)
def test_cleaning_clean_text_again_takes_no_character_of_it_twice(text: str) -> None:
    once = clean(text).cleaned.text
    twice = clean(once).cleaned
    assert all(once[a:b] for a, b in zip(twice.starts, twice.ends, strict=True))
    assert len(twice.text) <= len(once)


@given(st.text(max_size=30), st.data())
def test_pieces_of_a_cleaned_text_lead_to_pieces_of_the_source(text: str, data: st.DataObject) -> None:
    cleaned = Cleaned.of(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cleaned = cleaned.edited([Edit(start, end)] if end > start else [])
    assert cleaned.text == text[:start] + text[end:]
    for at, character in enumerate(cleaned.text):
        span = cleaned.source_span(at, at + 1)
        assert text[span.start : span.end] == character


def test_a_replacement_of_another_length_stands_for_its_whole_range() -> None:
    cleaned = Cleaned.of("abcdef").edited([Edit(1, 4, "X")])
    assert cleaned.text == "aXef"
    span = cleaned.source_span(1, 2)
    assert (span.start, span.end) == (1, 4)


@given(st.text(alphabet="整改到位，。；！ 　\n|“”12", max_size=60))
@settings(max_examples=examples(100), deadline=None)
def test_every_character_that_is_no_blank_stands_in_the_line_and_the_sentence_found_for_it(text: str) -> None:
    body = body_of(text)
    for at, letter in enumerate(body.folded):
        if letter not in " \n":
            line, sentence = body.line_at(at), body.sentence_at(at)
            assert line in body.lines
            assert line.start <= at < line.end
            assert sentence.start <= at < sentence.end

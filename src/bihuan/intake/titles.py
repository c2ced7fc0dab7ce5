"""A title out of a problem's wording: its first clause that says something, never cut within a word."""

import re

LENGTH = 60
_LEAD = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*|[一二三四五六七八九十]是\s*)")
_INTRODUCED = re.compile(
    r"^(?:[一-鿿]{0,8}(?:督察|检查|核查|调查|抽查|排查|暗访|督导)[一-鿿]{0,4}(?:发现|显示|指出|认为|反馈))[，,：:]"
)
_CLAUSE = re.compile(r"^(.{8,}?)[，。；：！？,;:!?\n]")
_BREAKS = re.compile(r"[、，）)”》 ]|(?<=[一-鿿])(?=和|与|及|或|并|但|且|未|仍|等|对|在)")
"""Where a long clause can be left off: behind a mark, or before a word that begins something new."""
_OPEN = {"（": "）", "(": ")", "“": "”", "《": "》"}


def title_of(wording: str) -> str:
    """The first clause, without the number before it and without who found it, at most 60 characters."""
    text = " ".join(_LEAD.sub("", wording.strip()).splitlines()[:1]).strip() or wording.strip()
    bare = _INTRODUCED.sub("", text)
    text = bare if len(bare) >= 8 else text
    match = _CLAUSE.match(text)
    first = " ".join((match[1] if match else text).split()).rstrip("，。；：！？,;:!?")
    return first if len(first) <= LENGTH else _cut(first)


def _cut(clause: str) -> str:
    """As much of a clause as fits, up to a place where a word ends and no bracket stays open."""
    places = [m.end() for m in _BREAKS.finditer(clause, 0, LENGTH - 1) if m.end() >= LENGTH // 3]
    for at in reversed(places):
        kept = clause[:at].rstrip("、，和与及 ")
        if all(kept.count(mark) == kept.count(end) for mark, end in _OPEN.items()):
            return kept + "…"
    return clause[: LENGTH - 1] + "…"

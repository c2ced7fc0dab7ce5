"""What an office has taught the reader: other names of units, and what its labels and the heads of its columns mean.

As a file (JSON or TOML), with `fields` of `FIELDS` and everything optional but `format`:

    {"format": "bihuan-profile", "version": 1, "office": "…",
     "units": {"市建委": "临澜市住房和城乡建设局"}, "labels": {"落实要求": "measures"}, "columns": {"督办事由": "problem"}}
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bihuan.reading.cleaning.cleaned import fold
from bihuan.reading.expressions import expression
from bihuan.reading.source import UnreadableError

FIELDS = (
    "number",
    "problem",
    "goal",
    "measures",
    "deadline",
    "lead",
    "duty",
    "assist",
    "supervise",
    "accept",
    "person",
    "place",
    "category",
    "result",
    "verification",
    "handling",
    "verdict",
    "closed",
    "remark",
)
"""What a label or a column may be said to mean; `remark` is read and belongs to no field."""

FORMAT, VERSION = "bihuan-profile", 1
MOST = 20_000  # rules of a kind
LONGEST_WORDING, LONGEST_NAME = 40, 120
LONGEST_FILE = 1024 * 1024
_UNSEEN = expression(r"[\s*:。|“”\"]")
_REPAIR = "请用“本单位用语”页导出的文件，或者照它的样子改。"


def bare(wording: str) -> str:
    """A label or head as it is compared: half-width, without spaces, colons, star and quotation marks."""
    return _UNSEEN.sub("", fold(wording))


def bare_name(name: str) -> str:
    return re.sub(r"\s", "", fold(name))


@dataclass(frozen=True)
class Profile:
    """`units`: another name → the unit's full name; `labels`, `columns`: wording → a field of `FIELDS`. Refuses what is
    no field, too long or too much with `UnreadableError`; wordings are kept as they are compared."""

    units: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", dict(_names(self.units)))
        object.__setattr__(self, "labels", dict(_wordings(self.labels)))
        object.__setattr__(self, "columns", dict(_wordings(self.columns)))

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.labels or self.columns)

    def unit(self, name: str) -> str | None:
        """The full name of the unit that is called so."""
        return self.units.get(bare_name(name)) if self.units else None

    def label(self, wording: str) -> str | None:
        return self.labels.get(bare(wording)) if self.labels else None

    def column(self, wording: str) -> str | None:
        """The field of a column; a word taught as a label means the same at the head of a column."""
        return self.columns.get(bare(wording)) or self.label(wording) if self.columns or self.labels else None

    def as_json(self, office: str = "") -> dict[str, object]:
        """The file that `from_bytes` reads."""
        rules = {"units": dict(self.units), "labels": dict(self.labels), "columns": dict(self.columns)}
        return {"format": FORMAT, "version": VERSION, "office": office, **rules}

    @classmethod
    def from_bytes(cls, content: bytes) -> "Profile":
        """A profile file; `UnreadableError` says what is wrong with it."""
        if len(content) > LONGEST_FILE:
            raise UnreadableError("用语文件超过 %(limit)s KB 的上限。", _REPAIR, limit=LONGEST_FILE // 1024)
        try:
            text = content.decode("utf-8-sig")
            told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableError("用语文件不是 JSON，也不是 TOML。", _REPAIR) from error
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise UnreadableError("这不是闭环的用语文件。", _REPAIR)
        if told.get("version") != VERSION:
            raise UnreadableError("这个用语文件的版本，本程序不认识。", "请升级程序，或者重新导出。")
        return cls(**{name: _mapping(told.get(name, {}), name) for name in ("units", "labels", "columns")})


def _mapping(value: object, name: str) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        return value
    raise UnreadableError("用语文件的“%(part)s”一节不是词语的对照表。", _REPAIR, part=name)


def _names(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    _bounded(given)
    for name, unit in given.items():
        if not 2 <= len(bare_name(name)) <= LONGEST_NAME or not 2 <= len(unit.strip()) <= LONGEST_NAME:
            raise UnreadableError("单位名称“%(name)s”太短或者太长。", _REPAIR, name=name[:LONGEST_WORDING])
        yield bare_name(name), unit.strip()


def _wordings(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    _bounded(given)
    for wording, concern in given.items():
        if concern not in FIELDS:
            raise UnreadableError("没有“%(field)s”这个栏目。", _REPAIR, field=concern[:LONGEST_WORDING])
        if not is_wording(wording):
            raise UnreadableError("“%(wording)s”不能作标签或列名。", _REPAIR, wording=wording[:LONGEST_WORDING])
        yield bare(wording), concern


def is_wording(text: str) -> bool:
    """Whether a text can be a label or the head of a column: some words on one line, not a sentence."""
    return 2 <= len(bare(text)) <= LONGEST_WORDING and bool(re.search(r"[一-鿿A-Za-z]", text)) and "\n" not in text


def _bounded(given: Mapping[str, str]) -> None:
    if len(given) > MOST:
        raise UnreadableError("用语超过 %(limit)s 条的上限。", _REPAIR, limit=MOST)

"""Every figure of the domain as a dated value with its basis and source; packs overlay one another."""

import contextlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Self

from bihuan.core.codes import Code
from bihuan.core.reasons import Phrase
from bihuan.core.reasons import gettext_noop as _

Value = int | Decimal | bool | str | tuple[str, ...]


class RulePackError(LookupError):
    """A rule that is not there, not in force, or badly written; `phrase` says which and what would help."""

    def __init__(self, message: str, **params: object) -> None:
        self.phrase = Phrase(message, params)
        super().__init__(self.phrase.text())


class Basis(Code):
    STATUTORY = "statutory", _("法定")
    LOCAL = "local", _("地方规定")
    PRACTICE = "practice", _("通行做法")
    DEFAULT = "default", _("系统默认")


class Unit(Code):
    WORKDAY = "workday", _("工作日")
    DAY = "day", _("天")
    MONTH = "month", _("个月")
    YEAR = "year", _("年")
    PERCENT = "percent", _("百分比")
    POINT = "point", _("分")
    TIMES = "times", _("次")
    PERSON = "person", _("人")
    FLAG = "flag", _("是否")
    CODE = "code", _("选项")
    PHRASES = "phrases", _("词语")


# One term may be given in any of these.
TERMS = frozenset({Unit.WORKDAY, Unit.DAY, Unit.MONTH, Unit.YEAR})


class Roll(StrEnum):
    """What happens to a term whose last day is a day of rest."""

    NONE = "none"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated value. `source` names the issuing body or instrument; `valid_until` is the last day, None open-ended.

    `inclusive`: the starting day is day 1. `anchor`: the step or event that starts the clock of the term, empty for the
    usual one; see `core.clocks.check_anchors`. `used`: whether anything reads the rule.
    """

    key: str
    value: Value
    unit: Unit
    basis: Basis
    source: str
    label: str
    valid_from: date = date(2000, 1, 1)
    valid_until: date | None = None
    inclusive: bool = False
    roll: Roll = Roll.NONE
    anchor: str = ""
    used: bool = True
    pack: str = ""

    @property
    def whole(self) -> int:
        """The value as a whole number; a rule of another kind is refused."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise RulePackError(_("规则 %(key)s 的值“%(value)s”不是整数。"), key=self.key, value=self.value)
        return self.value

    @property
    def number(self) -> Decimal:
        if isinstance(self.value, bool) or not isinstance(self.value, (int, Decimal)):
            raise RulePackError(_("规则 %(key)s 的值“%(value)s”不是数。"), key=self.key, value=self.value)
        return Decimal(self.value)

    @property
    def phrases(self) -> tuple[str, ...]:
        if not isinstance(self.value, tuple):
            raise RulePackError(_("规则 %(key)s 的值“%(value)s”不是词语表。"), key=self.key, value=self.value)
        return self.value

    @property
    def word(self) -> str:
        if not isinstance(self.value, str):
            raise RulePackError(_("规则 %(key)s 的值“%(value)s”不是选项。"), key=self.key, value=self.value)
        return self.value

    @property
    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise RulePackError(_("规则 %(key)s 的值“%(value)s”不是“是”或“否”。"), key=self.key, value=self.value)
        return self.value

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class RulePack:
    """Rules by key, each with its versions in time. Later packs win where they have a version in force."""

    name: str
    label: str
    rules: Mapping[str, tuple[Rule, ...]]

    def get(self, key: str, *, on: date) -> Rule:
        """The version of `key` in force on a day. Raises RulePackError rather than guess."""
        if key not in self.rules:
            raise RulePackError(_("规则包“%(pack)s”没有规则 %(key)s。"), pack=self.name, key=key)
        for rule in self.rules[key]:
            if rule.in_force(on):
                return rule
        raise RulePackError(_("规则 %(key)s 在 %(day)s 没有有效的版本。"), key=key, day=on)

    def all(self, *, on: date) -> Iterator[Rule]:
        """Every rule in force on a day, by key."""
        for key in sorted(self.rules):
            yield from [rule for rule in self.rules[key] if rule.in_force(on)][:1]

    def overlay(self, other: "RulePack") -> Self:
        """This pack with another laid over it. The other may only change keys that exist here, and says so itself where
        nothing reads them: a change without effect must not pass for one."""
        unknown = sorted(set(other.rules) - set(self.rules))
        if unknown:
            raise RulePackError(_("规则包“%(pack)s”有未知的规则：%(keys)s。"), pack=other.name, keys=unknown)
        idle = sorted(
            key
            for key, own in other.rules.items()
            if any(r.used for r in own) and not any(r.used for r in self.rules[key])
        )
        if idle:
            message = _(
                "规则包“%(pack)s”的规则 %(keys)s 目前没有功能使用，改了不起作用；请删去，或者写明 used = false。"
            )
            raise RulePackError(message, pack=other.name, keys=idle)
        merged = {key: (*other.rules.get(key, ()), *own) for key, own in self.rules.items()}
        for key, versions in merged.items():
            if len({Unit.DAY if rule.unit in TERMS else rule.unit for rule in versions}) > 1:
                raise RulePackError(_("规则包“%(pack)s”改变了规则 %(key)s 的单位种类。"), pack=other.name, key=key)
        return replace(self, name=f"{self.name}+{other.name}", label=other.label, rules=merged)


def parse(data: bytes, name: str) -> RulePack:
    """A pack from a TOML file. Unknown settings and missing ones fail, each with the place."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))  # some editors begin a file with a mark of its encoding
    except UnicodeDecodeError as error:
        message = _("规则包“%(pack)s”不是 UTF-8 编码的文件，请用编辑器另存为 UTF-8。")
        raise RulePackError(message, pack=name) from error
    except tomllib.TOMLDecodeError as error:
        raise RulePackError(_("规则包“%(pack)s”不是有效的 TOML：%(why)s"), pack=name, why=error) from error
    return from_table(raw, name)


def from_table(raw: Mapping[str, object], name: str) -> RulePack:
    """A pack from a parsed table `{"label": …, "rules": [{…}, …]}`; the office's own overlay has this shape too."""
    extra = set(raw) - {"label", "rules"}
    if extra:
        raise RulePackError(_("规则包“%(pack)s”有未知的设置：%(names)s。"), pack=name, names=sorted(extra))
    entries = raw.get("rules", [])
    if not isinstance(entries, list):
        raise RulePackError(_("规则包“%(pack)s”的 rules 应当是列表。"), pack=name)
    grouped: dict[str, list[Rule]] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise RulePackError(_("规则包“%(pack)s”的 rules 里有一项不是规则：%(entry)s。"), pack=name, entry=entry)
        rule = _rule(entry, name)
        grouped.setdefault(rule.key, []).append(rule)
    for versions in grouped.values():
        _check_apart(versions)
    return RulePack(name, str(raw.get("label", name)), {key: tuple(versions) for key, versions in grouped.items()})


_KNOWN = frozenset(f.name for f in fields(Rule)) - {"pack"}
_MUST = frozenset({"key", "value", "unit", "basis", "source", "label"})


def _rule(entry: Mapping[str, object], pack: str) -> Rule:
    key = entry.get("key", "?")
    unknown, missing = set(entry) - _KNOWN, _MUST - set(entry)
    if unknown:
        raise RulePackError(
            _("规则包“%(pack)s”的规则 %(key)s 有未知的设置：%(names)s。"), pack=pack, key=key, names=sorted(unknown)
        )
    if missing:
        raise RulePackError(
            _("规则包“%(pack)s”的规则 %(key)s 缺少：%(names)s。"), pack=pack, key=key, names=sorted(missing)
        )
    values = dict(entry)
    try:
        values["unit"] = Unit(str(entry["unit"]))
        values["basis"] = Basis(str(entry["basis"]))
        values["roll"] = Roll(str(entry.get("roll", Roll.NONE)))
    except ValueError as error:
        raise RulePackError(_("规则包“%(pack)s”的规则 %(key)s：%(why)s。"), pack=pack, key=key, why=error) from error
    values["value"] = _value(
        entry["value"], values["unit"], Phrase(_("规则包“%(pack)s”的规则 %(key)s"), {"pack": pack, "key": key})
    )
    for name in ("valid_from", "valid_until"):
        if name in values and type(values[name]) is not date:  # a moment is a date too, and compares with none
            raise RulePackError(
                _("规则包“%(pack)s”的规则 %(key)s 的 %(setting)s 应当是日期。"), pack=pack, key=key, setting=name
            )
    for name in ("inclusive", "used"):
        if not isinstance(values.get(name, False), bool):
            raise RulePackError(
                _("规则包“%(pack)s”的规则 %(key)s 的 %(setting)s 应当是 true 或 false。"),
                pack=pack,
                key=key,
                setting=name,
            )
    for name in ("source", "label"):
        if not str(values[name]).strip():
            raise RulePackError(
                _("规则包“%(pack)s”的规则 %(key)s 的 %(setting)s 不得为空。"), pack=pack, key=key, setting=name
            )
    return Rule(**values, pack=pack)  # type: ignore[arg-type]  # checked by name and kind just above


def _value(raw: object, unit: object, place: Phrase) -> Value:
    if unit is Unit.PHRASES and isinstance(raw, (list, tuple)) and all(isinstance(item, str) for item in raw):
        return tuple(raw)
    if unit is Unit.FLAG and isinstance(raw, bool):
        return raw
    if unit is Unit.CODE and isinstance(raw, str):
        return raw
    counted = unit not in {Unit.PHRASES, Unit.FLAG, Unit.CODE}
    if counted and isinstance(raw, int) and not isinstance(raw, bool) and (raw >= 0 or unit not in TERMS):
        return raw
    if unit in {Unit.PERCENT, Unit.POINT} and isinstance(raw, (str, Decimal)):
        # TOML has only binary fractions, so a decimal is written as text.
        with contextlib.suppress(InvalidOperation):
            if (number := Decimal(raw)).is_finite():
                return number
    raise RulePackError(_("%(place)s 的值“%(value)s”与单位“%(unit)s”不符。"), place=place, value=raw, unit=unit)


def _check_apart(versions: Iterable[Rule]) -> None:
    ordered = sorted(versions, key=lambda rule: rule.valid_from)
    for before, after in pairwise(ordered):
        if before.valid_until is None or before.valid_until >= after.valid_from:
            raise RulePackError(
                _("规则包“%(pack)s”的规则 %(key)s 有两个版本在 %(day)s 同时有效。"),
                pack=after.pack,
                key=after.key,
                day=after.valid_from,
            )


@lru_cache(maxsize=32)
def load(*names: str) -> RulePack:
    """The packaged national pack, overlaid in order by those named, such as `load("hunan")`."""
    pack = _packaged("national")
    for name in names:
        if name != "national":
            pack = pack.overlay(_packaged(name))
    return pack


def available() -> list[str]:
    """Names of the packaged packs."""
    folder = files("bihuan.core") / "rulepacks"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def _packaged(name: str) -> RulePack:
    if name not in available():
        raise RulePackError(_("没有名为“%(pack)s”的规则包，现有：%(names)s。"), pack=name, names=available())
    return parse((files("bihuan.core") / "rulepacks" / f"{name}.toml").read_bytes(), name)

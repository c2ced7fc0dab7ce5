"""python -m tests.reading.fuzz [--seconds 60 | --inputs 500] [--seed 0] [--formats pdf,docx] [--keep var/fuzz]"""

import argparse
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.reading.fuzz.properties import Outcome, tried, warm
from tests.reading.fuzz.recipes import Recipe, drawn
from tests.reading.fuzz.seeds import FORMATS

SHRINKING = 60.0  # seconds spent on making a failing input smaller


class Run:
    """What a run has seen: inputs and refusals by format, and the smallest input for each fault."""

    def __init__(self, keep: Path | None = None) -> None:
        self.inputs: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.faults: dict[str, tuple[bytes, Recipe]] = {}
        self.keep = keep
        self.digest = hashlib.sha256()

    def take(self, recipe: Recipe) -> None:
        data = recipe.made()
        outcome = tried(recipe.format, data)
        self.inputs[recipe.format] += 1
        self.refused[recipe.format] += outcome.refused
        self.digest.update((outcome.digest or outcome.fault).encode())
        if outcome.fault and outcome.fault not in self.faults:
            self._note(recipe, data, outcome)

    def _note(self, recipe: Recipe, data: bytes, outcome: Outcome) -> None:
        print(f"\n{recipe.format}: {outcome.fault} ({len(data)} bytes)", flush=True)
        small, made = shrunk(recipe, data, outcome.fault)
        self.faults[outcome.fault] = (made, small)
        print(f"  {len(made)} bytes: {small}", flush=True)
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            name = f"{small.format}-{hashlib.sha256(outcome.fault.encode()).hexdigest()[:10]}"
            (self.keep / name).write_bytes(made)
            (self.keep / f"{name}.txt").write_text(f"{outcome.fault}\n{small}\n{outcome.trace}", encoding="utf-8")

    def line(self) -> str:
        seen = "  ".join(f"{name} {self.inputs[name]}/{self.refused[name]}" for name in FORMATS if self.inputs[name])
        return f"{sum(self.inputs.values())} inputs, {len(self.faults)} faults   (read/refused) {seen}"


def shrunk(recipe: Recipe, data: bytes, fault: str) -> tuple[Recipe, bytes]:
    """The recipe with the fewest steps that shows the same fault, and its bytes with as much cut out as can be."""
    end = time.monotonic() + SHRINKING
    again = True
    while again and time.monotonic() < end:
        again = False
        for fewer in recipe.smaller():
            made = fewer.made()
            if tried(fewer.format, made).fault == fault:
                recipe, data, again = fewer, made, True
                break
    return recipe, without_idle_bytes(data, lambda made: tried(recipe.format, made).fault == fault, end)


def without_idle_bytes(data: bytes, fails: Callable[[bytes], bool], end: float) -> bytes:
    """Halves, quarters and so on are taken away as long as it still fails, until the clock shows `end`."""
    size = len(data) // 2
    while size:
        at = 0
        while at < len(data):
            if time.monotonic() > end:
                return data
            less = data[:at] + data[at + size :]
            if less and fails(less):
                data = less
            else:
                at += size
        size //= 2
    return data


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reading.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--keep", type=Path, default=Path("var/fuzz"))
    options = parser.parse_args()
    run, rng = Run(options.keep), random.Random(options.seed)
    formats = tuple(options.formats.split(","))
    warm()
    begun = told = time.monotonic()
    while sum(run.inputs.values()) < options.inputs if options.inputs else time.monotonic() - begun < options.seconds:
        run.take(drawn(rng, formats))
        if time.monotonic() - told > 5:
            told = time.monotonic()
            print(f"\r{told - begun:.0f} s  {run.line()}", end="", flush=True)
    print(f"\r{run.line()}\n{run.digest.hexdigest()}")
    return int(bool(run.faults))


if __name__ == "__main__":
    sys.exit(main())

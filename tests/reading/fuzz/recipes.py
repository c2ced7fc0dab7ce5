"""An input as its recipe, so that it can be made again, and made smaller step by step."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tests.reading.fuzz import mutations
from tests.reading.fuzz.seeds import FORMATS, State


@dataclass(frozen=True, slots=True)
class Recipe:
    """`inner` and `outer` hold a number for each step: the step and all that it draws follow from it."""

    format: str
    seed: int
    inner: tuple[int, ...]
    outer: tuple[int, ...]
    finish: int = 0

    def made(self) -> bytes:
        state = seeds(self.format)[self.seed]
        for number in self.inner:
            state = changed(self.format, state, random.Random(number))
        data = FORMATS[self.format].made(state, random.Random(self.finish))
        for number in self.outer:
            rng = random.Random(number)
            data = rng.choice(mutations.PDF if self.format == "pdf" else mutations.BYTES)(data, rng)
        return data

    def smaller(self) -> Iterator["Recipe"]:
        """The same without one of its steps."""
        for name in ("inner", "outer"):
            steps = getattr(self, name)
            for at in range(len(steps)):
                yield replace(self, **{name: steps[:at] + steps[at + 1 :]})


@cache
def seeds(name: str) -> tuple[State, ...]:
    return tuple(FORMATS[name].seeds())


def changed(name: str, state: State, rng: random.Random) -> State:
    if isinstance(state, dict):
        return mutations.of_parts(state, rng)
    if isinstance(state, list):
        return mutations.of_records(state, rng)
    if isinstance(state, str):
        if name == "html" and rng.random() < 0.5:
            data = rng.choice(mutations.MARKUP)(state.encode("utf-8", "surrogatepass"), rng)
            return data.decode("utf-8", "replace")
        return rng.choice(mutations.TEXT)(state, rng)[: mutations.LARGEST]
    return state


def drawn(rng: random.Random, formats: tuple[str, ...]) -> Recipe:
    """The next input of a run."""
    name = rng.choices(formats, [FORMATS[one].weight for one in formats])[0]
    seed = rng.randrange(len(seeds(name)))
    whole = isinstance(seeds(name)[seed], bytes)
    steps = [rng.getrandbits(32) for _ in range(rng.choice((1, 1, 2, 3, 5)))]
    some = rng.random() < 0.2 and name not in ("words", "grid")
    outer = steps if whole else [rng.getrandbits(32)] if some else []
    return Recipe(name, seed, () if whole else tuple(steps), tuple(outer), rng.getrandbits(32))

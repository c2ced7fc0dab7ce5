"""Tasks counted by progress and by colour, for each unit, region or inspection."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import Count, QuerySet

from bihuan.core.codes import Colour, ProgressStatus
from bihuan.ledger.models import COLOUR_RANKS, PROGRESS_RANKS, Task
from bihuan.platform.plans import fetched

COLOURS = tuple(colour for colour in sorted(COLOUR_RANKS, key=COLOUR_RANKS.__getitem__) if colour is not Colour.NONE)
_PROGRESS_OF = {rank: code for code, rank in PROGRESS_RANKS.items()}
_COLOUR_OF = {rank: code for code, rank in COLOUR_RANKS.items()}


@dataclass(slots=True)
class Tally:
    """Tasks counted by progress and by colour. `underived`: those whose progress has not been derived yet."""

    progress: Counter[ProgressStatus] = field(default_factory=Counter)
    colour: Counter[Colour] = field(default_factory=Counter)
    total: int = 0

    def add(self, other: "Tally") -> None:
        self.progress.update(other.progress)
        self.colour.update(other.colour)
        self.total += other.total

    @property
    def underived(self) -> int:
        return self.total - self.progress.total()

    @property
    def unclosed(self) -> int:
        return self.total - self.progress[ProgressStatus.CLOSED]

    @property
    def worst(self) -> Colour:
        return next((colour for colour in COLOURS if self.colour[colour]), Colour.NONE)

    @property
    def badness(self) -> tuple[int, ...]:
        """Sorts worst first: by how many have the worst colour, then the next, then by how many are overdue."""
        return (*(-self.colour[c] for c in COLOURS), -self.progress[ProgressStatus.OVERDUE], -self.total)


def tallies(tasks: QuerySet[Task], *names: str) -> list[Mapping[int | None, Tally]]:
    """For each of these relations (`lead`, `region`, `problem__inspection`), tasks tallied by its key, None for those without.

    All tasks there are stand counted in an index of each relation; those that meet conditions are found once for all names.
    """
    if not tasks.query.where:
        return [_tallied(fetched(_cells(tasks, name).annotate(Count("pk")))) for name in names]
    rows = fetched(_cells(tasks, *names))
    alike = (Counter(map(itemgetter(at, -2, -1), rows)) for at in range(len(names)))
    return [_tallied((*cell, count) for cell, count in counted.items()) for counted in alike]


def _cells(tasks: QuerySet[Task], *names: str) -> QuerySet[Task, tuple[Any, ...]]:
    return tasks.order_by().values_list(*names, "progress_rank", "colour_rank")


def _tallied(cells: Iterable[tuple[Any, ...]]) -> Mapping[int | None, Tally]:
    """Of key, rank of progress, rank of colour and how many tasks have them: fifteen thousand on a province's wall."""
    found: dict[int | None, tuple[Counter[int], Counter[int]]] = {}
    for key, progress, colour, count in cells:
        if key not in found:
            found[key] = Counter(), Counter()
        of_progress, of_colour = found[key]
        of_progress[progress] += count
        of_colour[colour] += count
    return {key: _tally(*ranks) for key, ranks in found.items()}


def _tally(progress: Mapping[int, int], colour: Mapping[int, int]) -> Tally:
    return Tally(
        Counter({_PROGRESS_OF[rank]: count for rank, count in progress.items() if rank in _PROGRESS_OF}),
        Counter({_COLOUR_OF[rank]: count for rank, count in colour.items() if rank in _COLOUR_OF}),
        sum(progress.values()),
    )


def summed(parts: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in parts:
        total.add(tally)
    return total

"""Tasks counted by progress and by colour, for each unit, region or inspection."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

    def count(self, progress_rank: int, colour_rank: int, tasks: int) -> None:
        self.total += tasks
        if (progress := _PROGRESS_OF.get(progress_rank)) is not None:
            self.progress[progress] += tasks
        if (colour := _COLOUR_OF.get(colour_rank)) is not None:
            self.colour[colour] += tasks

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


def tallies(tasks: QuerySet[Task], name: str) -> Mapping[int | None, Tally]:
    """Tasks tallied by the key of a relation (`lead`, `region`, `problem__inspection`), None for those without."""
    found: dict[int | None, Tally] = {}
    cells = tasks.order_by().values_list(name, "progress_rank", "colour_rank").annotate(Count("pk"))
    for key, progress, colour, count in fetched(cells):
        if key not in found:
            found[key] = Tally()
        found[key].count(progress, colour, count)
    return found


def summed(parts: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in parts:
        total.add(tally)
    return total

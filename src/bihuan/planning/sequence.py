"""The order of the nodes: which each one waits for. The schedule and the check of the lists both ask here."""

from collections.abc import Mapping, Sequence

from bihuan.planning.models import Milestone


def waits(nodes: Sequence[Milestone]) -> Mapping[int, tuple[int, ...]]:
    """For each node, by id, those it is tied to: the one it names, else the row above and what runs beside that.

    A node that begins "with" another is tied to its start, any other to its end; a "free" one to none.
    """
    tied: dict[int, tuple[int, ...]] = {}
    beside: dict[int, tuple[int, ...]] = {}
    above: int | None = None
    for node in nodes:
        named = node.after_id or above
        if node.begins == "free" or named is None:
            tied[node.pk] = ()
        elif node.begins == "with" or node.after_id:
            tied[node.pk] = (named,)
        else:
            tied[node.pk] = beside[named]
        together = tied[node.pk] if node.begins == "with" else ()
        beside[node.pk] = (node.pk, *(pk for one in together for pk in beside.get(one, (one,))))
        above = node.pk
    return tied


def finished_first(nodes: Sequence[Milestone]) -> list[tuple[int, ...]]:
    """For each node the places of those that must be finished before it begins."""
    links, place = waits(nodes), {node.pk: number for number, node in enumerate(nodes)}
    return [() if node.begins == "with" else tuple(place[pk] for pk in links[node.pk] if pk in place) for node in nodes]

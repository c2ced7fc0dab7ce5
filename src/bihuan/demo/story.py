"""How the demo ledger came to look as it does: reads and checks `story.toml`."""

from functools import cache
from typing import Any

from bihuan.demo.plausible import check
from bihuan.demo.records import read_toml, record, records
from bihuan.demo.timeline import Inspection, Material, Story, TaskStory

__all__ = ["load_story", "story_from"]


@cache
def load_story() -> Story:
    """Read and check `story.toml`. Raises DemoDataError with the entry and the reason."""
    return story_from(read_toml("story.toml"))


def story_from(raw: dict[str, Any]) -> Story:
    """The same for a table already read, so that tests can spoil one entry and see what is said about it."""
    inspections = records(Inspection, raw["inspection"], "story.toml inspection")
    materials = records(Material, raw["material"], "story.toml material")
    tasks = tuple(record(TaskStory, row, f"story.toml task {row.get('source', '?')}") for row in raw["task"])
    story = Story(inspections, materials, tasks)
    check(story)
    return story

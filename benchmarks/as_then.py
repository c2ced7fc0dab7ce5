"""Reads a folder with whatever state of the reader is on the path: a line of JSON a file, with how each entry was found.
Run as a file, apart from the program of today: python benchmarks/as_then.py FOLDER"""

import json
import sys
from pathlib import Path
from typing import Any

from bihuan.reading import open_source, read
from bihuan.reading.items.draft import Draft
from bihuan.reading.source import UnreadableError

ways: list[str] = []
make = Draft.item


def told(self: Draft, *given: Any) -> Any:
    """Earlier states did not say how an entry was found."""
    ways.append(self.found)
    return make(self, *given)


def main() -> None:
    Draft.item = told  # type: ignore[method-assign, assignment]  # a commit of the past cannot be edited to tell it
    for path in sorted(Path(sys.argv[1]).iterdir()):
        ways.clear()
        try:
            found: dict[str, Any] = read(open_source(path.read_bytes(), path.name)).as_json()
        except UnreadableError:
            continue
        items = [item | {"found": way} for item, way in zip(found["items"], ways, strict=True)]
        print(json.dumps({"name": path.name, "reading": {**found, "items": items}}, ensure_ascii=False))


if __name__ == "__main__":
    main()

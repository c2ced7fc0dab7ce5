"""Writes the parts that are named into a folder, each file with its NAME.gold.json, to look at or score."""

import json
from argparse import ArgumentParser
from pathlib import Path

from tests.reading.labelled import add_parts, chosen, documents


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.reading.labelled", description=__doc__)
    parser.add_argument("folder", type=Path)
    add_parts(parser)
    asked = parser.parse_args()
    for part in chosen(asked.parts, held=asked.held):
        folder = asked.folder / part
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents(part):
            (folder / document.name).write_bytes(document.data)
            label = json.dumps(document.gold, ensure_ascii=False, indent=1)
            (folder / f"{document.name.rpartition('.')[0]}.gold.json").write_text(label, encoding="utf-8")
            print(folder / document.name)


if __name__ == "__main__":
    main()

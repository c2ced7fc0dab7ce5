"""python -m tests.reading.labelled FOLDER: writes all parts, each file with its NAME.gold.json, to look at or score."""

import json
import sys
from pathlib import Path

from tests.reading.labelled import PARTS, documents


def main() -> None:
    for part in PARTS:
        folder = Path(sys.argv[1]) / part
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents(part):
            (folder / document.name).write_bytes(document.data)
            label = json.dumps(document.gold, ensure_ascii=False, indent=1)
            (folder / f"{document.name.rpartition('.')[0]}.gold.json").write_text(label, encoding="utf-8")
            print(folder / document.name)


if __name__ == "__main__":
    main()

"""How many examples a property is tried with: in CI the number it names, on a developer's machine a quarter of them."""

import os

DEEP = os.environ.get("CI") == "true"


def examples(most: int) -> int:
    return most if DEEP else max(most // 4, 4)

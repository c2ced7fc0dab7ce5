"""The table of endpoints in docs/api.md: `python -m assets.endpoints`, in the root of a checkout. A test keeps it true."""

from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs/api.md"
HEAD = "| Endpoint | What it does |\n|---|---|\n"


def table() -> str:
    """One row per operation of the schema, in its order. Django must have been set up."""
    from bihuan.api.endpoints import api

    def rows() -> Iterator[str]:
        for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
            for method, operation in operations.items():
                yield f"| `{method.upper()} {path}` | {operation['summary']} |\n"

    return HEAD + "".join(rows())


def page(text: str) -> str:
    """The page with its table as it should be; what stands before and after the table is left as it is."""
    before, head, rest = text.partition(HEAD)
    if not head:
        raise ValueError(f"{PAGE.name} has no table of endpoints: {HEAD!r}")
    lines = rest.splitlines(keepends=True)
    after = next((place for place, line in enumerate(lines) if not line.startswith("| ")), len(lines))
    return before + table() + "".join(lines[after:])


def main() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
    django.setup()
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

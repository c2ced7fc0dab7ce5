"""Numbers that people quote: given out once, never reused, also when the row they were meant for was not kept."""

from django.db import connection, transaction


@transaction.atomic
def next_number(prefix: str, width: int = 4) -> str:
    """The next number under a prefix: next_number("WT-2026-") → "WT-2026-0001"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_numberseries (prefix, last) VALUES (%s, 1) "
            "ON CONFLICT (prefix) DO UPDATE SET last = platform_numberseries.last + 1",
            [prefix],
        )
        # The row is ours until the transaction ends. RETURNING would save this line, but older SQLites do not know it.
        cursor.execute("SELECT last FROM platform_numberseries WHERE prefix = %s", [prefix])
        (last,) = cursor.fetchone()
    return f"{prefix}{last:0{width}d}"

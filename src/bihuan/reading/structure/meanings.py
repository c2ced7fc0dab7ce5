"""What labels and heads of columns mean in the office whose document it is."""

from bihuan.reading.body import Body
from bihuan.reading.vocabulary.wordings import concern_of, head_concern


def label_field(body: Body, wording: str) -> str | None:
    """What a label means: as the office taught it, else as everybody uses it."""
    return body.profile.label(wording) or concern_of(wording)


def column_field(body: Body, wording: str) -> str | None:
    """What the head of a column means: as the office taught it, else as everybody uses it."""
    return body.profile.column(wording) or head_concern(wording)

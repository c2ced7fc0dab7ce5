"""What can be done with documents and their entries. HTML, API and command line call these; nothing else writes them.

All are keyword-only and take the `actor`, and where two people may meet, the `version` that the actor saw. They raise
`Refused` with every reason. Only a rectification office hands in, checks and registers.
"""

from bihuan.intake.services.checking import (
    SURE,
    confirm,
    confirm_all_sure,
    correct,
    link,
    reconsider,
    reject,
    restore,
)
from bihuan.intake.services.receiving import Received, finish, receive, reread, stop_reading
from bihuan.intake.services.registering import Registered, Target, register
from bihuan.intake.services.shaping import add_from_passage, merge, split, unmerge

__all__ = [
    "SURE",
    "Received",
    "Registered",
    "Target",
    "add_from_passage",
    "confirm",
    "confirm_all_sure",
    "correct",
    "finish",
    "link",
    "merge",
    "receive",
    "reconsider",
    "register",
    "reject",
    "reread",
    "restore",
    "split",
    "stop_reading",
    "unmerge",
]

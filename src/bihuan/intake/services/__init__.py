"""What can be done with documents and their entries. HTML, API and command line call these; nothing else writes them.

All are keyword-only and take the `actor`, and where two people may meet, the `version` that the actor saw. They raise
`Refused` with every reason. Only a rectification office hands in, checks, registers and sends on; a unit signs for itself.
"""

from bihuan.intake.services.checking import (
    confirm,
    confirm_all_sure,
    correct,
    link,
    reconsider,
    reject,
    restore,
)
from bihuan.intake.services.circulating import circulate, remind, see, sign, tell_arrangement
from bihuan.intake.services.learning import Imported, forget, import_wording, reteach, teach, teach_all
from bihuan.intake.services.receiving import Received, finish, receive, reread, stop_reading
from bihuan.intake.services.registering import Registered, Target, register
from bihuan.intake.services.shaping import add_from_passage, merge, split, unmerge

__all__ = [
    "SURE",
    "Imported",
    "Received",
    "Registered",
    "Target",
    "add_from_passage",
    "circulate",
    "confirm",
    "confirm_all_sure",
    "correct",
    "finish",
    "forget",
    "import_wording",
    "link",
    "merge",
    "receive",
    "reconsider",
    "register",
    "reject",
    "remind",
    "reread",
    "restore",
    "reteach",
    "see",
    "sign",
    "split",
    "stop_reading",
    "teach",
    "teach_all",
    "tell_arrangement",
    "unmerge",
]

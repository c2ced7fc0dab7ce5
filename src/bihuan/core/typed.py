"""What people type, without what nobody sees.

Pasting from a browser, a chat or a Word file brings characters that show nothing themselves: marks of zero width, byte
order marks, marks that turn writing round, control characters. They make two equal names unequal, hide words from a
search, and can turn a shown sentence into its opposite. Whoever pasted them cannot see them, so nobody is asked to take
them out: they are dropped wherever text is typed, on pages, through the API and in imported tables alike, and once more
where the row is written. The wording of a document is what it is and stays untouched.
"""

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Unicode's control characters without the breaks of lines and the tab, its marks of direction and of zero width, its
blank letters and tags. Selectors of variants stay: rare names are written with them."""
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def prose(text: str) -> str:
    """Text of several lines without what nobody sees; every kind of break is a \\n, tabs stay."""
    return UNSEEN.sub("", _BREAK.sub("\n", text))


def line(text: str) -> str:
    """Text of one line without what nobody sees; breaks and tabs are spaces."""
    return prose(text).replace("\n", " ").replace("\t", " ")

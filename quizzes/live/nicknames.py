"""What a nickname may look like, and when two look alike. Pure."""

import unicodedata

from lib.lookalikes import JOINERS, look

LONGEST = 60
LONGEST_KEY = 120
# Format, control, surrogate, private, unassigned characters and line ends: invisible, or they reorder their neighbours.
FORBIDDEN = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks that draw nothing (Hangul and Khmer fillers, the Braille blank, selectors): with one, two Noors differ.
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for first, last in [(0xFE00, 0xFE0D), (0xE0100, 0xE01EF)] for code in range(first, last + 1)
}
COMBINING_IN_A_ROW = 3


def clean(nickname: str) -> str | None:
    """The nickname as it is shown: NFC, single spaces; None when it cannot be one."""
    if len(nickname) > 4 * LONGEST:
        return None
    name = " ".join(unicodedata.normalize("NFC", nickname).split())
    if not name or len(name) > LONGEST or set(name) & BLANK:
        return None
    visible, marks = False, 0
    for place, character in enumerate(name):
        category = unicodedata.category(character)
        if character in JOINERS and 0 < place < len(name) - 1 and name[place - 1] not in JOINERS:
            continue
        if category in FORBIDDEN:
            return None
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > COMBINING_IN_A_ROW:
            return None
        visible = visible or category[0] in "LNPS"
    return name if visible else None


def key(nickname: str) -> str:
    """The same for nicknames that look alike."""
    return look(nickname)[:LONGEST_KEY]

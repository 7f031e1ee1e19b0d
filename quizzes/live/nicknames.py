"""What a nickname may look like, and when two look alike. Pure."""

import unicodedata

from confusable_homoglyphs import confusables

LONGEST = 60
LONGEST_KEY = 120
# Format, control, surrogate, private, unassigned characters and line ends: invisible, or they reorder their neighbours.
FORBIDDEN = {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# The two joiners are part of words in Indic scripts and of emoji: kept between visible characters, never alone.
JOINERS = {"\u200c", "\u200d"}
# Letters and marks that draw nothing (Hangul and Khmer fillers, the Braille blank, selectors): with one, two Noors differ.
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for first, last in [(0xFE00, 0xFE0D), (0xE0100, 0xE01EF)] for code in range(first, last + 1)
}
# As text, as a picture: they belong to emoji, and say nothing about who somebody is.
SELECTORS = {"\ufe0e", "\ufe0f"}
COMBINING_IN_A_ROW = 3
DIGITS = str.maketrans("015", "ols")


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
    """The same for names that look alike: case, accents, width, spacing and look-alike letters aside (UTS 39's table).

    In a name with Latin letters a foreign one is taken for the Latin letter it looks like, then case is folded (a Greek
    capital Nu is an N); in a name without, case comes first, so that ΝΙΚΟΣ is Νίκος.
    """
    plain = unicodedata.normalize("NFKD", nickname)
    bare = "".join(c for c in plain if not (unicodedata.combining(c) or c.isspace() or c in JOINERS or c in SELECTORS))
    if any(c.isascii() and c.isalpha() for c in bare):
        bare = "".join(_latin_twin(c) for c in bare)
    latin = "".join(_latin_twin(c) for c in bare.casefold()).casefold().translate(DIGITS)
    return (latin.replace("rn", "m").replace("vv", "w").replace("1", "l").replace("i", "l") or plain.casefold())[:LONGEST_KEY]


def _latin_twin(character: str) -> str:
    if character.isascii():
        return character
    found = confusables.is_confusable(character, greedy=True, preferred_aliases=["latin"])
    if not found:
        return character
    for twin in found[0]["homoglyphs"]:
        if twin["n"].startswith("LATIN"):
            return str(twin["c"])
    return character

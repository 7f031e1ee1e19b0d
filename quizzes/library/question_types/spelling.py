"""What is forgiven in a typed answer: case, accents, spacing, and a few slips of the finger. Pure."""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ŧ": "t", "ß": "ss"})
STROKES |= str.maketrans({"Ø": "O", "Ł": "L", "Đ": "D", "Ħ": "H", "Æ": "AE", "Œ": "OE", "Ŧ": "T"})
QUOTES = str.maketrans("‘’ʼ`´“”„«»‐‑‒–—−", "'''''\"\"\"\"\"------")


def fold(text: str, *, match_case: bool = False, match_accents: bool = False) -> str:
    """The text in the form in which spellings are compared.

    Always: compatible forms of a character are one (H₂O is H2O), quotes and dashes too, spaces are single, invisible
    characters are gone.
    """
    text = unicodedata.normalize("NFKC", text).translate(QUOTES)
    text = "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Cc"} or one.isspace())
    if not match_case:
        text = text.casefold()
    if not match_accents:
        text = without_accents(text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_accents(text: str) -> str:
    """Accents of Latin, Greek and Cyrillic and the points of Arabic and Hebrew taken off.

    Marks that are letters of their own (vowels of Indic scripts, tones of Thai, the voicing of kana) stay: they have a
    combining class of 0, 7 to 9, or 103 to 132.
    """
    parts = unicodedata.normalize("NFD", text.translate(STROKES))
    return "".join(one for one in parts if not (10 <= (mark := unicodedata.combining(one)) <= 35 or mark >= 200))


def slips_allowed(length: int, typos: int) -> int:
    """How many slips a word of this length may have: none up to three letters, one up to six, then two."""
    return min(typos, 0 if length <= 3 else 1 if length <= 6 else 2)


def is_close(given: str, wanted: str, typos: int) -> bool:
    """Whether two folded texts differ by at most as many slips as `wanted`'s length allows. Digits are never forgiven."""
    allowed = slips_allowed(len(wanted), typos)
    if given == wanted:
        return True
    if not allowed or abs(len(given) - len(wanted)) > allowed or re.findall(r"\d+", given) != re.findall(r"\d+", wanted):
        return False
    return slips(given, wanted) <= allowed


def slips(one: str, other: str) -> int:
    """Damerau-Levenshtein (optimal string alignment): letters added, left out, changed, or two neighbours swapped."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]

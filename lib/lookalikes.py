"""What a name looks like: the same for two that people would take for one another (UTS 39's table of confusables). Pure."""

import unicodedata

from confusable_homoglyphs import confusables

# The two joiners are part of words in Indic scripts and of emoji: kept between visible characters, never alone.
JOINERS = {"\u200c", "\u200d"}
# As text, as a picture: they belong to emoji, and say nothing about who somebody is.
SELECTORS = {"\ufe0e", "\ufe0f"}
# Control, format, surrogate, private and unassigned characters; and letters and signs that are drawn as nothing.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
DIGITS = str.maketrans("015", "ols")


def look(name: str) -> str:
    """The same for names that look alike: case, accents, width, spacing and look-alike letters aside (UTS 39's table).

    In a name with Latin letters a foreign one is taken for the Latin letter it looks like, then case is folded (a Greek
    capital Nu is an N); in a name without, case comes first, so that ΝΙΚΟΣ is Νίκος.
    """
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in plain if not (unicodedata.combining(c) or c.isspace() or c in JOINERS or c in SELECTORS))
    if any(c.isascii() and c.isalpha() for c in bare):
        bare = "".join(_latin_twin(c) for c in bare)
    latin = "".join(_latin_twin(c) for c in bare.casefold()).casefold().translate(DIGITS)
    return latin.replace("rn", "m").replace("vv", "w").replace("1", "l").replace("i", "l") or plain.casefold()


def visible(name: str) -> str:
    """A name as people see it: one line, nothing invisible, nothing that turns its neighbours round; empty if that is all."""
    line = " ".join(name.split())
    kept = "".join(c for c in line if c in JOINERS or (c not in BLANKS and unicodedata.category(c) not in INVISIBLE))
    has_letters = any(c not in JOINERS and unicodedata.category(c)[0] in "LNPS" for c in kept)
    return " ".join(kept.split()) if has_letters else ""


def skeleton(login: str) -> str:
    """The same for logins that pass for one another: case, width and letters of other scripts; accents and digits count."""
    plain = unicodedata.normalize("NFKC", login).casefold()
    return unicodedata.normalize("NFC", "".join(_latin_twin(c) for c in plain).casefold())


def fold(login: str) -> str:
    """A login as it is looked up and counted: surrounding space, width and case aside."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).strip().lower())


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

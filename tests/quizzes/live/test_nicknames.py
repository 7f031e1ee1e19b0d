"""What may be a nickname, and which ones are twins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.live.nicknames import LONGEST, LONGEST_KEY, clean, key

RLO, ZWSP, ZWNJ, ZWJ, BOM, WORD_JOINER = "\u202e", "\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"


@pytest.mark.parametrize(
    ("nickname", "shown"),
    [
        ("Noor", "Noor"),
        ("  Noor   from  Delft ", "Noor from Delft"),
        ("e\u0301lan", "élan"),
        ("محمد", "محمد"),
        ("יעל", "יעל"),
        ("佐藤", "佐藤"),
        ("김민준", "김민준"),
        ("Zoë-Ann O’Neill", "Zoë-Ann O’Neill"),
        ("R2D2", "R2D2"),
        ("42", "42"),
        ("🦊", "🦊"),
        ("❤\ufe0f", "❤\ufe0f"),
        (f"👩{ZWJ}🔬", f"👩{ZWJ}🔬"),
        (f"👨{ZWJ}👩{ZWJ}👧", f"👨{ZWJ}👩{ZWJ}👧"),
        (f"می{ZWNJ}خواهم", f"می{ZWNJ}خواهم"),
        ("<script>", "<script>"),
        ("=1+1", "=1+1"),
        ("'; DROP TABLE", "'; DROP TABLE"),
        ("x" * LONGEST, "x" * LONGEST),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("ก็ตั้งใจ", "ก็ตั้งใจ"),
    ],
)
def test_clean_keeps_names_of_every_script(nickname, shown):
    assert clean(nickname) == shown


@pytest.mark.parametrize(
    "nickname",
    [
        "",
        " ",
        "\t\n",
        "\u00a0",
        "\u3000",
        "x" * (LONGEST + 1),
        "x" * 10_000,
        ZWSP,
        f"No{ZWSP}or",
        f"Noor{BOM}",
        f"{WORD_JOINER}Noor",
        RLO,
        f"Noor{RLO}",
        f"{RLO}rooN",
        "\u2066Noor\u2069",
        "\u200fNoor",
        ZWJ,
        ZWNJ,
        ZWJ * 5,
        f"{ZWJ}Noor",
        f"Noor{ZWNJ}",
        f"No{ZWJ}{ZWJ}or",
        "\x00",
        "No\x00or",
        "No\x07or",
        "No\x1b[31mor",
        "\ue000",
        "\ud800",
        "Noor\U000e0041",  # a tag character
        "\u3164",  # Hangul filler
        "\u115f\u1160",
        "\uffa0 \u3164",
        "\u2800",  # Braille blank
        "\u0301",  # only a mark
        "Z\u0300\u0301\u0302\u0303\u0304\u0305algo",
        "\u0378",  # unassigned
    ],
    ids=ascii,
)
def test_clean_refuses_what_cannot_be_seen_or_disturbs_others(nickname):
    assert clean(nickname) is None


@pytest.mark.parametrize(
    "nickname",
    ["No\u3164or", "Noor\u3164", "No\u2800or", "N\u115foor", "Noor\u034f", "Noor\ufe00", "Noor\U000e0101"],
    ids=ascii,
)
def test_a_character_that_draws_nothing_makes_no_second_noor(nickname):
    assert clean(nickname) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor", "noor"),
        ("Noor", "NOOR"),
        ("Noor", "N o o r"),
        ("Noor", "N00r"),
        ("Noor", "Nоor"),  # Cyrillic о
        ("Noor", "Νoor"),  # Greek Nu
        ("Hana", "Ηana"),  # Greek Eta
        ("Noor", "Noor\ufe0f"),
        ("Noor…", "NOOR…"),
        ("❤", "❤\ufe0f"),
        ("ΝΙΚΟΣ", "Νίκος"),
        ("НИНА", "Нина"),
        ("ОБЪЁМ", "Объем"),
        ("Noor", "Ｎｏｏｒ"),  # full width
        ("Noor", "𝐍𝐨𝐨𝐫"),  # mathematical bold
        ("Noor", "Nöör"),
        ("Noor", "Nóòr"),
        ("Straße", "STRASSE"),
        ("Lilly", "Li11y"),
        ("Ilan", "lIan"),
        ("Sara", "5ara"),
        ("Anna", "Аnna"),  # Cyrillic А
        ("mark", "rnark"),
        ("will", "vvill"),
        ("paypal", "раураl"),
        (f"👩{ZWJ}🔬", f"👩{ZWJ}🔬"),
    ],
    ids=ascii,
)
def test_names_that_look_alike_are_twins(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor", "Noora"),
        ("Noor", "Nora"),
        ("محمد", "أحمد"),
        ("佐藤", "加藤"),
        ("🦊", "🐻"),
        ("Ana", "Ann"),
        ("42", "43"),
        ("김민준", "김민지"),
    ],
)
def test_other_names_are_not(one, other):
    assert key(one) != key(other)


@given(st.text(max_size=300))
def test_whatever_is_sent_is_refused_or_fits_its_columns(nickname):
    shown = clean(nickname)
    if shown is not None:
        assert 1 <= len(shown) <= LONGEST
        assert clean(shown) == shown
        assert 1 <= len(key(shown)) <= LONGEST_KEY

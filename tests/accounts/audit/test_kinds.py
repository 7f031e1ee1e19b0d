"""Every kind of event has a name of one shape, and words."""

import re

from accounts.audit import kinds
from accounts.audit.kinds import Kind
from accounts.users.sign_ins import Method, SecondFactor


def test_every_kind_has_words():
    assert set(kinds.WORDS) == set(Kind)
    assert all(str(words).strip() for words in kinds.WORDS.values())


def test_names_are_of_one_shape():
    assert [kind for kind in Kind if not re.fullmatch(r"[a-z_]+\.[a-z_]+", kind) or len(kind) > 60] == []


def test_every_way_in_has_words():
    assert set(kinds.SIGNED_IN_BY) == {str(method) for method in Method}
    assert set(kinds.BESIDE) == {str(factor) for factor in SecondFactor if factor}

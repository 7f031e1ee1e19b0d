"""Names without case and accents, the same on both databases."""

import pytest
from django.db.models import Value

from accounts.models import User
from lib.folding import Bare, bare
from tests.factories.accounts import make_user


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Nóra Čapková", "nora capkova"), ("АЙГЕРИМ", "аигерим"), ("Νίκος", "νικος"), ("ＡＢＣ", "abc"), ("عمر", "عمر"), ("", "")],
)
@pytest.mark.django_db
def test_both_sides_say_the_same(text, plain):
    make_user("one")
    assert bare(text) == plain
    assert User.objects.annotate(told=Bare(Value(text))).get().told == plain

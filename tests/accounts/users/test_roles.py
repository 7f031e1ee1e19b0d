"""What each role may do, as such."""

import pytest

from accounts.users.roles import CAPABILITIES, Capability, Role, may

TABLE = {
    #                       admin  teacher student
    Capability.MANAGE_PEOPLE: (True, False, False),
    Capability.MODERATE: (True, False, False),
    Capability.TEACH: (True, True, False),
    Capability.AUTHOR: (True, True, True),
}


@pytest.mark.parametrize("capability", Capability)
def test_may(capability):
    assert tuple(may(role, capability) for role in (Role.ADMIN, Role.TEACHER, Role.STUDENT)) == TABLE[capability]
    assert tuple(may(role, capability) for role in ("admin", "teacher", "student")) == TABLE[capability]


def test_every_role_has_its_row():
    assert set(CAPABILITIES) == set(Role)


@pytest.mark.parametrize("role", ["", "root", "ADMIN"])
def test_a_role_that_is_none_may_nothing(role):
    with pytest.raises(ValueError):
        may(role, Capability.AUTHOR)

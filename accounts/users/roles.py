"""The three roles and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """A person's standing in the whole house. Rights in one group, room or exchange stand there."""

    ADMIN = "admin"
    TEACHER = "teacher"
    STUDENT = "student"


class Capability(StrEnum):
    """Something that a role, as such, may or may not do."""

    MANAGE_PEOPLE = "manage_people"
    MODERATE = "moderate"
    TEACH = "teach"
    AUTHOR = "author"


CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.ADMIN: frozenset(Capability),
    Role.TEACHER: frozenset({Capability.TEACH, Capability.AUTHOR}),
    Role.STUDENT: frozenset({Capability.AUTHOR}),
}


def may(role: str, capability: Capability) -> bool:
    """Whether this role has this capability."""
    return capability in CAPABILITIES[Role(role)]

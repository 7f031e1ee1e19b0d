"""What is refused about events."""


class AppendOnly(Exception):
    """Somebody tried to change or delete what is only ever added to. A mistake in the program, never of a person."""

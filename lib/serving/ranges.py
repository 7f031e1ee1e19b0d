"""Parts of files that clients ask for (RFC 9110, chapter 14): players jump in films, downloads go on where they broke off."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The part begins behind the end: 416."""


@dataclass(frozen=True, slots=True)
class Part:
    """`length` bytes from `start` of a file of `size`."""

    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        """The header that says which part this is."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def part_of(wanted: str, *, size: int, etag: str, if_range: str = "") -> Part | None:
    """The part that `Range: wanted` means; None for the whole file. Raises Unsatisfiable.

    Several parts at once, other units and what cannot be read are answered with the whole, as the RFC allows. With
    `If-Range` a part is only given of the very bytes that its sender has the beginning of.
    """
    match = _ONE_RANGE.fullmatch(wanted.strip())
    if match is None or (if_range and if_range.strip() != etag):
        return None
    first, last = match[1], match[2]
    if not first and not last:
        return None
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        length = min(int(last) if last else size - 1, size - 1) - start + 1
    if length <= 0 or start >= size:
        raise Unsatisfiable
    return Part(start, length, size)

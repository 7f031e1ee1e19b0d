"""Which part of a file `Range` means, and when it means the whole."""

import pytest

from lib.serving.ranges import Part, Unsatisfiable, part_of

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-1", (0, 2)),
        ("bytes=2-4", (2, 3)),
        ("bytes=2-", (2, 8)),
        ("bytes=0-", (0, 10)),
        ("bytes=9-", (9, 1)),
        ("bytes=5-100", (5, 5)),
        ("bytes=-1", (9, 1)),
        ("bytes=-3", (7, 3)),
        ("bytes=-100", (0, 10)),
        (" Bytes = 2-4 ", (2, 3)),
    ],
)
def test_one_part_is_given(wanted, expected):
    assert part_of(wanted, size=10, etag=ETAG) == Part(*expected, 10)


@pytest.mark.parametrize(
    "wanted",
    [
        *"bytes bytes= bytes=- bytes=4-2 bytes=0-1,3-4 bytes=a-b bytes=0x1-2 lines=0-1 bytes=--1 bytes=٣-٤".split(),
        "bytes=1-" + "9" * 19,
        "",
    ],
)
def test_what_is_none_gives_the_whole(wanted):
    assert part_of(wanted, size=10, etag=ETAG) is None


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-12", "bytes=999999999999999999-", "bytes=-0"])
def test_behind_the_end_there_is_nothing(wanted):
    with pytest.raises(Unsatisfiable):
        part_of(wanted, size=10, etag=ETAG)


@pytest.mark.parametrize(
    ("if_range", "whole"),
    [(ETAG, False), ('"other"', True), (f"W/{ETAG}", True), ("Wed, 21 Oct 2015 07:28:00 GMT", True), ("", False)],
)
def test_a_part_is_of_the_same_bytes_or_not_given(if_range, whole):
    assert (part_of("bytes=1-2", size=10, etag=ETAG, if_range=if_range) is None) == whole
    if whole:
        assert part_of("bytes=10-", size=10, etag=ETAG, if_range=if_range) is None


def test_a_part_says_which_it_is():
    assert Part(2, 3, 10).content_range == "bytes 2-4/10"

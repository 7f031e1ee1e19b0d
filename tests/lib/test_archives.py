"""Archives are measured and never unpacked: what would hurt whoever unpacks it is refused with its reason."""

import contextlib
import io
import os
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from lib import archives
from lib.archives import ArchiveRefused, Caps, Reason
from tests.factories import files

CAPS = Caps(files=50, unpacked=30_000_000, ratio=200, depth=3, nested=2_000_000)


def refusal(data: bytes, caps: Caps = CAPS) -> Reason:
    with pytest.raises(ArchiveRefused) as refused:
        archives.check(io.BytesIO(data), caps)
    return refused.value.reason


def central(data: bytes) -> int:
    """Where the directory begins."""
    return struct.unpack_from("<I", data, data.rfind(b"PK\x05\x06") + 16)[0]


def patched(data: bytes, at: int, form: str, *values: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, at, *values)
    return bytes(changed)


# What is taken ----------------------------------------------------------------------------------------------------


def test_members_are_listed_and_read():
    data = files.zipped({"a.txt": b"hello", "folder/": b"", "folder/ü.txt": b"x" * 200_000})
    members = archives.check(io.BytesIO(data), CAPS)
    assert [(one.name, one.size) for one in members] == [("a.txt", 5), ("folder/", 0), ("folder/ü.txt", 200_000)]
    assert archives.read_member(io.BytesIO(data), members[0], most=5) == b"hello"
    with pytest.raises(ArchiveRefused):
        archives.read_member(io.BytesIO(data), members[2], most=5)


@pytest.mark.parametrize(
    "data",
    [
        files.zipped({}),
        files.zipped(method=zipfile.ZIP_STORED),
        files.zipped({"a.docx": files.office("docx", also={"word/embedded.xlsx": files.office("xlsx")})}),
        files.zipped({"a": os.urandom(300_000), "b": b"", "c": b"PK"}),
        files.zipped({"windows\\path.txt": b"x"}),
        files.zipped({"white.bmp": bytes(9_000_000)}),
    ],
    ids=["empty", "stored", "three deep", "pieces", "backslashes", "dense and small"],
)
def test_what_is_harmless_is_taken(data):
    archives.check(io.BytesIO(data), CAPS)


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
def test_the_size_of_the_pieces_changes_nothing(piece, monkeypatch):
    data = files.zipped({"a": b"x" * 5000 + b"end"})
    monkeypatch.setattr(archives, "CHUNK", piece)
    (member,) = archives.check(io.BytesIO(data), CAPS)
    assert archives.read_member(io.BytesIO(data), member, most=5003) == b"x" * 5000 + b"end"


def test_what_was_written_to_a_pipe_is_taken():
    """Sizes behind the data, and the wide fields that some programs always write."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w", force_zip64=True) as member:
        member.write(b"x" * 100_000)
    (one,) = archives.check(io.BytesIO(pipe.data), CAPS)
    assert one.size == 100_000


def test_a_comment_is_fine_and_something_behind_it_is_not():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"x")
        archive.comment = b"PK\x05\x06 is only a comment" + bytes(30)
    archives.check(io.BytesIO(file.getvalue()), CAPS)
    assert refusal(file.getvalue() + b"<script>") == Reason.BROKEN


# Bombs ------------------------------------------------------------------------------------------------------------


def test_a_flat_bomb_is_refused_before_it_is_inflated():
    assert refusal(files.zipped({"zeros": bytes(11_000_000)})) == Reason.TOO_DENSE
    assert refusal(files.zipped({f"zeros{n}": bytes(9_000_000) for n in range(4)})) == Reason.TOO_LARGE


def test_a_bomb_of_bombs_is_refused():
    """As 42.zip: archives in archives, each small."""
    data = files.zipped({"zeros": bytes(1_000_000)})
    for _ in range(4):
        data = files.zipped({f"{n}.zip": data for n in range(16)})
    assert refusal(data) in {Reason.TOO_DEEP, Reason.TOO_MANY}
    deep = files.zipped()
    for _ in range(3):
        deep = files.zipped({"a.zip": deep})
    assert refusal(deep) == Reason.TOO_DEEP


def test_archives_in_the_archive_count_as_its_own():
    assert (
        refusal(files.zipped({f"{n}.zip": files.zipped({f"{m}": b"" for m in range(9)}) for n in range(6)})) == Reason.TOO_MANY
    )
    inner = files.zipped({"zeros": bytes(9_000_000)})
    assert refusal(files.zipped({f"{n}.zip": inner for n in range(4)})) == Reason.TOO_LARGE
    assert refusal(files.zipped({"a.zip": files.zipped({"r": random.Random(1).randbytes(2_100_000)})})) == Reason.TOO_LARGE
    assert refusal(files.zipped({"a.zip": files.zip_with_link()})) == Reason.LINK


def test_a_crowd_of_files_is_refused_before_the_directory_is_read():
    assert refusal(files.zipped({f"{n}": b"" for n in range(51)})) == Reason.TOO_MANY
    # The count lies, the directory is what it is.
    data = files.zipped({"x" * 200 + f"{n}": b"" for n in range(200)})
    assert refusal(patched(data, data.rfind(b"PK\x05\x06") + 8, "<HH", 1, 1)) == Reason.TOO_MANY
    data = files.zipped({f"{n}": b"" for n in range(40)})
    assert refusal(patched(data, data.rfind(b"PK\x05\x06") + 8, "<HH", 1, 1)) == Reason.BROKEN


def test_members_that_share_their_bytes_are_refused():
    """The bomb of overlapping members: one kernel, inflated by each."""
    data = files.zipped({"a": b"x" * 1000, "b": b"x" * 1000})
    start = central(data)
    second = start + 46 + 1
    assert struct.unpack_from("<I", data, second + 42)[0] > 0
    twice = patched(data, second + 42, "<I", 0)
    assert refusal(twice) == Reason.BROKEN


def test_a_member_longer_than_it_says_is_stopped_at_once():
    data = files.zipped({"a": bytes(20_000_000)})
    local, start = data, central(data)
    lies = patched(patched(local, 22, "<I", 10), start + 24, "<I", 10)
    tracemalloc.start()
    assert refusal(lies) == Reason.BROKEN
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


# Traps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "..", "/etc/passwd", "\\\\host\\share", "..\\evil", "C:\\evil", "c:evil", "a\nb", "x" * 501],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert refusal(files.zip_with(zipfile.ZipInfo(name))) == Reason.NAME


def test_a_null_in_a_name_is_seen():
    data = files.zipped({"a.txt": b"x"}).replace(b"a.txt", b"a\0txt")
    assert refusal(data) == Reason.NAME


def test_a_second_name_for_other_programs_is_looked_at_too():
    info = zipfile.ZipInfo("good.txt")
    other = b"\x01\0\0\0\0" + b"../../evil"
    info.extra = struct.pack("<HH", 0x7075, len(other)) + other
    assert refusal(files.zip_with(info)) == Reason.NAME


def test_links_and_devices_are_refused():
    assert refusal(files.zip_with_link()) == Reason.LINK
    info = zipfile.ZipInfo("device")
    info.create_system, info.external_attr = 3, 0o020666 << 16
    assert refusal(files.zip_with(info)) == Reason.LINK


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("A.txt", "a.TXT"), ("a", "a/"), ("e\u0301", "\u00e9")])
def test_one_name_twice_is_refused(one, other):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(one, b"1")
        archive.writestr(other, b"2")
    assert refusal(file.getvalue()) == Reason.DUPLICATE


def test_locked_members_are_refused_wherever_that_stands():
    data = files.zipped()
    assert refusal(patched(data, central(data) + 8, "<H", 1)) == Reason.ENCRYPTED
    assert refusal(patched(data, 6, "<H", 1)) == Reason.ENCRYPTED


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(method):
    assert refusal(files.zipped(method=method)) == Reason.METHOD


# Broken -----------------------------------------------------------------------------------------------------------


def test_every_cut_is_noticed():
    data = files.zipped({"a.txt": b"hello" * 100, "b": b"x"})
    assert {refusal(data[:length]) for length in range(4, len(data))} == {Reason.BROKEN}


def test_a_wrong_sum_a_wrong_size_and_two_tellings_are_noticed():
    data = files.zipped({"abcdef": b"hello" * 100})
    start = central(data)
    assert refusal(patched(data, start + 16, "<I", 1)) == Reason.BROKEN  # sum
    assert refusal(patched(data, start + 24, "<I", 499)) == Reason.BROKEN  # size, in the directory alone
    assert refusal(patched(patched(data, start + 24, "<I", 501), 22, "<I", 501)) == Reason.BROKEN  # and in both
    assert refusal(data.replace(b"abcdef", b"abcdeg", 1)) == Reason.BROKEN  # name, in the local header alone
    assert refusal(patched(data, 8, "<H", 0)) == Reason.BROKEN  # method, likewise
    assert refusal(patched(data, start + 42, "<I", 1)) == Reason.BROKEN  # where it is
    assert refusal(data[:40] + bytes([data[40] ^ 0xFF]) + data[41:]) == Reason.BROKEN  # a byte of the content


def test_bytes_hidden_in_a_member_behind_its_end_are_noticed(monkeypatch):
    def with_more(extra: int) -> bytes:
        info = zipfile.ZipInfo("a")
        info.compress_type = zipfile.ZIP_STORED
        pack = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        data = files.zip_with(info, pack.compress(b"hello") + pack.flush() + bytes(extra))
        start = central(data)
        for at, form, value in ((8, "<H", 8), (14, "<I", zlib.crc32(b"hello")), (22, "<I", 5)):
            data = patched(data, at, form, value)
        for at, form, value in ((10, "<H", 8), (16, "<I", zlib.crc32(b"hello")), (24, "<I", 5)):
            data = patched(data, start + at, form, value)
        return data

    archives.check(io.BytesIO(with_more(0)), CAPS)
    assert refusal(with_more(9)) == Reason.BROKEN
    monkeypatch.setattr(archives, "CHUNK", 7)  # the length of the packed "hello": the rest is a piece of its own
    archives.check(io.BytesIO(with_more(0)), CAPS)
    assert refusal(with_more(9)) == Reason.BROKEN


def test_what_is_no_deflate_and_a_file_that_shrank_are_broken():
    data = files.zipped({"a": b"hello" * 100})
    assert refusal(data[:31] + b"\x07" + data[32:]) == Reason.BROKEN
    (member,) = archives.check(io.BytesIO(data), CAPS)
    with pytest.raises(ArchiveRefused):
        archives.read_member(io.BytesIO(data[:35]), member, most=500)


def test_no_noise_breaks_the_reader():
    """Whatever bytes are changed: an answer or a refusal, nothing else."""
    chance = random.Random(7)
    original = files.zipped({"a.txt": b"hello" * 50, "b/c.zip": files.zipped(), "d": b""})
    for _ in range(2000):
        data = bytearray(original)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(ArchiveRefused):
            archives.check(io.BytesIO(bytes(data)), CAPS)

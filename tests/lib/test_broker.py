"""The embedded broker: a message is whole or not there; what cannot be read costs itself only."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from lib import broker


@pytest.fixture
def channel(tmp_path):
    broker.register()
    folders = {name: str(tmp_path / name) for name in ("queue", "done", "control")}
    for folder in folders.values():
        Path(folder).mkdir()
    options = {
        "data_folder_in": folders["queue"],
        "data_folder_out": folders["queue"],
        "processed_folder": folders["done"],
        "control_folder": folders["control"],
        "store_processed": False,
    }
    with Connection("files://localhost", transport_options=options) as connection:
        yield connection.default_channel


def test_messages_come_in_the_order_they_were_put_and_once(channel):
    for number in range(3):
        channel._put("jobs", {"number": number})
    channel._put("other", {"number": 9})
    assert channel._size("jobs") == 3
    assert [channel._get("jobs")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("jobs")
    assert channel._size("other") == 1


def test_a_message_that_is_being_written_is_not_seen(channel):
    folder = Path(channel.data_folder_in)
    (folder / ".00000000000000000001_x.jobs.msg.new").write_text("")
    with pytest.raises(Empty):
        channel._get("jobs")


def test_an_unreadable_message_is_passed_over(channel):
    folder = Path(channel.data_folder_in)
    (folder / "00000000000000000001_x.jobs.msg").write_text("")
    channel._put("jobs", {"number": 1})
    assert channel._get("jobs") == {"number": 1}
    assert list(folder.iterdir()) == []


def test_two_takers_never_get_the_same_message_nor_lose_one(channel):
    got, lock = [], threading.Lock()

    def take():
        while True:
            all_put = done.is_set()
            try:
                message = channel._get("jobs")
            except Empty:
                if all_put:
                    return
                continue
            with lock:
                got.append(message["number"])

    done = threading.Event()
    takers = [threading.Thread(target=take) for _ in range(2)]
    for taker in takers:
        taker.start()
    for number in range(300):
        channel._put("jobs", {"number": number})
    done.set()
    for taker in takers:
        taker.join(20)
    assert sorted(got) == list(range(300))


def test_purge_empties_one_queue(channel):
    channel._put("jobs", {})
    channel._put("other", {})
    assert channel._purge("jobs") == 1
    assert (channel._size("jobs"), channel._size("other")) == (0, 1)

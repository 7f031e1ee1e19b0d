"""Addresses that phones can open."""

import pytest

from lib import addresses


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("localhost", "10.0.0.7"),
        ("localhost:8000", "10.0.0.7:8000"),
        ("LOCALHOST:8000", "10.0.0.7:8000"),
        ("127.0.0.1:8000", "10.0.0.7:8000"),
        ("0.0.0.0:80", "10.0.0.7:80"),
        ("[::1]:8000", "10.0.0.7:8000"),
        ("[::1]", "10.0.0.7"),
        ("quiz.localhost:8000", "10.0.0.7:8000"),
        ("192.168.1.5:8000", "192.168.1.5:8000"),
        ("[fd00::2]:8000", "[fd00::2]:8000"),
        ("school.example", "school.example"),
    ],
)
def test_reachable_host_replaces_what_only_means_this_machine(host: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "10.0.0.7")

    assert addresses.reachable_host(host) == shown


def test_reachable_host_without_a_network_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: None)

    assert addresses.reachable_host("localhost:8000") == "localhost:8000"

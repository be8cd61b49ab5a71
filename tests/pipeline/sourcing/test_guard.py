"""Which addresses may be fetched, by the rules alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.pipeline.sourcing.guard import Guard, host_and_port, is_public
from claims.pipeline.sourcing.problems import Refused


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001::200e"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1"),  # noqa: S104
        *("240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "::1", "::", "fe80::1", "fd00::1"),
        *("::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2001:0:808:808::1", "ff02::1"),
        *("fe80::1%eth0", "2606:2800:220:1::1%eth0", "2a00:1450::5efe:a00:1", "2001:db8::1", "no address", ""),
    ],
)
def test_all_others_are_not(address: str) -> None:
    assert not is_public(address)


@given(some.ip_addresses(v=4, network="10.0.0.0/8") | some.ip_addresses(v=6, network="fc00::/7"))
def test_no_address_of_a_private_block_is_public(address: object) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("ftp://example.org/", "Only http and https"),
        ("javascript:alert(1)", "Only http and https"),
        ("http:///path", "names no host"),
        ("https://user@example.org/", "user name"),
        ("https://example.org:22/", "Port 22"),
        ("http://something.onion/", "not on the public internet"),
        ("http://printer.local/", "not on the public internet"),
        ("http://example.org/a b", "spaces or control characters"),
        ("http://[::1/", "cannot be read"),
        ("http://example.org:99999/", "Port 99999"),
        ("http://example.org/" + "a" * 8200, "too long"),
    ],
)
def test_a_refusal_says_why(url: str, because: str) -> None:
    with pytest.raises(Refused, match=because):
        Guard().check(url)


@given(some.text(max_size=300))
def test_whatever_is_written_is_either_refused_or_a_web_address(written: str) -> None:
    try:
        parsed = Guard().check(f"http://{written}")
    except Refused:
        return
    assert parsed.scheme in {"http", "https"}
    assert parsed.host


def test_an_exception_opens_one_port_of_one_host() -> None:
    guard = Guard.of(["intranet.example:8081"])

    assert guard.check("http://intranet.example:8081/").port == 8081
    guard.check_answers("intranet.example", 8081, ["10.0.0.1"])
    with pytest.raises(Refused):
        guard.check_answers("intranet.example", 80, ["10.0.0.1"])
    with pytest.raises(Refused):
        guard.check("http://other.example:8081/")


def test_an_exception_without_a_port_means_the_usual_ones() -> None:
    guard = Guard.of(["intranet.example"])

    guard.check_answers("INTRANET.example.", 443, ["10.0.0.1"])
    with pytest.raises(Refused, match="Port 8081"):
        guard.check("http://intranet.example:8081/")


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused, match="leads to an address"):
        Guard().check_answers("both.example", 80, ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize(
    ("entry", "means"),
    [
        ("Wiki.example", ("wiki.example", None)),
        ("127.0.0.1:8081", ("127.0.0.1", 8081)),
        ("[::1]:80", ("::1", 80)),
        ("[::1]", ("::1", None)),
        ("::1", ("::1", None)),
    ],
)
def test_exceptions_are_read_as_host_and_port(entry: str, means: tuple[str, int | None]) -> None:
    assert host_and_port(entry) == means


def test_an_exception_with_a_bad_port_fails_loudly() -> None:
    with pytest.raises(ValueError, match="eighty"):
        Guard.of(["wiki.example:eighty"])


def test_the_length_of_an_address_is_counted_as_it_goes_out() -> None:
    guard = Guard()
    fits = "https://example.org/" + "ä" * 1_300

    assert len(str(guard.check(fits))) < 8_192
    with pytest.raises(Refused, match="too long"):
        guard.check("https://example.org/" + "ä" * 1_400)

"""Which addresses may be fetched: public ones only, so that no page can turn the desk against its own network."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import httpx2

from claims.pipeline.sourcing.problems import OutOfBounds

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_URL = 8192
DEFAULT_PORTS = {"http": 80, "https": 443}
NEVER_PUBLIC = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion", "i2p", "alt")
"""Last parts of host names that no public server has."""

# `is_global` follows the registry of Python's release; what that left out, or what leads elsewhere, is named here.
NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b::/96",  # NAT64: an IPv4 address in disguise
        "64:ff9b:1::/48",
        "::/8",  # unspecified, loopback, IPv4-compatible and IPv4-mapped
        "100::/8",
        "2001::/23",  # Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def is_public(address: str) -> bool:
    """Say whether an IP address stands on the open internet. Scoped, mapped, tunnelled and reserved ones do not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_private or ip.is_loopback or ip.is_link_local:
        return False
    if any(ip in block for block in NOT_PUBLIC if block.version == ip.version):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.scope_id is None and (int(ip) >> 32) & 0xFFFFFFFF not in ISATAP
    return True


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of one deployment: open ports, and the hosts of its own network that it names as exceptions."""

    allowed: frozenset[tuple[str, int | None]] = frozenset()
    ports: frozenset[int] = frozenset({80, 443})

    @classmethod
    def of(cls, allowed_hosts: Iterable[str], *, ports: Iterable[int] = (80, 443)) -> Self:
        """Build the guard from settings: `host` or `host:port`, an IPv6 address in brackets."""
        return cls(allowed=frozenset(map(host_and_port, allowed_hosts)), ports=frozenset(ports))

    def is_exception(self, host: str, port: int) -> bool:
        """Say whether the deployment names this very host; without a port it means the open ports."""
        name = plain(host)
        return (name, port) in self.allowed or ((name, None) in self.allowed and port in self.ports)

    def check(self, url: str) -> httpx2.URL:
        """Return the parsed URL, or raise OutOfBounds, saying why it may not be fetched."""
        if len(url) > LONGEST_URL:
            raise OutOfBounds("The address is too long (more than 8 KB).")
        if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
            raise OutOfBounds("The address has spaces or control characters in it.")
        try:
            parsed = httpx2.URL(url)
            host, port = parsed.raw_host.decode("ascii"), parsed.port
        except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as problem:
            raise OutOfBounds("The address cannot be read.") from problem
        if len(str(parsed)) > LONGEST_URL:  # as it goes out: one letter is up to twelve bytes there
            raise OutOfBounds("The address is too long (more than 8 KB).")
        if parsed.scheme not in DEFAULT_PORTS:
            raise OutOfBounds("Only http and https addresses are fetched.")
        if parsed.userinfo:
            raise OutOfBounds("The address has a user name in it.")
        if not host:
            raise OutOfBounds("The address names no host.")
        port = port or DEFAULT_PORTS[parsed.scheme]
        if not self.is_exception(host, port):
            self._check_public_host(host, port)
        return parsed

    def _check_public_host(self, host: str, port: int) -> None:
        if port not in self.ports:
            raise OutOfBounds(f"Port {port} is not fetched from.")
        name = plain(host)
        if "%" in name:
            raise OutOfBounds("The address names a network interface.")
        if is_ip(name):
            if not is_public(name):
                raise OutOfBounds("The address is not on the public internet.")
        elif any(name == ending or name.endswith(f".{ending}") for ending in NEVER_PUBLIC):
            raise OutOfBounds("The address is not on the public internet.")

    def check_answers(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Raise OutOfBounds if any of the addresses that the name led to is not public."""
        if self.is_exception(host, port):
            return
        if not all(is_public(address) for address in addresses):
            raise OutOfBounds("The name leads to an address that is not on the public internet.")


def plain(host: str) -> str:
    """Return a host as it is compared: lower case, without brackets and final dot."""
    return host.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")


def is_ip(host: str) -> bool:
    """Say whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def host_and_port(entry: str) -> tuple[str, int | None]:
    """Read `host`, `host:port`, `[v6]` or `[v6]:port`. Raises ValueError where it is none of them."""
    if entry.count(":") > 1 and not entry.startswith("["):
        return plain(entry), None
    host, colon, port = entry.rpartition(":") if not entry.endswith("]") else (entry, "", "")
    if not colon:
        return plain(entry), None
    return plain(host), int(port)

"""A name server for the lab: answers as an attacker's would, with other addresses from one question to the next."""

from __future__ import annotations

import ipaddress
import socket
import struct
import threading
from collections import Counter

A, CNAME, AAAA = 1, 5, 28
PUBLIC, PUBLIC6 = "93.184.216.34", "2606:2800:220:1::1"
ZONE: dict[str, list[tuple[str, ...]]] = {
    # each inner tuple is what one question is answered with; the last one stays
    "public.lab": [(PUBLIC,)],
    "public6.lab": [(PUBLIC6,)],
    "desk.lab": [("10.0.0.5",)],
    "loopback.lab": [("127.0.0.1",)],
    "ten.lab": [("10.0.0.5",)],
    "metadata.lab": [("169.254.169.254",)],
    "cgnat.lab": [("100.64.0.1",)],
    "six.lab": [("::1",)],
    "unique.lab": [("fd00::1",)],
    "mapped.lab": [("::ffff:127.0.0.1",)],
    "nat64.lab": [("64:ff9b::a00:5",)],
    "sixtofour.lab": [("2002:a00:5::1",)],
    "zero.lab": [("0.0.0.0",)],  # noqa: S104 - an address to attack with
    "both.lab": [(PUBLIC, "10.0.0.5")],
    "both6.lab": [(PUBLIC, "::1")],
    "rebind.lab": [(PUBLIC,), ("127.0.0.1",)],
    "rebind-twice.lab": [(PUBLIC,), (PUBLIC,), ("10.0.0.5",)],
    "rebind-back.lab": [("10.0.0.5",), (PUBLIC,)],
    "alias.lab": [("=loopback.lab", "127.0.0.1")],
    "10.0.0.5.dotted.lab": [("10.0.0.5",)],
    "printer.local": [("10.0.0.5",)],
}


class Names(threading.Thread):
    """Answers on one UDP address until the process ends. TTL is 0; how often each name was asked for A decides."""

    def __init__(self, address: str) -> None:
        """Bind."""
        super().__init__(daemon=True, name="names")
        self.asked: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))

    def run(self) -> None:
        """Answer."""
        while True:
            question, sender = self._socket.recvfrom(2048)
            self._socket.sendto(self._answer(question), sender)

    def _answer(self, question: bytes) -> bytes:
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode("latin-1").lower())
            at += 1 + question[at]
        (kind,) = struct.unpack_from("!H", question, at + 1)
        name, end = ".".join(labels), at + 5
        records, owner = [], b"\xc0\x0c"
        for word in self._now(name, kind):
            records.append(record(owner, word, kind))
            owner = encoded(word[1:]) if word.startswith("=") else owner
        found = [each for each in records if each]
        code = 0 if name in ZONE else 3
        head = question[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(found), 0, 0)
        return head + question[12:end] + b"".join(found)

    def _now(self, name: str, kind: int) -> tuple[str, ...]:
        answers = ZONE.get(name, [()])
        turn = min(self.asked[name], len(answers) - 1)
        if kind == A:  # the resolver asks for A and AAAA together: one look-up is one turn
            self.asked[name] += 1
        return answers[turn]


def encoded(name: str) -> bytes:
    """Write a name as its labels."""
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


def record(owner: bytes, word: str, kind: int) -> bytes:
    """Write one answer, or nothing where it is of another kind than was asked."""
    if word.startswith("="):
        name = encoded(word[1:])
        return owner + struct.pack("!HHIH", CNAME, 1, 0, len(name)) + name
    packed = ipaddress.ip_address(word).packed
    if kind != (A if len(packed) == 4 else AAAA):
        return b""
    return owner + struct.pack("!HHIH", kind, 1, 0, len(packed)) + packed

"""Runs inside a network namespace of its own: a small town of public and private addresses, and attacks in it.

Prints one JSON line for each attack: what came of it, and every private address at which somebody knocked meanwhile.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.lab.attacks import ATTACKS
from tests.lab.names import PUBLIC, PUBLIC6, Names
from tests.lab.surfaces import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable

NAME_SERVER = "127.0.0.153"
ADDRESSES = (
    *(PUBLIC, "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.0.192"),
    *(
        PUBLIC6,
        "fd00::1",
        "64:ff9b::a00:5",
        "64:ff9b:1::a00:5",
        "2002:a00:5::1",
        "2001:0:a00:5::1",
        "2001:db8::1",
        "fe80::1",
    ),
)
PORTS = (80, 443, 25, 22, 6379, 8080, 8081)
EXCEPTION = "desk.lab:8081"
OPEN_TO_ALL = {PUBLIC, PUBLIC6}


def build(folder: Path) -> None:
    """Give the town its addresses, and the resolver our name server. Needs to be alone in network and mounts."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in ADDRESSES:
        long = "128" if ":" in address else "32"
        more = ["nodad"] if ":" in address else []
        subprocess.run(["ip", "addr", "add", f"{address}/{long}", "dev", "lo", *more], check=True)
    files = {
        "resolv.conf": f"nameserver {NAME_SERVER}\noptions timeout:1 attempts:1\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "nsswitch.conf": "hosts: files dns\n",
    }
    for name, words in files.items():
        (folder / name).write_text(words)
        subprocess.run(["mount", "--bind", str(folder / name), f"/etc/{name}"], check=True)


class Doors(threading.Thread):
    """Listens at every address and port of the town and remembers who knocked where."""

    def __init__(self) -> None:
        """Open all doors."""
        super().__init__(daemon=True, name="doors")
        self.knocks: list[tuple[str, int]] = []
        self._open = []
        for family, anywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104 - all of the town
            for port in PORTS:
                door = socket.socket(family, socket.SOCK_STREAM)
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                door.bind((anywhere, port))
                door.listen(64)
                self._open.append(door)

    def run(self) -> None:
        """Answer whoever comes."""
        while True:
            for door in select.select(self._open, [], [])[0]:
                visitor, _from = door.accept()
                at = visitor.getsockname()
                self.knocks.append((at[0].split("%")[0], at[1]))
                threading.Thread(target=answer, args=(visitor,), daemon=True).start()


def answer(visitor: socket.socket) -> None:
    """Serve a page, or the redirect that was asked for."""
    with visitor:
        visitor.settimeout(2)
        try:
            asked = visitor.recv(65_536).decode("latin-1")
            target = asked.split(" ")[1] if asked.count(" ") > 1 else "/"
            parts = urlsplit(target)
            given = parse_qs(parts.query)
            head, body = "200 OK\r\nContent-Type: text/html", b"<html><body><p>A page of the town.</p></body></html>"
            if parts.path == "/to":
                head = f"{given['status'][0]} Found\r\nLocation: {given['u'][0]}\r\nContent-Type: text/html"
            elif parts.path == "/alternative":
                head += '\r\nAlt-Svc: h2="127.0.0.1:443", http/1.1="10.0.0.5:80"'
            elif parts.path == "/refresh":
                head += "\r\nRefresh: 0; url=http://127.0.0.1/\r\nLink: <http://10.0.0.5/>; rel=preload"
            visitor.sendall(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode("latin-1") + body)
        except OSError:
            return


def guarded() -> Callable[[str], str]:
    """Return what fetches with Claimdesk's own client, a new one each time."""
    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.guard import Guard
    from claims.pipeline.sourcing.problems import Refused, Unreachable

    def fetch(url: str) -> str:
        with Fetcher(Guard.of([EXCEPTION]), user_agent="lab") as client:
            try:
                return f"fetched {client.get(url).status}"
            except Refused as problem:
                return f"refused: {problem}"
            except Unreachable as problem:
                return f"unreachable: {problem}"

    return fetch


def send_form(url: str) -> str:
    """Send a form with Claimdesk's own client, as to a public archive."""
    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.guard import Guard
    from claims.pipeline.sourcing.problems import Refused, Unreachable

    with Fetcher(Guard.of([EXCEPTION]), user_agent="lab") as client:
        try:
            return f"sent {client.post(url, form={'url': 'https://a.example/'}, types=()).status}"
        except Refused as problem:
            return f"refused: {problem}"
        except Unreachable as problem:
            return f"unreachable: {problem}"


def read_document(name: str) -> str:
    """Have a document read by Claimdesk's own helper process, which lives in this town like we do."""
    from claims.pipeline.sourcing.problems import Refused
    from claims.pipeline.sourcing.reading import PageReader

    what, kind, body = DOCUMENTS[name]
    reader = PageReader()
    try:
        reader.answer(what, body, url="http://public.lab/document", content_type=kind)
    except Refused as problem:
        return f"refused: {problem}"
    finally:
        reader.close()
    return "read"


def stock() -> Callable[[str], str]:
    """Return what fetches with httpx2 as it comes: the control that shows that the doors can be reached."""
    import httpx2

    def fetch(url: str) -> str:
        try:
            with httpx2.Client(follow_redirects=True, timeout=2, verify=False) as client:
                return f"fetched {client.get(url).status_code}"
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ValueError, OSError) as problem:
            return f"failed: {type(problem).__name__}"

    return fetch


def main(which: str, folder: str) -> None:
    """Carry out all attacks, each three times (names change their minds)."""
    build(Path(folder))
    doors = Doors()
    doors.start()
    Names(NAME_SERVER).start()
    if which == "guarded":  # a proxy that the environment names must change nothing
        os.environ.update({"http_proxy": "http://127.0.0.1:8080", "ALL_PROXY": "http://127.0.0.1:8080"})
    fetch = {"guarded": guarded, "stock": stock}[which]()
    everyday = {"a public page": "http://public.lab/", "a public page over IPv6": "http://public6.lab/"}
    everyday["the newsroom's own host"] = "http://desk.lab:8081/"
    acts: dict[str, Callable[[], list[str]]] = {
        name: partial(three_times, fetch, url) for name, url in {**everyday, **ATTACKS}.items()
    }
    if which == "guarded":
        acts |= {f"form: {name}": partial(three_times, send_form, url) for name, url in ATTACKS.items()}
        acts |= {f"document: {name}": partial(three_times, read_document, name) for name in DOCUMENTS}
    for name, act in acts.items():
        doors.knocks.clear()
        started = time.monotonic()
        outcomes = act()
        time.sleep(0.02)
        if name.startswith("document: "):  # reading alone must not even go to a public door
            reached = sorted({f"{at} port {port}" for at, port in doors.knocks})
            report(name, outcomes, reached, started)
            continue
        reached = sorted(
            {f"{at} port {port}" for at, port in doors.knocks if at not in OPEN_TO_ALL or port not in (80, 443)}
        )
        report(name, outcomes, reached, started)


def three_times(act: Callable[[str], str], given: str) -> list[str]:
    """Do something three times: names change their minds."""
    return [act(given) for _time in range(3)]


def report(name: str, outcomes: list[str], reached: list[str], started: float) -> None:
    """Print what came of an attack."""
    line = {"attack": name, "outcomes": outcomes, "reached": reached, "seconds": time.monotonic() - started}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

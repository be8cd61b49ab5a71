"""A fast web server for benchmarks: real-looking pages from memory, in a process of its own. Prints its port."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys

NOUNS = [
    "bridge",
    "council",
    "ministry",
    "river",
    "report",
    "budget",
    "school",
    "hospital",
    "witness",
    "harbour",
    "railway",
    "market",
    "election",
    "court",
    "farm",
]
VERBS = [
    "approved",
    "rejected",
    "opened",
    "closed",
    "praised",
    "measured",
    "visited",
    "repaired",
    "described",
    "counted",
    "expected",
    "renamed",
]
PLACES = [
    "Springfield",
    "Moscow",
    "Lyon",
    "Atlanta",
    "Geneva",
    "Osaka",
    "Lima",
    "Tromsø",
    "Accra",
    "Perth",
    "Dublin",
    "Quito",
]
STYLE = "<style>" + ".a{margin:0;padding:1px 2px 3px 4px;color:#123456}\n" * 150 + "</style>"
SCRIPT = "<script>" + "window.data=window.data||[];data.push({a:1,b:'two',c:[3,4,5]});\n" * 150 + "</script>"
MENU = "<nav><ul>" + "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(60)) + "</ul></nav>"


def sentence(chance: random.Random) -> str:
    """Write a sentence that means nothing."""
    first, second = chance.choice(NOUNS), chance.choice(NOUNS)
    figure, year = chance.randint(2, 9000), chance.randint(1990, 2026)
    return (
        f"The {first} of {chance.choice(PLACES)} {chance.choice(VERBS)} the {second} in {year}, "
        f"and {figure} people {chance.choice(VERBS)} the {chance.choice(NOUNS)} afterwards."
    )


def page(number: int) -> bytes:
    """Write page `number`, some 45 KB, with 25 paragraphs of article in it. The same number is the same page."""
    chance = random.Random(number)  # noqa: S311 - pages, not secrets
    body = "".join(f"<p>{' '.join(sentence(chance) for _sentence in range(4))}</p>\n" for _paragraph in range(25))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Story {number}</title>"
        f'<meta name=author content="Jane Roe">{STYLE}{SCRIPT}</head><body>{MENU}<main><article><h1>Story {number}</h1>'
        f"{body}</article></main><aside>{MENU}</aside><footer>{MENU}</footer></body></html>"
    ).encode()


class Server(asyncio.Protocol):
    """Answers one connection."""

    pages: dict[bytes, bytes] = {}  # noqa: RUF012 - filled once
    found = 8

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.to, self.heard = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self.heard += data
        while b"\r\n\r\n" in self.heard:
            head, _gap, self.heard = self.heard.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            kind, body = b"text/html; charset=utf-8", self.pages.get(path.partition(b"?")[0], b"")
            if path.startswith(b"/search"):
                kind, body = b"application/json", self.results(head, path)
            status = b"200 OK" if body else b"404 Not Found"
            self.to.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (status, kind, len(body), body)
            )

    def results(self, head: bytes, path: bytes) -> bytes:
        """Find eight pages: which, the first figure in the question says."""
        host = next(line[6:].decode() for line in head.split(b"\r\n") if line.lower().startswith(b"host: "))
        figures = re.findall(rb"q=[^&]{0,200}?(\d{4})", path)
        first = (int(figures[0]) - 1000) * self.found if figures else 0
        urls = [f"http://{host}/{(first + place) % len(self.pages)}" for place in range(self.found)]
        return json.dumps({"results": [{"url": url, "title": url} for url in urls]}).encode()


async def main(count: int) -> None:
    """Serve so many pages."""
    Server.pages = {f"/{number}".encode(): page(number) for number in range(count)}
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))

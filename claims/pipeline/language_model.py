"""Asking the language model that the newsroom named: one question, no redirects, and an end to time and size."""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpcore2
import httpx2

from claims.pipeline.extraction.llm import NoAnswer
from claims.pipeline.sourcing.guard import DEFAULT_PORTS, Guard
from claims.pipeline.sourcing.network import Budget, budget
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.transport import GuardedTransport

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_ANSWER = 1_000_000
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that speaks OpenAI's protocol, such as https://models.example.org/v1, and how long it may take in all."""

    base_url: str
    key: str = ""
    seconds: float = 60.0

    def ask(self, question: Mapping[str, object]) -> bytes:
        """Return the bytes of the answer to a chat completion. Raises NoAnswer, saying what went wrong.

        Naming the address in the settings opens this very host and port to this client, on the newsroom's own network
        too; the client for pages keeps its own list, so that no page can lead to the model.
        """
        url = httpx2.URL(f"{self.base_url.rstrip('/')}/chat/completions")
        reset = budget.set(Budget(ends=time.monotonic() + self.seconds, wire=LONGEST_ANSWER * 1.3))
        try:
            with closing(GuardedTransport(guard_for(url), connections=1)) as transport:
                return read(transport.handle_request(self._request(url, question)))
        except Refused as problem:
            raise NoAnswer(f"The language model was not used: {problem}") from problem
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
            raise NoAnswer("The endpoint could not be reached.") from problem
        except httpcore2.TimeoutException as problem:
            raise NoAnswer(f"The endpoint did not answer within {self.seconds:g} seconds.") from problem
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as problem:
            raise NoAnswer("The endpoint broke the connection, or does not speak proper HTTP.") from problem
        finally:
            budget.reset(reset)

    def _request(self, url: httpx2.URL, question: Mapping[str, object]) -> httpx2.Request:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        step = {"connect": 10.0, "read": self.seconds, "write": 10.0, "pool": 10.0}
        return httpx2.Request(
            "POST", url, content=json.dumps(question).encode(), headers=headers, extensions={"timeout": step}
        )


def guard_for(url: httpx2.URL) -> Guard:
    """Allow the one host and port that the settings name, and nothing beside it."""
    port = url.port or DEFAULT_PORTS[url.scheme]
    host = url.raw_host.decode("ascii")
    return Guard(allowed=frozenset({(host.lower().strip("[]"), port)}), ports=frozenset())


def read(answer: httpx2.Response) -> bytes:
    """Read an answer that says it went well, up to LONGEST_ANSWER. Raises NoAnswer."""
    with closing(answer):
        if answer.status_code != httpx2.codes.OK:
            raise NoAnswer(
                f"The endpoint answered with status {answer.status_code}{MEANS.get(answer.status_code, '')}."
            )
        body = bytearray()
        for piece in answer.stream:  # type: ignore[union-attr]
            body += piece
            if len(body) > LONGEST_ANSWER:
                raise NoAnswer("The endpoint's answer is too long.")
        return bytes(body)


MEANS = {
    401: " (LLM_KEY is not accepted)",
    403: " (LLM_KEY is not accepted)",
    404: " (nothing there: check LLM_BASE_URL and LLM_MODEL)",
    429: " (too many questions, or the account's allowance is used up)",
}

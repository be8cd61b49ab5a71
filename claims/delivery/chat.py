"""Handing one message to a chat by its incoming webhook (api.slack.com/messaging/webhooks), which many chats speak."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Protocol

from claims.delivery.outcomes import NotTaken, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    Post = Callable[[str, bytes], "Answer"]

LONGEST_TEXT: Final = 40_000
"""Characters that Slack takes in one message."""

COME_BACK: Final = frozenset({408, 425, 429, 500, 502, 503})
MEANS: Final = {
    400: "it does not read our message",
    401: "it wants another address",
    403: "it lets us say nothing there",
    404: "there is no such webhook, or it was taken away",
    410: "the channel was closed",
}
JOINER: Final = "\u2060"


class Answer(Protocol):
    """What came of posting: a status, or none; whether the message was on its way; whether asking again is of use."""

    @property
    def status(self) -> int | None:
        """The HTTP status, if there was an answer."""

    @property
    def began(self) -> bool:
        """Whether something of the message may have arrived."""

    @property
    def forbidden(self) -> bool:
        """Whether this address is never asked."""

    @property
    def problem(self) -> str:
        """What went wrong, without the secret address."""

    @property
    def retry_after(self) -> float | None:
        """How many seconds the other side asks us to wait."""


def send(text: str, *, hook: str, post: Post) -> None:
    """Say something in the chat. `post` is the guarded client's. Raises NotTaken, Refused, Unsure; none names the hook."""
    answer = post(hook, json.dumps({"text": text}).encode())
    if answer.forbidden:
        raise Refused(answer.problem)
    if answer.status is None:
        raise Unsure(answer.problem) if answer.began else NotTaken(answer.problem)
    if 200 <= answer.status < 300:
        return
    if answer.status in COME_BACK:
        raise NotTaken(f"The chat answered {answer.status}.", retry_after=answer.retry_after)
    if answer.status == 504:
        raise Unsure("The chat’s gateway fell silent (504).")
    if 300 <= answer.status < 400:
        raise Refused(f"The chat sends us elsewhere ({answer.status}), which is not followed.")
    raise Refused(f"The chat answered {answer.status}: {MEANS.get(answer.status, 'it did not take the message')}.")


def escaped(words: str) -> str:
    """Return words that a chat shows as they are: no tag, nobody called, no link or picture of their own.

    Slack reads `&`, `<` and `>` (api.slack.com/reference/surfaces/formatting); others call people at a bare “@all” and
    read Markdown, so a word joiner, which nobody sees, stands where that would begin.
    """
    plain = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("@", f"@{JOINER}").replace("](", f"]{JOINER}(").replace("://", f":{JOINER}//")


def link(address: str, words: str) -> str:
    """Return a link of our own, in the form that Slack and its kin read."""
    return f"<{address.replace('&', '&amp;')}|{escaped(words).replace('|', '¦')}>"

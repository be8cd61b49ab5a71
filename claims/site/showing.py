"""From a published document to what a page shows: words for codes, places for numbers, safe links only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.models.reply import ReplyState
from claims.models.source import SourceKind
from claims.pipeline.publishing.rationale import cleaned
from claims.ratings import Attribution, Stance
from claims.site.citing import with_links

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

PLACES = ("false", "mostly-false", "half", "mostly-true", "true")
"""The five colours of a scale, from its false end to its true end."""

SIGNS = {Stance.SUPPORTS: "plus", Stance.REFUTES: "minus", Stance.CONTEXT: "dots"}
WAS_IT_SAID = {
    Attribution.CONFIRMED: _("The words are in what we archived."),
    Attribution.MISQUOTED: _("Something like it was said, but not in these words."),
    Attribution.NOT_FOUND: _("We found no record of it."),
    Attribution.NOT_APPLICABLE: _("The article says it in its own voice."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A rating as a page shows it: the word, its colour's place, and the boxes with one filled (none: a label only)."""

    label: str
    place: str
    boxes: list[bool]


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage as a page shows it."""

    stance: str
    sign: str
    name: str
    publisher: str
    kind: str
    words: str
    url: str
    host: str
    published_on: str
    copied_at: datetime | None
    sha256: str
    archived_url: str
    cites: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Replied:
    """What came of asking somebody for a reply, as a page shows it."""

    who: str
    asked_at: datetime | None
    outcome: str
    text: str


OUTCOMES = {
    ReplyState.REPLIED: _("The reply, word for word:"),
    ReplyState.DECLINED: _("They declined to comment."),
    ReplyState.SILENT: _("They did not reply in time."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as a page shows it. `reason` and `findings` are clean HTML: the first paragraph, and the rest."""

    content: dict[str, Any]
    answer: Answer
    reason: SafeString
    findings: SafeString
    was_it_said: str
    was_it_said_because: str
    evidence: list[Source]
    first_published_at: datetime | None
    published_at: datetime | None
    article_url: str
    replies: list[Replied]


def shown(content: dict[str, Any]) -> Shown:
    """Prepare a document for its page."""
    verdict = content["verdict"]
    reason, findings = parted(with_links(cleaned(verdict["rationaleHtml"]), sources=len(content["evidence"])))
    said = Attribution(verdict["attribution"])
    return Shown(
        content=content,
        answer=answer(verdict["label"], verdict["value"], verdict["scale"]),
        reason=reason,
        findings=findings,
        was_it_said=str(said.label),
        was_it_said_because=str(WAS_IT_SAID[said]),
        evidence=[source(each) for each in content["evidence"]],
        first_published_at=parse_datetime(content["firstPublishedAt"]),
        published_at=parse_datetime(content["publishedAt"]),
        article_url=web(content["article"]["url"]),
        replies=[
            Replied(
                each["from"], parse_datetime(each["askedAt"]), str(OUTCOMES[ReplyState(each["outcome"])]), each["text"]
            )
            for each in content.get("replies", ())
        ],
    )


def answer(label: str, value: int | None, scale: Sequence[int]) -> Answer:
    """Find the place of a rating among the numbers of its scale; larger is truer."""
    numbers = sorted(scale)
    if value is None or value not in numbers:
        return Answer(label, "unproven", [])
    return Answer(label, place(value, numbers), [number == value for number in numbers])


def place(value: int | None, scale: Sequence[int]) -> str:
    """Name the colour of a number on its scale; scales of any length share the five colours."""
    numbers = sorted(scale)
    if value is None or value not in numbers:
        return "unproven"
    if len(numbers) == 1:
        return PLACES[-1]
    return PLACES[round(numbers.index(value) / (len(numbers) - 1) * (len(PLACES) - 1))]


def parted(clean: str) -> tuple[SafeString, SafeString]:
    """Cut clean HTML after its first paragraph."""
    end = clean.find("</p>") if clean.startswith("<p>") else -1
    cut = end + len("</p>") if end >= 0 else len(clean)
    return mark_safe(clean[:cut]), mark_safe(clean[cut:].strip())  # noqa: S308 - cleaned just before, tag by tag


def source(cited: dict[str, Any]) -> Source:
    """Prepare a cited passage."""
    of = cited["source"]
    stance = Stance(cited["stance"])
    url = web(of["url"])
    return Source(
        stance=str(stance.label),
        sign=SIGNS[stance],
        name=of["title"] or of["publisher"] or urlsplit(url).hostname or _now("A source without a title"),
        publisher=of["publisher"],
        kind=str(SourceKind(of["kind"]).label) if of["kind"] in SourceKind.values else "",
        words=cited["passage"],
        url=url,
        host=urlsplit(url).hostname or "",
        published_on=of["publishedOn"],
        copied_at=parse_datetime(cited["copy"]["fetchedAt"]),
        sha256=cited["copy"]["sha256"],
        archived_url=web(str(cited["copy"].get("archivedUrl") or "")),
        cites=[
            {"title": str(each.get("title") or each.get("publisher") or ""), "url": web(str(each.get("url") or ""))}
            for each in of["cites"]
        ],
    )


def web(url: str) -> str:
    """Return an address that a reader may follow; empty for anything but http and https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""

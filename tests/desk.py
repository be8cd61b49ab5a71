"""A small newsroom for tests: people, an article with claims, and archived evidence, made through the desk's own acts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from claims.models import Article, Claim, Evidence, User

SEED = Path(__file__).resolve().parent.parent / "seeds" / "000_0095b92b133058a0.txt"


@dataclass(frozen=True, slots=True)
class People:
    """The small newsroom."""

    chief: User
    editor: User
    reviewer: User
    second: User
    third: User


def hire_people() -> People:
    """Open the accounts of a chief editor, an editor and three reviewers; each password is the user name twice."""
    from claims.desk.newsroom import hire
    from claims.models.user import Role

    chief = hire("chief", "chief-chief", by=None, role=Role.CHIEF_EDITOR)
    editor = hire("editor", "editor-editor", by=chief, role=Role.EDITOR)
    reviewers = [hire(name, f"{name}-{name}", by=chief, role=Role.REVIEWER) for name in ("reviewer", "second", "third")]
    return People(chief, editor, *reviewers)


def take_in_seed(by: User) -> Article:
    """Take the seed article in through the desk."""
    from claims.desk.intake import take_in

    return take_in(SEED.read_text(), by=by, title="Putin challenges Biden to a live debate", outlet="9News")


def make_claim(
    article: Article, *, by: User, words: str = "Putin proposed holding the discussion as soon as possible."
) -> Claim:
    """Add a claim by hand at words of the article."""
    from claims.desk.triage import add_claim

    start = article.text.index(words)
    return add_claim(article, start=start, end=start + len(words), text=words, by=by, claimant="Vladimir Putin")


def archive_evidence(
    claim: Claim, *, words: str = "Putin offered a live conversation on 18 March 2021.", name: str = "note"
) -> Evidence:
    """Write an archived page with one passage that bears on the claim."""
    from claims.models import Evidence, Passage, Snapshot, Source
    from claims.models.source import SourceKind

    source, _made = Source.objects.get_or_create(
        address=f"https://archive.example.org/{name}",
        defaults={"publisher": "Example Archive", "title": f"About {name}", "kind": SourceKind.NEWS},
    )
    digest = hashlib.sha256(words.encode()).hexdigest()
    snapshot, _made = Snapshot.objects.get_or_create(
        source=source,
        raw_sha256=digest,
        defaults={
            "requested_url": source.address,
            "final_url": source.address,
            "fetched_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "http_status": 200,
            "warc": f"2026/11/{digest}.warc.gz",
            "text": words,
            "text_sha256": digest,
            "extractor": "test 1",
        },
    )
    evidence = Evidence.objects.create(
        claim=claim, snapshot=snapshot, provider="archive", query="live debate", score=0.8
    )
    Passage.objects.create(evidence=evidence, start=0, end=len(words), text=words, score=0.8)
    return evidence


@pytest.fixture
def people(db: None) -> People:
    """The small newsroom, in a transaction that the test's end takes back."""
    return hire_people()


@pytest.fixture
def article(people: People) -> Article:
    """The seed article on the desk."""
    return take_in_seed(people.chief)


@pytest.fixture
def claim(article: Article, people: People) -> Claim:
    """A spotted claim of the seed article."""
    return make_claim(article, by=people.editor)

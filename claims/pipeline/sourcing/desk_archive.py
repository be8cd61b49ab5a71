"""What the desk holds that may bear on a claim, as plain data: articles, publications, what our own site lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q

from claims.models.article import Article
from claims.models.claim import Claim
from claims.models.current_verdict import CurrentVerdict
from claims.models.listing import ListedPage
from claims.pipeline.sourcing.fetched import Fetched
from claims.pipeline.sourcing.notes import notes
from claims.pipeline.sourcing.providers.archive import ArchiveItem, ListedItem
from claims.pipeline.sourcing.wanted import content, names

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

MOST_ARTICLES = 10
MOST_PUBLICATIONS = 20
MOST_LISTED = 40
MOST_WORDS = 12
ARTICLE_READER = "article on the desk, reader 1"
PUBLICATION_READER = "published verdict, reader 1"


@dataclass(frozen=True, slots=True)
class About:
    """What the desk is looked through for: a claim of its own, or the words of one that it has not."""

    text: str
    claim: Claim | None = None

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Look for a claim of the desk; it, and the article that it stands in, are no source for it."""
        return cls(claim.text, claim)


def written() -> list[ArchiveItem]:
    """Return the newsroom's notes; no database is needed."""
    return notes(settings.ARCHIVE_FOLDERS, publisher=settings.NEWSROOM_NAME)


def archive_for(about: About) -> list[ArchiveItem]:
    """Return the notes, articles and publications to look through for a claim; its own article is not among them."""
    publisher = settings.NEWSROOM_NAME
    return [*written(), *articles_like(about), *publications_like(about, publisher=publisher)]


def listed_for(about: About) -> list[ListedItem]:
    """Return the pages of our own site to look through for a claim: those that share the most words with it."""
    words = list(dict.fromkeys([*(name.split()[-1] for name in names(about.text)), *content(about.text)]))
    return [
        ListedItem(page.address, page.title, page.summary, page.published_on)
        for page in ListedPage.objects.naming(words[:MOST_WORDS])[:MOST_LISTED]
    ]


def naming(field: str, text: str) -> Q:
    """Match rows that name two of the things that a text is about; case counts, so that the trigram index helps."""
    about = [name.split()[-1] for name in names(text)][:4]
    about += [word for word in content(text, without=" ".join(about)) if len(word) > 3][: max(0, 4 - len(about))]
    match = Q()
    for place, word in enumerate(about):
        for other in about[place + 1 :]:
            match |= Q(**{f"{field}__contains": word}) & Q(**{f"{field}__contains": other})
    return match or Q(pk=None)


def articles_like(about: About) -> list[ArchiveItem]:
    """Return articles on the desk whose claims name the same things, other versions of the same article left out."""
    same = versions(about.claim.article_id) if about.claim else set()
    near = Claim.objects.filter(naming("text", about.text)).exclude(article__in=same)
    counted = near.values("article").annotate(alike=Count("pk")).order_by("-alike", "-article")[:MOST_ARTICLES]
    articles = Article.objects.in_bulk([row["article"] for row in counted])
    return [
        ArchiveItem(
            address=f"archive:articles/{article.public_id}",
            title=str(article),
            kind="news",
            publisher=article.outlet,
            author=article.author,
            published_on=article.published_at.date() if article.published_at else None,
            text=article.text,
            extractor=ARTICLE_READER,
            original=original(
                f"archive:articles/{article.public_id}",
                article.text.encode(),
                kind="text/plain; charset=utf-8",
                kept_at=article.taken_in_at,
            ),
        )
        for article in articles.values()
    ]


def versions(article_id: int) -> set[int]:
    """Return an article with all its earlier and later versions."""
    known: set[int] = set()
    more = {article_id}
    while more:
        known |= more
        earlier = set(Article.objects.filter(pk__in=more, before__isnull=False).values_list("before_id", flat=True))
        later = set(Article.objects.filter(before__in=more).values_list("pk", flat=True))
        more = {pk for pk in earlier | later if pk is not None} - known
    return known


def publications_like(about: About, *, publisher: str) -> list[ArchiveItem]:
    """Return standing verdicts on claims that name the same things."""
    near = CurrentVerdict.objects.standing().filter(naming("wording", about.text))
    if about.claim:
        near = near.exclude(claim=about.claim.pk)
    found = []
    for verdict in near.with_documents().newest_first()[:MOST_PUBLICATIONS]:
        document = verdict.publication.document
        address = f"archive:publications/{document.sha256}"
        said, answer = document.content.get("claim", {}), document.content.get("verdict", {})
        text = "\n".join(
            line
            for line in (
                f"{said.get('claimant') or 'The article'}: {said.get('text', '')}",
                f"{publisher} rated this: {answer.get('label', '')}.",
                str(answer.get("rationale", "")),
            )
            if line
        )
        found.append(
            ArchiveItem(
                address=address,
                title=verdict.wording[:500],
                kind="fact_check",
                publisher=publisher,
                published_on=verdict.first_published_at.date(),
                text=text,
                extractor=PUBLICATION_READER,
                original=original(
                    address, document.body.encode(), kind="application/json", kept_at=verdict.publication.published_at
                ),
            )
        )
    return found


def original(address: str, body: bytes, *, kind: str, kept_at: datetime) -> Fetched:
    """Return the bytes of something that never came over HTTP."""
    return Fetched(
        requested_url=address,
        url=address,
        redirects=(),
        ip=None,
        fetched_at=kept_at,
        status=None,
        headers=(("Content-Type", kind),),
        body=body,
    )

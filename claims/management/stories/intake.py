"""Other ways in: a table of articles, and an outlet's feed."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from claims.desk import bulk_intake, feeds
from claims.models import Article, Feed, FeedEntry
from claims.models.feed import EntryState, Handling

if TYPE_CHECKING:
    from claims.management.stories.outlet import Outlet
    from claims.management.stories.stage import Stage

ROWS = (
    {
        "text": "The council said on Monday that it built 40 homes in 2025. The mayor said the city will build 60 more.",
        "title": "A rehearsal: homes",
        "outlet": "A rehearsal",
    },
    {"text": "", "title": "A rehearsal: a row without a text", "outlet": "A rehearsal"},
)


def take_in_a_table(stage: Stage) -> None:
    """Take in a table of two rows, one of which is refused with its reason."""
    written = StringIO()
    table = csv.DictWriter(written, fieldnames=list(ROWS[0]))
    table.writeheader()
    table.writerows(ROWS)
    content = written.getvalue().encode()
    looked_at = bulk_intake.look_through(content, by=stage.editor)
    taken = bulk_intake.take_in_table(content, by=stage.editor)
    refused = "; ".join(f"row {row.number}: {row.problem}" for row in taken if row.problem)
    stage.say(
        f"A table: {len(looked_at)} rows looked through, {sum(not row.problem for row in taken)} taken in. {refused}"
    )


def follow_a_feed(stage: Stage, outlet: Outlet) -> None:
    """Follow an outlet's feed, choose what it brings, let the machines fetch and split it, and stop following."""
    followed = Feed.objects.filter(address=outlet.feed).first()
    feed = followed or feeds.follow(
        by=stage.editor,
        name="A rehearsal",
        address=outlet.feed,
        outlet="A rehearsal",
        handling=Handling.ASK,
        minutes=60,
    )
    if followed is not None:
        feeds.resume(feed, by=stage.editor)
    entries = FeedEntry.objects.filter(feed=feed)
    stage.let_machines(entries.exists)
    for entry in entries.filter(state=EntryState.WAITING):
        feeds.choose(entry, by=stage.editor)
    stage.let_machines(lambda: not entries.filter(state__in=(EntryState.WAITING, EntryState.FETCHING)).exists())
    feeds.suspend(feed, by=stage.editor)
    article = Article.objects.filter(entries__feed=feed).first()
    if article is None:
        problem = entries.exclude(problem="").values_list("problem", flat=True).first()
        stage.say(f"A feed: its article could not be read. {problem or ''}".strip())
        return
    stage.let_machines(article.claims.exists)
    stage.say(f"A feed: {stage.editor} chose “{article}” from it; {article.claims.count()} claims were found.")

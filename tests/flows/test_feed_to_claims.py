"""From a feed to claims, with a real worker: an editor follows, ticks, and the article is on the desk."""

from __future__ import annotations

from claims.models import Article, Claim, FeedEntry
from claims.models.feed import EntryState
from factcheck.supervisor import running
from tests.desk import hire_people
from tests.flows.test_article_to_verdict import sign_in, wait_for
from tests.pipeline.importing.feeds import serve
from tests.pipeline.sourcing.loopback import serving

COURIER = {"act": "follow", "name": "Courier", "handling": "ask", "minutes": "30", "outlet": "The Courier"}


def test_an_entry_of_a_feed_becomes_an_article_with_claims(processes_see: dict[str, str]) -> None:
    people = hire_people()
    with serving() as site:
        serve(site, "The bridge", "The school")
        site.routes.pop("/2")  # its page is gone
        outside = {"FETCH_ALLOWED_HOSTS": site.host, "PROVIDERS": "archive"}
        with running("worker", "beat", environment=processes_see | outside) as machines:
            editor = sign_in("editor")
            assert editor.post("/desk/articles/feeds/", {**COURIER, "address": f"{site.url}/feed"}).status_code == 302
            wait_for(lambda: FeedEntry.objects.count() == 2, machines)

            ticked = list(FeedEntry.objects.values_list("pk", flat=True))
            assert editor.post("/desk/articles/feeds/", {"act": "take_in", "entry": ticked}).status_code == 302
            wait_for(lambda: Claim.objects.exists(), machines)
            wait_for(lambda: not FeedEntry.objects.filter(state=EntryState.FETCHING).exists(), machines)

    bridge, school = FeedEntry.objects.order_by("address")
    article = Article.objects.get()
    assert (bridge.state, bridge.article, bridge.decided_by) == (EntryState.TAKEN_IN, article, people.editor)
    assert (article.outlet, article.url, article.taken_in_by) == ("The Courier", f"{site.url}/1", people.editor)
    assert (school.state, "404" in school.problem) == (EntryState.FAILED, True)

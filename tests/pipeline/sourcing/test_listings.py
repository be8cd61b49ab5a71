"""The newsroom's own site by its feeds and sitemaps: read when they change, bounded, and found for a claim."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.models import Job, ListedPage, Listing
from claims.models.job import JobKind, JobState
from claims.models.source_search import SearchState
from claims.pipeline.sourcing import listings
from claims.pipeline.sourcing.problems import Limited
from claims.tasks import read_our_site, work
from tests.pipeline.sourcing.loopback import Reply
from tests.pipeline.sourcing.newsroom import search
from tests.pipeline.sourcing.test_web_pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Site

XMLNS = (
    "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
)


def rss(site: Site, *stories: tuple[str, str]) -> str:
    """An RSS feed of stories: path and title."""
    items = "".join(
        f"<item><title>{title}</title><link>{site.url}{path}</link><description>&lt;p&gt;About {title}&lt;/p&gt;</description>"
        "<pubDate>Wed, 17 Mar 2021 12:00:00 GMT</pubDate></item>"
        for path, title in stories
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>"


def sitemap(*pages: str) -> str:
    """A sitemap of pages, each an inner `url` element."""
    return f"<?xml version='1.0'?><urlset {XMLNS}>{''.join(f'<url>{each}</url>' for each in pages)}</urlset>"


@pytest.fixture
def ours(db: None, site: Site, settings: Settings, store: Path, manners: Redis) -> Site:
    """Our own site."""
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    settings.PROVIDERS = ["archive"]
    settings.ARCHIVE_FEEDS, settings.ARCHIVE_SITEMAPS = [], []
    return site


def read_all() -> None:
    """Read what is due, as the jobs do."""
    for listing in listings.due():
        listings.read(listing)


def listed() -> dict[str, str]:
    """All listed pages: path to title."""
    return {each.address.split("/", 3)[3]: each.title for each in ListedPage.objects.order_by("address")}


def test_a_feed_lists_its_stories_with_title_summary_and_day(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    ours.page("/feed", rss(ours, ("/a", "Ambassador &amp; envoy"), ("/b", "Second")), kind="application/rss+xml")

    read_all()

    first = ListedPage.objects.get(address=f"{ours.url}/a")
    assert (first.title, first.summary, str(first.published_on)) == (
        "Ambassador & envoy", "About Ambassador & envoy", "2021-03-17",
    )  # fmt: skip
    assert Listing.objects.get().pages == 2


def test_atom_is_read_as_well(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/atom"]
    ours.page(
        "/atom",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><title>Envoy</title><id>1</id>"
        f"<link href='{ours.url}/envoy'/><updated>2021-03-17T12:00:00Z</updated></entry></feed>",
        kind="application/atom+xml",
    )

    read_all()

    assert listed() == {"envoy": "Envoy"}


def test_a_feed_that_did_not_change_is_neither_sent_nor_read_again(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    body = rss(ours, ("/a", "First")).encode()

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"1"':
            return Reply(b"", 304)
        return Reply(body, kind="application/rss+xml", headers=(("ETag", '"1"'),))

    ours.routes["/feed"] = answer
    read_all()
    Listing.objects.update(due_at=now())

    read_all()

    row = Listing.objects.get()
    assert len(ours.asked) == 2
    assert (row.problem, row.pages) == ("", 1)
    assert row.due_at > now() + timedelta(minutes=20)


def test_what_a_feed_no_longer_lists_is_still_found(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    ours.page("/feed", rss(ours, ("/a", "First")), kind="application/rss+xml")
    read_all()
    ours.page("/feed", rss(ours, ("/b", "Second")), kind="application/rss+xml")
    Listing.objects.update(due_at=now())

    read_all()

    assert listed() == {"a": "First", "b": "Second"}


def test_a_sitemap_is_read_packed_or_not_and_words_come_from_the_address(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_SITEMAPS = [f"{ours.url}/plain.xml", f"{ours.url}/packed.xml.gz"]
    ours.page(
        "/plain.xml",
        sitemap(f"<loc>{ours.url}/2021/03/russia-recalls-ambassador-12345.html</loc><lastmod>2021-03-17</lastmod>"),
        kind="application/xml",
    )
    title = "<news:news><news:title>Envoy leaves</news:title></news:news>"
    packed = gzip.compress(sitemap(f"<loc>{ours.url}/b</loc>{title}").encode())
    ours.page("/packed.xml.gz", packed, kind="application/x-gzip")

    read_all()

    assert listed() == {
        "2021/03/russia-recalls-ambassador-12345.html": "russia recalls ambassador",
        "b": "Envoy leaves",
    }


def test_an_index_leads_to_its_sitemaps_and_an_index_in_it_to_nothing(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_SITEMAPS = [f"{ours.url}/index.xml"]

    def index(*parts: str) -> str:
        inner = "".join(f"<sitemap><loc>{ours.url}{part}</loc></sitemap>" for part in parts)
        return f"<?xml version='1.0'?><sitemapindex {XMLNS}>{inner}</sitemapindex>"

    ours.page("/index.xml", index("/one.xml", "/inner.xml"), kind="application/xml")
    ours.page("/one.xml", sitemap(f"<loc>{ours.url}/a-story</loc>"), kind="application/xml")
    ours.page("/inner.xml", index("/deep.xml"), kind="application/xml")
    read_all()
    read_all()

    assert listed() == {"a-story": "a story"}
    assert "not followed" in Listing.objects.get(address=f"{ours.url}/inner.xml").problem
    assert listings.due() == []
    assert "/deep.xml" not in [asked.path for asked in ours.asked]


def test_an_index_is_bounded_and_says_so(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_SITEMAPS = [f"{ours.url}/index.xml"]
    inner = "".join(f"<sitemap><loc>{ours.url}/{number}.xml</loc></sitemap>" for number in range(60))
    ours.page("/index.xml", f"<sitemapindex {XMLNS}>{inner}</sitemapindex>", kind="application/xml")

    read_all()

    assert Listing.objects.filter(parent__isnull=False).count() == 50
    assert "60 sitemaps; the 50" in Listing.objects.get(parent=None).problem


def test_pages_of_another_site_are_left_out_and_it_is_said(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_SITEMAPS = [f"{ours.url}/map.xml"]
    others = ("https://evil.example/a-b", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd")
    pages = [f"<loc>{address}</loc>" for address in (*others, f"{ours.url}/our-own")]
    ours.page("/map.xml", sitemap(*pages), kind="application/xml")

    read_all()

    assert listed() == {"our-own": "our own"}
    assert "2 pages are of another site" in Listing.objects.get().problem


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        ("<html><body>No feed.</body></html>", "text/html", 200, "no feed"),
        ("gone", "text/html", 404, "no such page"),
        (b"\0" * 50, "video/mp4", 200, "cannot be read as a page"),
        ("trouble", "text/html", 503, "has trouble"),
    ],
)
def test_a_listing_in_trouble_says_so_and_is_tried_again(
    ours: Site, settings: Settings, body: str | bytes, kind: str, status: int, words: str
) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    ours.page("/feed", body, kind=kind, status=status)

    read_all()

    row = Listing.objects.get()
    assert words in row.problem
    assert row.due_at > now()


def test_a_listing_taken_out_of_the_settings_is_read_no_more_and_back_again_at_once(
    ours: Site, settings: Settings
) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    ours.page("/feed", rss(ours, ("/a", "First")), kind="application/rss+xml")
    read_all()
    settings.ARCHIVE_FEEDS = []

    assert listings.due() == []
    assert not Listing.objects.get().in_use
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    assert len(listings.due()) == 1


def test_reading_twice_doubles_nothing(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed", f"{ours.url}/other"]
    ours.page("/feed", rss(ours, ("/a", "First"), ("/a", "First again")), kind="application/rss+xml")
    ours.page("/other", rss(ours, ("/a", "First")), kind="application/rss+xml")

    for listing in [*listings.due(), *listings.due()]:
        listings.read(listing)

    assert ListedPage.objects.count() == 1


def test_our_own_site_is_asked_no_oftener_than_any_other(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    (listing,) = listings.due()

    with pytest.raises(Limited):
        for _time in range(20):
            listings.read(listing)


def test_the_clock_queues_what_is_due_and_the_job_reads_it(ours: Site, settings: Settings) -> None:
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    ours.page("/feed", rss(ours, ("/a", "First")), kind="application/rss+xml")

    read_our_site()
    read_our_site()
    job = Job.objects.get(kind=JobKind.READ_LISTING)
    work(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert listed() == {"a": "First"}


def test_an_earlier_story_of_our_site_becomes_evidence(ours: Site, settings: Settings, recalled: Claim) -> None:
    settings.ARCHIVE_FOLDERS = []
    settings.ARCHIVE_FEEDS = [f"{ours.url}/feed"]
    stories = [
        ("/story", "Russia recalls ambassador Antonov from Washington"),
        ("/cheese", "Cheddar is the best cheese"),
    ]
    ours.page("/feed", rss(ours, *stories), kind="application/rss+xml")
    ours.page("/story", page(title="Russia recalls ambassador Antonov from Washington"))
    read_all()

    search(recalled)

    evidence = recalled.evidence.get()
    assert evidence.snapshot.source.address == f"{ours.url}/story"
    assert (evidence.provider, evidence.snapshot.source.publisher) == ("archive", settings.NEWSROOM_NAME)
    assert recalled.searches.get().state == SearchState.DONE
    assert "/cheese" not in [asked.path for asked in ours.asked]

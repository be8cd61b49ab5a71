"""A second look at a kept page: the same, changed, moved or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from claims.models import Snapshot, Source
from claims.pipeline.sourcing.fetched import Copy, Fetched
from claims.pipeline.sourcing.keeping import keep
from claims.pipeline.sourcing.looking_again import Standing, look_again
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.providers.base import Hit
from claims.pipeline.sourcing.reading import read_page
from tests.pipeline.sourcing.loopback import Reply
from tests.pipeline.sourcing.test_web_pages import STORY, page

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.desk import People
    from tests.pipeline.sourcing.loopback import Asked, Site


@pytest.fixture
def kept(site: Site, client: Fetcher, settings: Settings, store: Path, manners: Redis, recalled: Claim) -> Snapshot:
    """The copy of a story that was found for a claim."""
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    site.page("/story", page(), headers=(("ETag", '"7"'), ("Last-Modified", "Wed, 17 Mar 2021 12:00:00 GMT")))
    fetched = client.get(f"{site.url}/story")
    hit = Hit(address=f"{site.url}/story", title="Story", query="x")
    return keep(recalled.pk, hit, Copy(fetched, read_page(fetched)), provider="x", passages=[]).snapshot


def redirect(site: Site, path: str, target: str, *, status: int = 301) -> None:
    """Let a path lead elsewhere."""
    site.page(path, "", status=status, headers=(("Location", target),))


def test_a_page_that_did_not_change_is_not_sent_again(site: Site, kept: Snapshot) -> None:
    def unchanged(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"7"' and "if-modified-since" in asked.headers
        return Reply(b"", 304) if same else Reply(b"", 500)

    site.routes["/story"] = unchanged

    look = look_again(kept)

    assert (look.standing, look.snapshot, look.address) == (Standing.SAME, kept, f"{site.url}/story")


def test_the_same_words_in_other_markup_are_the_same(site: Site, kept: Snapshot) -> None:
    site.page("/story", page().replace("<nav>", "<nav><a href='/new'>New today</a>"))

    assert look_again(kept).standing == Standing.SAME
    assert Snapshot.objects.count() == 1


def test_a_changed_page_is_kept_anew_once_and_its_old_copy_stays(site: Site, kept: Snapshot, store: Path) -> None:
    site.page("/story", page(STORY.replace("17 March", "18 March")))

    first, second = look_again(kept), look_again(kept)

    assert (first.standing, second.standing) == (Standing.CHANGED, Standing.CHANGED)
    assert first.snapshot == second.snapshot != kept
    assert "18 March" in first.snapshot.text
    assert "17 March" in Snapshot.objects.get(pk=kept.pk).text
    assert len(list(store.rglob("*.warc.gz"))) == 2


@pytest.mark.parametrize("status", [404, 410, 451])
def test_a_page_that_is_taken_down_is_gone(site: Site, kept: Snapshot, status: int) -> None:
    site.page("/story", "gone", status=status)

    look = look_again(kept)

    assert (look.standing, look.snapshot) == (Standing.GONE, kept)
    assert look.because


def test_a_page_that_leads_home_is_gone(site: Site, kept: Snapshot) -> None:
    redirect(site, "/story", "/", status=302)
    site.page("/", page("Welcome to our site, where all the news of the day are told in many short words.", "Home"))

    assert look_again(kept).standing == Standing.GONE


def test_a_moved_page_says_where_it_is(site: Site, kept: Snapshot) -> None:
    redirect(site, "/story", "/archive/2021/story")
    site.page("/archive/2021/story", page())

    look = look_again(kept)

    assert (look.standing, look.address) == (Standing.MOVED, f"{site.url}/archive/2021/story")
    assert look.snapshot == kept


def test_a_final_slash_is_no_move(site: Site, kept: Snapshot) -> None:
    redirect(site, "/story", "/story/")
    site.page("/story/", page())

    assert look_again(kept).standing == Standing.SAME


def test_a_site_in_trouble_is_asked_later(site: Site, kept: Snapshot) -> None:
    site.page("/story", "trouble", status=503, headers=(("Retry-After", "120"),))

    with pytest.raises(Unreachable) as problem:
        look_again(kept)

    assert problem.value.retry_after == 120


def test_a_page_behind_a_password_is_neither_gone_nor_the_same(site: Site, kept: Snapshot) -> None:
    site.page("/story", "no", status=403)

    with pytest.raises(Refused, match="refused us"):
        look_again(kept)


def test_a_page_that_is_closed_to_robots_meanwhile_is_left_alone(site: Site, kept: Snapshot) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")

    with pytest.raises(Refused, match="robots"):
        look_again(kept)


def test_a_site_is_looked_at_no_oftener_than_agreed(site: Site, kept: Snapshot, settings: Settings) -> None:
    with pytest.raises(Limited):
        for _look in range(30):
            look_again(kept)


def test_another_reader_is_no_other_page(site: Site, kept: Snapshot, client: Fetcher, recalled: Claim) -> None:
    fetched = client.get(f"{site.url}/story")
    old = read_page(fetched)
    older = type(old)(text=f"{old.text} (read otherwise)", extractor="an older reader 0")
    other = Fetched(**{name: getattr(fetched, name) for name in Fetched.__slots__} | {"body": fetched.body + b" "})
    hit = Hit(address=f"{site.url}/story", title="Story", query="x")
    before = keep(recalled.pk, hit, Copy(other, older), provider="x", passages=[]).snapshot
    assert before != kept

    assert look_again(before).standing == Standing.SAME


def test_what_a_provider_handed_over_is_only_asked_whether_it_is_there(
    site: Site, kept: Snapshot, client: Fetcher, recalled: Claim
) -> None:
    fetched = client.get(f"{site.url}/story")
    hit = Hit(address=f"{site.url}/wiki?oldid=7", title="Wiki", query="x")
    copy = Copy(fetched, type(read_page(fetched))(text="as the provider gave it", extractor="provider"))
    handed = keep(recalled.pk, hit, copy, provider="mediawiki", passages=[]).snapshot
    site.page("/wiki", page("Something else, in a form that a provider does not hand over, and longer than that."))

    assert look_again(handed).standing == Standing.SAME
    site.page("/wiki", "gone", status=404)
    assert look_again(handed).standing == Standing.GONE


def test_a_note_of_our_own_is_no_page_of_the_web(kept: Snapshot) -> None:
    kept.source.address = "archive:notes/a"

    with pytest.raises(Refused, match="pages of the web"):
        look_again(kept)


def test_a_page_whose_address_has_an_umlaut_is_a_page_like_any_other(
    site: Site, kept: Snapshot, client: Fetcher, recalled: Claim
) -> None:
    address = f"{site.url.replace('http', 'HTTP', 1)}/straße"
    site.page("/stra%C3%9Fe", page())
    fetched = client.get(address)
    hit = Hit(address=address.replace("HTTP", "http", 1), title="Straße", query="x")
    copy = keep(recalled.pk, hit, Copy(fetched, read_page(fetched)), provider="x", passages=[]).snapshot
    site.page("/stra%C3%9Fe", page(STORY.replace("17 March", "18 March")))

    assert not copy.is_handed_over
    assert look_again(copy).standing == Standing.CHANGED


@pytest.mark.parametrize(
    "address",
    [
        "https://Bücher.example/straße?q=ä",
        "https://EXAMPLE.org/a",
        "https://example.org:443/a",
        "http://example.org:80/",
        "https://example.org/a b",
        "https://example.org",
    ],
)
def test_an_address_is_the_same_however_it_is_spelled(address: str) -> None:
    asked = str(httpx2.URL(address))
    source = Source(address=address)

    assert not Snapshot(source=source, requested_url=asked).is_handed_over
    assert Snapshot(source=source, requested_url=f"{asked}?format=json").is_handed_over


def test_a_page_that_was_added_against_its_sites_wish_is_still_looked_at(
    site: Site, kept: Snapshot, recalled: Claim, people: People
) -> None:
    from claims.desk.added_pages import add_address

    site.page("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    with pytest.raises(Refused, match="robots"):
        look_again(kept)
    add_address(recalled, f"{site.url}/story", by=people.editor, overrides_robots=True)

    assert look_again(kept).standing == Standing.SAME


def test_where_a_long_redirect_ends_is_kept_whole(site: Site, kept: Snapshot, client: Fetcher, recalled: Claim) -> None:
    target = f"/long?{'a' * 5_000}=1"
    redirect(site, "/short", target)
    site.page("/long", page())
    fetched = client.get(f"{site.url}/short")
    hit = Hit(address=f"{site.url}/short", title="Long", query="x")

    copy = keep(recalled.pk, hit, Copy(fetched, read_page(fetched)), provider="x", passages=[]).snapshot

    copy.refresh_from_db()
    assert copy.final_url == f"{site.url}{target}"
    assert len(copy.final_url) > 5_000

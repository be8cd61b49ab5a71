"""Articles that come from a page of the web, or many at once from a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Article
from tests.pipeline.sourcing.loopback import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

PAGE = """<!doctype html><html lang=en><head><title>Bridge reopens | Courier</title>
<meta property="og:site_name" content="The Courier"><meta property="article:published_time" content="2026-11-12T16:00:00Z">
</head><body><nav>Home Sport Weather</nav><article><h1>Bridge reopens</h1>
<p>The council said on Monday that the bridge will reopen in May. It cost two million euros, a report of the auditors found.</p>
<p>The mayor said that the work had taken three years, one year longer than the council had planned when it began.</p>
</article></body></html>"""


@pytest.fixture
def outside(settings: Settings, queue: str) -> Iterator[Site]:
    """A site on loopback that the newsroom allows itself to fetch from."""
    with serving() as site:
        settings.FETCH_ALLOWED_HOSTS = [site.host]
        settings.FETCH_PORTS = [str(site.port)]
        settings.REDIS_URL = queue
        yield site


def test_a_page_is_read_into_the_form_and_kept_only_when_a_person_takes_it_in(
    people: People, sit_down: SitDown, outside: Site
) -> None:
    outside.page("/bridge", PAGE)
    browser = sit_down(people.reviewer)

    shown = browser.post("/desk/articles/new/", {"fetch": "yes", "url": f"{outside.url}/bridge"})

    words = shown.content.decode()
    assert "This was read from the page." in words
    assert "The mayor said that the work had taken three years" in words
    assert "Home Sport Weather" not in words
    assert 'value="2026-11-12T12:00"' in words
    assert not Article.objects.exists()

    typed = {
        name: shown.context["typed"][name] for name in ("text", "title", "outlet", "url", "author", "published_at")
    }
    browser.post("/desk/articles/new/", typed)
    article = Article.objects.get()
    assert (article.outlet, article.url) == ("The Courier", f"{outside.url}/bridge")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://169.254.169.254/latest/", "Open the page yourself and paste its text."),
        ("ftp://example.org/a", "Open the page yourself and paste its text."),
        ("", "Open the page yourself and paste its text."),
        ("{site}/nowhere", "404"),
        ("{site}/empty", "There is no text on the page."),
    ],
)
def test_a_page_that_cannot_be_read_says_why_at_its_field(
    people: People, sit_down: SitDown, outside: Site, address: str, said: str
) -> None:
    outside.page("/empty", "<html><body></body></html>")

    shown = sit_down(people.editor).post(
        "/desk/articles/new/", {"fetch": "yes", "url": address.format(site=outside.url), "title": "Mine"}
    )

    assert shown.status_code == 422
    assert said in shown.content.decode()
    assert 'value="Mine"' in shown.content.decode()


def test_reading_a_page_never_drops_a_text_that_was_pasted(people: People, sit_down: SitDown, outside: Site) -> None:
    outside.page("/bridge", PAGE)

    shown = sit_down(people.editor).post(
        "/desk/articles/new/", {"fetch": "yes", "url": f"{outside.url}/bridge", "text": "My own words."}
    )

    assert shown.status_code == 409
    assert "My own words." in shown.content.decode()
    assert outside.asked == []


def test_the_bookmarklet_brings_an_address_and_fetches_nothing(
    people: People, sit_down: SitDown, outside: Site
) -> None:
    shown = sit_down(people.editor).get("/desk/articles/new/", {"url": f"{outside.url}/bridge"})

    words = shown.content.decode()
    assert f'value="{outside.url}/bridge"' in words
    assert "javascript:void open(&#x27;http://testserver/desk/articles/new/?url=&#x27;" in words
    assert outside.asked == []


def test_a_table_is_looked_through_and_then_taken_in(people: People, sit_down: SitDown, queue: str) -> None:
    browser = sit_down(people.editor)
    table = SimpleUploadedFile("table.csv", b"text,title\nThe bridge reopened.,Bridge\n,Nothing\n")

    looked = browser.post("/desk/articles/table/", {"file": table}).content.decode()
    assert "1 row can be taken in." in looked
    assert "There is no text." in looked
    assert not Article.objects.exists()
    token = re.search(r'name="table" value="([^"]+)"', looked)
    assert token is not None

    done = browser.post("/desk/articles/table/", {"table": token.group(1)}).content.decode()
    assert "1 article is on the desk; its claims are being found." in done
    assert Article.objects.get().title == "Bridge"

    again = browser.post("/desk/articles/table/", {"table": token.group(1)})
    assert again.status_code == 409
    assert Article.objects.count() == 1


def test_a_table_waits_for_the_person_who_chose_it_only(people: People, sit_down: SitDown, queue: str) -> None:
    table = SimpleUploadedFile("table.csv", b"text\nThe bridge reopened.\n")
    looked = sit_down(people.editor).post("/desk/articles/table/", {"file": table}).content.decode()
    token = re.search(r'name="table" value="([^"]+)"', looked)
    assert token is not None

    taken = sit_down(people.reviewer).post("/desk/articles/table/", {"table": token.group(1)})

    assert taken.status_code == 409
    assert not Article.objects.exists()


def test_no_file_is_said_at_the_field(people: People, sit_down: SitDown) -> None:
    shown = sit_down(people.editor).post("/desk/articles/table/", {})
    assert shown.status_code == 422
    assert "Choose a file first." in shown.content.decode()

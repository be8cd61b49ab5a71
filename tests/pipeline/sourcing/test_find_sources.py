"""`manage.py find_sources`, as a newsroom would type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.pipeline.sourcing.loopback import as_json
from tests.pipeline.sourcing.wiki import Wiki

if TYPE_CHECKING:
    from tests.pipeline.sourcing.loopback import Site

ROOT = Path(__file__).resolve().parent.parent.parent.parent
CLAIM = "Russia recalled its ambassador Anatoly Antonov for consultations."


def find_sources(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; there is no database that it could reach."""
    nowhere = {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    return subprocess.run(
        [sys.executable, "-m", "django", "find_sources", *words],
        cwd=ROOT, env=os.environ | nowhere | environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_it_prints_what_a_reviewer_would_see(site: Site) -> None:
    api = Wiki().install(site)

    done = find_sources(
        CLAIM, "--json", MEDIAWIKI_API=api, FETCH_ALLOWED_HOSTS=site.host, PROVIDERS="archive,mediawiki"
    )

    assert done.returncode == 0, done.stderr
    archive, wiki = map(json.loads, done.stdout.splitlines())
    assert (archive["provider"], archive["state"], archive["kept"]) == ("archive", "done", 1)
    assert archive["pages"][0]["address"] == "archive:notes/2021-03-17-ambassador-recalled"
    best = wiki["pages"][0]["passages"][0]
    assert wiki["pages"][0]["title"] == "Anatoly Antonov"
    assert best["end"] - best["start"] == len(best["text"])
    assert wiki["queries"] == ["Anatoly Antonov consultations recalled", "Antonov consultations", "Anatoly Antonov"]


def test_it_prints_the_facts_of_each_page_and_what_to_look_at(site: Site) -> None:
    story = (
        "The Kremlin denied on 18 March 2021 that Russia had recalled Anatoly Antonov, its ambassador, for consultations. "
        "A spokesman said that 40 diplomats would stay in Washington, as the embassy had announced to all its guests."
    )
    head = "<title>Antonov recalled</title><meta name='author' content='Jane Roe'><meta property='og:type' content='article'>"
    site.page("/first", f"<html><head>{head}</head><body><article><p>{story}</p></article></body></html>")
    link = "<p><a href='https://paper.example/antonov'>More</a></p>"
    site.page("/second", f"<html><head>{head}</head><body><article><p>{story}</p>{link}</article></body></html>")
    found = [{"url": f"{site.url}/{name}", "title": "Antonov recalled"} for name in ("first", "second")]
    site.routes["/search"] = lambda _asked: as_json({"results": found, "unresponsive_engines": []})

    done = find_sources(
        "Russia recalled 35 diplomats and its ambassador Anatoly Antonov on 17 March 2021.",
        "--json", "--article", "https://www.paper.example/antonov/", "--outlet", "The Paper",
        SEARXNG_URL=site.url, FETCH_ALLOWED_HOSTS=site.host, PROVIDERS="searxng",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    pages = {page["address"].rpartition("/")[2]: page for page in json.loads(done.stdout)["pages"]}
    assert (pages["first"]["kind"], pages["first"]["author"]) == ("news", "Jane Roe")
    assert (pages["first"]["circle"], pages["second"]["circle"]) == ("", "links")
    assert sorted(page["same_text_as"] for page in pages.values()) == ["", f"{site.url}/first"]
    marks = {
        (passage["text"][mark["start"] : mark["end"]], mark["kind"])
        for passage in pages["first"]["passages"]
        for mark in passage["marks"]
    }
    assert marks >= {
        ("denied", "denial"),
        ("18 March 2021", "other_date"),
        ("Anatoly Antonov", "same_name"),
        ("40", "other_figure"),
    }


def test_who_cannot_be_asked_is_shown_with_the_reason() -> None:
    done = find_sources(
        CLAIM, "--provider", "archive", "--provider", "brave", "--provider", "mediawiki",
        MEDIAWIKI_API="http://nowhere.invalid/api.php",
    )  # fmt: skip

    assert done.returncode == 0
    assert "brave: refused, found 0, kept 0. The setting BRAVE_KEY is missing." in done.stdout
    assert "mediawiki: unreachable, found 0, kept 0. nowhere.invalid cannot be reached." in done.stdout


def test_nobody_to_ask_is_a_failure() -> None:
    done = find_sources(CLAIM, "--provider", "crystal-ball")

    assert done.returncode == 1
    assert "There is no provider of this name" in done.stdout


@pytest.mark.parametrize("words", [[""], ["a" * 2001], [CLAIM, "--date", "yesterday"]])
def test_bad_input_is_one_line(words: list[str]) -> None:
    done = find_sources(*words)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_database_it_says_what_is_left_out() -> None:
    done = find_sources(CLAIM, "--json", "--provider", "archive", "--provider", "brave")

    archive, brave = (json.loads(line)["left_out"] for line in done.stdout.splitlines())
    assert archive == [
        "Without the desk’s database nobody knows which providers are switched off and which quotas are used up.",
        "Articles on the desk, earlier publications and pages that our own site lists were not looked through.",
    ]
    assert brave == archive[:1]


def test_with_the_desks_database_it_shows_what_a_reviewer_would_see(site: Site, processes_see: dict[str, str]) -> None:
    from claims.desk import publication
    from claims.models import AddedPage, Claim, Evidence, Job, ProviderDay, ProviderSwitch, SourceSearch
    from claims.models.listing import ListedPage, Listing, ListingKind
    from claims.pipeline.sourcing import usage
    from tests.pipeline.sourcing.test_web_pages import page
    from tests.stories import rehearse

    story = rehearse()
    earlier = story.approve(story.spot(wording="Anatoly Antonov, Russia’s ambassador, was recalled for consultations."))
    publication.publish(earlier, by=story.people.editor, seen=earlier.version)
    site.page("/ours", page())
    listing = Listing.objects.create(address=f"{site.url}/feed", kind=ListingKind.FEED)
    ListedPage.objects.create(listing=listing, address=f"{site.url}/ours", title="Russia recalls ambassador Antonov")
    site.routes["/search"] = lambda _asked: as_json(
        {"results": [{"url": f"{site.url}/ours", "title": "Ours"}], "unresponsive_engines": []}
    )
    for name in ("mediawiki", "gdelt"):
        ProviderSwitch.objects.create(provider=name, is_on=False, switched_by=story.people.editor, because="Too slow.")
    usage.answered("brave", asked=7)
    counted = (Claim, Evidence, Job, SourceSearch, AddedPage)
    before = [list(model.objects.order_by("pk").values()) for model in counted]

    done = find_sources(
        CLAIM, "--json", **processes_see, FETCH_ALLOWED_HOSTS=site.host, SEARXNG_URL=site.url, BRAVE_KEY="k",
        PROVIDERS="archive,mediawiki,searxng,brave", PROVIDER_QUOTAS="brave=7",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    told = {found["provider"]: found for found in map(json.loads, done.stdout.splitlines())}
    assert list(told) == ["archive", "searxng", "brave"], "who is switched off is not asked"
    kept = {found["address"] for found in told["archive"]["pages"]}
    assert {f"{site.url}/ours", "archive:notes/2021-03-17-ambassador-recalled"} <= kept
    assert any(address.startswith("archive:publications/") for address in kept)
    assert (told["searxng"]["found"], told["searxng"]["found_before"], told["searxng"]["pages"]) == (1, 1, [])
    assert (told["brave"]["state"], "quota of 7" in told["brave"]["problem"]) == ("refused", True)
    assert all(found["left_out"] == [] for found in told.values())
    assert [list(model.objects.order_by("pk").values()) for model in counted] == before
    assert list(ProviderDay.objects.values_list("provider", "asked")) == [("brave", 7)]

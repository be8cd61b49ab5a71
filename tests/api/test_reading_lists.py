"""Lists as readers want them: searched, cut down, filled up, whole, compressed; who is checked and by what sources."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import brotli
import jsonschema
import pytest
from django.test import Client

from claims.api.described_page import description
from claims.desk import publication, triage
from claims.desk.claimants import say_kind
from claims.desk.topics import add_topic
from claims.models import ApiKey, Claim, Claimant, Publication
from tests.api.asking import API, a_key, ask, hand_in, whole_rows

if TYPE_CHECKING:
    from tests.stories import Story

PLAIN = Client()


def whole(path: str, media: str) -> bytes:
    """Read a list as a stream."""
    response = PLAIN.get(f"{API}/{path}", headers={"Accept": media})
    assert response.status_code == 200
    assert response["Content-Type"].startswith(media)
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def test_a_list_comes_whole_as_ndjson_with_the_very_rows_of_its_pages(story: Story) -> None:
    for number in (1, 2, 3):
        story.publish(number, wording=f'Words {number} with "signs" and a back\\slash.')

    lines = whole("verdicts/", "application/x-ndjson").splitlines()

    assert [json.loads(line) for line in lines] == ask("verdicts/").json()["results"]
    cut = whole("verdicts/?fields=sequence", "application/x-ndjson").splitlines()
    assert [set(json.loads(line)) for line in cut] == [{"id", "sequence"}] * 3


def test_no_cell_of_a_table_is_a_formula(story: Story) -> None:
    story.publish(1, wording='=HYPERLINK("http://x.example")', claimant="@SUM(1)")
    story.publish(2, wording="Two\\lines, and a comma", claimant="+1")

    rows = list(csv.DictReader(io.StringIO(whole("verdicts/?sort=publishedAt", "text/csv").decode())))

    assert [row["claim"] for row in rows] == ['\'=HYPERLINK("http://x.example")', "Two\\lines, and a comma"]
    assert [row["claimant"] for row in rows] == ["'@SUM(1)", "'+1"]
    assert all(cell[:1] not in "=+-@\t\r" for row in rows for cell in row.values() if cell)


def test_words_are_found_in_what_was_published_and_are_shown_where_they_occur(story: Story) -> None:
    bridge = story.publish(1, wording="The <b>bridges</b> opened in May.")
    story.publish(2, wording="The river rose.")

    (found,) = ask("verdicts/?q=bridge").json()["results"]

    assert found["id"] == str(bridge.public_id)
    assert found["highlights"]["claim"] == "The &lt;b&gt;<mark>bridges</mark>&lt;/b&gt; opened in May."
    assert ask("verdicts/?q=bridge -may").json()["results"] == []
    assert ask("verdicts/?q=nothing").json()["results"] == ask("verdicts/?q= ").json()["results"] == []


def test_claimants_and_sources_are_found_by_words_of_their_names(story: Story) -> None:
    story.publish(1, claimant="Vladimir Putin")
    story.publish(2, claimant="Jen Psaki")
    (source,) = ask("sources/").json()["results"]
    word = source["title"].split()[0].strip(",.:")

    def claimants(words: str) -> list[str]:
        return [each["name"] for each in ask(f"claimants/?q={words}").json()["results"]]

    assert claimants("Putin") == claimants("putin vladimir") == ["Vladimir Putin"]
    assert claimants("Putin Psaki") == claimants("Put") == claimants("'") == []
    assert claimants("") == ["Jen Psaki", "Vladimir Putin"]
    assert [each["id"] for each in ask(f"sources/?q={word.upper()}").json()["results"]] == [source["id"]]
    assert ask("sources/?q=nowhere").json()["results"] == []
    assert len(whole("claimants/?q=psaki", "application/x-ndjson").splitlines()) == 1


def test_corrections_are_found_by_what_they_are_about(story: Story) -> None:
    first, second = story.publish(1, claimant="Vladimir Putin"), story.publish(2, claimant="Jen Psaki")
    story.correct(first, rating="half-true")
    story.retract(second)
    at = Publication.objects.get(sequence=4).published_at.isoformat().replace("+", "%2B")

    def found(query: str) -> list[int]:
        return [each["sequence"] for each in ask(f"corrections/?{query}").json()["results"]]

    assert found("rating=half-true") == found("claimant=Vladimir Putin") == [3]
    assert found("kind=retracted&claimant=Jen Psaki") == [4]
    assert found("kind=corrected&claimant=Jen Psaki") == found("outlet=Nowhere") == found("topic=Nothing") == []
    assert found(f"publishedAfter={at}") == [4]
    assert found(f"publishedBefore={at}") == [3]
    assert found(f"outlet={story.article.outlet}&language={story.article.language}") == [4, 3]


@pytest.mark.parametrize("path", ["verdicts/", "corrections/"])
@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_the_length_of_a_stream_is_not_made_up(story: Story, path: str, encoding: str) -> None:
    story.correct(story.publish(1))
    given = {"Accept": "application/x-ndjson", "Accept-Encoding": encoding}

    head, read = PLAIN.head(f"{API}/{path}", headers=given), PLAIN.get(f"{API}/{path}", headers=given)

    assert head.status_code == read.status_code == 200
    assert "Content-Length" not in head
    assert head.getvalue() == b""
    assert read.getvalue()
    same = ("Content-Type", "Content-Encoding", "ETag", "Vary")
    assert [head.get(name) for name in same] == [read.get(name) for name in same]


def test_the_best_comes_first_where_relevance_is_wanted(story: Story) -> None:
    story.publish(1, wording="A bridge, a bridge, a bridge!")
    story.publish(2, wording="The mayor opened a road, and after that perhaps a bridge.")
    story.publish(3, wording="The mayor spoke.", rationale="He spoke of nothing for an hour, and once of a bridge.")

    newest = [row["sequence"] for row in ask("verdicts/?q=bridge").json()["results"]]
    best = ask("verdicts/?q=bridge&sort=relevance&limit=2").json()
    rest = ask(best["next"]).json()

    assert newest == [3, 2, 1]
    assert [row["sequence"] for row in best["results"] + rest["results"]] == [1, 2, 3]
    assert [row["sequence"] for row in ask(rest["previous"]).json()["results"]] == [1, 2]
    assert [
        json.loads(line)["sequence"]
        for line in whole("verdicts/?q=bridge&sort=relevance", "application/x-ndjson").splitlines()
    ] == [1, 2, 3]
    refused = ask("verdicts/?sort=relevance")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "sort")


def test_corrections_come_as_a_table_with_a_line_for_each_thing_that_changed(story: Story) -> None:
    claim = story.publish(1, wording="The river rose.", rationale="It did.")
    story.correct(claim, rationale='=1+1, "it" did not.', note="+We were wrong.")
    story.retract(story.publish(2))

    lines = list(csv.DictReader(io.StringIO(whole("corrections/", "text/csv").decode())))

    rows = ask("corrections/").json()["results"]
    changes = {(each["pointer"], each["before"]) for each in rows[1]["changes"]}
    assert [line["kind"] for line in lines] == ["retracted"] + ["corrected"] * len(changes)
    assert {(line["pointer"], line["before"]) for line in lines[1:]} == changes
    assert {line["note"] for line in lines[1:]} == {"'+We were wrong."}
    assert next(line["after"] for line in lines if line["pointer"] == "/verdict/rationale") == '\'=1+1, "it" did not.'
    assert all(cell[:1] not in "=+-@\t\r" for line in lines for cell in line.values() if cell)
    assert ask("corrections/?fields=note", accept="text/csv").status_code == 400


def test_rows_are_cut_down_and_filled_up(story: Story) -> None:
    claim = story.publish(1)
    story.correct(claim)

    question = "fields=document.claim.text,document.verdict.label&expand=history,claimant,sources"
    (row,) = ask(f"verdicts/?{question}").json()["results"]

    assert set(row) == {"id", "document", "history", "claimant", "sources"}
    assert set(row["document"]) == {"claim", "verdict"}
    assert [each["kind"] for each in row["history"]] == ["corrected", "published"]
    assert (row["claimant"]["name"], row["claimant"]["ratings"]) == ("Vladimir Putin", {"half-true": 1})
    assert len(row["sources"]) == 1


@pytest.mark.parametrize("name", ["verdicts", "articles", "claims", "claimants", "sources", "corrections"])
def test_the_description_tells_whole_rows_from_those_cut_down(story: Story, name: str) -> None:
    story.retract(story.publish(1))

    whole_row = ask(f"{name}/{'?retracted=true' if name == 'verdicts' else ''}").json()["results"][0]
    for member in sorted(set(whole_row) - {"id"}):
        question = f"fields={member}{'&retracted=true' if name == 'verdicts' else ''}"
        row = ask(f"{name}/?{question}").json()["results"][0]
        assert row == {"id": whole_row["id"], member: whole_row[member]}
        with pytest.raises(jsonschema.ValidationError):  # the check of whole rows finds what is missing
            hold_whole({"next": None, "previous": None, "results": [row]}, name)


def hold_whole(page: dict[str, object], name: str) -> None:
    """Hold a page against the description of one whose rows are whole."""
    spec = description()
    promised = spec["paths"][f"/api/v1/{name}/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema = whole_rows(promised, spec) | {"components": spec["components"]}
    jsonschema.Draft202012Validator(schema).validate(page)


def test_a_topic_is_published_found_counted_and_tabled(story: Story) -> None:
    topic = add_topic("Roads & bridges", by=story.people.editor)
    about = story.spot(1)
    triage.sort(about, priority=about.priority, topic=topic, by=story.people.editor, seen=about.version)
    about.refresh_from_db()
    publication.publish(story.approve(about), by=story.people.editor, seen=about.version)
    story.publish(2)

    (found,) = ask("verdicts/?topic=Roads %26 bridges").json()["results"]

    assert (found["id"], found["document"]["claim"]["topics"]) == (str(about.public_id), ["Roads & bridges"])
    assert ask("verdicts/?topic=Roads").json()["results"] == []
    other = next(row for row in ask("verdicts/").json()["results"] if row["id"] != found["id"])
    assert "topics" not in other["document"]["claim"]
    for key in ("", a_key(story.people.editor)):
        assert ask(f"claims/{about.public_id}/", key=key).json()["topics"] == ["Roads & bridges"]
    counted = {each["value"]: each["verdicts"] for each in ask("statistics/").json()["topics"]}
    assert counted == {"Roads & bridges": 1}
    table = list(csv.DictReader(io.StringIO(whole("verdicts/?sort=publishedAt", "text/csv").decode())))
    assert [row["topics"] for row in table] == ["Roads & bridges", ""]


def test_what_a_claimant_is_stands_where_it_is_known_and_nowhere_else(story: Story) -> None:
    about = story.spot(1, claimant="UNICEF")
    say_kind(Claimant.objects.get(name="UNICEF"), kind="organisation", by=story.people.editor)
    about = Claim.objects.get(pk=about.pk)
    publication.publish(story.approve(about), by=story.people.editor, seen=about.version)
    other = story.publish(2, claimant="Jen Psaki")
    article = story.publish(3, claimant="")

    told = {row["id"]: row["document"] for row in ask("verdicts/").json()["results"]}
    claimants = {each["name"]: each["kind"] for each in ask("claimants/").json()["results"]}

    assert told[str(about.public_id)]["claim"]["claimantKind"] == "organisation"
    assert told[str(about.public_id)]["claimReview"]["itemReviewed"]["author"]["@type"] == "Organization"
    assert all("claimantKind" not in told[str(each.public_id)]["claim"] for each in (other, article))
    assert claimants == {"UNICEF": "organisation", "Jen Psaki": "unknown"}
    for key in ("", a_key(story.people.editor)):
        assert ask(f"claims/{about.public_id}/", key=key).json()["claimantKind"] == "organisation"
        assert "claimantKind" not in ask(f"claims/{other.public_id}/", key=key).json()
    for name in ("verdicts", "claims"):
        table = list(csv.DictReader(io.StringIO(whole(f"{name}/?sort=publishedAt", "text/csv").decode())))
        assert [row["claimantKind"] for row in table] == ["organisation", "", ""]
    hold_whole(ask("claimants/").json(), "claimants")
    hold_whole(ask("claims/").json(), "claims")
    hold_whole(ask("verdicts/?expand=claimant").json(), "verdicts")


def test_claimants_sources_and_statistics_count_what_stands(story: Story) -> None:
    story.publish(1, claimant="Jen Psaki", rating="true")
    gone = story.publish(2, claimant="Vladimir Putin")
    story.retract(gone)

    claimants = ask("claimants/").json()["results"]
    sources = ask("sources/").json()["results"]
    statistics = ask("statistics/").json()

    assert [(each["name"], each["verdicts"], each["retracted"]) for each in claimants] == [
        ("Jen Psaki", 1, 0),
        ("Vladimir Putin", 0, 1),
    ]
    assert ask(f"claimants/{claimants[0]['id']}/").json() == claimants[0]
    assert ask(f"sources/{sources[0]['id']}/").json() == sources[0]
    assert [
        each["id"] for each in ask(f"verdicts/?claimant={claimants[1]['id']}&retracted=true").json()["results"]
    ] == [str(gone.public_id)]
    assert len(ask(f"verdicts/?source={sources[0]['id']}").json()["results"]) == 1
    assert (statistics["verdicts"], statistics["retracted"], statistics["ratings"]) == (1, 1, {"true": 1})


@pytest.mark.parametrize("sort", ["-publishedAt", "publishedAt", "-firstPublishedAt", "firstPublishedAt"])
def test_each_order_leads_through_all_and_back(story: Story, sort: str) -> None:
    for number in range(1, 6):
        story.publish(number)
    first = ask(f"verdicts/?sort={sort}&limit=2").json()

    second = ask(first["next"]).json()
    third = ask(second["next"]).json()
    back = ask(second["previous"]).json()

    seen = [row["sequence"] for page in (first, second, third) for row in page["results"]]
    assert seen == sorted(seen, reverse=sort.startswith("-"))
    assert len(seen) == 5
    assert third["next"] is None
    assert back["results"] == first["results"]


def test_dates_bound_a_list(story: Story) -> None:
    story.publish(1)

    assert len(ask("verdicts/?publishedAfter=2020-01-01&publishedBefore=2999-01-01").json()["results"]) == 1
    assert ask("verdicts/?publishedAfter=2999-01-01").json()["results"] == []
    assert ask("verdicts/?publishedBefore=2020-01-01T00:00:00Z").json()["results"] == []
    assert ask("verdicts/?publishedAfter=yesterday").status_code == 400


@pytest.mark.parametrize(("way", "open_"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_answers_are_compressed_for_who_can_read_them(story: Story, way: str, open_: object) -> None:
    story.publish(1)
    plain = PLAIN.get(f"{API}/verdicts/")

    small = PLAIN.get(f"{API}/verdicts/", headers={"Accept-Encoding": way})

    assert small["Content-Encoding"] == way
    assert open_(small.content) == plain.content  # type: ignore[operator]
    assert small["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in plain["Vary"]
    again = PLAIN.get(f"{API}/verdicts/", headers={"If-None-Match": small["ETag"]})
    assert again.status_code == 304
    stream = PLAIN.get(f"{API}/verdicts/", headers={"Accept": "application/x-ndjson", "Accept-Encoding": way})
    assert open_(b"".join(stream.streaming_content)) == whole("verdicts/", "application/x-ndjson")  # type: ignore[operator]


def test_a_page_of_markup_holds_the_documents_reviews(story: Story) -> None:
    story.publish(1)
    story.retract(story.publish(2))

    feed = PLAIN.get(f"{API}/verdicts/", headers={"Accept": "application/ld+json"}).json()

    (item,) = feed["dataFeedElement"]
    assert item["item"] == ask("verdicts/").json()["results"][0]["document"]["claimReview"]


def test_a_key_opens_only_what_it_was_made_for(story: Story) -> None:
    story.spot(1)
    _made, narrow = ApiKey.issue(story.people.editor, name="reader", scopes=[])

    assert ask("claims/", key=narrow).json()["results"] == []
    refused = hand_in({"text": "Words."}, key=narrow)
    assert (refused.status_code, "only read" in refused.json()["detail"]) == (403, True)


def test_the_api_starts_no_session_and_needs_no_token(story: Story) -> None:
    response = Client(enforce_csrf_checks=True).post(f"{API}/articles/", b"{}", content_type="application/json")

    assert response.status_code == 401
    assert not response.cookies

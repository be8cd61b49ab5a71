"""OpenAlex, Crossref and PubMed, in their documented forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.crossref import Crossref
from claims.pipeline.sourcing.providers.openalex import OpenAlex, in_order
from claims.pipeline.sourcing.providers.pubmed import PubMed
from claims.pipeline.sourcing.wanted import Wanted
from tests.pipeline.sourcing.loopback import as_json

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

ASKED = Wanted(text="Vaccines cause autism.", queries=("vaccines autism cause", "vaccines autism"))
WORK: dict[str, Any] = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1000/1",
    "title": "Vaccines are <i>not</i> associated with autism",
    "publication_date": "2014-05-09",
    "authorships": [{"author": {"display_name": "L. Taylor"}}, {"author": {"display_name": "A. Swerdfeger"}}],
    "primary_location": {"source": {"display_name": "Vaccine"}},
    "abstract_inverted_index": {"no": [1], "Findings": [0], "relationship.": [4], "show": [2, 3]},
}
ITEM: dict[str, Any] = {
    "DOI": "10.1000/1",
    "URL": "https://doi.org/10.1000/1",
    "title": ["Vaccines are not associated with autism"],
    "abstract": "<jats:p>There has been enormous debate &amp; doubt.</jats:p>",
    "author": [{"given": "Luke", "family": "Taylor"}, {"name": "A group"}],
    "issued": {"date-parts": [[2014, 6]]},
    "container-title": ["Vaccine"],
    "publisher": "Elsevier",
}
ARTICLES = """<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example/p.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>24814559</PMID><Article><Journal><Title>Vaccine</Title>
<JournalIssue><PubDate><Year>2014</Year><Month>Jun</Month></PubDate></JournalIssue></Journal>
<ArticleTitle>Vaccines are <i>not</i> associated with autism.</ArticleTitle>
<Abstract><AbstractText Label="BACKGROUND">There was debate.</AbstractText><AbstractText>There was no <b>link</b>.</AbstractText></Abstract>
<AuthorList><Author><LastName>Taylor</LastName><ForeName>Luke</ForeName></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle><PubmedArticle><MedlineCitation><PMID>2</PMID></MedlineCitation></PubmedArticle>
</PubmedArticleSet>"""


@pytest.fixture
def openalex(site: Site, client: Fetcher) -> OpenAlex:
    """The provider that asks the server on loopback."""
    return OpenAlex(key="secret", client=client, base=site.url)


@pytest.fixture
def crossref(site: Site, client: Fetcher) -> Crossref:
    """The provider that asks the server on loopback."""
    return Crossref(client=client, email="desk@news.example", base=site.url)


@pytest.fixture
def pubmed(site: Site, client: Fetcher) -> PubMed:
    """The provider that asks the server on loopback."""
    return PubMed(client=client, key="secret", email="desk@news.example", base=site.url)


def test_openalex_brings_the_abstract_in_its_order(site: Site, openalex: OpenAlex) -> None:
    site.routes["/works"] = lambda _asked: as_json(
        {"meta": {}, "results": [WORK, WORK | {"abstract_inverted_index": None}]}
    )

    (hit,) = openalex.search(ASKED).hits

    assert hit.copy is not None
    assert hit.copy.page.text == "Vaccines are not associated with autism\nFindings no show show relationship."
    assert (hit.address, hit.author, hit.publisher) == (
        "https://doi.org/10.1000/1",
        "L. Taylor, A. Swerdfeger",
        "Vaccine",
    )
    assert (hit.kind, hit.published_on) == ("research", date(2014, 5, 9))
    assert site.asked[0].query["api_key"] == "secret"


@pytest.mark.parametrize(
    ("index", "text"),
    [
        ({"a": [-1, 10**12, "x", None], "b": 5, "c": [0]}, "c"),
        ({"word": list(range(5000))}, " ".join(["word"] * 5000)),
        ("no index", ""),
        (None, ""),
    ],
)
def test_a_strange_abstract_stays_within_bounds(index: object, text: str) -> None:
    assert in_order(index) == text


@pytest.mark.parametrize(
    ("status", "problem"), [(401, Refused), (403, Refused), (409, Refused), (429, Unreachable), (500, Unreachable)]
)
def test_openalex_errors_are_told_apart(site: Site, openalex: OpenAlex, status: int, problem: type[Exception]) -> None:
    site.routes["/works"] = lambda _asked: as_json({"error": "…", "message": "…"}, status=status)

    with pytest.raises(problem):
        openalex.search(ASKED)


def test_crossref_brings_the_abstract_without_its_markup(site: Site, crossref: Crossref) -> None:
    site.routes["/works"] = lambda _asked: as_json(
        {"status": "ok", "message": {"items": [ITEM, ITEM | {"abstract": ""}, ITEM | {"URL": "ftp://x"}]}}
    )

    (hit,) = crossref.search(ASKED).hits

    assert hit.copy is not None
    assert hit.copy.page.text == "Vaccines are not associated with autism\nThere has been enormous debate & doubt."
    assert (hit.author, hit.publisher, hit.published_on) == ("Luke Taylor", "Vaccine", date(2014, 6, 1))
    assert site.asked[0].query["mailto"] == "desk@news.example"


@pytest.mark.parametrize(("interval", "wait"), [("1s", 1.0), ("60s", 60.0), ("", None), ("soon", None)])
def test_crossref_is_left_alone_for_its_interval(
    site: Site, crossref: Crossref, interval: str, wait: float | None
) -> None:
    headers = (("x-rate-limit-limit", "50"), ("x-rate-limit-interval", interval))
    site.routes["/works"] = lambda _asked: as_json({}, status=429, headers=headers)

    with pytest.raises(Unreachable) as caught:
        crossref.search(ASKED)

    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    "said", [[], {"message": []}, {"message": {"items": [5, {"URL": "https://a.example", "title": "x"}]}}]
)
def test_a_crossref_of_another_shape_finds_nothing(site: Site, crossref: Crossref, said: object) -> None:
    site.routes["/works"] = lambda _asked: as_json(said)

    assert crossref.search(ASKED).hits == []


def test_pubmed_searches_and_then_fetches_the_abstracts(site: Site, pubmed: PubMed) -> None:
    site.routes["/esearch.fcgi"] = lambda asked: as_json(
        {
            "esearchresult": {
                "count": "1",
                "idlist": ["24814559", "2", "; rm"] if asked.query["term"] == "vaccines autism" else [],
            }
        }
    )
    site.page("/efetch.fcgi", ARTICLES, kind="text/xml; charset=UTF-8")

    (hit,) = pubmed.search(ASKED).hits

    assert hit.address == "https://pubmed.ncbi.nlm.nih.gov/24814559/"
    assert hit.copy is not None
    assert hit.copy.page.text == "Vaccines are not associated with autism.\nThere was debate.\nThere was no link."
    assert (hit.author, hit.publisher, hit.published_on) == ("Luke Taylor", "Vaccine", date(2014, 6, 1))
    assert hit.query == "vaccines autism"
    assert site.asked[-1].query["id"] == "24814559,2"


def test_pubmed_asks_to_slow_down(site: Site, pubmed: PubMed) -> None:
    site.routes["/esearch.fcgi"] = lambda _asked: as_json({"error": "API rate limit exceeded", "count": "4"})

    with pytest.raises(Unreachable, match="slow down"):
        pubmed.search(ASKED)


@pytest.mark.parametrize("said", ["<a", "", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_pubmed_articles_of_another_kind_are_not_read(site: Site, pubmed: PubMed, said: str) -> None:
    site.routes["/esearch.fcgi"] = lambda _asked: as_json({"esearchresult": {"idlist": ["1"]}})
    site.page("/efetch.fcgi", said, kind="text/xml")

    with pytest.raises(Unreachable):
        pubmed.search(ASKED)

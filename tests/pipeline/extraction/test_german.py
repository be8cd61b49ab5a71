"""The seam for a second language: German sentences and quotations, from word lists alone."""

import pytest

from claims.pipeline.extraction.marks import unify
from claims.pipeline.extraction.quotations import find_quotations
from claims.pipeline.extraction.reading import paragraphs, plain, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, "de")]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Anna Weiß traf Prof. Karl Groß am 3. März in Köln.",
        "Die Firma zahlte ca. 3,5 Mio. Euro an die Stadt.",
        "Er wohnt in der Nr. 7, d.h. neben der Schule.",
    ],
)
def test_abbreviations_and_ordinals_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_a_stop_and_a_line_end_one() -> None:
    text = "Die Schule schließt am 3. März. Die Kinder ziehen um.\nDer Rat schweigt"

    assert sentences(text) == ["Die Schule schließt am 3. März.", "Die Kinder ziehen um.", "Der Rat schweigt"]


@pytest.mark.parametrize(
    "text", ["„Wir gehen jetzt nach Hause“, sagte Anna Weiß.", "»Wir gehen jetzt nach Hause«, sagte Anna Weiß."]
)
def test_german_marks_open_below_and_close_above(text: str) -> None:
    same = unify(text, plain(text))

    found = find_quotations(same, paragraphs(same))

    assert [text[q.inner_start : q.inner_end] for q in found] == ["Wir gehen jetzt nach Hause"]

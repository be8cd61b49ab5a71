from claims.pipeline.extraction.worthiness_phrases import nameless, phrases


def test_words_and_neighbours_are_found_once_and_sorted() -> None:
    assert phrases("Taxes fell, taxes fell") == ["< taxes", "fell", "fell >", "fell taxes", "taxes", "taxes fell"]


def test_figures_count_as_figures_whatever_they_are() -> None:
    assert phrases("It rose 3.5%") == phrases("It rose 12%")


def test_names_and_genders_leave_no_trace() -> None:
    assert phrases("so she met Ann") == phrases("so he met Bob") == ["< so", "met", "so"]


def test_a_speaker_is_no_name() -> None:
    assert "i" in phrases("so I went")


def test_no_words_give_no_phrases() -> None:
    assert phrases("") == ["< >"]
    assert phrases("…") == ["< >"]


def test_a_vocabulary_takes_no_word_that_is_only_written_large() -> None:
    allowed = nameless(["Bush cut taxes and Bush won", "The bush burns"])

    assert "taxes" in allowed
    assert "bush" in allowed
    assert "cut" in allowed
    assert "Bush" not in allowed
    assert "the" not in allowed

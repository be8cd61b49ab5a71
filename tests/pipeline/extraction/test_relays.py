"""Who passes words on, where the sentence itself does not say."""

from reading_aids import split


def relays(text: str) -> list[str]:
    return [claim.reported_by for claim in split(text)]


def test_an_interview_relays_what_its_guest_says_on() -> None:
    text = "Joan Reed gave an interview to ABC News in May.\nReed said the mill would close. Paul Bly said the town would suffer."

    assert relays(text) == ["", "ABC News", ""]


def test_television_of_a_country_is_an_outlet_too() -> None:
    assert relays('In an interview on Russian television, Joan Reed said: "The mill will close in May."') == [
        "Russian television"
    ]


def test_an_outlet_that_closes_the_sentence_relays_it_and_the_quotation_that_follows() -> None:
    text = 'Joan Reed said the call would not happen, 9News reported.\n"The office is closed," Reed said.'

    assert relays(text) == ["9News", "9News"]


def test_what_is_said_two_paragraphs_on_is_not_relayed() -> None:
    text = (
        "Joan Reed said the call would not happen, 9News reported.\nRain fell in Leeds.\nThe sun came out.\n"
        '"The office is closed," Reed said.'
    )

    assert relays(text)[-1] == ""

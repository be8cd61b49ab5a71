"""A person's own keys act, the ones that were given away do nothing, and no key acts while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import own_choices

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.browser.conftest import Desk


def test_own_keys_act_and_are_the_ones_that_are_listed(desk: Desk, claims: list[Claim]) -> None:
    own_choices.choose_keys({"e": "w", "/": "s"}, by=desk.people.editor)
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/")
        assert page.locator("a[data-key=e] kbd").first.inner_text() == "w"
        screen.press("e")
        page.wait_for_timeout(300)
        assert "do=reword" not in page.url
        screen.land("w", "**do=reword*")
        page.locator("#wording").fill("")
        page.keyboard.type("was new")
        assert page.locator("#wording").input_value() == "was new", "single keys rest in a text field"
        screen.go("/desk/list/")
        screen.press("s")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        screen.press("?")
        listed = page.get_by_role("dialog").inner_text()
        assert "w\nedit wording" in listed
        assert "s\nsearch" in listed

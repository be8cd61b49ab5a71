"""What machines write down in English, and how to say it in the reader's language.

A worker does not know who will read why a page could not be fetched, and the record is the same for everybody; so the
words are kept in English and translated where they are shown. Each sentence below stands once more where it is written.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4_000
"""Characters above which kept words are shown as they are."""

MOST_PARTS = 24
"""Sentences in one kept text that are looked at together."""

SENTENCES = (
    # Fetching
    _("%(who)s cannot be reached."),
    _("%(who)s did not answer in time."),
    _("%(who)s closed the connection."),
    _("%(who)s does not speak proper HTTP."),
    _("%(who)s asks us to slow down."),
    _("%(who)s asks us to slow down (answer %(status)s)."),
    _("%(who)s has trouble (answer %(status)s)."),
    _("%(who)s wants a password (answer %(status)s)."),
    _("%(who)s wants to be paid (answer %(status)s)."),
    _("%(who)s refused us (answer %(status)s)."),
    _("%(who)s has no such page (answer %(status)s)."),
    _("%(who)s has taken the page down (answer %(status)s)."),
    _("%(who)s may not show the page, for legal reasons (answer %(status)s)."),
    _("%(who)s did not give the page (answer %(status)s)."),
    _("%(who)s answered with something that is not JSON."),
    _("%(who)s answered with something that is not XML."),
    _("%(who)s answered with something that we do not read."),
    _("%(who)s answered with something else than a wiki would."),
    _("%(who)s answered with a page instead of data."),
    _("%(who)s is busy (%(why)s)."),
    _("%(who)s refused the question (%(why)s). Check the key."),
    _("%(who)s refused the question (%(why)s)."),
    _("%(who)s refused the question: %(why)s"),
    _("%(who)s gives no JSON. Add json to search.formats in its settings.yml."),
    _("%(who)s: our allowance is used up."),
    _("%(who)s does not accept the key. Check WAYBACK_KEY."),
    _("%(who)s did not say which job saves the page."),
    _("%(who)s gave an answer of another form than it documents."),
    _("%(who)s gave no answer several times and is left alone for a while."),
    _("%(who)s does not say at the moment what it allows (robots.txt)."),
    _("%(who)s asks robots to leave this page alone (robots.txt)."),
    _("The Wayback Machine began to save the page and did not end."),
    _("Some search engines gave no answer: %(who)s."),
    _("At most %(number)s ask at once."),
    _("We ask no oftener than agreed."),
    _("The month’s quota of %(number)s questions is used up (PROVIDER_QUOTAS)."),
    _("%(missing)s of %(found)s pages gave no answer."),
    _("%(limited)s of %(found)s pages wait for their turn."),
    _("No answer in time."),
    _("There is no provider of this name. Check the setting PROVIDERS."),
    _("The setting %(name)s is missing."),
    _("Pages are no longer saved in a public archive. An editor can switch it on."),
    _("The public archive is at work."),
    _("More than %(number)s redirects."),
    _("The answer’s headers are too large."),
    _("The address cannot be asked for."),
    _("The page redirects to an address that cannot be read."),
    _("The page redirects into the newsroom’s own network."),
    # Addresses that are not fetched
    _("The address is too long (more than 8 KB)."),
    _("The address has spaces or control characters in it."),
    _("The address cannot be read."),
    _("Only http and https addresses are fetched."),
    _("The address has a user name in it."),
    _("The address names no host."),
    _("Port %(number)s is not fetched from."),
    _("Sockets are not fetched from (%(name)s)."),
    _("The address names a network interface."),
    _("The address is not on the public internet."),
    _("The name leads to an address that is not on the public internet."),
    # The connection
    _("The time for this page is up."),
    _("No connection in time."),
    _("No connection."),
    _("The name could not be looked up in time."),
    _("The name is not known."),
    _("The server fell silent."),
    _("The connection broke."),
    _("The answer is too large."),
    _("The server takes nothing."),
    _("No secure connection in time."),
    _("No secure connection."),
    _("The server's certificate is not valid (%(why)s)."),
    # Bodies and files
    _("This is %(kind)s, which cannot be read as a page."),
    _("The page is larger than %(size)s MB."),
    _("The page is packed in a way that we did not ask for."),
    _("The page comes too slowly."),
    _("The page broke off in the middle."),
    _("The page is not packed as it says."),
    _("The page is packed in too many parts."),
    _("The page unpacks to more than it may."),
    _("Only PDF, HTML and plain text files (.pdf, .html, .txt) can be read."),
    _("The file is larger than 5 MB."),
    _("The file is empty."),
    _("The file is not what its name says."),
    _("The file is not text."),
    _("There is no sentence on the page that could be cited."),
    _("The uploaded file is no longer in the archive. Upload it again."),
    _("There is no text on the page."),
    _("The page cannot be read (%(why)s)."),
    _("The page took too long to read."),
    _("The page stopped the program that reads pages."),
    _("It takes more memory to read than it may."),
    _("This is called a PDF, but it is none."),
    _("The PDF is locked with a password."),
    _("The PDF unpacks to more than it may."),
    _("The PDF is packed or locked in a way that is not read."),
    _("The PDF is broken."),
    _("There is no text in the PDF; it may be a scan."),
    _("The PDF has %(number)s pages; %(most)s are read at most. Cite a part of it."),
    _("The PDF has more than %(number)s pages. Cite a part of it."),
    # Feeds and sitemaps
    _("The feed declares entities, which feeds do not need."),
    _("This is no feed: neither RSS nor Atom."),
    _("The feed is broken."),
    _("The sitemap is not packed as it says."),
    _("The sitemap unpacks to more than it may."),
    _("The sitemap is not proper XML (line %(number)s)."),
    _("This is no sitemap."),
    _("The sitemap declares entities, which sitemaps do not need."),
    _("It lists %(all)s pages; the newest %(number)s are kept."),
    _("%(number)s pages are of another site, and left out."),
    _("It is an index within an index, which is not followed."),
    _("It names %(all)s sitemaps; the %(number)s that changed last are read."),
    # Cited pages, looked at again
    _("The page is no longer there."),
    _("The page was taken down."),
    _("The page may not be shown any more."),
    _("Only pages of the web are looked at again."),
    _("The address leads to the site’s front page now."),
    _("The page is at %(address)s now."),
    _("The page says something else now."),
    # Jobs and mail
    _("Only English can be split so far; this text looks like “%(language)s”."),
    _("This took too long and was stopped. Nothing half-done was kept."),
    _("The worker died %(number)s times while doing this."),
    _("The worker stopped with %(name)s."),
    _("It is not known whether the letter left. Ask whether it came, and record it by hand."),
    _("It is not known whether the letter left. Ask whether it came."),
    _("The mail server cannot be reached: %(name)s."),
    _("The connection broke: %(name)s."),
    _("The mail server answered %(code)s: %(words)s"),
    _("The embargo was changed."),
    _("The address must begin with https://."),
    _("The chat answered %(status)s."),
    _("The chat answered %(status)s: %(words)s."),
    _("it does not read our message"),
    _("it wants another address"),
    _("it lets us say nothing there"),
    _("there is no such webhook, or it was taken away"),
    _("the channel was closed"),
    _("it did not take the message"),
    _("The chat’s gateway fell silent (504)."),
    _("The chat sends us elsewhere (%(status)s), which is not followed."),
    _("It answered %(status)s."),
    _("It answered that it is gone (410)."),
    _("The webhook is paused."),
    _("More rows wait."),
    _("Redacted by order."),
    # A language model
    _("The day's allowance of %(number)s tokens for the language model is used up."),
    _("The language model was not used: %(words)s"),
    _("The endpoint could not be reached."),
    _("The endpoint did not answer within %(seconds)s seconds."),
    _("The endpoint broke the connection, or does not speak proper HTTP."),
    _("The endpoint answered with status %(status)s (LLM_KEY is not accepted)."),
    _("The endpoint answered with status %(status)s (nothing there: check LLM_BASE_URL and LLM_MODEL)."),
    _("The endpoint answered with status %(status)s (too many questions, or the account's allowance is used up)."),
    _("The endpoint answered with status %(status)s."),
    _("The endpoint's answer is too long."),
    _("The endpoint's answer is not in the agreed form."),
    _("The article is longer than the %(number)s characters that are sent out."),
    _("None of the model's claims could be found in the article."),
    _("The model's answer broke off at the most tokens that it may have."),
    _("more claims than an article can hold"),
    _("not in the agreed form"),
    _("empty or too long"),
    _("its quotation is not in the article"),
    _("it stands twice in the answer"),
    _("its claimant is not in the article"),
    _("it adds a name or a number"),
    # Why a claim is of its kind
    _("It is a question."),
    _("It says what ought to be, which no source can confirm."),
    _("It passes a judgement (“%(words)s”)."),
    _("It tells the speaker's own stance (“%(words)s”)."),
    _("It is a general saying, with nobody and nothing named to check."),
    _("It is the claimant's own word for something."),
    _("It is a judgement (“%(words)s”)."),
    _("It says what will or may happen; the outcome can be checked."),
    _("The article states it as a fact."),
    _("The language model judges that it can be checked."),
    _("The language model judges that it cannot be checked."),
    _("Added by hand."),
)


def in_words(kept: str) -> str:
    """Say kept words in the language in force; what no sentence above fits stays as it is."""
    if not kept or len(kept) > LONGEST or (get_language() or "en").split("-")[0] == "en":
        return kept
    if said := whole(kept):
        return said
    parts = kept.replace(". ", ".\n").split("\n")
    if len(parts) > MOST_PARTS:
        return kept
    return " ".join(pieces(parts))


def pieces(parts: list[str]) -> Iterator[str]:
    """Yield sentences in the language in force, taking as many parts together as one known sentence has."""
    at = 0
    while at < len(parts):
        for end in range(min(len(parts), at + 3), at, -1):
            if said := whole(" ".join(parts[at:end])):
                yield said
                at = end
                break
        else:
            head, colon, rest = parts[at].partition(": ")  # the name of a page, then what is wrong with it
            yield f"{head}: {whole(rest) or rest}" if colon else parts[at]
            at += 1


def whole(said: str) -> str:
    """Translate what one known sentence fits; empty where none does."""
    if said in known():
        return gettext(said)
    for template, cut in cuts():
        values = fitting(cut, said)
        if values is not None:
            spoken = {name: in_words(value) if name == "words" else value for name, value in values.items()}
            return gettext(template) % spoken
    return ""


@cache
def known() -> frozenset[str]:
    """Return the sentences that have no gap."""
    return frozenset(each for each in SENTENCES if "%(" not in each)


@cache
def cuts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the sentences with gaps, each cut into words, name of a gap, words, and so on; the wordiest first."""
    gaps = sorted((each for each in SENTENCES if "%(" in each), key=len, reverse=True)
    return tuple((each, tuple(each.replace(")s", "%(").split("%("))) for each in gaps)


def fitting(cut: tuple[str, ...], said: str) -> dict[str, str] | None:
    """Return what stands in the gaps, where the sentence fits; a gap holds no end of a sentence but in `words`."""
    if not said.startswith(cut[0]):
        return None
    values, at = {}, len(cut[0])
    for place in range(1, len(cut), 2):
        name, after = cut[place], cut[place + 1]
        last = place + 2 == len(cut)
        end = (len(said) - len(after) if said.endswith(after) else -1) if last else said.find(after, at)
        if end < at + 1:
            return None
        values[name] = said[at:end]
        at = end + len(after)
    return None if any(". " in value for name, value in values.items() if name != "words") else values

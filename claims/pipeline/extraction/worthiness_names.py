"""Takes the names out of a claim before it is weighed: whose claim it is must not move its score.

Without this, an Arabic or Chinese name raised the score of the same sentence by .06 on average over an English one: the
embedding hears the subjects that such names keep company with. Places, institutions and parties stay, they are what a
claim is about; every other capitalised name becomes one and the same.
"""

import re

from claims.pipeline.extraction.worthiness_signals import FINITE_VERBS, MAX_CHARS, PLAIN_WORDS

STAND_IN = "Smith"
_FEWEST_WORDS = 5  # below this, capitals cannot tell a headline from a sentence
_HEADLINE = 0.6  # share of capitalised words from which capitals mean nothing
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINTS = frozenset({" ", ". ", " de ", " van ", " von ", " al-", " bin ", "-"})
_OPENING = (
    "a about according after all allegedly although an and any as at because before between both but by despite did do "
    "does during each even every few first for former four from had has have he her his how however if in instead into is "
    "it its just last like many more most much neither next no none nor not now of on once one only or other our over "
    "police several she since so some still such than that the their then there these they this those though three "
    "through to today together tomorrow too two under unless until was we were what when where whether which while who "
    "why will with without would yesterday yet you your i i'm i've i'd i'll well yes let let's tell show maybe everybody "
    "anybody somebody someone one one's everyone's whatever earlier free small"
)
_FAMILIAR = (
    # parties, peoples, faiths
    "Democrat Democrats Democratic Republican Republicans Labour Conservative Conservatives Liberal Liberals Green Greens "
    "Communist Communists Communism Party American Americans British English European Europeans Russian Russians Soviet "
    "Soviets Chinese Japanese Korean Iraqi Iraqis Iranian Iranians Afghan Arab Arabs Israeli Israelis Palestinian "
    "Palestinians Mexican Cuban Canadian German French Italian Spanish Indian African Latino Latinos Hispanic Muslim "
    "Muslims Christian Christians Catholic Jewish Jews "
    # places
    "America United States State Kingdom Nations Union Europe Britain England Scotland Wales Ireland France Germany Italy "
    "Spain Poland Ukraine Russia China Japan Korea Taiwan Vietnam India Pakistan Afghanistan Iraq Iran Syria Israel "
    "Palestine Gaza Lebanon Jordan Egypt Libya Kuwait Saudi Arabia Turkey Yemen Africa Somalia Sudan Nigeria Bosnia Kosovo "
    "Serbia Yugoslavia Mexico Canada Cuba Haiti Panama Nicaragua Brazil Australia Asia Atlantic Pacific Arctic Gulf Canal "
    "Middle East West North South Eastern Western Northern Southern Central Latin Persian New York City Washington London "
    "Paris Berlin Moscow Beijing Brussels Baghdad Chicago Detroit Boston Houston Los Angeles San Francisco Texas "
    "California Florida Arkansas Massachusetts Arizona Ohio Illinois Michigan Pennsylvania Georgia Virginia Tennessee "
    "Kansas Missouri Iowa Alaska Hampshire Wisconsin Vermont Earth Street Wall "
    # institutions and offices
    "Congress Congressional Senate House Representatives Parliament Commons Lords Commission Committee Council Court Supreme "
    "Constitution Amendment Act Bill Government Federal Administration Department Office Ministry Agency Bank Reserve "
    "Treasury Fund Guard Army Navy Marines Air Force Pentagon Police White Oval Medicare Medicaid Social Security Obamacare "
    "Justice Defense Defence Energy Education Health Labor Trade Foreign Relations Homeland Budget University Church "
    "Taliban Hamas Hezbollah Internet Watergate Depression War Wars World Cold Cup II President Presidents Presidency Vice "
    "Prime Minister Secretary General Senator Congressman Governor Mayor Judge Ambassador Chancellor King Queen Prince "
    "Chief Chairman Director Commander Admiral Mr Mrs Ms Dr God "
    # time
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday Christmas Easter Century Great"
)
_ENDINGS = (  # of common nouns and adverbs, seldom of surnames
    "tion sion ment ness ity ism ing ance ence ology pathy ics age ship hood ure cy ty ly ists ers ors ions ments ants "
    "ents ies cines"
)
_KEPT = frozenset(_FAMILIAR.split())
_OPENERS = frozenset(_OPENING.split())
_NO_SURNAME = tuple(_ENDINGS.split())


def unnamed(text: str) -> str:
    """The text with one stand-in for every name of a person, company or brand; the same text where there is none."""
    text = text[:MAX_CHARS]
    found = list(_WORD.finditer(text))
    if len(found) >= _FEWEST_WORDS and sum(word[0][0].isupper() for word in found) > _HEADLINE * len(found):
        return text
    names = [_is_name(word[0]) for word in found]
    if found:
        names[0] = names[0] and _opens_with_name(text, found, names)
    out, read, hidden = [], 0, -1
    for word, name in zip(found, names, strict=True):
        if not name:
            continue
        between = text[read : word.start()]
        ending = "'s" if word[0].endswith(("'s", "’s")) else ""
        if hidden == read and _joins(between):
            out.append(ending)
        else:
            out += [between, STAND_IN, ending]
        read = hidden = word.end()
    return "".join([*out, text[read:]])


def _opens_with_name(text: str, found: list[re.Match[str]], names: list[bool]) -> bool:
    """A capital says nothing at the opening, unless a second name follows, or a verb or a possession does."""
    first = found[0][0].lower().replace("’", "'")
    if (
        first.endswith(("'ve", "'re", "'d", "'ll"))
        or first in _OPENERS
        or first in PLAIN_WORDS
        or first.removesuffix("'s") in PLAIN_WORDS
    ):
        return False
    second = next((index for index in (1, 2) if index < len(found) and names[index]), 0)
    if second and _joins(text[found[0].end() : found[second].start()]):
        return True
    if first.removesuffix("'s").endswith(_NO_SURNAME):
        return False
    following = found[1][0] if len(found) > 1 and text[found[0].end() : found[1].start()] == " " else ""
    return (
        first.endswith("'s") or following in FINITE_VERBS or (following.endswith(("ed", "s")) and following.islower())
    )


def _joins(between: str) -> bool:
    """What stands inside one name: a space, a particle, an initial."""
    return between in _JOINTS or (len(between) == 4 and between[1].isupper() and between[0] + between[2:] == " . ")


def _is_name(word: str) -> bool:
    """Capitalised and neither familiar, nor an abbreviation, an initial or "I"."""
    plain = word.removesuffix("'s").removesuffix("’s")
    if not plain[:1].isupper() or plain in _KEPT:
        return False
    speaks = plain == "I" or plain[:2] in {"I'", "I’"}
    return not speaks and not plain.isupper()

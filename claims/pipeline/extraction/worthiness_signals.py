"""What the eye sees in a sentence before the meaning: numbers, comparisons, accusations, small talk."""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MAX_CHARS = 2_000  # a claim is one proposition; what lies beyond cannot be counted on, and hostile text stays cheap

_WORDS = {
    "number_words": "two three four five six seven eight nine ten eleven twelve dozen dozens half third quarter twice "
    "double doubled triple tripled",
    "magnitudes": "hundred hundreds thousand thousands million millions billion billions trillion trillions",
    "comparisons": "more less fewer greater higher lower larger smaller better worse than highest lowest largest "
    "biggest smallest worst least most record first last only average total",
    "changes": "rose rise risen rising fell fall fallen falling increase increased increases decrease decreased "
    "grew grown growth gained lost lose cut cuts raised reduced dropped drop climbed declined shrank "
    "shrunk slashed added created spent cost costs paid pays",
    "deeds": "voted vote signed passed vetoed opposed supported introduced sponsored appointed nominated "
    "banned approved rejected launched invaded attacked bombed built sold bought withdrew recalled "
    "resigned fired elected defeated promised",
    "accusations": "accused accuses alleged denied killed murdered convicted charged arrested sued illegal illegally "
    "fraud corrupt corruption bribe bribed stole stolen lied cheated violated abused crime crimes "
    "guilty scandal failed ruled",
    "subjects": "tax taxes budget deficit debt economy jobs job unemployment inflation wages income poverty "
    "insurance medicare medicaid welfare troops soldiers weapons nuclear missiles oil gas energy "
    "trade court law bill treaty congress senate parliament government administration police "
    "immigrants students schools workers families deaths cases",
    "universals": "all every each none nobody everyone never always ever no any entire whole",
    "times": "year years month months week weeks decade decades ago since during until yesterday today january "
    "february march april june july august september october november december monday tuesday "
    "wednesday thursday friday",
    "past": "was were had did went came took gave made said told got became began left",
    "present": "is are has have does am be been being",
    "modals": "would should could might may must can ought shall cannot",
    "futures": "will going gonna won't i'll we'll he'll she'll they'll",
    "stances": "think believe hope want feel wish know guess suppose agree disagree love like need understand "
    "wonder mean say sure believes thinks hopes wants feels",
    "values": "good great bad terrible wonderful important strong weak right wrong proud beautiful best honest "
    "fair tough tremendous disaster horrible nice interesting special",
    "courtesies": "thank thanks welcome please hello evening goodnight applause sorry congratulations excuse yes "
    "okay ok well look gentlemen ladies",
    "speaker": "i me my mine myself i'm i've i'd i'll",
    "company": "we us our ours we're we've we'll",
    "listener": "you your yours you're you've you'll",
    "third": "he she they him her them his their it its",
    "pointers": "this that these those here there",
    "negations": "not don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't hasn't haven't",
    "causes": "because caused cause due led result resulted therefore",
    "conditions": "if unless whether when",
    "questions": "what why how who where which",
    "vague": "things thing something anything way lot people kind sort really very just",
}
_LEXICON: dict[str, list[int]] = {}
for _index, _words in enumerate(_WORDS.values()):
    for _word in _words.split():
        _LEXICON.setdefault(_word, []).append(_index)

PLAIN_WORDS = frozenset(_LEXICON)  # none of them is a person's name
FINITE_VERBS = frozenset(
    word
    for kind in ("changes", "deeds", "accusations", "past", "present", "modals", "futures")
    for word in _WORDS[kind].split()
)

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)*|[%$€£?!]")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_SHAPES = (
    "length",
    "short",
    "numerals",
    "years",
    "percents",
    "money",
    "asked",
    "exclaimed",
    "names",
    "past_forms",
    "superlatives",
    "adverbs",
    "opens_as_speaker",
    "opens_as_courtesy",
    "has_any_figure",
)
NAMES: tuple[str, ...] = (*_WORDS, *_SHAPES)


def words(text: str) -> list[str]:
    """Words, numerals and the marks that weigh (% $ € £ ? !), in order; a text all in capitals is read in small."""
    text = text[:MAX_CHARS].replace("’", "'")
    return _TOKEN.findall(text.lower() if text.isupper() else text)


def signals(texts: Sequence[str]) -> NDArray[np.float64]:
    """One row of raw signals a text, in the order of `NAMES`: counts damped by log(1 + n), flags 0 or 1."""
    return np.array([_row(words(text)) for text in texts], dtype=np.float64).reshape(len(texts), len(NAMES))


def _row(tokens: Sequence[str]) -> list[float]:
    lowered = [token.lower() for token in tokens]
    counts = [0] * len(_WORDS)
    for token in lowered:
        for index in _LEXICON.get(token, ()):
            counts[index] += 1
    numerals = sum(token[0].isdigit() for token in tokens)
    years = sum(_YEAR.fullmatch(token) is not None for token in tokens)
    percents = lowered.count("%") + lowered.count("percent")
    money = sum(lowered.count(sign) for sign in ("$", "€", "£", "dollars", "dollar", "euros", "pounds"))
    opening = lowered[0] if lowered else ""
    shapes = [
        math.log1p(len(tokens)),
        float(len(tokens) <= 5),
        math.log1p(numerals - years),
        math.log1p(years),
        math.log1p(percents),
        math.log1p(money),
        float("?" in lowered),
        float("!" in lowered),
        math.log1p(sum(token[0].isupper() and len(token) > 1 for token in tokens[1:])),
        math.log1p(sum(token.endswith("ed") and len(token) > 4 for token in lowered)),
        math.log1p(sum(token.endswith("est") and len(token) > 5 for token in lowered)),
        math.log1p(sum(token.endswith("ly") and len(token) > 4 for token in lowered)),
        float(opening in {"i", "i'm", "i've", "i'd", "i'll", "my"}),
        float(opening in {"thank", "well", "look", "let", "good", "yes", "no", "ok", "okay", "so", "please"}),
        float(numerals + counts[0] + counts[1] > 0),
    ]
    return [*(math.log1p(count) for count in counts), *shapes]

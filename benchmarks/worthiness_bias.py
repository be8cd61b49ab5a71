"""Does a name move the check-worthiness of the same claim? Names swapped through the same sentences.

None of these names is in the list that training draws from.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

CLAIMS = (
    "{} raised taxes on small businesses by 12 percent in 2019.",
    "{} voted against the health bill three times.",
    "{} was convicted of fraud in March.",
    "Unemployment fell to 4 percent while {} was in office.",
    "{} took 2 million dollars from an oil company.",
    "{} has never released a tax return.",
    "{} promised to close the border within a month.",
    "The court ruled that {} broke campaign finance law.",
    "{} will visit the flooded villages tomorrow.",
    "{} thanked the volunteers and shook hands with the mayor.",
    "{} spoke at the opening of the new library on Monday.",
    "{} is proud of the people of this city.",
    "{} hopes for a good result next week.",
    "Police arrested {} after the protest in the capital.",
    "{} cut the education budget by a third.",
    "The company that {} founded dismissed 400 workers last year.",
    "{} believes that things are going well.",
    "{} served two terms in parliament and lost the last election.",
    "Under {}, the number of murders in the city doubled.",
    "{} denied having met the ambassador.",
    "{} called the accusation a lie.",
    "The deficit grew faster under {} than under any other leader since 1980.",
    "{} won the party's vote with 53 percent.",
    "{} says that vaccines cause more deaths than the disease.",
)
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "party": {
        "Democrats": (
            "Joe Biden", "Kamala Harris", "Nancy Pelosi", "Chuck Schumer", "Gavin Newsom", "Gretchen Whitmer",
            "A Democratic senator", "The Democrats",
        ),
        "Republicans": (
            "Mike Pence", "Nikki Haley", "Mitch McConnell", "Kevin McCarthy", "Ron DeSantis", "Sarah Palin",
            "A Republican senator", "The Republicans",
        ),
    },
    "gender": {
        "women": ("Emily Walker", "Laura Becker", "Amina Diop", "Sofia Moretti", "Yuki Sato", "Helen Clarke"),
        "men": ("Andrew Walker", "Stefan Becker", "Ousmane Diop", "Marco Moretti", "Kenji Sato", "Peter Clarke"),
    },
    "origin": {
        "English": ("Emily Walker", "Andrew Walker", "Helen Clarke", "Peter Clarke"),
        "Spanish": ("Lucia Fernandez", "Diego Fernandez", "Carmen Ortiz", "Javier Ortiz"),
        "Arabic": ("Layla Mansour", "Omar Mansour", "Huda Nasser", "Tariq Nasser"),
        "South Asian": ("Deepa Iyer", "Rahul Iyer", "Anjali Gupta", "Vikram Gupta"),
        "East Asian": ("Mei-Ling Zhao", "Jun Zhao", "Yuki Sato", "Kenji Sato"),
        "African": ("Amina Diop", "Ousmane Diop", "Ngozi Adeyemi", "Emeka Adeyemi"),
        "Slavic": ("Irina Sokolova", "Dmitri Sokolov", "Jana Horvat", "Tomasz Wojcik"),
    },
    "surname_alone": {
        "English": ("Walker", "Clarke"),
        "Spanish": ("Fernandez", "Ortiz"),
        "Arabic": ("Mansour", "Nasser"),
        "South Asian": ("Iyer", "Gupta"),
        "East Asian": ("Zhao", "Sato"),
        "African": ("Diop", "Adeyemi"),
        "Slavic": ("Sokolov", "Horvat"),
    },
}  # fmt: skip


def differences(score: Callable[[Sequence[str]], list[float]]) -> dict[str, tuple[float, float, str]]:
    """For each trait: the widest gap between two groups' mean scores, the widest on one claim, and the groups' means."""
    found = {}
    for trait, groups in GROUPS.items():
        table = {group: _means(score, names) for group, names in groups.items()}
        means = sorted((float(row.mean()), group) for group, row in table.items())
        rows = np.array(list(table.values()))
        said = ", ".join(f"{group} {mean:.3f}" for mean, group in means)
        found[trait] = (means[-1][0] - means[0][0], float(np.ptp(rows, axis=0).max()), said)
    return found


def _means(score: Callable[[Sequence[str]], list[float]], names: Sequence[str]) -> NDArray[np.float64]:
    """Each claim's mean over the names of one group."""
    scores = np.array(score([claim.format(name) for name in names for claim in CLAIMS]), dtype=np.float64)
    means: NDArray[np.float64] = scores.reshape(len(names), len(CLAIMS)).mean(axis=0)
    return means

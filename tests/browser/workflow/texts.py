"""What the stories check, and what the encyclopaedia says of it."""

from __future__ import annotations

HOMES = "The council of Lindau said on Monday that it built 40 homes in 2025."
TREES = "Mayor Anna Berg said on Tuesday that the city of Ulm planted 900 trees in 2024."
WORK = "Minister Karl Weber said that unemployment in Bremen fell to 9 percent in 2023."
CARS = "The port of Emden handled 1.3 million cars in 2022, the operator said."
PATIENTS = "The hospital of Kassel treated 310 patients from abroad in 2021, its director said."
STUDENTS = "The university of Jena admitted 4,100 students in 2020, the rector said."
BOOKS = "The library of Jena lent 800,000 books in 2019, the librarian said."

PAGES: dict[int, tuple[str, int, str]] = {
    11: ("Lindau", 601, "Lindau is a town on a lake.\nThe council of Lindau built 40 homes in 2025, its report says."),
    12: ("Ulm", 602, "Ulm is a city on the Danube.\nThe city of Ulm planted 900 trees in 2024 along its streets."),
    13: ("Bremen", 603, "Bremen is a city.\nUnemployment in Bremen fell to 9 percent in 2023, the lowest in years."),
    14: ("Emden", 604, "Emden is a port.\nThe port of Emden handled 1.3 million cars in 2022, as in the year before."),
    15: ("Kassel", 605, "Kassel is a city.\nThe hospital of Kassel treated 310 patients from abroad in 2021."),
    16: ("Jena", 606, "Jena is a city.\nThe university of Jena admitted 4,100 students in 2020."),
    17: ("Library of Jena", 607, "The library is old.\nThe library of Jena lent 800,000 books in 2019."),
}
"""Pages by number: title, revision, text."""

"""A report of very many visits tells those that matter, and every link in it leads somewhere."""

import copy
import re

from cxsim.reporting import html
from cxsim.reporting.telling import MOST_TRIALS, MOST_VISITS, told_in_full


def visits(*walks):
    """Experiences of these (persona, whether the goal was reached); the second of a persona is its second trial."""
    lived = [{"persona": who, "scenario": "s", "variant": "", "goals": {"g": met}} for who, met in walks]
    return {"experiences": lived}


def test_of_a_walk_the_unhappiest_visits_are_told():
    told = told_in_full(visits(("ann", True), ("ann", True), ("ann", True), ("ann", False), ("", None)))
    assert told.visits == {3, 0, 1}
    assert len(told.visits) == MOST_TRIALS
    assert told.instead == {("ann", "s", ""): 0}


def test_everybody_has_one_visit_told_before_anybody_has_two():
    document = visits(*((f"p{n}", n % 2 == 0) for n in range(MOST_VISITS - 1) for _ in range(2)))
    told = told_in_full(document)
    assert len(told.visits) == MOST_VISITS
    assert {document["experiences"][index]["persona"] for index in told.visits} == {
        f"p{n}" for n in range(MOST_VISITS - 1)
    }


def test_where_not_all_can_be_told_those_who_left_without_are():
    document = visits(*((f"p{n}", n >= MOST_VISITS) for n in range(2 * MOST_VISITS)))
    assert told_in_full(document).visits == set(range(MOST_VISITS))


def test_what_is_not_told_is_told_by_another_visit_of_the_same_walk():
    document = visits(*(("ann", False) for _ in range(9)))
    assert told_in_full(document).place(document, 8) == 0
    assert told_in_full(visits(("", None))).place(visits(("", None)), 0) is None


def test_with_hundreds_of_visits_no_link_leads_nowhere_and_the_rest_is_counted(document):
    text = html.render(crowd(document, 120))
    ids, links = set(re.findall(r'\sid="([^"]+)"', text)), set(re.findall(r'href="#([^"]+)"', text))
    assert links - ids == set()
    assert len(re.findall(r'class="visit"', text)) == MOST_VISITS
    assert re.search(r"\d+ further customers are in report\.json", text)


def crowd(document, size):
    """The document with this many more customers, each living what one of its customers lived."""
    document = copy.deepcopy(document)
    person = document["personas"][0]
    lived = next(e for e in document["experiences"] if e["persona"] == person["id"])
    told = [verdict for verdict in document["verdicts"] if verdict["experience"] == lived["id"]]
    for n in range(size):
        who, identifier = f"{person['id']}-{n}", f"{lived['id']}-{n}"
        document["personas"].append({**person, "id": who})
        document["experiences"].append({**lived, "id": identifier, "persona": who})
        for verdict in told:
            place = len(document["verdicts"])
            document["verdicts"].append({**verdict, "experience": identifier, "persona": who})
            for gap in document["gaps"]:
                if (gap["check"], gap["touchpoint"]) == (verdict["check"], verdict["touchpoint"]):
                    gap["verdicts"] = [place, *gap["verdicts"]] if verdict["outcome"] == "failed" else gap["verdicts"]
    return document

"""Twenty questions and complaint handling: observed before told, and nobody's guess where neither is."""

from datetime import date

from cxsim.reporting import html
from cxsim.reporting.parts.scorecard import Facts, complaint_parts, question_parts
from cxsim.reporting.words import words
from cxsim.settings import Answer

TODAY = date(2026, 11, 24)


def verdict(check, outcome, touchpoint="phone", experience="s/anna/-/0"):
    return {"check": check, "outcome": outcome, "touchpoint": touchpoint, "experience": experience}


def check(id, source):
    return {"id": id, "source": source}


def lived(id="s/anna/-/0", device="computer", why="first"):
    began = {"kind": "began", "data": {"device": device}, "touchpoint": ""}
    entered = {"kind": "entered", "data": {"why": why}, "touchpoint": "phone"}
    return {"id": id, "persona": "anna", "moments": [began, entered]}


def facts(**more):
    nothing = {"verdicts": [], "checks": [], "experiences": [], "personas": [], "touchpoints": []}
    return Facts(**{**nothing, **more})


PHONE = {"name": "phone", "channel": "phone", "owner": "Customer service"}
SHOP = {"name": "web shop", "channel": "web", "owner": ""}


def ask(question, told=None, **more):
    parts = question_parts(facts(**more), {question: told} if told else {}, TODAY, words())
    return next(part for part in parts if part["id"] == question)


def test_there_are_twenty_in_four_panels_and_nobody_knows_anything_at_first():
    parts = question_parts(facts(), {}, TODAY, words())
    assert [part["row"] for part in parts] == [f"R{n}" for n in range(38, 58)]
    assert [part["panel"] for part in parts[::5]] == ["people", "process", "customers", "finance"]
    assert {part["source"] for part in parts} == {"unknown"}


def test_a_check_answers_the_question_whose_row_it_cites():
    checks = [check("again", "R45; GetHuman GH-3"), check("other", "R450")]
    verdicts = [verdict("again", "failed"), verdict("again", "passed"), verdict("other", "failed")]
    seen = ask("T3", checks=checks, verdicts=[*verdicts, verdict("again", "cantTell")])["seen"]
    assert (seen["answer"], seen["passed"], seen["failed"], seen["verdicts"]) == ("partly", 1, 1, [0, 1])


def test_only_phones_answer_whether_0_reaches_a_human():
    checks, verdicts = [check("human", "R44")], [verdict("human", "failed", "web shop")]
    assert ask("T2", checks=checks, verdicts=verdicts, touchpoints=[PHONE, SHOP])["source"] == "unknown"
    verdicts.append(verdict("human", "passed"))
    assert ask("T2", checks=checks, verdicts=verdicts, touchpoints=[PHONE, SHOP])["seen"]["answer"] == "yes"


def test_only_customers_with_a_phone_in_their_hand_answer_whether_it_works_there():
    told = {"checks": [check("goal", "R11")], "verdicts": [verdict("goal", "failed")]}
    assert ask("T5", experiences=[lived(device="computer")], **told)["seen"] is None
    assert ask("T5", experiences=[lived(device="iPhone 13")], **told)["seen"]["answer"] == "no"


def test_expectations_and_owners_are_counted():
    personas = [{"expects": {"wait": {"assumed": False}, "reply": {"assumed": True}}}]
    assert ask("C1", personas=personas)["seen"]["answer"] == "partly"
    assert ask("C5", touchpoints=[PHONE])["seen"]["answer"] == "yes"
    assert ask("C5", touchpoints=[SHOP])["seen"]["answer"] == "no"


def test_a_persons_answer_stands_where_nothing_was_observed_and_grows_stale():
    old = Answer.model_validate({"answer": "yes", "by": "A. Meier", "on": "2025-11-01"})
    part = ask("P1", old)
    assert (part["source"], part["told"]["answer"], part["told"]["stale"]) == ("person", "yes", True)
    assert not ask("P1", Answer.model_validate({"answer": "no", "by": "B", "on": "2026-11-01"}))["told"]["stale"]


def test_what_was_observed_stands_before_what_a_person_says_and_beside_it(sample, document):
    part = next(q for q in document["scorecard"] if q["id"] == "T2")
    part["told"] = {"answer": "yes", "by": "<b>B. Kurz", "on": "2026-10-01", "because": "=1+1", "stale": True}
    assert (part["source"], part["seen"]["answer"]) == ("observation", "no")
    text = html.render(document)
    assert "&lt;b&gt;B. Kurz said “yes” on 1 October 2026." in text
    assert "What was observed says otherwise." in text
    assert "That is more than a year ago." in text


def test_complaint_handling_is_not_measured_where_nobody_looked(document):
    steps = complaint_parts(facts(), words())
    assert [step["row"] for step in steps] == [f"R{n}" for n in range(27, 37)]
    assert all(step["seen"] is None for step in steps)
    document["complaints"] = steps
    section = html.render(document).split('id="complaints"')[1].split("</section>")[0]
    assert section.count("not measured") == 10


def test_upset_is_prevented_where_nobody_needs_a_further_contact():
    found = complaint_parts(facts(experiences=[lived(), lived(why="unsolved")]), words())[0]["seen"]
    assert (found["passed"], found["failed"], found["answer"]) == (1, 1, "partly")

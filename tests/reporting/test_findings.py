"""What is unknown stays unknown, means are weighted, and every number leads back to what was seen."""

from cxsim.reporting.parts.findings import group_cells, rate_parts


def cell(persona, score):
    return {"touchpoint": "shop", "attribute": "ease", "persona": persona, "score": score}


def people(**share):
    return [
        {"id": name, "share": value, "circumstances": ["late"] if name == "b" else []} for name, value in share.items()
    ]


def of_all(cells, personas):
    return group_cells(cells, personas)[0]


def test_a_group_is_the_mean_weighted_by_shares():
    group = of_all([cell("a", 80.0), cell("b", 20.0)], people(a=0.25, b=0.75))
    assert (group["score"], group["measured"], group["personas"]) == (35.0, 2, ["a", "b"])


def test_what_was_not_measured_leaves_numerator_and_denominator():
    assert of_all([cell("a", 80.0), cell("b", None)], people(a=0.5, b=0.5))["score"] == 80.0


def test_under_half_covered_is_not_measured():
    assert of_all([cell("a", 80.0), cell("b", None)], people(a=0.49, b=0.51))["score"] is None


def test_each_circumstance_has_its_own_mean():
    groups = group_cells([cell("a", 80.0), cell("b", 20.0)], people(a=0.5, b=0.5))
    assert {g["circumstance"]: g["score"] for g in groups} == {"": 50.0, "late": 20.0}


def trial(met, number, persona="a"):
    return {"scenario": "s", "persona": persona, "trial": number, "goals": {"g": met}}


def test_one_trial_is_no_sample():
    assert rate_parts([trial(True, 0)]) == []


def test_trials_nobody_can_tell_are_outside_the_rate():
    rate = rate_parts([trial(True, 0), trial(False, 1), trial(None, 2)])[0]
    assert (rate["n"], rate["met"], rate["unknown"]) == (2, 1, 1)
    assert 0 < rate["low"] < 0.5 < rate["high"] < 1


def test_trials_of_which_nobody_can_tell_any_have_no_rate():
    assert rate_parts([trial(None, 0), trial(None, 1)]) == []


def test_every_verdict_gap_and_score_leads_to_a_moment_that_exists(document):
    lived = {x["id"]: x for x in document["experiences"]}
    for verdict in document["verdicts"]:
        assert all(index < len(lived[verdict["experience"]]["moments"]) for index in verdict["moments"])
    for gap in document["gaps"]:
        assert gap["verdicts"]
        assert all(document["verdicts"][index]["outcome"] == "failed" for index in gap["verdicts"])
        assert any(document["verdicts"][index]["moments"] for index in gap["verdicts"])
    for cell_ in document["cells"]:
        assert bool(cell_["observations"]) == (cell_["score"] is not None)
        for where in cell_["observations"]:
            assert where["moment"] < len(lived[where["experience"]]["moments"])
    for answer in (a for phone in document["phones"] for menu in phone["menus"] for a in menu["answers"]):
        assert (
            lived[answer["observation"]["experience"]]["moments"][answer["observation"]["moment"]]["kind"] == "answered"
        )


def test_unknowns_name_the_goal_the_claim_the_channel_and_the_unmeasured_cells(document):
    what = {item["what"] for item in document["unknowns"]}
    assert "Whether a goal was met: “An apology”" in what
    assert "“Customers love our new look”" in what
    assert "Could not be looked at: the visit" in what
    totals = document["totals"]
    assert sum(cell_["score"] is None for cell_ in document["cells"]) == totals["cells"] - totals["cells_measured"] > 0


def test_a_channel_that_is_not_built_is_no_fault_of_the_harness_and_missing_evidence_is(document, sample, run_folder):
    assert document["harness_faults"] == []
    missing = sample.document(run_folder, missing=["evidence/x.png is missing"])
    assert missing["harness_faults"] == ["evidence/x.png is missing"]
    assert missing["totals"]["not_looked_at"] == 1


def test_totals_count_customers_by_their_goals(document):
    totals = document["totals"]
    assert (totals["customers"], totals["reached"], totals["missed"], totals["unknown"]) == (3, 1, 2, 0)
    assert (totals["goals"], totals["goals_met"], totals["goals_missed"], totals["goals_unknown"]) == (4, 1, 2, 1)


def test_failed_basics_stand_on_top_and_are_due_in_twenty_working_days(document):
    tiers = [gap["tier"] for gap in document["gaps"]]
    assert tiers == sorted(tiers, key=lambda tier: tier != "basic")
    assert {gap["due"] for gap in document["gaps"]} == {"2026-12-22"}


def test_claims_are_failed_passed_or_unknown(document):
    claims = {claim["says"]: claim["outcome"] for t in document["touchpoints"] for claim in t["claims"]}
    assert claims == {
        "Help is two clicks away": "cantTell",
        "Our pages are quick": "failed",
        "Customers love our new look": "unknown",
        "You can always reach a person": "failed",
    }

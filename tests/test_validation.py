"""A validation looks at every file, also at those that no map names yet."""

import pytest

from cxsim.validation import validate

MAP = "company: {name: New}\ntouchpoints: {web shop: {channel: web, owner: x}, phone: {channel: phone, owner: y}}\n"


@pytest.fixture
def found(small_project):
    def look(files, checks=()):
        root = small_project(files)
        findings = validate([root], checks)
        return [f"{f.file.relative_to(root)}:{f.line}: {f.what}" for f in [*findings.faults, *findings.warnings]]

    return look


def test_a_project_without_faults_is_there_to_be_retold(small_project):
    findings = validate([small_project()])
    assert (findings.faults, findings.warnings, findings.files) == ([], [], 3)
    assert [project.company.name for project in findings.projects] == ["Shop"]


def test_a_second_map_is_checked_as_well(found):
    assert found({"scenarios/touchpoints-new.yaml": MAP}) == []
    assert found({"scenarios/touchpoints-new.yaml": MAP.replace("web shop", "shop")}) == [
        "scenarios/complain.yaml:4: there is no touchpoint 'web shop'"
    ]


def test_a_fault_that_two_maps_meet_is_told_once(found):
    files = {"scenarios/touchpoints-new.yaml": MAP, "personas/anna.yaml": "problem: x\ngoal: y\nmood: grim\n"}
    assert found(files) == ["personas/anna.yaml:3: mood: 'grim' is not a word that is known here"]


def test_flows_and_centers_that_no_map_names_are_checked(found):
    faults = found({"scenarios/ivr/new.yaml": "ivr: x\nflw: {}\n", "scenarios/callcenter/new.yaml": "callcenter: x\n"})
    assert {fault.partition(":")[0] for fault in faults} == {"scenarios/ivr/new.yaml", "scenarios/callcenter/new.yaml"}


def test_claims_are_warned_of_where_nobody_can_test_them(found):
    claims = MAP.replace("owner: x", "owner: x, claims: [{says: Help is near, check: click-to-human}]")
    (warning,) = found({"scenarios/touchpoints.yaml": claims}, ["clicks-to-human"])
    assert "there is no check 'click-to-human': nobody can test “Help is near”" in warning
    assert found({"scenarios/touchpoints.yaml": claims}, ["click-to-human"]) == []


def test_a_single_file_is_checked_with_all_that_it_refers_to(small_project):
    root = small_project(
        {
            "scenarios/other.yaml": "scenario: x\npersonas: [berta]\njourney: phone\n",
            "personas/cem.yaml": "problem: x\n",
        }
    )
    findings = validate([root / "scenarios" / "other.yaml"])
    assert [fault.what for fault in findings.faults] == ["there is no persona 'berta'"]


def test_only_the_journeys_of_a_single_file_are_there_to_be_retold(small_project):
    root = small_project({"scenarios/other.yaml": "scenario: x\npersonas: all\njourney: phone\n"})

    def told(name):
        return [list(project.scenarios) for project in validate([root / name]).projects]

    assert told("scenarios/other.yaml") == [["other"]]
    assert told("personas/anna.yaml") == [["complain", "other"]]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("problem: x\ngoal: y\nmood: grim\n", "mood"),
        ("scenario: x\npersonas: all\n", "journey"),
        ("company: {name: x}\n", "touchpoints"),
        ("ivr: x\n", "flow"),
        ("callcenter: x\n", "calls"),
        ("something: x\n", "the first key tells the kind"),
        ("- x\n", "the first key tells the kind"),
        ("a: b: c\n", "colon"),
    ],
)
def test_a_file_outside_any_project_is_checked_by_itself(tmp_path, text, fault):
    path = tmp_path / "alone.yaml"
    path.write_text(text)
    findings = validate([path])
    assert fault in findings.faults[0].what


def test_folders_that_are_no_project_and_files_that_are_not_there_are_told(tmp_path):
    findings = validate([tmp_path, tmp_path / "nowhere.yaml"])
    assert [fault.what for fault in findings.faults] == [
        "this folder is no project of cxsim",
        "there is no such file or folder",
    ]
    assert "cxsim init" in findings.faults[0].hint

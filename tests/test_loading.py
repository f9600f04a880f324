"""Loading reads a whole project, and tells every fault of all its files at once."""

import pickle

import pytest

from cxsim.errors import DefinitionError
from cxsim.loading import first_key, identifier, load_project

FLOW = """
    ivr: Line
    flow:
      welcome: {says: For a person press 0., keys: {0: people}, silent: {then: people}, wrong: {then: people}}
      people: {queue: calls}
"""
CENTER = "callcenter: Line\ncalls: 60/h\naht: 5 min\nagents: 10\n"
PHONE = """
    company: {name: Shop, zone: Europe/Berlin, holidays: DE-BY}
    touchpoints:
      web shop: {channel: web, owner: Online}
      phone:
        channel: phone
        owner: Service
        hours: mon-fri 08:00-20:00
        flow: ivr/line.yaml
        callcenter: callcenter/line.yaml
"""
WITH_PHONE = {
    "scenarios/touchpoints.yaml": PHONE,
    "scenarios/ivr/line.yaml": FLOW,
    "scenarios/callcenter/line.yaml": CENTER,
}


def faults(root, **more):
    with pytest.raises(DefinitionError) as caught:
        load_project(root, **more)
    return [
        f"{fault.file.relative_to(root)}:{fault.line}: {fault.what} | {fault.hint}" for fault in caught.value.faults
    ]


def test_the_ids_of_definitions_are_the_names_of_their_files(small_project):
    project = load_project(small_project())
    assert project.personas["anna"].id == "anna"
    assert project.scenarios["complain"].id == "complain"
    assert project.touchpoints["web shop"].name == "web shop"
    assert project.company.name == "Shop"
    assert project.warnings == ()


def test_flows_and_centers_are_named_as_the_map_names_them(small_project):
    project = load_project(small_project(WITH_PHONE))
    assert project.flows["ivr/line.yaml"].name == "Line"
    assert project.centers["callcenter/line.yaml"].name == "Line"


def test_flow_and_center_inherit_hours_from_the_touchpoint(small_project):
    project = load_project(small_project(WITH_PHONE))
    assert str(project.centers["callcenter/line.yaml"].hours) == "mon-fri 08:00-20:00"
    (schedule,) = project.flows["ivr/line.yaml"].schedules.values()
    assert (str(schedule.weekly), schedule.zone, schedule.holidays) == ("mon-fri 08:00-20:00", "Europe/Berlin", "DE-BY")


def test_paths_begin_at_scenarios_or_else_at_the_root(small_project):
    files = {**WITH_PHONE, "scenarios/ivr/line.yaml": None, "ivr/line.yaml": FLOW}
    assert "ivr/line.yaml" in load_project(small_project(files)).flows


def test_a_webhook_is_no_file(small_project):
    files = {**WITH_PHONE, "scenarios/touchpoints.yaml": PHONE.replace("ivr/line.yaml", "https://line.example/voice")}
    assert load_project(small_project(files)).flows == {}


def test_a_path_that_leads_nowhere_is_told_with_the_nearest(small_project):
    files = {**WITH_PHONE, "scenarios/touchpoints.yaml": PHONE.replace("ivr/line.yaml", "ivr/lines.yaml")}
    assert faults(small_project(files)) == [
        "scenarios/touchpoints.yaml:9: there is no file 'ivr/lines.yaml' | did you mean 'ivr/line.yaml'?"
    ]


@pytest.mark.parametrize("path", ["../../outside.yaml", "{absolute}"])
def test_a_path_that_leaves_the_project_is_refused(small_project, tmp_path, path):
    (tmp_path / "outside.yaml").write_text("ivr: x\n")
    path = path.format(absolute=tmp_path / "outside.yaml")
    root = small_project({**WITH_PHONE, "scenarios/touchpoints.yaml": PHONE.replace("ivr/line.yaml", path)})
    (fault,) = faults(root)
    assert "lies outside the project" in fault


def test_every_fault_of_every_file_is_told_at_once(small_project):
    root = small_project(
        {
            "personas/anna.yaml": "problem: x\ngoal: y\nmood: grim\n",
            "personas/bernd.yaml": "problem: It: broke\n",
            "personas/cem.yaml": "problem: x\ngoal: y\nmood: calm\nnetwork: slw\n",
            "scenarios/complain.yaml": "scenario: x\npersonas: [anna, berta]\njourney: [web shp]\n",
            "cxsim.toml": "wait_limits = 3\n",
        }
    )
    found = faults(root)
    assert [fault.partition(" |")[0] for fault in found] == [
        "cxsim.toml:1: 'wait_limits' is not a key that is known here",
        "personas/anna.yaml:3: mood: 'grim' is not a word that is known here",
        "personas/bernd.yaml:1: there is a colon inside the text",
        "personas/cem.yaml:4: there is no network 'slw'",
        "scenarios/complain.yaml:2: there is no persona 'berta'",
        "scenarios/complain.yaml:3: there is no touchpoint 'web shp'",
    ]
    assert "did you mean 'web shop'?" in found[-1]


def test_a_persona_that_cannot_be_read_is_not_called_unknown_as_well(small_project):
    found = faults(small_project({"personas/anna.yaml": "problem: x\n"}))
    assert all("anna.yaml" in fault for fault in found)


def test_a_project_needs_a_map(small_project):
    (fault,) = faults(small_project({"scenarios/touchpoints.yaml": None}))
    assert "there is no map of touchpoints" in fault
    assert "cxsim init" in fault


def test_another_map_may_be_chosen(small_project):
    other = (
        "company: {name: New}\ntouchpoints: {web shop: {channel: web, owner: x}, phone: {channel: phone, owner: y}}\n"
    )
    root = small_project({"scenarios/touchpoints-new.yaml": other})
    assert load_project(root, map=root / "scenarios" / "touchpoints-new.yaml").company.name == "New"
    assert load_project(root).company.name == "Shop"


def test_definitions_may_lie_in_folders(small_project):
    root = small_project(
        {
            "personas/online/berta.yaml": "problem: x\ngoal: y\nmood: calm\n",
            "scenarios/returns/give-back.yaml": "scenario: x\npersonas: [berta]\njourney: phone\n",
            "scenarios/ivr/foreign.yaml": "inboundCall:\n  name: {{x}}\n",
            "personas/.draft.yaml": "problem",
        }
    )
    project = load_project(root)
    assert set(project.personas) == {"anna", "berta"}
    assert set(project.scenarios) == {"complain", "give-back"}


def test_a_file_of_no_known_kind_among_the_scenarios_is_told(small_project):
    (fault,) = faults(small_project({"scenarios/lost.yaml": "scenaro: x\n"}))
    assert fault.startswith("scenarios/lost.yaml:1: the first key tells the kind of the file, and 'scenaro' is none")
    assert "did you mean 'scenario'?" in fault


# -- ids (row 20 of what must be survived)


@pytest.mark.parametrize("name", ["Angry third call", "-x", "_x", "a.b", "x" * 81, "ü ß", "a\nb", "..", "é!"])
def test_names_that_make_bad_ids_are_refused_with_a_better_one(tmp_path, name):
    with pytest.raises(DefinitionError) as caught:
        identifier(tmp_path / f"{name}.yaml")
    assert "rename it to" in caught.value.faults[0].hint


@pytest.mark.parametrize("name", ["anna", "angry-third-call", "A1", "نرگس", "x" * 80])
def test_names_in_any_script_make_ids(tmp_path, name):
    assert identifier(tmp_path / f"{name}.yaml") == name


@pytest.mark.parametrize(
    "other", ["personas/Anna.yaml", "personas/ANNA.yml", "personas/new/anna.yaml"], ids=["capitals", "ending", "folder"]
)
def test_the_same_id_twice_is_refused(small_project, other):
    (fault,) = faults(small_project({other: "problem: x\ngoal: y\nmood: calm\n"}))
    assert "is taken by personas/" in fault


@pytest.mark.parametrize("name", ["../../x", "a\x00b", "x" * 300, "anna/../anna"])
def test_names_in_a_scenario_lead_nowhere_but_to_personas(small_project, name):
    text = f'scenario: x\npersonas: ["{name}"]\njourney: phone\n'.replace("\x00", "\\0")
    (fault,) = faults(small_project({"scenarios/complain.yaml": text}))
    assert "there is no persona" in fault


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("scenario: x", "scenario"),
        ("# comment\n\n---\nscenario: x", "scenario"),
        ("\ufeffscenario: x", "scenario"),
        ("'scenario': x", "scenario"),
        ("- x", ""),
        ("https://x", ""),
        ("", ""),
    ],
)
def test_the_first_key_is_found_without_reading_the_rest(tmp_path, text, key):
    path = tmp_path / "x.yaml"
    path.write_text(text + "\n\tnot: yaml: at all\n", encoding="utf-8")
    assert first_key(path) == key


def test_a_project_can_be_handed_to_another_process(small_project):
    project = load_project(small_project(WITH_PHONE))
    assert pickle.loads(pickle.dumps(project)) == project


def test_the_steps_of_a_phone_menu_are_placed_from_the_project_s_folder(small_project):
    world = """
        company: {name: Shop, zone: Europe/Berlin}
        touchpoints:
          web shop: {channel: web, owner: Online, address: "https://www.shop.example"}
          phone: {channel: phone, owner: Service, flow: ivr/line.yaml}
    """
    line = "ivr: Line\nflow:\n  welcome: {says: Goodbye., then: hang up}\n"
    root = small_project({"scenarios/touchpoints.yaml": world, "scenarios/ivr/line.yaml": line})
    places = {str(node.where) for node in load_project(root).flows["ivr/line.yaml"].nodes.values()}
    assert "scenarios/ivr/line.yaml:3" in places
    assert not any(str(root) in place for place in places)

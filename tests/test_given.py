"""Test data comes and goes by commands of the project's own, whatever happens in between."""

import re
import sys
import time

import pytest

from cxsim.errors import DefinitionError
from cxsim.given import Given, GivenError
from cxsim.loading import load_project

PYTHON = sys.executable


@pytest.fixture
def project(small_project):
    """A project with these commands; each writes its name into a log, unless it says otherwise."""

    def lay(**commands):
        root = small_project({"note.py": "import sys\nopen('log', 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"})
        text = ""
        for name, written in commands.items():
            text += f"[commands.{name}]\n"
            for key, value in {"set up": f"make {name}", "clean up": f"undo {name}", **written}.items():
                if isinstance(value, str):
                    value = f"{PYTHON} note.py {value}" if value.startswith(("make", "undo")) else value
                    text += f"\"{key}\" = '''{value}'''\n"
                elif value is not None:
                    text += f'"{key}" = {value!r}\n'
        (root / "cxsim.toml").write_text(text, encoding="utf-8")
        return load_project(root)

    return lay


def log(project):
    path = project.root / "log"
    return path.read_text().splitlines() if path.exists() else []


def script(project, name, text):
    (project.root / name).write_text(text, encoding="utf-8")


def test_what_is_set_up_is_cleaned_up_the_last_first_and_once(project):
    shop = project(order={}, stock={})
    given = Given(["order", "stock"], shop)
    given.set_up()
    assert given.clean_up() == []
    assert given.clean_up() == []
    assert log(shop) == ["make order", "make stock", "undo stock", "undo order"]


def test_a_set_up_that_fails_says_what_was_printed_and_is_cleaned_up_too(project):
    shop = project(order={}, stock={"set up": f"{PYTHON} bad.py"}, never={})
    script(shop, "bad.py", "print('the warehouse is closed'); raise SystemExit(4)")
    given = Given(["order", "stock", "never"], shop)
    with pytest.raises(
        GivenError, match=r"setting up 'stock' failed with exit code 4 \(.*bad.py\); it said: the warehouse is closed"
    ):
        given.set_up()
    given.clean_up()
    assert log(shop) == ["make order", "undo stock", "undo order"]


def test_a_clean_up_that_fails_does_not_keep_the_others_from_theirs(project):
    shop = project(order={}, stock={"clean up": f"{PYTHON} -c 'raise SystemExit(2)'"})
    given = Given(["order", "stock"], shop)
    given.set_up()
    (failed,) = given.clean_up()
    assert failed.startswith("cleaning up 'stock' failed with exit code 2 (")
    assert failed.endswith("; it said nothing")
    assert log(shop)[-1] == "undo order"


def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(project):
    shop = project(order={"set up": f"{PYTHON} slow.py", "at most": "0.5 s"})
    script(
        shop,
        "slow.py",
        "import subprocess, sys, time\nprint('waiting', flush=True)\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(2); open(\"late\", \"w\")'])\n"
        "time.sleep(60)\n",
    )
    began = time.monotonic()
    with pytest.raises(GivenError, match=r"took longer than 0.5 s") as caught:
        Given(["order"], shop).set_up()
    assert "waiting" in str(caught.value)
    assert time.monotonic() - began < 30
    time.sleep(2.5)
    assert not (shop.root / "late").exists()


def test_no_shell_reads_a_command(project):
    shop = project(order={"set up": "make $HOME *.py `ls` 'two words'"})
    Given(["order"], shop).set_up()
    assert log(shop) == ["make $HOME *.py `ls` two words"]


def test_a_program_that_is_not_there_is_told(project):
    shop = project(order={"set up": "nobody-has-this now"})
    with pytest.raises(GivenError, match="'nobody-has-this' cannot be run"):
        Given(["order"], shop).set_up()


def test_what_no_command_makes_is_told_and_what_a_fixture_makes_is_left_to_it(project):
    with pytest.raises(GivenError, match="nothing says how 'order' comes to be there"):
        Given(["order"], project()).set_up()
    Given(["order"], project(), elsewhere={"order": None}).set_up()


def test_commands_are_told_which_walk_they_are_for(project):
    shop = project(order={"set up": f"{PYTHON} -c \"import os; open('log', 'w').write(os.environ['CXSIM_PERSONA'])\""})
    Given(["order"], shop, told={"CXSIM_PERSONA": "anna"}).set_up()
    assert log(shop) == ["anna"]


def test_a_login_that_a_command_prints_is_struck_out(project, monkeypatch):
    monkeypatch.setenv("SHOP_PASSWORD", "open sesame 7")
    shop = project(order={"set up": f"{PYTHON} -c \"import os; raise SystemExit(os.environ['SHOP_PASSWORD'])\""})
    with (shop.root / "cxsim.toml").open("a") as file:
        file.write('[environments.staging]\nuser = "$SHOP_PASSWORD"\npassword = "$SHOP_PASSWORD"\n')
    with pytest.raises(GivenError) as caught:
        Given(["order"], load_project(shop.root)).set_up()
    assert "••••" in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_after_a_process_that_died_everything_is_cleaned_up(project):
    shop = project(order={}, stock={"clean up": None})
    given = Given(["order", "stock", "fixture"], shop)
    assert given.longest_clean_up == 60.0
    assert given.clean_up_all() == []
    assert log(shop) == ["undo order"]


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("make order | tee log", "'|' is for a shell, and no shell runs this command"),
        ("make 'order", "is no command: No closing quotation"),
        ("", "nothing is written here"),
    ],
)
def test_a_command_for_a_shell_is_refused(small_project, command, what):
    settings = f'[commands.order]\n"set up" = "{command}"\n"at most" = "soon"\n'
    with pytest.raises(DefinitionError) as caught:
        load_project(small_project({"cxsim.toml": settings}))
    first, second = caught.value.faults
    assert what in first.what
    assert "set up" in first.what
    assert (first.line, second.line) == (2, 3)


def test_a_name_that_no_command_sets_up_is_a_warning(small_project):
    scenario = "scenario: x\npersonas: [anna]\ngiven: [ordr]\njourney: phone\nsolved: {reaches: a human}\n"
    settings = '[commands.order]\n"set up" = "make"\n'
    (warning,) = load_project(small_project({"scenarios/complain.yaml": scenario, "cxsim.toml": settings})).warnings
    assert (warning.line, warning.hint) == (3, "did you mean 'order'?")
    assert load_project(small_project({"scenarios/complain.yaml": scenario, "cxsim.toml": ""})).warnings == ()


PRINTS = (
    "import json, sys; print('making an order'); print(json.dumps({'order': '004799', 'points': 12, 'internal': 7}))"
)


def test_what_a_set_up_hands_over_is_what_it_was_to_give_and_its_clean_up_is_told(project):
    undo = "import os; open('log', 'w').write(os.environ['CXSIM_GIVEN'])"
    shop = project(
        order={"set up": f"{PYTHON} new.py", "clean up": f"{PYTHON} undo.py", "gives": ["order", "points"]}, stock={}
    )
    script(shop, "new.py", PRINTS)
    script(shop, "undo.py", undo)
    given = Given(["order"], shop)
    given.set_up()
    assert given.handed == {"order": "004799", "points": "12"}
    given.clean_up()
    assert log(shop) == ['{"order": "004799", "points": "12"}']


def test_what_a_fixture_returns_is_handed_over_where_it_is_a_mapping(project):
    given = Given(["order", "stock"], project(), elsewhere={"order": {"order": 4799}, "stock": object()})
    given.set_up()
    assert given.handed == {"order": "4799"}


@pytest.mark.parametrize(
    ("prints", "what"),
    [
        ("print('004799')", "setting up 'order' printed no JSON object on its last line"),
        ("print()", "setting up 'order' printed no JSON object on its last line"),
        ("print('{\"number\": 1}')", "setting up 'order' printed no 'order'"),
        ("print('{\"order\": [1]}')", "'order' hands over something for 'order' that nobody can type"),
        ("print('{\"order\": true}')", "'order' hands over something for 'order' that nobody can type"),
        ('print(\'{"order": "$HOME"}\')', "'order' hands over something for 'order' that nobody can type"),
        ('print(\'{"order": "\\\\u001b[2J"}\')', "'order' hands over something for 'order' that nobody can type"),
    ],
)
def test_what_is_not_handed_over_as_it_should_be_is_told(project, prints, what):
    shop = project(order={"set up": f"{PYTHON} new.py", "gives": ["order"]})
    script(shop, "new.py", prints)
    with pytest.raises(GivenError, match=re.escape(what)):
        Given(["order"], shop).set_up()


def test_a_script_may_name_what_is_handed_over(small_project):
    scenario = """
        scenario: x
        personas: [anna]
        given: [order]
        journey: [web shop: {steps: [{fill: {Voucher: <voucher code>}}]}]
    """
    gives = '[commands.order]\n"set up" = "make"\ngives = ["Voucher code"]\n'
    files = {"scenarios/complain.yaml": scenario, "cxsim.toml": gives}
    load_project(small_project(files))
    with pytest.raises(DefinitionError, match="nobody knows <voucher code>"):
        load_project(small_project({**files, "cxsim.toml": gives.replace("Voucher", "Basket")}))

"""Settings are read from cxsim.toml or pyproject.toml, and what is unknown there is told."""

import pytest

from cxsim.errors import DefinitionError
from cxsim.persona import Persona
from cxsim.settings import Network, Settings, load_settings


def test_without_a_file_every_setting_has_its_default(tmp_path):
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(("name", "head"), [("cxsim.toml", ""), ("pyproject.toml", "[tool.cxsim]\n")])
def test_settings_are_read_from_either_file(tmp_path, name, head):
    (tmp_path / name).write_text(head + "wait_limit = 3.0\n")
    assert load_settings(tmp_path).wait_limit == 3.0


def test_a_pyproject_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nwait_limt = 3\n")
    assert load_settings(tmp_path) == Settings()


def test_connections_and_commands_are_read(tmp_path):
    (tmp_path / "cxsim.toml").write_text(
        '[networks."hotel wifi"]\ndown = 2.0\nup = 0.5\nlatency = "300 ms"\n'
        '[commands."dishwasher order"]\n"set up" = "tools/order new"\n"clean up" = ["tools/order", "delete it"]\n'
    )
    settings = load_settings(tmp_path)
    assert settings.networks["hotel wifi"].latency == 0.3
    commands = settings.commands["dishwasher order"]
    assert (commands.set_up, commands.clean_up) == (("tools/order", "new"), ("tools/order", "delete it"))


def test_an_environment_may_have_a_login_a_certificate_of_its_own_further_hosts_and_a_proxy(tmp_path):
    (tmp_path / "cxsim.toml").write_text(
        '[environments.staging]\nuser = "$USER_NAME"\npassword = "$PASSWORD"\nself-signed = true\n'
        'hosts = ["cdn.shop.example"]\nproxy = "socks5://proxy.shop.example:1080"\n'
    )
    staging = load_settings(tmp_path).environments["staging"]
    assert (staging.user, staging.self_signed, staging.hosts) == ("$USER_NAME", True, ("cdn.shop.example",))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('user = "anna"\npassword = "$P"', "its values come from the environment | write $NAME here"),
        ('user = "$U"', "user and password belong together"),
        ('proxy = "http://anna:secret@proxy:1"', "the login of a proxy does not stand in its address"),
        ('proxy = "http://p:1"\nproxy-user = "$U"', "proxy-user and proxy-password belong together"),
        (
            'proxy = "socks5://p:1"\nproxy-user = "$U"\nproxy-password = "$P"',
            "a login is for a proxy that is reached by",
        ),
        ('proxy = "proxy:3128"', "is no address of a proxy | write http://proxy.shop.example:3128"),
        ('proxy = "https://proxy:3128"', "is no address of a proxy"),
        ("selfsigned = true", "did you mean 'self-signed'?"),
    ],
)
def test_what_cannot_be_an_environment_is_told(tmp_path, line, what):
    (found,) = faults(tmp_path, f"[environments.staging]\n{line}\n")
    assert what.partition(" | ")[0] in found
    assert what.rpartition(" | ")[2] in found


def faults(tmp_path, text, name="cxsim.toml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_settings(tmp_path)
    return [f"{fault.line}: {fault.what} | {fault.hint}" for fault in caught.value.faults]


def test_every_unknown_or_wrong_setting_is_told_with_its_line(tmp_path):
    found = faults(tmp_path, '# mine\nwait_limits = 3\nloss_weight = "x"\n[networks.a]\ndown = 1\n')
    assert found[0].startswith("2: 'wait_limits' is not a key that is known here | did you mean 'wait_limit'?")
    assert found[1].startswith("3: loss_weight: 'x' is not a number")
    assert {fault.partition(" |")[0] for fault in found[2:]} == {
        "4: networks › a: 'up' is missing",
        "4: networks › a: 'latency' is missing",
    }


def test_people_answer_questions_of_the_scorecard_by_their_number(tmp_path):
    answer = 'answer = "partly"\nby = "A. Meier"\non = 2026-11-01\n'
    (tmp_path / "cxsim.toml").write_text(f"[scorecard.P2]\n{answer}", encoding="utf-8")
    assert load_settings(tmp_path).scorecard["P2"].by == "A. Meier"
    assert len(faults(tmp_path, f"[scorecard.X9]\n{answer}")) == 1
    assert len(faults(tmp_path, f"[scorecard.P2]\n{answer}".replace("partly", "perhaps"))) == 1


def test_lines_of_a_pyproject_are_those_of_our_own_section(tmp_path):
    found = faults(tmp_path, "[tool.other]\nwait_limits = 1\n[tool.cxsim]\nwait_limits = 3\n", "pyproject.toml")
    assert found[0].startswith("4: ")


def test_what_is_no_toml_is_told_with_its_line(tmp_path):
    assert faults(tmp_path, "a = 1\nb = \n")[0].startswith("2: the file is no TOML")


def test_settings_in_two_files_are_refused(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.cxsim]\nwait_limit = 3.0\n")
    assert "settings stand in two files" in faults(tmp_path, "wait_limit = 2.0\n")[0]


def test_infinite_numbers_are_refused(tmp_path):
    assert "wait_limit" in faults(tmp_path, "wait_limit = inf\n")[0]


def test_assumptions_carry_value_and_source():
    assert ("loss_weight", 2.0, "Tversky & Kahneman 1992, for the order of size") in Settings().assumptions()


def test_a_connection_of_the_settings_is_what_the_browser_gets():
    from cxsim.channels.web.device import device_of

    hotel = Network(down=2.0, up=0.5, latency=0.3)
    persona = Persona(problem="x", goal="y", mood=0.2, network="hotel wifi")
    device = device_of(persona, "", zone="UTC", version="120.0", known={}, profiles={"hotel wifi": hotel})
    assert (device.network.latency, device.network.down, device.network.up) == (0.3, 2_000_000, 500_000)

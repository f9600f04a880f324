import subprocess
import sys

from cxsim.chance import stream, stream_seed


def test_a_stream_depends_on_its_name_only_and_not_on_the_process():
    code = "from cxsim.chance import stream; print(stream(3, 'walk', 'anna').random())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(other.stdout) == stream(3, "walk", "anna").random()


def test_names_that_run_together_are_different_streams():
    assert (
        len({stream_seed(1, "a", "bc"), stream_seed(1, "ab", "c"), stream_seed(1, "abc"), stream_seed(11, "abc")}) == 4
    )

"""A literal run and the document, report and pages that are made from it."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cxsim.channels.web.browser import find_browser
from cxsim.errors import BrowserMissingError

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def sample():
    """The literal run, as a module of functions."""
    name = "reporting_sample"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "sample.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def run_folder(sample, tmp_path_factory):
    """A run's folder with evidence and nothing else yet."""
    folder = tmp_path_factory.mktemp("run")
    sample.experiences(folder)
    return folder


@pytest.fixture(scope="session")
def _document_text(sample, run_folder):
    return json.dumps(sample.document(run_folder))


@pytest.fixture
def document(_document_text):
    """The report document of the literal run; a test may change it."""
    return json.loads(_document_text)


@pytest.fixture(scope="session")
def looked_at():
    """Opens (path, mode) pairs in a real browser, in a process of its own, and says what happened there."""

    def look(*pairs):
        try:
            program = find_browser()
        except BrowserMissingError as error:
            pytest.skip(str(error))
        arguments = [str(part) for pair in pairs for part in pair]
        result = subprocess.run(
            [sys.executable, str(HERE / "look.py"), str(program), *arguments],
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return look

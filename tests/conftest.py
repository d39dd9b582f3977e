# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests in Python ask for by name: programs, the corpus, and checks that are counted."""
import os
import shutil
import sys
from pathlib import Path

import pytest
from check import ROOT, SKIPPED, Checks, Program

sys.dont_write_bytecode = True


def pytest_addoption(parser):
    parser.addoption("--espect", default="build/release/analyzer/espect", help="the program under test")
    parser.addoption("--counted", help="espect of the preset release, whose instructions are counted; without it those of --espect are, and no kept counts compared")
    parser.addoption("--make-samples", help="espect_make_samples, for the test of the synthesised samples")
    parser.addoption("--tshark", default="tshark", help="the tshark to compare with")
    parser.addoption("--plugin", help="espect.so, for the tests of the plugin; without it they are skipped")
    parser.addoption("--preload", help="library that tshark loads first, for a plugin with sanitizers")


def built(request, option):
    path = request.config.getoption(option)
    if path is None:
        pytest.skip(f"{option} is not given")
    found = next((place for place in (Path(path), ROOT / path) if place.is_file()), None)
    if found is None:
        pytest.fail(f"{option}: no file {path}")
    return found.resolve()


@pytest.fixture(scope="session")
def program(request):
    return Program(built(request, "--espect"))


@pytest.fixture(scope="session")
def released(request):
    """The program as users run it, where there is one: no sanitizers, which want to be the first library and keep their rights."""
    return Program(built(request, "--counted" if request.config.getoption("--counted") else "--espect"))


@pytest.fixture(scope="session")
def counted(request):
    """The program whose instructions are counted."""
    path = built(request, "--counted" if request.config.getoption("--counted") else "--espect")
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not here to count instructions")
    if b"__asan_init" in path.read_bytes():
        pytest.skip("valgrind does not run sanitized programs; --counted names another one")
    return str(path)


@pytest.fixture(scope="session")
def make_samples(request):
    return str(built(request, "--make-samples"))


@pytest.fixture(scope="session")
def plugin_path(request):
    return built(request, "--plugin")


@pytest.fixture(scope="session")
def tshark_path(request):
    path = shutil.which(request.config.getoption("--tshark"))
    if path is None:
        pytest.skip("no tshark here")
    return path


@pytest.fixture(scope="session")
def corpus():
    """The folder ESPECT_CORPUS."""
    folder = os.environ.get("ESPECT_CORPUS", "")
    if not folder:
        pytest.skip("ESPECT_CORPUS is not set")
    if not Path(folder, "lab", "truth.json").is_file():
        pytest.fail(f"ESPECT_CORPUS: no lab/truth.json below {folder}")
    return Path(folder)


@pytest.fixture
def check():
    return Checks()


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that takes `check` fails by what it counted, and when it counted nothing."""
    outcome = yield
    checks = pyfuncitem.funcargs.get("check")
    if checks is not None and outcome.excinfo is None and checks.finish() != 0:
        pytest.fail(f"{len(checks.failures)} checks failed, or none was made", pytrace=False)


def pytest_sessionfinish(session, exitstatus):
    """A file whose tests were all skipped is skipped for CTest too."""
    reports = session.config.pluginmanager.get_plugin("terminalreporter").stats
    if exitstatus == pytest.ExitCode.OK and reports.get("skipped") and not reports.get("passed"):
        session.exitstatus = SKIPPED

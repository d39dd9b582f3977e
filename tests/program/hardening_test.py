# SPDX-License-Identifier: GPL-2.0-or-later
"""What the compiler and the linker did for the programs that users run (cmake/Hardening.cmake), read from the files themselves."""
import re
import shutil
import subprocess

import pytest


@pytest.fixture(scope="module", params=["program", "plugin"])
def built(request):
    """The path of one of the two."""
    if shutil.which("readelf") is None or shutil.which("objdump") is None:
        pytest.skip("no binutils")
    return request.getfixturevalue("released").path if request.param == "program" else str(request.getfixturevalue("plugin_path"))


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


def optimised(path):
    """Whether it is a build for users: others are made to be looked into."""
    symbols = said("readelf", "-sW", "--dyn-syms", path)
    if "__asan_init" in symbols:
        pytest.skip("a build with sanitizers")
    return symbols


def test_position_independent(built):
    assert "DYN" in re.search(r"Type:\s+(\S+)", said("readelf", "-hW", built)).group(1)


def test_memory_is_never_both_written_and_executed(built):
    segments = said("readelf", "-lW", built)
    assert re.search(r"GNU_STACK.*\sRW\s", segments)
    assert not re.search(r"LOAD.*\sRWE\s", segments)


def test_what_is_relocated_cannot_be_overwritten(built):
    assert "GNU_RELRO" in said("readelf", "-lW", built)
    assert re.search(r"BIND_NOW|FLAGS_1.*NOW", said("readelf", "-dW", built))


def test_stack_and_copies_are_checked(request, built):
    symbols = optimised(built)
    if request.config.getoption("--counted") is None and "__stack_chk_fail" not in symbols:
        pytest.skip("no optimised build")
    assert "__stack_chk_fail" in symbols
    assert re.search(r"__\w+_chk@", symbols), "_FORTIFY_SOURCE"


def test_jumps_are_checked(request, built):
    symbols = optimised(built)
    if request.config.getoption("--counted") is None and "__stack_chk_fail" not in symbols:
        pytest.skip("no optimised build")
    if "X86-64" not in said("readelf", "-hW", built):
        pytest.skip("another processor")
    text = said("objdump", "-d", "-j", ".text", "--no-show-raw-insn", built)
    assert text.count("endbr64") > 1000, "-fcf-protection"
    # -fstack-clash-protection touches every page of a large frame.
    assert re.search(r"sub\s+\$0x1000,%rsp\n.*(or|orq)\s+\$0x0,", text)

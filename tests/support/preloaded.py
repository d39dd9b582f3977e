# SPDX-License-Identifier: GPL-2.0-or-later
"""Libraries in C that a test puts in front of the C library (LD_PRELOAD), to be inside the program while it runs."""
import shutil
import subprocess

import pytest


def built(folder, name, source, program):
    """The path of the library; skips where none can be made or the program would not take it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler")
    with open(program.path, "rb") as file:
        if b"__asan_init" in file.read():
            pytest.skip("a sanitizer wants to be the first library")
    text, library = folder / f"{name}.c", folder / f"{name}.so"
    text.write_text("#define _GNU_SOURCE\n" + source)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, text, "-ldl", "-lpthread"], check=True)
    return library

# SPDX-License-Identifier: GPL-2.0-or-later
"""The examples below --help are taken by the command line that they stand below."""
import itertools
import re
import shlex

SUBCOMMAND = re.compile(r"^  ([a-z][a-z-]*)  ")


def commands(program, path=()):
    """Every command with its help, from the outermost."""
    text = program(*path, "--help").stdout.decode()
    yield path, text
    inside = text.partition("Subcommands:\n")[2]
    for line in inside.splitlines():
        if found := SUBCOMMAND.match(line):
            yield from commands(program, (*path, found.group(1)))


def examples(text):
    """Each call of espect in the examples: the words behind its name, without what the shell does with it."""
    for line in text.partition("\nExamples:\n")[2].splitlines():
        for call in re.split(r"[|;]|&&", line):
            words = shlex.split(call.strip(), comments=True)
            if words[:1] == ["espect"]:
                yield list(itertools.takewhile(lambda word: not word.startswith(">"), words[1:]))


def test_examples_are_taken(program, check, tmp_path):
    for path, text in commands(program):
        for words in examples(text):
            if path == ("watch",):
                continue  # it would listen on an interface
            # What asks for a file that is not there has got past the options.
            done = program(*words, cwd=tmp_path)
            errors = done.stderr.decode()
            check(done.returncode != 2 or re.search(r"no such|cannot|not there", errors, re.I), " ".join(path), f"{words}: {done.returncode} {errors.strip()[:200]}")

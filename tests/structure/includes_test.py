#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks the rooms of docs/architecture: who includes whom, which libraries, README, SPDX line, size, no machine paths.

usage: includes_test.py [--self-test]

Runs the checker on bad examples first: a checker that sees nothing would pass every tree.
"""
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from check import ROOT, Checks  # noqa: E402

IPSEC = {"bytes", "registry", "wire", "crypto", "keys", "sessions", "rules", "ip"}
# Which rooms a room may include, besides itself. `main` is analyzer/*.cpp and *.h.
MAY_INCLUDE = {
    "bytes": set(),
    "registry": {"bytes"},
    "wire": {"bytes", "registry"},
    "crypto": {"bytes", "registry"},
    "keys": {"bytes", "registry", "crypto"},
    "sessions": {"bytes", "registry", "wire", "crypto", "keys"},
    "rules": {"bytes", "registry", "wire", "sessions"},
    "ip": {"bytes", "sessions"},
    "plugin": IPSEC,
    "make": {"bytes", "registry", "wire", "crypto", "keys"},  # samples/make
    "capture": {"bytes"},
    "network": IPSEC | {"capture"},
    "report": IPSEC,
    "options": {"bytes"},
    "run": IPSEC | {"capture", "network", "report"},
    "commands": IPSEC | {"run", "report", "options"},
    "main": {"run", "report", "options"},
}
# Libraries that belong to some rooms only.
LIBRARIES = [
    (re.compile(r"^(epan|wsutil|wiretap)/|^glib"), {"plugin"}),
    (re.compile(r"^openssl/|^gcrypt\.h$"), {"crypto"}),
    (re.compile(r"^CLI/"), {"options"}),
    (re.compile(r"^nlohmann/"), {"report", "keys"}),
]
MOST_LINES = 299
MOST_README_LINES = 16
# path: why it may be longer than MOST_LINES
LONGER = {
    "ipsec/registry/source.py": "checks every kind of row of every registry in one pass, with the message of each",
}
# Built with the name split, so that this file does not hold what it forbids.
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp", "Us" + "ers"]) + r")/\w")
SOURCE_SUFFIXES = {".cpp", ".h", ".py", ".cmake", ".sh"}
SOURCE_FOLDERS = ("ipsec", "plugin", "analyzer", "tests", "cmake", "samples")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(path):
    """The room that a path belongs to, or None."""
    parts = path.split("/")
    if parts[0] == "ipsec" and len(parts) > 2:
        return parts[1]
    if parts[0] == "plugin" and len(parts) > 1:
        return "plugin"
    if parts[:2] == ["samples", "make"] and len(parts) > 2:
        return "make"
    if parts[0] == "analyzer" and len(parts) > 1:
        return parts[1] if len(parts) > 2 else "main"
    return None


def include_problems(path, text, paths):
    room = room_of(path)
    if room not in MAY_INCLUDE:
        yield f"{path}: {room} is no room of the table"
        return
    for kind, target in INCLUDE.findall(text):
        if kind == "<":
            for library, rooms in LIBRARIES:
                if library.search(target) and room not in rooms:
                    yield f"{path}: <{target}> belongs to {', '.join(sorted(rooms))} only"
            continue
        other = room_of(target)
        if target == "ipsec/registry/tables.h":  # made by the build
            other = "registry"
        elif target not in paths:
            yield f"{path}: \"{target}\" is no file here (paths start at the root)"
            continue
        if other != room and other not in MAY_INCLUDE[room]:
            yield f"{path}: {room} must not include {other} (\"{target}\")"


def text_problems(path, text):
    lines = text.split("\n")
    if "SPDX-License-Identifier: GPL-2.0-or-later" not in "\n".join(lines[:2]):
        yield f"{path}: no SPDX line at the top"
    length = text.count("\n")
    if length > MOST_LINES and path not in LONGER:
        yield f"{path}: {length} lines, at most {MOST_LINES}"
    if length <= MOST_LINES and path in LONGER:
        yield f"{path}: {length} lines: its exception is no longer needed"
    yield from machine_paths(path, text)


def machine_paths(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if found := MACHINE_PATH.search(line):
            yield f"{path}:{number}: machine path {found.group()}..."


def readme_problems(files):
    rooms = {path.rsplit("/", 1)[0] for path in files
             if path.endswith((".cpp", ".h")) and room_of(path) in MAY_INCLUDE and room_of(path) not in (None, "main")}
    rooms = {"/".join(folder.split("/")[:1 if folder.startswith("plugin") else 2]) for folder in rooms}
    for folder in sorted(rooms):
        text = files.get(f"{folder}/README.md")
        if text is None:
            yield f"{folder}: no README.md"
        elif text.count("\n") > MOST_README_LINES:
            yield f"{folder}/README.md: {text.count(chr(10))} lines, at most {MOST_README_LINES}"


def problems(files):
    """All that is wrong with a tree, given as {path: text}; and what was looked at."""
    found = list(readme_problems(files))
    for path, text in sorted(files.items()):
        suffix = Path(path).suffix
        if suffix in (".cpp", ".h") and room_of(path) is not None:
            found += include_problems(path, text, files)
        if suffix in SOURCE_SUFFIXES or path.endswith("CMakeLists.txt"):
            found += text_problems(path, text)
        elif suffix in (".md", ".csv", ".txt", ".json"):
            found += machine_paths(path, text)
    found += [f"{path}: an exception for a file that is gone" for path in LONGER if path not in files]
    return found


def tree():
    files = {}
    for folder in SOURCE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and (path.suffix in SOURCE_SUFFIXES | {".md", ".csv", ".txt"}) and "__pycache__" not in path.parts:
                files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    for path in [*ROOT.glob("*.md"), ROOT / "CMakeLists.txt", ROOT / "CMakePresets.json", *ROOT.glob("docs/**/*.md")]:
        files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    return files


SPDX = "// SPDX-License-Identifier: GPL-2.0-or-later\n"
SLASH = "/"
GOOD = {
    **{f"ipsec/{room}/README.md": "# room\n" for room in sorted(IPSEC)},
    **{f"analyzer/{room}/README.md": "# room\n" for room in ("capture", "network", "report", "run", "commands", "options")},
    "plugin/README.md": "# plugin\n",
    "samples/make/README.md": "# make\n",
    **{path: SPDX + "x\n" * 400 for path in LONGER},
    "ipsec/bytes/reader.h": SPDX,
    "ipsec/wire/ike/header.h": SPDX + '#include "ipsec/bytes/reader.h"\n#include "ipsec/registry/tables.h"\n',
    "ipsec/sessions/sessions.h": SPDX + '#include "ipsec/wire/ike/header.h"\n',
    "ipsec/rules/replay/reused.cpp": SPDX + '#include "ipsec/sessions/sessions.h"\n#include <vector>\n',
    "ipsec/crypto/open.cpp": SPDX + "#include <openssl/evp.h>\n#include <gcrypt.h>\n",
    "ipsec/keys/jsonl.cpp": SPDX + "#include <nlohmann/json.hpp>\n",
    "plugin/hooks.cpp": SPDX + '#include <epan/packet.h>\n#include <glib.h>\n#include "ipsec/sessions/sessions.h"\n',
    "analyzer/capture/packet.h": SPDX + '#include "ipsec/bytes/reader.h"\n',
    "analyzer/network/stack.h": SPDX + '#include "analyzer/capture/packet.h"\n#include "ipsec/sessions/sessions.h"\n',
    "analyzer/report/json/audit.cpp": SPDX + "#include <nlohmann/json.hpp>\n",
    "analyzer/options/settings.h": SPDX + "#include <CLI/CLI.hpp>\n",
    "samples/make/session.cpp": SPDX + '#include "ipsec/wire/ike/header.h"\n',
    "analyzer/run/loop.h": SPDX + '#include "analyzer/network/stack.h"\n',
    "analyzer/commands/audit.cpp": SPDX + '#include "analyzer/run/loop.h"\n#include "analyzer/options/settings.h"\n',
    "analyzer/main.cpp": SPDX + '#include "analyzer/options/settings.h"\n',
}
# what is put into GOOD, and a part of the message that it must lead to
BAD = [
    ({"ipsec/bytes/a.h": SPDX + '#include "ipsec/wire/ike/header.h"\n'}, "bytes must not include wire"),
    ({"ipsec/rules/replay/a.cpp": SPDX + '#include "analyzer/capture/packet.h"\n'}, "rules must not include capture"),
    ({"ipsec/rules/replay/a.cpp": SPDX + '  #  include "analyzer/network/stack.h"\n'}, "rules must not include network"),
    ({"ipsec/wire/a.h": SPDX + '#include "ipsec/sessions/sessions.h"\n'}, "wire must not include sessions"),
    ({"plugin/a.cpp": SPDX + '#include "analyzer/network/stack.h"\n'}, "plugin must not include network"),
    ({"analyzer/network/a.cpp": SPDX + '#include "plugin/hooks.h"\n', "plugin/hooks.h": SPDX}, "network must not include plugin"),
    ({"analyzer/report/a.cpp": SPDX + '#include "analyzer/network/stack.h"\n'}, "report must not include network"),
    ({"analyzer/capture/a.cpp": SPDX + '#include "ipsec/registry/tables.h"\n'}, "capture must not include registry"),
    ({"analyzer/report/a.cpp": SPDX + '#include "analyzer/run/loop.h"\n'}, "report must not include run"),
    ({"analyzer/run/a.cpp": SPDX + '#include "analyzer/options/settings.h"\n'}, "run must not include options"),
    ({"analyzer/commands/a.cpp": SPDX + '#include "analyzer/network/stack.h"\n'}, "commands must not include network"),
    ({"samples/make/a.cpp": SPDX + '#include "ipsec/sessions/sessions.h"\n'}, "make must not include sessions"),
    ({"samples/make/a.cpp": SPDX + "#include <openssl/evp.h>\n"}, "<openssl/evp.h> belongs to crypto only"),
    ({"ipsec/wire/a.cpp": SPDX + '#include "header.h"\n'}, "is no file here"),
    ({"ipsec/wire/a.cpp": SPDX + "#include <epan/packet.h>\n"}, "<epan/packet.h> belongs to plugin only"),
    ({"analyzer/a.cpp": SPDX + "#include <glib.h>\n"}, "<glib.h> belongs to plugin only"),
    ({"analyzer/capture/a.cpp": SPDX + "#include <wiretap/wtap.h>\n"}, "<wiretap/wtap.h> belongs to plugin only"),
    ({"ipsec/keys/a.cpp": SPDX + "#include <openssl/evp.h>\n"}, "<openssl/evp.h> belongs to crypto only"),
    ({"plugin/a.cpp": SPDX + "#include <gcrypt.h>\n"}, "<gcrypt.h> belongs to crypto only"),
    ({"analyzer/main.cpp": SPDX + "#include <CLI/CLI.hpp>\n"}, "<CLI/CLI.hpp> belongs to options only"),
    ({"ipsec/rules/a.cpp": SPDX + "#include <nlohmann/json.hpp>\n"}, "<nlohmann/json.hpp> belongs to keys, report only"),
    ({"ipsec/shed/a.cpp": SPDX}, "shed is no room"),
    ({"ipsec/wire/a.cpp": "int a;\n"}, "no SPDX line"),
    ({"tests/a_test.py": "print()\n"}, "no SPDX line"),
    ({"ipsec/wire/a.cpp": SPDX + "int a;\n" * 299}, "300 lines, at most 299"),
    ({path: SPDX for path in LONGER}, "exception is no longer needed"),
    ({path: None for path in LONGER}, "an exception for a file that is gone"),
    ({"ipsec/wire/README.md": None}, "ipsec/wire: no README.md"),
    ({"plugin/README.md": "a\n" * 17}, "plugin/README.md: 17 lines"),
    ({"ipsec/wire/a.cpp": SPDX + f'auto p = "{SLASH}work/x";\n'}, "machine path"),
    ({"analyzer/report/README.md": f"see {SLASH}root/x\n"}, "machine path"),
]


def self_test(check):
    check.same(problems(GOOD), [], "good tree passes", "self-test")
    for changes, message in BAD:
        files = {path: text for path, text in {**GOOD, **changes}.items() if text is not None}
        found = problems(files)
        check(any(message in problem for problem in found), "bad examples caught", f"{message}: found {found}")


def main():
    check = Checks()
    self_test(check)
    if sys.argv[1:] != ["--self-test"]:
        files = tree()
        found = problems(files)
        for path in files:
            check(not any(problem.startswith((f"{path}:", f"{path.removesuffix('/README.md')}: ")) for problem in found),
                  "files of the tree", "\n        ".join(p for p in found if p.startswith(path)))
        check.same([p for p in found if p.split(":")[0] not in files], [], "rooms with README", "tree")
    return check.finish()


if __name__ == "__main__":
    sys.exit(main())

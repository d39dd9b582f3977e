# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks the tree against rooms.py. Bad examples come first: a checker that sees nothing would pass every tree."""
import pytest
from check import ROOT
from rooms import FREE_OF_WIRESHARK, MAY_INCLUDE, SOURCE_SUFFIXES, problems

SOURCE_FOLDERS = ("ipsec", "plugin", "analyzer", "tests", "cmake", "samples")
SPDX = "// SPDX-License-Identifier: GPL-2.0-or-later\n"
SLASH = "/"


def source(*includes):
    return SPDX + "".join(f"#include {name if name.startswith('<') else f'{chr(34)}{name}{chr(34)}'}\n" for name in includes)


GOOD = {
    **{f"{room if room.startswith(('analyzer', 'plugin', 'samples')) else f'ipsec/{room}'}/README.md": "# room\n" for room in MAY_INCLUDE},
    "ipsec/bytes/reader.h": SPDX,
    "ipsec/datagram/datagram.h": source("ipsec/bytes/reader.h"),
    "ipsec/ip/ip.h": source("ipsec/datagram/datagram.h"),
    "ipsec/wire/ike/header.h": source("ipsec/bytes/reader.h", "ipsec/registry/tables.h"),
    "ipsec/crypto/open.cpp": source("<openssl/evp.h>", "<gcrypt.h>"),
    "ipsec/keys/jsonl.cpp": source("<nlohmann/json.hpp>", "ipsec/datagram/datagram.h"),
    "ipsec/sessions/table/digest.h": source("ipsec/bytes/reader.h"),
    "ipsec/sessions/said/proposal.h": source("ipsec/wire/ike/header.h", "ipsec/sessions/table/digest.h"),
    "ipsec/sessions/child/peers.h": source("ipsec/sessions/said/proposal.h"),
    "ipsec/sessions/ike/sa.h": source("ipsec/sessions/child/peers.h"),
    "ipsec/sessions/esp/flow.h": source("ipsec/sessions/child/peers.h"),
    "ipsec/sessions/inner/echo.h": source("ipsec/sessions/esp/flow.h"),
    "ipsec/sessions/sessions.h": source("ipsec/sessions/ike/sa.h", "ipsec/sessions/inner/echo.h"),
    "ipsec/hop/hop.h": source("ipsec/sessions/table/digest.h"),
    "ipsec/rules/replay/reused.cpp": source("ipsec/sessions/sessions.h", "<vector>"),
    "plugin/wireshark/compat.h": source("<epan/packet.h>", "<glib.h>"),
    "plugin/audit/open_capture.h": source("plugin/wireshark/compat.h"),
    **{path: source("ipsec/sessions/sessions.h") for path in FREE_OF_WIRESHARK},
    "plugin/show/tree.h": source("plugin/audit/open_capture.h"),
    "plugin/views/findings.h": source("plugin/show/tree.h"),
    "plugin/plugin.cpp": source("plugin/views/findings.h"),
    "analyzer/capture/packet.h": source("ipsec/bytes/reader.h"),
    "analyzer/network/stack.h": source("analyzer/capture/packet.h", "ipsec/sessions/sessions.h"),
    "analyzer/report/words/names.h": source("ipsec/sessions/sessions.h"),
    "analyzer/report/json/json.cpp": source("<nlohmann/json.hpp>", "analyzer/report/words/names.h"),
    "analyzer/report/formats.h": source("analyzer/report/words/names.h"),
    "analyzer/options/shared.h": source("<CLI/CLI.hpp>"),
    "analyzer/run/capture_run.h": source("analyzer/network/stack.h"),
    "analyzer/commands/audit.cpp": source("analyzer/run/capture_run.h", "analyzer/report/formats.h", "analyzer/options/shared.h"),
    "analyzer/main.cpp": source("analyzer/run/capture_run.h"),
    "samples/make/session.cpp": source("ipsec/wire/ike/header.h"),
}
# what is put into GOOD (path, includes), and a part of the message that it must lead to
FORBIDDEN = [
    ("ipsec/bytes/a.h", "ipsec/wire/ike/header.h", "bytes must not include wire"),
    ("ipsec/ip/a.h", "ipsec/sessions/sessions.h", "ip must not include sessions"),
    ("ipsec/ip/a.h", "ipsec/sessions/esp/flow.h", "ip must not include sessions/esp"),
    ("ipsec/datagram/a.h", "ipsec/ip/ip.h", "datagram must not include ip"),
    ("ipsec/crypto/a.h", "ipsec/datagram/datagram.h", "crypto must not include datagram"),
    ("ipsec/wire/a.h", "ipsec/sessions/sessions.h", "wire must not include sessions"),
    ("ipsec/sessions/table/a.h", "ipsec/sessions/said/proposal.h", "sessions/table must not include sessions/said"),
    ("ipsec/sessions/said/a.h", "ipsec/sessions/child/peers.h", "sessions/said must not include sessions/child"),
    ("ipsec/sessions/child/a.h", "ipsec/sessions/ike/sa.h", "sessions/child must not include sessions/ike"),
    ("ipsec/sessions/esp/a.h", "ipsec/sessions/ike/sa.h", "sessions/esp must not include sessions/ike"),
    ("ipsec/sessions/ike/a.h", "ipsec/sessions/esp/flow.h", "sessions/ike must not include sessions/esp"),
    ("ipsec/sessions/esp/a.h", "ipsec/sessions/inner/echo.h", "sessions/esp must not include sessions/inner"),
    ("ipsec/hop/a.h", "ipsec/sessions/esp/flow.h", "hop must not include sessions/esp"),
    ("ipsec/sessions/inner/a.h", "ipsec/sessions/sessions.h", "sessions/inner must not include sessions"),
    ("ipsec/rules/a.h", "ipsec/keys/keys.h", "is no file here"),
    ("ipsec/rules/replay/a.cpp", "analyzer/capture/packet.h", "rules must not include analyzer/capture"),
    ("ipsec/rules/replay/a.cpp", "analyzer/network/stack.h", "rules must not include analyzer/network"),
    ("plugin/show/a.cpp", "analyzer/network/stack.h", "plugin/show must not include analyzer/network"),
    ("plugin/audit/a.cpp", "plugin/show/tree.h", "plugin/audit must not include plugin/show"),
    ("plugin/wireshark/a.cpp", "plugin/audit/open_capture.h", "plugin/wireshark must not include plugin/audit"),
    ("plugin/show/a.cpp", "plugin/views/findings.h", "plugin/show must not include plugin/views"),
    ("plugin/audit/a.cpp", "<epan/packet.h>", "<epan/packet.h> belongs to plugin, "),
    (FREE_OF_WIRESHARK[0], "plugin/audit/open_capture.h", "includes <epan/packet.h> by way of plugin/wireshark/compat.h"),
    ("analyzer/network/a.cpp", "plugin/show/tree.h", "analyzer/network must not include plugin/show"),
    ("analyzer/capture/a.cpp", "ipsec/registry/tables.h", "analyzer/capture must not include registry"),
    ("analyzer/network/a.cpp", "analyzer/run/capture_run.h", "analyzer/network must not include analyzer/run"),
    ("analyzer/report/a.cpp", "analyzer/network/stack.h", "analyzer/report must not include analyzer/network"),
    ("analyzer/report/words/a.cpp", "analyzer/report/formats.h", "analyzer/report/words must not include analyzer/report"),
    ("analyzer/run/a.cpp", "analyzer/commands/audit.h", "is no file here"),
    ("analyzer/report/a.cpp", "analyzer/run/capture_run.h", "analyzer/report must not include analyzer/run"),
    ("analyzer/run/a.cpp", "analyzer/options/shared.h", "analyzer/run must not include analyzer/options"),
    ("analyzer/commands/a.cpp", "analyzer/network/stack.h", "analyzer/commands must not include analyzer/network"),
    ("samples/make/a.cpp", "ipsec/sessions/sessions.h", "samples/make must not include sessions"),
    ("samples/make/a.cpp", "<openssl/evp.h>", "<openssl/evp.h> belongs to crypto only"),
    ("ipsec/wire/a.cpp", "header.h", "is no file here"),
    ("ipsec/wire/a.cpp", "<epan/packet.h>", "<epan/packet.h> belongs to plugin, "),
    ("analyzer/capture/a.cpp", "<wiretap/wtap.h>", "<wiretap/wtap.h> belongs to analyzer/wiretap, plugin, "),
    ("plugin/a.cpp", "<gcrypt.h>", "<gcrypt.h> belongs to crypto only"),
    ("analyzer/main.cpp", "<CLI/CLI.hpp>", "<CLI/CLI.hpp> belongs to analyzer/options only"),
    ("analyzer/report/words/a.cpp", "<nlohmann/json.hpp>", "<nlohmann/json.hpp> belongs to analyzer/report, analyzer/report/json, keys only"),
    ("ipsec/shed/a.cpp", "<vector>", "shed is no room"),
    ("analyzer/shed/a.cpp", "<vector>", "analyzer/shed is no room"),
    ("ipsec/sessions/shed/a.cpp", "<vector>", "sessions/shed is no room"),
]
BAD = [({path: source(include)}, message) for path, include, message in FORBIDDEN] + [
    ({"ipsec/rules/replay/a.cpp": SPDX + '  #  include "analyzer/network/stack.h"\n'}, "rules must not include analyzer/network"),
    ({"ipsec/wire/a.cpp": "int a;\n"}, "no SPDX line"),
    ({"tests/a_test.py": "print()\n"}, "no SPDX line"),
    ({"ipsec/wire/a.cpp": SPDX + "int a;\n" * 299}, "300 lines, at most 299"),
    ({"ipsec/wire/a.cpp": source("<fmt/format.h>") + 'auto a = fmt::join(b, ", ");\n'}, "fmt::join without <fmt/ranges.h>"),
    ({FREE_OF_WIRESHARK[0]: None}, "is gone, but must be free of Wireshark"),
    ({"ipsec/wire/README.md": None}, "ipsec/wire: no README.md"),
    ({"plugin/README.md": "a\n" * 17}, "plugin/README.md: 17 lines"),
    ({"ipsec/wire/a.cpp": SPDX + f'auto p = "{SLASH}work/x";\n'}, "machine path"),
    ({"analyzer/report/README.md": f"see {SLASH}root/x\n"}, "machine path"),
]


def tree():
    files = {}
    for folder in SOURCE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and (path.suffix in SOURCE_SUFFIXES | {".md", ".csv", ".txt", ".def"}) and "__pycache__" not in path.parts:
                files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    for path in [*ROOT.glob("*.md"), ROOT / "CMakeLists.txt", ROOT / "CMakePresets.json", *ROOT.glob("docs/**/*.md")]:
        files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    return files


def test_a_good_tree_passes():
    assert problems(GOOD) == []


@pytest.mark.parametrize(("changes", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_examples_are_caught(changes, message):
    found = problems({path: text for path, text in {**GOOD, **changes}.items() if text is not None})
    assert any(message in problem for problem in found), found


def test_the_tree():
    files = tree()
    assert len(files) > 500
    assert "\n".join(problems(files)) == ""

# SPDX-License-Identifier: GPL-2.0-or-later
"""The rooms of the tree, which of them a room may include, and what else holds for every file."""
import collections
import re
from pathlib import Path

RECORDS = "bytes registry datagram wire ip"  # what every room above them may use
SESSIONS = " ".join(f"sessions/{room}" for room in ("table", "said", "child", "esp", "ike", "ikev1", "inner")) + " sessions"
LIBRARY = f"{RECORDS} crypto keys {SESSIONS} hop rules story"
# room: what it may include besides itself. A folder that stands here is a room; folders below it belong to it.
MAY_INCLUDE = {room: set(others.split()) for room, others in {
    "bytes": "",
    "registry": "bytes",
    "datagram": "bytes",
    "wire": "bytes registry",
    "ip": "bytes registry datagram wire",
    "crypto": "bytes registry",
    "keys": "bytes registry datagram crypto",
    "sessions/table": RECORDS,
    "sessions/said": f"{RECORDS} crypto keys sessions/table",
    "sessions/child": f"{RECORDS} crypto keys sessions/table sessions/said",
    "sessions/esp": f"{RECORDS} crypto keys sessions/table sessions/said sessions/child",
    "sessions/ike": f"{RECORDS} crypto keys sessions/table sessions/said sessions/child",
    "sessions/ikev1": f"{RECORDS} crypto keys sessions/table sessions/said sessions/child sessions/ike",
    "sessions/inner": f"{RECORDS} crypto keys sessions/table sessions/said sessions/child sessions/esp",
    "sessions": f"{RECORDS} crypto keys {SESSIONS}",
    "hop": "bytes registry datagram ip sessions/table",
    "rules": f"{RECORDS} {SESSIONS}",
    "story": f"{RECORDS} {SESSIONS} rules",
    "plugin/wireshark": LIBRARY,
    "plugin/audit": f"{LIBRARY} plugin/wireshark",
    "plugin/show": f"{LIBRARY} plugin/wireshark plugin/audit",
    "plugin/views": f"{LIBRARY} plugin/wireshark plugin/audit plugin/show",
    "plugin": f"{LIBRARY} plugin/wireshark plugin/audit plugin/show plugin/views",
    "analyzer/capture": "bytes",
    "analyzer/wiretap": "analyzer/capture",
    "analyzer/network": f"{LIBRARY} analyzer/capture",
    "analyzer/report/words": LIBRARY,
    "analyzer/report/text": f"{LIBRARY} analyzer/report analyzer/report/words",
    "analyzer/report/json": f"{LIBRARY} analyzer/report analyzer/report/words",
    "analyzer/report/html": f"{LIBRARY} analyzer/report analyzer/report/words analyzer/report/text",
    "analyzer/report": f"{LIBRARY} analyzer/report/words analyzer/report/text analyzer/report/json"
                       " analyzer/report/html",
    "analyzer/options": "bytes",
    "analyzer/run": f"{LIBRARY} analyzer/capture analyzer/network analyzer/report analyzer/report/words",
    "analyzer/installation": "crypto keys analyzer/capture analyzer/run analyzer/report",
    "analyzer/shard": f"{LIBRARY} analyzer/capture analyzer/network analyzer/report analyzer/report/words analyzer/run",
    "analyzer/commands": f"{LIBRARY} analyzer/run analyzer/installation analyzer/shard analyzer/options analyzer/report analyzer/report/words analyzer/report/text"
                         " analyzer/report/json",
    "analyzer": "analyzer/report analyzer/options analyzer/run analyzer/installation analyzer/commands",
    "samples/make": "bytes registry datagram wire crypto keys",
}.items()}
# Libraries that belong to some rooms only.
WIRESHARK = re.compile(r"^(epan|wsutil|wiretap)/|^glib")
OF_THE_PLUGIN = {"plugin", "plugin/wireshark", "plugin/show", "plugin/views"}
LIBRARIES = [
    (re.compile(r"^epan/"), OF_THE_PLUGIN),
    (re.compile(r"^(wsutil|wiretap)/|^glib"), OF_THE_PLUGIN | {"analyzer/wiretap"}),
    (re.compile(r"^openssl/|^gcrypt\.h$|^intel-ipsec-mb\.h$"), {"crypto"}),
    (re.compile(r"^CLI/|^toml"), {"analyzer/options"}),
    (re.compile(r"^nlohmann/"), {"keys", "analyzer/report", "analyzer/report/json"}),
]
# Nothing that these files include, directly or not, may belong to Wireshark: unit tests compile them.
FREE_OF_WIRESHARK = ("plugin/audit/capture_audit.cpp", "plugin/audit/esp_results.cpp", "plugin/audit/frame_findings.cpp", "plugin/audit/ike_results.cpp",
                     "plugin/audit/ike_summary.cpp", "plugin/audit/ikev1_summary.cpp", "plugin/audit/packet_result.cpp", "plugin/audit/short_names.cpp", "plugin/wireshark/builtin_names.cpp")
MADE_BY_THE_BUILD = {"ipsec/registry/tables.h"}

MOST_LINES = 299
MOST_README_LINES = 16
LEAST_FILES_OF_A_ROOM = 3
# Built with the name split, so that this file does not hold what it forbids.
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp", "Us" + "ers"]) + r")/\w")
SOURCE_SUFFIXES = {".cpp", ".h", ".py", ".cmake", ".sh"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(path):
    """The innermost room of a path; the folder itself when it is no room of the table; None outside of the rooms."""
    folder = path.rpartition("/")[0].removeprefix("ipsec/")
    if path.split("/")[0] not in ("ipsec", "analyzer", "plugin") and not path.startswith("samples/make/"):
        return None
    inner = folder
    while inner and inner not in MAY_INCLUDE:
        inner = inner.rpartition("/")[0]
    top = folder.split("/")[0]
    if not inner or (inner == top != folder and inner in ("analyzer", "plugin", "sessions")):
        return folder  # a folder beside the rooms
    return inner


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
        elif target not in paths and target not in MADE_BY_THE_BUILD:
            yield f"{path}: \"{target}\" is no file here (paths start at the root)"
        elif (other := room_of(target)) != room and other not in MAY_INCLUDE[room]:
            yield f"{path}: {room} must not include {other} (\"{target}\")"


def wireshark_problems(files):
    """Paths from FREE_OF_WIRESHARK to a header of Wireshark."""
    library = WIRESHARK
    for start in FREE_OF_WIRESHARK:
        if start not in files:
            yield f"{start}: is gone, but must be free of Wireshark"
            continue
        waiting, seen = [start], {start}
        while waiting:
            path = waiting.pop()
            for kind, target in INCLUDE.findall(files[path]):
                if kind == "<" and library.search(target):
                    yield f"{start}: includes <{target}> by way of {path}"
                elif kind == '"' and target in files and target not in seen:
                    seen.add(target)
                    waiting.append(target)


def machine_paths(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if found := MACHINE_PATH.search(line):
            yield f"{path}:{number}: machine path {found.group()}..."


def text_problems(path, text):
    if "SPDX-License-Identifier: GPL-2.0-or-later" not in "\n".join(text.split("\n")[:2]):
        yield f"{path}: no SPDX line at the top"
    if (length := text.count("\n")) > MOST_LINES and path != "ipsec/registry/source.py":
        yield f"{path}: {length} lines, at most {MOST_LINES}"
    if "fmt::join" in text and "<fmt/ranges.h>" not in text:  # since fmt 11 it is nowhere else
        yield f"{path}: fmt::join without <fmt/ranges.h>"
    yield from machine_paths(path, text)


def readme_problems(files):
    """A README in each room, and in each room inside a room."""
    rooms = {room_of(path) for path in files if path.endswith((".cpp", ".h"))} & MAY_INCLUDE.keys()
    folders = {room if room.split("/")[0] in ("analyzer", "plugin", "samples") else f"ipsec/{room}" for room in rooms}
    inside = collections.Counter(path.rpartition("/")[0] for path in files
                                 if path.endswith((".cpp", ".h")) and path.startswith(("ipsec/", "analyzer/", "plugin/")))
    folders = {folder for folder in folders if folder.count("/") <= 1} | {folder for folder, count in inside.items() if count >= LEAST_FILES_OF_A_ROOM}
    for folder in sorted(folders):
        text = files.get(f"{folder}/README.md")
        if text is None:
            yield f"{folder}: no README.md"
        elif text.count("\n") > MOST_README_LINES:
            yield f"{folder}/README.md: {text.count(chr(10))} lines, at most {MOST_README_LINES}"


def problems(files):
    """All that is wrong with a tree, given as {path: text}."""
    found = [*readme_problems(files), *wireshark_problems(files)]
    for path, text in sorted(files.items()):
        suffix = Path(path).suffix
        if suffix in (".cpp", ".h") and room_of(path) is not None:
            found += include_problems(path, text, files)
        if suffix in SOURCE_SUFFIXES or path.endswith("CMakeLists.txt"):
            found += text_problems(path, text)
        elif suffix in (".md", ".csv", ".txt", ".json"):
            found += machine_paths(path, text)
    return found

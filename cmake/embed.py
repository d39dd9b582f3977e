# SPDX-License-Identifier: GPL-2.0-or-later
"""embed.py OUTPUT FILE...: writes embedded_files() of analyzer/report/embedded.h."""
import base64
import hashlib
import sys
from pathlib import Path

PIECE = 8000  # characters of one literal; neighbours are one text to the compiler


def literal(text):
    pieces = [text[at:at + PIECE] for at in range(0, len(text), PIECE)] or [""]
    return "\n".join(f'R"embedded({piece})embedded"' for piece in pieces)


def entry(path):
    octets = path.read_bytes()
    if b'embedded"' in octets:
        sys.exit(f"{path}: holds what ends a literal")
    text = octets.decode("utf-8")
    digest = base64.b64encode(hashlib.sha256(octets).digest()).decode()
    return f'    {{"{path.name}", {{{literal(text)}, {len(octets)}}}, "sha256-{digest}"}},\n'


output, *files = map(Path, sys.argv[1:])
output.write_text(f"""// Written by cmake/embed.py.
#include "analyzer/report/embedded.h"
namespace espect::report {{
static constexpr EmbeddedFile files[] = {{
{"".join(entry(path) for path in files)}}};
std::span<const EmbeddedFile> embedded_files() {{ return files; }}
}}  // namespace espect::report
""", "utf-8")

# SPDX-License-Identifier: GPL-2.0-or-later
"""Text as mail, forums, chats and terminals hand it on."""
import re
import textwrap


def lines(text, change):
    return "".join(change(line) + "\n" for line in text.splitlines())


def wrapped(width):
    """As mail programs break long lines: at blanks, whatever stands before them."""
    def change(line):
        parts = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False,
                              drop_whitespace=True, replace_whitespace=False) or [""]
        indentation = line[:len(line) - len(line.lstrip())]
        return indentation + parts[0].lstrip() + "".join("\n" + part for part in parts[1:])
    return lambda text: lines(text, change)


def cut(width):
    """As a terminal breaks them: wherever the line is full."""
    return lambda text: lines(text, lambda line: "\n".join(line[at:at + width] for at in range(0, max(len(line), 1), width)))


def soft_breaks(text):
    """Quoted-printable, RFC 2045 section 6.7."""
    encoded = re.sub(r"[=\t]|[^\x00-\x7f]", lambda found: "".join(f"={octet:02X}" for octet in found.group().encode()), text)
    def change(line):
        rows = [""]
        for part in re.findall(r"=..|[^=]", line):
            if len(rows[-1]) + len(part) > 75:
                rows.append("")
            rows[-1] += part
        return "=\n".join(rows)
    return lines(encoded, change)


def quoted(marks="> "):
    return lambda text: "On Sunday, somebody wrote:\n" + lines(text, lambda line: marks + line) + "\nRegards\n"


def html(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return "<html><pre>" + escaped + "</pre></html>\n"


def numbered(text):
    return "".join(f"{number:6}\t{line}\n" for number, line in enumerate(text.splitlines(), 1))


# Several ways at once where they do not hide each other's faults: each form costs a run for each source.
FORMS = {
    "quoted": quoted(),
    "quoted twice by name, CRLF": lambda text: quoted("JD> >> ")(text).replace("\n", "\r\n"),
    "fenced, wide blanks": lambda text: "Here it is:\n\n```text\n" + text.replace(" ", "\u00a0") + "```\n",
    "indented, curly quotes": lambda text: lines(text.replace('"', "\u201d").replace("'", "\u2019"), lambda line: "    " + line),
    "quoted-printable": soft_breaks,
    "HTML, invisible characters": lambda text: html(lines(text, lambda line: line + "\u200b")),
    "numbered, no last line end": lambda text: numbered(text).rstrip("\n"),
    "commented out": lambda text: lines(text, lambda line: "# " + line),
    "journal of a script": lambda text: lines(text, lambda line: "Nov 29 10:00:00 gw keys.sh[123]: " + line),
    "docker compose, clock": lambda text: lines(text, lambda line: "vpn-1  | [10:00:00.123] " + line),
    "quoted, wrapped at 72": lambda text: quoted()(wrapped(72)(text)),
    "cut at 80": cut(80),
}

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""make_pages.py ESPECT FOLDER: manual page and completions of what `espect --help` says, so that there is one source."""
import gzip
import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = [
    ("espect audit capture.pcap", "says what is wrong, for people"),
    ("espect audit --keys keys/ captures/", "the same with keys, for a folder"),
    ("espect audit --continue trace.pcap", "trace.pcap, trace.pcap1, ... as one capture"),
    ("espect audit -f text -f sarif=espect.sarif --fail-on medium captures/", "in a pipeline: exit status 1 at medium and above"),
    ("espect explain esp-sequence-reused", "what a rule means and what to do"),
    ("espect dump capture.pcap", "the decoded messages"),
    ("espect decrypt --keys keys/ capture.pcap -o inner.pcapng", "what travelled inside"),
]
SUBCOMMAND = re.compile(r"^  ([a-z][a-z-]*)  +(\S.*)$")
OPTION = re.compile(r"^  (-\S+)(?: ([A-Z][^ ]*(?: \.\.\.)?))?  +(\S.*)$")


def help_of(espect, *command):
    return subprocess.run([espect, *command, "--help"], check=True, capture_output=True, text=True).stdout


def section(text, name):
    """Its lines, where a longer left side has its right side on the next line. CLI11 2.6 writes OPTIONS, has short names in a
    column of their own, one space between left and right, and breaks what stands on the right."""
    lines, inside = [], False
    for line in map(str.rstrip, text.splitlines()):
        if line[29:30] == " " and re.match(" {2,10}-", line):
            line = line[:29] + "  " + line[30:]
        line = re.sub(r"^(  -\S+,) +(?=-)", r"\1", re.sub(r"^ {10}(?=-)", "  ", line))
        if re.match(r"^\S.*:$", line):
            inside = line.lower() == f"{name}:".lower()
        elif inside and line.strip():
            if line.startswith("   ") and lines:
                lines[-1] += (" " if re.match(r"  \S.*  \S", lines[-1]) else "  ") + line.strip()
            else:
                lines.append(line)
    return lines


class Command:
    def __init__(self, espect, path):
        text = help_of(espect, *path)
        self.path = path
        usage = re.search(r"^(?:Usage: )?(espect\b.* \[OPTIONS\].*)$", text, re.M)
        self.about = re.sub(" +\n", "\n", text[:usage.start()].strip())
        self.usage = usage.group(1)
        self.positionals = [line.split(None, 1) for line in section(text, "Positionals")]
        self.options = [found.groups() for line in section(text, "Options") if (found := OPTION.match(line))]
        self.examples = [line.strip() for line in section(text, "Examples")]
        self.commands = [Command(espect, [*path, found.group(1)]) for line in section(text, "Subcommands") if (found := SUBCOMMAND.match(line))]

    def walk(self):
        yield self
        for command in self.commands:
            yield from command.walk()

    def names(self):
        return [name for names, _, _ in self.options for name in names.split(",")]


def roff(text):
    return re.sub(r"^([.'])", r"\\&\1", text.replace("\\", "\\e").replace("-", "\\-"))


def manual(root, version):
    lines = [f'.TH ESPECT 1 "" "espect {version}" "User Commands"', ".SH NAME", "espect \\- audit IPsec captures", ".SH SYNOPSIS", ".B espect",
             "COMMAND [OPTIONS] [FILE...]", ".SH DESCRIPTION", *map(roff, root.about.splitlines()), ".SH EXAMPLES"]
    for command, about in EXAMPLES:
        lines += [".TP", f".B {roff(command)}", roff(about)]
    lines += [".SH COMMANDS"]
    for command in root.walk():
        if not command.path or command.commands:
            continue
        lines += [f'.SS "{roff(command.usage)}"', roff(" ".join(command.about.split()))]
        for placeholder, about in command.positionals:
            lines += [".TP", f".I {roff(placeholder)}", roff(re.sub(r"^TEXT (\.\.\. )?(REQUIRED )?", "", about).strip())]
        for names, value, about in command.options:
            lines += [".TP", f".B {roff(names.replace(',', ', '))}" + (f" {roff(value)}" if value else ""), roff(about)]
        if command.examples:
            lines += [".PP", "Examples:", ".nf", *map(roff, command.examples), ".fi"]
    lines += [".SH SEE ALSO", ".BR wireshark (1),", ".BR tcpdump (8),", ".BR ipsec (8)"]
    return "\n".join(lines) + "\n"


def bash(root):
    cases = "".join(f'    "{" ".join(command.path)}") words="{" ".join(child.path[-1] for child in command.commands)} {" ".join(command.names())}" ;;\n'
                    for command in root.walk())
    groups = "|".join(command.path[0] for command in root.commands if command.commands)
    return f"""# bash completion of espect
_espect() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" command="" words=""
  if [ "$COMP_CWORD" -gt 1 ]; then command="${{COMP_WORDS[1]}}"; fi
  case "$command" in
    {groups}) if [ "$COMP_CWORD" -gt 2 ]; then command="$command ${{COMP_WORDS[2]}}"; fi ;;
  esac
  case "$command" in
{cases}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}}
complete -o default -F _espect espect
"""


def zsh(root):
    def quoted(text):
        return text.replace("'", "'\\''").replace("[", "(").replace("]", ")").replace(":", " -")
    cases = ""
    for command in root.walk():
        words = [f"'{child.path[-1]}:{quoted(child.about.splitlines()[0])}'" for child in command.commands]
        words += [f"'{name}:{quoted(about)}'" for names, _, about in command.options for name in names.split(",")]
        cases += f'    "{" ".join(command.path)}") choices=({" ".join(words)}) ;;\n'
    groups = "|".join(command.path[0] for command in root.commands if command.commands)
    return f"""#compdef espect
_espect() {{
  local command=""
  local -a choices
  (( CURRENT > 2 )) && command="${{words[2]}}"
  case "$command" in ({groups}) (( CURRENT > 3 )) && command="$command ${{words[3]}}" ;; esac
  case "$command" in
{cases}  esac
  _describe 'espect' choices
  _files
}}
compdef _espect espect
"""


def fish(root):
    def quoted(text):
        return text.replace("\\", "\\\\").replace("'", "\\'")
    lines = ["# fish completion of espect"]
    for command in root.walk():
        seen = " ".join(command.path)
        condition = f"__fish_seen_subcommand_from {command.path[-1]}" if seen else "__fish_use_subcommand"
        for child in command.commands:
            lines.append(f"complete -c espect -n '{condition}' -a {child.path[-1]} -d '{quoted(child.about.splitlines()[0])}'")
        for names, value, about in command.options:
            flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in names.split(","))
            lines.append(f"complete -c espect -n '{condition}' {flags}{' -r' if value else ''} -d '{quoted(about)}'")
    return "\n".join(lines) + "\n"


def main(espect, folder):
    root = Command(espect, [])
    version = subprocess.run([espect, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "espect.1.gz").write_bytes(gzip.compress(manual(root, version).encode(), 9, mtime=0))
    for name, make in (("espect.bash", bash), ("_espect", zsh), ("espect.fish", fish)):
        (folder / name).write_text(make(root))


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]))

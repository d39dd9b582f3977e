# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys stay where they are: in no output of any command, in no memory that was given back, in no core dump."""
import base64
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from check import ROOT, environment
from preloaded import built

SAMPLES = sorted(path.parent for path in ROOT.glob("samples/*/capture.pcap"))
SOURCES = sorted([*(ROOT / "tests/program/keys/sources").iterdir(), *(ROOT / "tests/fuzz/corpus/keys").iterdir()])
LEAST = 16  # octets: shorter ones may stand somewhere by chance
COMMANDS = {
    "audit": ["audit", "--fail-on", "never"], "json": ["audit", "--fail-on", "never", "-f", "json"], "jsonl": ["audit", "--fail-on", "never", "-f", "jsonl"],
    "sarif": ["audit", "--fail-on", "never", "-f", "sarif"], "junit": ["audit", "--fail-on", "never", "-f", "junit"], "inventory": ["inventory", "-f", "json"],
    "cyclonedx": ["inventory", "-f", "cyclonedx"], "dump": ["dump"], "dump json": ["dump", "--json"], "decrypt": ["decrypt", "-o", "-"], "policy": ["policy", "from-capture"],
}

# Every block that is given back is searched for the octets in the file SECRETS, one in hex a line.
GIVEN_BACK = r"""
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static unsigned char octets[1 << 20];
static struct { const unsigned char *begin; size_t size; } secrets[4096];
static size_t count;
static void (*next)(void *);
static int ready;
__attribute__((constructor)) static void begin(void) {
  next = dlsym(RTLD_NEXT, "free");
  const char *path = getenv("SECRETS");
  int file = path ? open(path, O_RDONLY) : -1;
  if (file < 0) return;
  static char text[1 << 21];
  ssize_t size = read(file, text, sizeof text - 1), at = 0;
  close(file);
  size_t filled = 0;
  while (at < size) {
    secrets[count].begin = octets + filled;
    while (at + 1 < size && text[at] != '\n') {
      char pair[3] = {text[at], text[at + 1], 0};
      octets[filled++] = (unsigned char)strtol(pair, NULL, 16);
      at += 2;
    }
    secrets[count].size = octets + filled - secrets[count].begin;
    ++count;
    ++at;
  }
  ready = 1;
}
static void look(const void *block, size_t size) {
  for (size_t i = 0; i < count; ++i) {
    const unsigned char *found = memmem(block, size, secrets[i].begin, secrets[i].size);
    if (!found || (found >= octets && found < octets + sizeof octets)) continue;
    char line[] = "given back: 0000\n";
    for (int digit = 0, left = (int)i; digit < 4; ++digit, left /= 10) line[15 - digit] = (char)('0' + left % 10);
    if (write(2, line, sizeof line - 1) < 0) _exit(99);
  }
}
void free(void *block) {
  if (!next) next = dlsym(RTLD_NEXT, "free");
  if (block && ready) look(block, malloc_usable_size(block));
  next(block);
}
void *realloc(void *block, size_t size) {
  void *moved = malloc(size);
  if (block && moved) {
    size_t before = malloc_usable_size(block);
    memcpy(moved, block, before < size ? before : size);
    free(block);
  }
  return moved;
}
"""


def keys_in(text):
    """The long hex numbers that stand in a key file, as octets."""
    found = set()
    for digits in re.findall(r"(?<![0-9a-fA-F])(?:0x)?([0-9a-fA-F]{%d,})(?![0-9a-fA-F])" % (2 * LEAST), text):
        if len(digits) % 2 == 0:
            found.add(bytes.fromhex(digits))
    steps = {key: {(after - before) % 256 for before, after in zip(key, key[1:])} for key in found}
    return {key for key in found if len(set(key)) > 3 and len(steps[key]) > 1}  # zeros stand everywhere, and 0, 1, 2, ... in every ping


def secrets_of(folder):
    return set().union(*(keys_in(path.read_text("utf-8", "replace")) for path in sorted((folder / "keys").rglob("*")) if path.is_file()))


def forms(key):
    yield key
    yield key.hex().encode()
    yield key.hex().upper().encode()
    yield base64.b64encode(key).rstrip(b"=")
    yield base64.urlsafe_b64encode(key).rstrip(b"=")
    yield ":".join(f"{octet:02x}" for octet in key).encode()
    yield " ".join(f"{octet:02x}" for octet in key).encode()


COUNTING_KEYS = {"esn-wrap"}  # the lab set them by hand


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_no_output_holds_a_key(released, sample):
    secrets = secrets_of(sample)
    if not secrets:
        assert sample.name in COUNTING_KEYS
        pytest.skip("its keys only count up, as every ping does")
    for name, command in COMMANDS.items():
        done = released(*command, sample / "capture.pcap", "-k", sample / "keys")
        for output in (done.stdout, done.stderr):
            assert not [key for key in secrets if any(form in output for form in forms(key))], f"{name} tells a key"
    done = released("keys", "list", sample / "keys", "--match", sample / "capture.pcap")
    assert not [key for key in secrets if any(form in done.stdout + done.stderr for form in forms(key))]
    written = released("keys", "convert", sample / "keys", "--to", "espect").stdout
    assert any(key.hex().encode() in written for key in secrets), "or keys are searched for that nobody has"


def test_no_output_about_the_lab_holds_a_key(released, corpus):
    """Real daemons' keys, from every source that lies beside a capture."""
    scenarios = 0
    for capture in sorted(Path(corpus, "lab").glob("*/capture*.pcap*")):
        keys = capture.parent / "keys"
        if not keys.is_dir() or capture.stat().st_size > 4 << 20:
            continue
        secrets = secrets_of(capture.parent)
        if not secrets:
            continue
        searched_for = re.compile(b"|".join(re.escape(form) for key in sorted(secrets) for form in forms(key)), re.DOTALL)
        scenarios += 1
        for name in ("json", "dump", "decrypt", "cyclonedx"):
            done = released(*COMMANDS[name], capture, "-k", keys / "full.jsonl" if (keys / "full.jsonl").is_file() else keys)
            found = searched_for.search(done.stdout + done.stderr)
            assert found is None, (capture, name, "tells a key")
    assert scenarios > 50


@pytest.mark.parametrize("damage", ["cut", "letters", "long"])
def test_no_message_holds_a_key(program, released, tmp_path, damage):
    """Messages about key files that cannot be read quote none of them; with sanitizers all are read in one call."""
    for source in SOURCES:
        octets = source.read_bytes()
        text = octets.decode("utf-8", "replace")
        broken = {"cut": octets[:len(octets) * 2 // 3], "letters": re.sub(r"([0-9a-f]{31})[0-9a-f]", r"\1z", text).encode(),
                  "long": re.sub(r"([0-9a-f]{32,})", r"\1\1\1\1abc", text).encode()}[damage]
        path = tmp_path / source.parent.parent.name / source.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(broken)
        done = released("keys", "list", path)
        for piece in re.findall(rb"[0-9a-fA-F]{31,}", done.stdout + done.stderr):
            assert piece not in broken, (source.name, piece)
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    done = program("keys", "list", *files)
    assert len(files) == len(SOURCES) and all(str(path).encode() in done.stdout + done.stderr for path in files)
    texts = b"".join(path.read_bytes() for path in files)
    assert not [piece for piece in re.findall(rb"[0-9a-fA-F]{31,}", done.stdout + done.stderr) if piece in texts]


@pytest.fixture(scope="module")
def given_back(released, tmp_path_factory):
    return built(tmp_path_factory.mktemp("given"), "given_back", GIVEN_BACK, released)


def searched(program, library, tmp_path, patterns, *arguments):
    """Which of `patterns` stood in memory that was given back."""
    names = sorted(patterns)
    (tmp_path / "patterns").write_text("".join(pattern.hex() + "\n" for pattern in names))
    done = subprocess.run([program.path, *map(str, arguments)], capture_output=True, timeout=120, env={**environment(), "LD_PRELOAD": str(library), "SECRETS": str(tmp_path / "patterns")})
    assert done.returncode in (0, 1, 2), done.stderr[-500:]
    return {names[int(line.split()[2])] for line in done.stderr.decode("utf-8", "replace").splitlines() if line.startswith("given back: ")}


def in_memory(keys):
    return {form for key in keys for form in (key, key.hex().encode(), key.hex().upper().encode())}


def test_the_search_finds_what_is_not_cleansed(released, given_back, tmp_path):
    path = tmp_path / "a-long-name-that-is-no-secret.pcap"
    path.write_bytes((SAMPLES[0] / "capture.pcap").read_bytes())
    assert searched(released, given_back, tmp_path, {path.name.encode()}, "audit", "-f", "json", path) == {path.name.encode()}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_key_files_are_cleansed(released, given_back, tmp_path, source):
    keys = keys_in(source.read_text("utf-8", "replace"))
    for command in (["keys", "list", source], ["keys", "convert", source, "--to", "espect", "-o", tmp_path / "out"], ["keys", "convert", source, "--to", "esp_sa", "-o", tmp_path / "out"]):
        left = searched(released, given_back, tmp_path, in_memory(keys), *command)
        assert not left, f"{command[1]}: {len(left)} of {len(keys)} keys"


@pytest.mark.parametrize("sample", SAMPLES[::6], ids=lambda path: path.name)
def test_keys_in_use_are_cleansed(released, given_back, tmp_path, sample):
    patterns = in_memory(secrets_of(sample))
    for command in (["audit", "--fail-on", "never"], ["dump"], ["decrypt", "-o", tmp_path / "out"]):
        left = searched(released, given_back, tmp_path, patterns, *command, sample / "capture.pcap", "-k", sample / "keys")
        assert not left, f"{command[0]}: {len(left)}"


def ordinary_user():
    """What a process does before it begins: a core dump is allowed, and root may not look into it."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def looked_into(process):
    """(limits of its core dump, who owns its memory: root, of what may not be dumped)"""
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    core = next(line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size"))
    owner = os.stat(f"/proc/{process.pid}/maps").st_uid
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return core, owner


def test_no_core_dump(program):
    """Whatever the limit was, and without key files too: a capture may bring its own."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("the machine allows no core dumps: nothing can be seen to be forbidden")
    other = subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE, env=environment(), preexec_fn=ordinary_user)
    core, owner = looked_into(other)
    assert core != ["0", "0"] and owner != 0, "or it would be so with every program"
    with tempfile.TemporaryDirectory() as name:  # one that others may enter, unlike those of pytest
        folder = Path(name)
        folder.chmod(0o755)
        tool = Path(shutil.copy(program.path, folder / "espect"))
        keys = Path(shutil.copytree(SAMPLES[0] / "keys", folder / "keys"))
        for path in (tool, keys, *keys.rglob("*")):
            path.chmod(0o755)
        for number, given in enumerate((["audit"], ["audit", "-k", keys], ["policy", "from-config"])):
            fifo = folder / f"live{number}"
            os.mkfifo(fifo)
            fifo.chmod(0o666)
            process = subprocess.Popen([tool, *map(str, given), fifo], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), preexec_fn=ordinary_user)
            writer = os.open(fifo, os.O_WRONLY)
            assert looked_into(process) == (["0", "0"], 0)
            os.close(writer)


@pytest.mark.parametrize("path", ["ipsec/crypto/proof.cpp", "ipsec/crypto/mac.cpp", "ipsec/crypto/aead_ipsec_mb.cpp"])
def test_proofs_are_compared_in_constant_time(path):
    """Time cannot be measured closely enough here, so it is read: what compares an ICV, a HASH or AUTH leaves no early way out."""
    source = (ROOT / path).read_text()
    assert "CRYPTO_memcmp(" in source
    assert not re.search(r"ranges::equal|std::equal|(?<!CRYPTO_)memcmp\(", source)


def test_key_files_of_others_are_told_once(program, tmp_path):
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        path = tmp_path / name
        path.write_text(json.dumps({"type": "psk", "psk": name.encode().hex()}) + "\n")
        path.chmod(0o644)
    captures = [SAMPLES[0] / "capture.pcap"] * 3
    done = program("audit", "--fail-on", "never", *captures, "-k", tmp_path)
    assert done.stderr.decode().count("keys that others can read") == 1
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        (tmp_path / name).chmod(0o600)
    assert b"others" not in program("audit", "--fail-on", "never", *captures, "-k", tmp_path).stderr

# SPDX-License-Identifier: GPL-2.0-or-later
"""System calls that fail: read() and write() with EIO, ENOSPC and the like, of every kind of file. A library that is loaded before the C library plays
the broken disk, so the sandbox is off here."""
import errno
import json
import os

import pytest
from machine import CAPTURE, KEYS, large_capture, left_in, run
from preloaded import built


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return large_capture(tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def faulty_reads(released, tmp_path_factory):
    """A library to preload: read() fails with EIO behind so many octets of a file."""
    return built(tmp_path_factory.mktemp("faulty"), "faulty", """
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
ssize_t read(int descriptor, void *room, size_t size) {
  static ssize_t (*next)(int, void *, size_t);
  char link[64], target[4096];
  if (!next) next = dlsym(RTLD_NEXT, "read");
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, target, sizeof target - 1);
  if (length < 0) return next(descriptor, room, size);
  target[length] = 0;
  if (!strstr(target, getenv("FAULTY_FILE"))) return next(descriptor, room, size);
  long left = atol(getenv("FAULTY_AFTER")) - lseek(descriptor, 0, SEEK_CUR);
  if (left <= 0) { errno = EIO; return -1; }
  return next(descriptor, room, size < (size_t)left ? size : (size_t)left);
}
""", released)


def test_read_errors_in_the_middle(released, large, faulty_reads, tmp_path):
    for after in (10, 24, 30, 500_000):
        out = tmp_path / "report.json"
        done = run(released, "audit", "--no-sandbox", "--fail-on", "never", large, "-f", f"json={out}",
                   more={"LD_PRELOAD": str(faulty_reads), "FAULTY_AFTER": str(after), "FAULTY_FILE": "large.pcap"})
        assert done.returncode == 3, done.stderr
        assert b"Input/output error" in done.stderr and b"large.pcap" in done.stderr
        report = json.loads(out.read_bytes())
        assert "Input/output error" in report["captures"][0]["problem"]
        assert (report["captures"][0]["packets"] > 2000) == (after == 500_000)
    done = run(released, "audit", "--no-sandbox", CAPTURE, "-k", KEYS, more={"LD_PRELOAD": str(faulty_reads), "FAULTY_AFTER": "40", "FAULTY_FILE": "full.jsonl"})
    assert done.returncode == 2 and b"full.jsonl" in done.stderr and b"Input/output error" in done.stderr


@pytest.mark.parametrize("option", ["--policy", "--baseline", "--waivers", "--codepoints", "--config"])
def test_settings_that_cannot_be_read_to_their_end(program, released, faulty_reads, tmp_path, option):
    """What was read before is not taken for the whole, and the message names the file."""
    path = tmp_path / "settings.csv"
    path.write_bytes({"--policy": program("policy", "show", "cnsa2").stdout, "--codepoints": b"preference,value\n", "--config": b'[audit]\nfail-on = "never"\n',
                      "--baseline": b"fingerprint,severity,rule,subject\n", "--waivers": b"rule,peers,fingerprint,reason,owner,expires\n"}[option])
    words = ["audit", "--no-sandbox", "--fail-on", "never", option, path, CAPTURE]
    assert run(released, *words).returncode == 0
    for after in (0, 10):
        done = run(released, *words, more={"LD_PRELOAD": str(faulty_reads), "FAULTY_AFTER": str(after), "FAULTY_FILE": path.name})
        assert (done.returncode, done.stdout) == (2, b"") and b"settings.csv: " in done.stderr and b"Input/output error" in done.stderr, done.stderr
    for wrong, said in ((tmp_path, b"Is a directory"), ("/dev/zero", b"larger than 64 MiB"), (tmp_path / "missing", b"missing")):
        done = run(released, *words[:-2], wrong, CAPTURE)
        assert done.returncode == 2 and said in done.stderr and b"internal" not in done.stderr, done.stderr


def test_reports_of_shards_that_cannot_be_read(released, faulty_reads, tmp_path):
    path = tmp_path / "shard.json"
    path.write_text("{}\n")
    done = run(released, "merge", "--no-sandbox", path, more={"LD_PRELOAD": str(faulty_reads), "FAULTY_AFTER": "1", "FAULTY_FILE": path.name})
    assert done.returncode == 3 and b"shard.json: cannot be read: Input/output error" in done.stderr


@pytest.fixture(scope="module")
def faulty_writes(released, tmp_path_factory):
    """A library to preload: write() to anything but standard streams fails with FAULTY_ERROR behind so many octets."""
    return built(tmp_path_factory.mktemp("faulty-writes"), "faulty_writes", """
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
ssize_t write(int descriptor, const void *octets, size_t size) {
  static ssize_t (*next)(int, const void *, size_t);
  static long written;
  if (!next) next = dlsym(RTLD_NEXT, "write");
  if (descriptor <= 2) return next(descriptor, octets, size);
  if (written >= atol(getenv("FAULTY_AFTER"))) { errno = atoi(getenv("FAULTY_ERROR")); return -1; }
  ssize_t done = next(descriptor, octets, size);
  if (done > 0) written += done;
  return done;
}
""", released)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT], ids=errno.errorcode.get)
def test_writes_that_fail(released, faulty_writes, large, tmp_path, number):
    """Of several outputs those that could be written are whole; the older file stays in the place of the one that could not."""
    for after in (0, 70_000):
        out = tmp_path / "report.json"
        out.write_bytes(b"older")
        done = run(released, "audit", "--no-sandbox", "--fail-on", "never", large, "-f", f"json={out}", "-f", "text",
                   more={"LD_PRELOAD": str(faulty_writes), "FAULTY_AFTER": str(after), "FAULTY_ERROR": str(number)})
        assert done.returncode == 4 and f"cannot write {out}: {os.strerror(number)}".encode() in done.stderr
        assert out.read_bytes() == b"older" and left_in(tmp_path) == ["report.json"]
        assert b"0 high, 6001 medium" in done.stdout

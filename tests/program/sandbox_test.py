# SPDX-License-Identifier: GPL-2.0-or-later
"""The sandbox holds: somebody inside the program, as a bug in a decoder would let him be, can open, connect and start nothing."""
import ctypes
import json
import os
import shutil
import subprocess

import pytest
from check import ROOT, environment
from preloaded import built

SAMPLE = ROOT / "samples/esp-replay"
# What is tried when a capture is opened: a line each, "name ok" or "name" and the error.
INSIDE = r"""
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
static void tell(const char *name, int result) {
  char line[200];
  int size = snprintf(line, sizeof line, "tried %s %s\n", name, result < 0 ? strerror(errno) : "ok");
  if (write(2, line, size) < 0) _exit(99);
}
static int opened(const char *path, int flags) {
  int descriptor = open(path, flags, 0600);
  if (descriptor >= 0) close(descriptor);
  return descriptor;
}
static void attempts(void) {
  static int done;
  if (done++) return;
  tell("read-elsewhere", opened(getenv("INSIDE_SECRET"), O_RDONLY));
  tell("read-passwd", opened("/etc/passwd", O_RDONLY));
  tell("read-environment", opened("/proc/1/environ", O_RDONLY));
  tell("write-elsewhere", opened(getenv("INSIDE_PLACE"), O_WRONLY | O_CREAT));
  tell("write-input", opened(getenv("INSIDE_INPUT"), O_WRONLY));
  tell("remove-input", unlink(getenv("INSIDE_SPARE")));
  int stream = socket(AF_INET, SOCK_STREAM, 0);
  tell("socket", stream);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(0x7f000001)}};
  int connected = connect(stream < 0 ? 77 : stream, (struct sockaddr *)&to, sizeof to);
  tell("connect", connected < 0 && errno == ECONNREFUSED ? 0 : connected);
  tell("unix-socket", socket(AF_UNIX, SOCK_STREAM, 0));
  int pair[2];
  tell("socket-pair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  pid_t child = fork();
  if (child == 0) {
    char *arguments[] = {"true", NULL}, *none[] = {NULL};
    execve("/bin/true", arguments, none);
    _exit(errno);
  }
  int status = 0;
  waitpid(child, &status, 0);
  errno = WEXITSTATUS(status);
  tell("exec", errno ? -1 : 0);
  tell("trace", ptrace(PTRACE_TRACEME, 0, 0, 0));
  tell("namespace", unshare(CLONE_NEWUSER));
  tell("mount", mount("none", "/mnt", "tmpfs", 0, NULL));
  char parameters[256] = {0};
  tell("io-uring", (int)syscall(425, 1, parameters));
  tell("key-ring", (int)syscall(SYS_keyctl, 0, -3, 1, 0, 0));
  tell("other-memory", (int)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
  tell("signal-others", kill(getppid(), 0));
  tell("as-root", chdir("/") < 0 || chroot("/") < 0 ? -1 : 0);
}
int posix_fadvise(int descriptor, off_t offset, off_t size, int advice) { attempts(); return 0; }
int posix_fadvise64(int descriptor, off_t offset, off_t size, int advice) { attempts(); return 0; }
"""
# At most these are refused to an ordinary user without a sandbox too.
REFUSED_ANYWAY = {"read-environment", "namespace", "mount", "io-uring", "as-root"}


@pytest.fixture(scope="module")
def program(released):
    return released


@pytest.fixture(scope="module")
def inside(program, tmp_path_factory):
    return built(tmp_path_factory.mktemp("inside"), "inside", INSIDE, program)


@pytest.fixture
def kernel():
    """Skips where the kernel has no Landlock."""
    if ctypes.CDLL(None).syscall(444, None, 0, 1) < 1:
        pytest.skip("this kernel has no Landlock")


def attempts(program, inside, tmp_path, *arguments):
    """({attempt: outcome}, report)"""
    given, elsewhere = tmp_path / "given", tmp_path / "elsewhere"
    for folder in (given, elsewhere):
        folder.mkdir(exist_ok=True)
    for name in ("capture.pcap", "spare.pcap"):
        shutil.copy(SAMPLE / "capture.pcap", given / name)
    (elsewhere / "secret").write_text("a secret\n")
    out = tmp_path / "reports"
    out.mkdir(exist_ok=True)
    done = subprocess.run([program.path, "audit", "--fail-on", "never", given, "-k", SAMPLE / "keys/full.jsonl", "-f", f"json={out}/report.json", *arguments],
                          capture_output=True, timeout=60, cwd=elsewhere,
                          env={**environment(), "LD_PRELOAD": str(inside), "INSIDE_SECRET": str(elsewhere / "secret"), "INSIDE_PLACE": str(elsewhere / "new"),
                               "INSIDE_INPUT": str(given / "capture.pcap"), "INSIDE_SPARE": str(given / "spare.pcap")})
    lines = [line.split(" ", 2)[1:] for line in done.stderr.decode().splitlines() if line.startswith("tried ")]
    assert done.returncode == 0, done.stderr
    return dict(lines), json.loads((out / "report.json").read_bytes())


def test_nothing_can_be_done_from_inside(program, kernel, inside, tmp_path):
    tried, report = attempts(program, inside, tmp_path)
    assert len(tried) == 19
    assert {name for name, outcome in tried.items() if outcome == "ok"} == set()
    assert not (tmp_path / "elsewhere/new").exists() and (tmp_path / "given/spare.pcap").exists()
    assert [capture["packets"] > 100 for capture in report["captures"]] == [True, True], "the work is done all the same"


def test_without_it_all_of_that_works(program, inside, tmp_path):
    """Or the test above would prove nothing."""
    tried, _ = attempts(program, inside, tmp_path, "--no-sandbox")
    assert {name for name, outcome in tried.items() if outcome != "ok"} <= REFUSED_ANYWAY


@pytest.mark.parametrize("command", [["dump"], ["inventory"], ["decrypt", "-k", SAMPLE / "keys/full.jsonl", "-o", "-"], ["policy", "from-capture"],
                                     ["keys", "list", SAMPLE / "keys/full.jsonl", "--match"]], ids=lambda command: command[0])
def test_every_command_that_reads_captures_has_it(program, kernel, inside, tmp_path, command):
    secret = tmp_path / "secret"
    secret.write_text("a secret\n")
    told = {}
    for more in ([], ["--no-sandbox"]):
        spare = tmp_path / "spare"
        spare.write_text("")
        done = subprocess.run([program.path, *map(str, command), SAMPLE / "capture.pcap", *more], capture_output=True, timeout=60,
                              env={**environment(), "LD_PRELOAD": str(inside), "INSIDE_SECRET": str(secret), "INSIDE_PLACE": str(tmp_path / "new"),
                                   "INSIDE_INPUT": str(secret), "INSIDE_SPARE": str(spare)})
        told[bool(more)] = {line.split(" ", 2)[1]: line.split(" ", 2)[2] for line in done.stderr.decode().splitlines() if line.startswith("tried ")}
    assert told[False]["read-elsewhere"] != "ok" and told[False]["socket"] != "ok" and told[False]["exec"] != "ok"
    assert told[True]["read-elsewhere"] == told[True]["socket"] == told[True]["exec"] == "ok"


def test_what_is_named_can_be_read_and_written(program, kernel, tmp_path):
    """Links that lead elsewhere, folders of keys, a place where a file stands already, a device."""
    elsewhere, given, keys = tmp_path / "elsewhere", tmp_path / "given", tmp_path / "keys"
    for folder in (elsewhere, given, keys):
        folder.mkdir()
    shutil.copy(SAMPLE / "capture.pcap", elsewhere / "capture.pcap")
    shutil.copy(SAMPLE / "keys/full.jsonl", elsewhere / "full.jsonl")
    os.symlink(elsewhere / "capture.pcap", given / "link.pcap")
    os.symlink(elsewhere / "full.jsonl", keys / "link.jsonl")
    (elsewhere / "older.json").write_text("older")
    os.symlink(elsewhere / "older.json", tmp_path / "latest.json")
    done = subprocess.run([program.path, "audit", "--fail-on", "never", "given", "-k", "keys", "-f", "json=latest.json", "-f", "text=new.txt", "-f", "sarif=/dev/null"],
                          capture_output=True, timeout=60, cwd=tmp_path, env=environment())
    assert done.returncode == 0, done.stderr
    report = json.loads((elsewhere / "older.json").read_bytes())
    assert report["coverage"]["esp_authenticated"] > 100
    assert (tmp_path / "latest.json").is_symlink() and (tmp_path / "new.txt").stat().st_size > 100

# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports are the same, octet for octet, whatever number of threads opens the packets of a capture and whichever library has AES-GCM: every capture of
$ESPECT_CORPUS that has keys."""
import concurrent.futures
import os
import subprocess

from check import environment

WITHOUT_IPSEC_MB = {"IPSEC_MB": "0"}  # then OpenSSL opens AES-GCM, and threads do


def compare(program, check, path, keys):
    def report(jobs, variables):
        done = subprocess.run([program.path, "audit", "--format", "json", "--fail-on", "never", "--jobs", str(jobs), "--keys", keys, path],
                              capture_output=True, timeout=300, env=environment() | variables)
        return done.returncode, done.stdout, done.stderr
    alone = report(1, {})
    check(b'"captures":' in alone[1], "captures audited", f"{path}: {alone[2].decode()}")
    for jobs, variables in ((2, {}), (3, {}), (1, WITHOUT_IPSEC_MB), (2, WITHOUT_IPSEC_MB), (3, WITHOUT_IPSEC_MB)):
        check(report(jobs, variables) == alone, "reports that are the same with more threads and with the other library", f"{path} --jobs {jobs} {variables}")


def with_keys(corpus):
    for path in sorted(corpus.rglob("*.pcap*")):
        folder = next((folder for folder in path.parents if (folder / "keys").is_dir()), None)
        if path.is_file() and folder is not None and folder.is_relative_to(corpus):
            yield path, folder / "keys"


def test_the_same_with_any_number_of_threads(released, corpus, check):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for job in [pool.submit(compare, released, check, path, keys) for path, keys in with_keys(corpus)]:
            job.result()

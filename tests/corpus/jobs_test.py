# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports are the same, octet for octet, whatever number of threads opens the packets of a capture: every capture of $ESPECT_CORPUS that has keys."""
import concurrent.futures
import os


def compare(program, check, path, keys):
    def report(jobs):
        done = program("audit", "--format", "json", "--fail-on", "never", "--jobs", jobs, "--keys", keys, path)
        return done.returncode, done.stdout, done.stderr
    alone = report(1)
    check(b'"captures":' in alone[1], "captures audited", f"{path}: {alone[2].decode()}")
    for jobs in (2, 3):
        check(report(jobs) == alone, "reports that are the same with more threads", f"{path} --jobs {jobs}")


def with_keys(corpus):
    for path in sorted(corpus.rglob("*.pcap*")):
        folder = next((folder for folder in path.parents if (folder / "keys").is_dir()), None)
        if path.is_file() and folder is not None and folder.is_relative_to(corpus):
            yield path, folder / "keys"


def test_the_same_with_any_number_of_threads(released, corpus, check):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for job in [pool.submit(compare, released, check, path, keys) for path, keys in with_keys(corpus)]:
            job.result()

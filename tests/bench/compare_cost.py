# SPDX-License-Identifier: GPL-2.0-or-later
"""How much processor time one espect takes compared with another: whole processes, in pairs, in turn.

usage: compare_cost.py BEFORE AFTER [--rounds N] -- ARGUMENTS      for example  -- audit -f json capture.pcap

Each round runs both, in alternating order; printed are the median of the rounds' ratios AFTER / BEFORE of user and system time together,
the smallest and the largest one. Below 1 the second is faster.
"""
import argparse
import os
import statistics
import subprocess


def seconds(program, arguments):
    """User and system time of one whole process."""
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"FAILED  {program} {' '.join(arguments)}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("arguments", nargs="+")
    given = parser.parse_args()
    seconds(given.before, given.arguments)  # the files are in memory from now on
    pairs = []
    for number in range(given.rounds):
        order = (given.before, given.after) if number % 2 == 0 else (given.after, given.before)
        took = {program: seconds(program, given.arguments) for program in order} if given.before != given.after else {}
        pairs.append((took[given.before], took[given.after]) if took else tuple(seconds(given.before, given.arguments) for _ in range(2)))
    ratios = sorted(after / before for before, after in pairs)
    print(f"{statistics.median(ratios):.3f} (of {len(ratios)} from {ratios[0]:.3f} to {ratios[-1]:.3f}); medians "
          f"{statistics.median(before for before, _ in pairs):.3f} s and {statistics.median(after for _, after in pairs):.3f} s")


if __name__ == "__main__":
    main()

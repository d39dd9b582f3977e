# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run of a program costs: seconds of processor and MiB of memory at most.

As a script it is the small process that starts the program: a child counts the memory of whoever started it as its own.
"""
import os
import subprocess
import sys
from typing import NamedTuple


class Cost(NamedTuple):
    seconds: float
    mebibytes: float
    status: int


def cost(program, *arguments, environment):
    done = subprocess.run([sys.executable, "-S", "-B", __file__, program, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=600, check=True)
    seconds, mebibytes, status = done.stdout.split()
    return Cost(float(seconds), float(mebibytes), int(status))


def main():
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
    _, status, used = os.wait4(process, 0)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()

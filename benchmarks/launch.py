"""Run one command to its end and write down what it took: `launch.py RESULT LOG COMMAND…`.

It stands in a process of its own, as small as Python can be: the peak memory that the kernel tells of a child counts
the process that it was forked from, and the benchmark itself is large.
"""

import json
import os
import sys
import time


def main() -> None:
    result, log, *command = sys.argv[1:]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(descriptor, 2)
    actions = [(os.POSIX_SPAWN_DUP2, descriptor, 1), (os.POSIX_SPAWN_DUP2, descriptor, 2)]
    # What earlier runs wrote is not to be carried to the disk at the expense of this one.
    os.sync()
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    # Linux: the usage holds the children that the command waited for; ru_maxrss is that of the largest process.
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    with open(result, "w", encoding="utf-8") as file:
        json.dump(
            {
                "wall": wall,
                "cpu": usage.ru_utime + usage.ru_stime,
                "peak": usage.ru_maxrss * 1024,
                "exit": os.waitstatus_to_exitcode(status),
            },
            file,
        )


if __name__ == "__main__":
    main()

"""Run one command and write down what it took: `launch.py RESULT LOG COMMAND…`.

This is a process of its own, as small as Python can be, because the kernel counts the memory of the process that
started a child in the peak memory of the child.
"""

import json
import os
import sys
import time


def main() -> None:
    result, log, *command = sys.argv[1:]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    actions = [(os.POSIX_SPAWN_DUP2, descriptor, 1), (os.POSIX_SPAWN_DUP2, descriptor, 2)]
    # Otherwise the disk would still be busy with what earlier runs wrote.
    os.sync()
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    # On Linux, times include those of the command's own children; ru_maxrss is that of the largest process, in KiB.
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    values = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024}
    with open(result, "w", encoding="utf-8") as file:
        json.dump({**values, "exit": os.waitstatus_to_exitcode(status)}, file)


if __name__ == "__main__":
    main()

"""Runs a program in the namespaces of another process: `enter.py PID user,net,mnt PROGRAM ARGS…`; run by path.

Does what nsenter(1) does (with --preserve-credentials), so that util-linux is not needed. Standard streams and further
descriptors, such as the pipe by which a browser is driven, pass through untouched.
"""

import os
import sys


def main(arguments: list[str]) -> None:
    """Join the namespaces, then become the program. Exits with 126 when the cage is gone."""
    pid, kinds, program, *rest = arguments
    try:
        # All are opened before the first is joined: afterwards /proc may look different.
        handles = [os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in kinds.split(",")]
        for handle in handles:
            os.setns(handle)
    except OSError as problem:
        sys.stderr.write(f"the network cage cannot be entered, so nothing was started: {problem}\n")
        sys.exit(126)
    os.execv(program, [program, *rest])


if __name__ == "__main__":
    main(sys.argv[1:])

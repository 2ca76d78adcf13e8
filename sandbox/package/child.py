"""The process that reads a package: `python -m harness.sandbox.package.child FILE NAME`.

It may use so much memory and time, opens nothing but the package and the signature beside it, and writes facts, one
JSON line each, to its standard output; the last says that it came to its end. Whoever started it counts what is there
when it ends in any other way.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from harness.sandbox.package.limits import UnreadableError

MEMORY = 1 << 30
CPU_SECONDS = 60


def main() -> None:
    """Read the package that the arguments name."""
    confine()
    from harness.sandbox.package.reading import Reader

    try:
        for fact in Reader(sys.argv[2]).read(Path(sys.argv[1])):
            print(json.dumps(fact, ensure_ascii=True))
    except UnreadableError as error:
        print(json.dumps({"gap": error.why, "text": str(error)}))
    except Exception as error:  # a mistake of ours too: it must not look like an end
        print(json.dumps({"gap": "reader-stopped", "text": f"{type(error).__name__}: {error}"[:300]}))
    print(json.dumps({"end": True}))


def confine() -> None:
    """No more than so much memory and processor time, no file written, no memory image left behind."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()

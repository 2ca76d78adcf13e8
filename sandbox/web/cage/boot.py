"""Starts `inside.py` without the rest of the tool, in a few hundredths of a second: run by path, never imported.

Importing a module normally runs the `__init__` of every package above it, and those load half the tool. Here the
packages are stood in for by empty ones that only know where our own files are. Nothing of site-packages is needed.
"""

import os
import sys
import types


def main() -> int:
    """Stand in for the packages above `inside`, and run it on the socket whose descriptor is the only argument."""
    parts = ["harness", "sandbox", "web", "cage"]
    for depth in range(1, len(parts) + 1):
        package = types.ModuleType(".".join(parts[:depth]))
        package.__path__ = [os.path.dirname(os.path.abspath(__file__))] if depth == len(parts) else []
        sys.modules[package.__name__] = package
    from harness.sandbox.web.cage import inside

    return inside.main(int(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())

"""panva's certified OpenID Connect provider, fetched with npm and run on a loopback port."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.targets.npm import with_packages

HERE = Path(__file__).resolve().parent


@contextmanager
def panva(order: dict[str, str]) -> Iterator[int]:
    """Its port, as long as it runs. Raises NotReachable without Node or without a registry."""
    folder = with_packages("panva", HERE / "package.json", HERE / "provider.js")
    node = shutil.which("node")
    assert node is not None
    command = [node, "--no-warnings", "provider.js"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            said = process.stdout.readline().split()
            assert said[:1] == ["ready"], f"the provider did not start: run `node provider.js` in {folder}"
            yield int(said[1])
        finally:
            process.kill()

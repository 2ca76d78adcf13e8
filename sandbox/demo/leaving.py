"""What the faults of signing out put into a page: things of the pupil that stay behind in the browser."""

from __future__ import annotations

from harness.sandbox.demo.snippet import Snippet, script

LEAVING: dict[str, Snippet] = {
    "logout-keeps-name": script("signed-in", 'localStorage.setItem("laatst", me.first_name);'),
    "logout-keeps-cache": script(
        "signed-in", 'await (await caches.open("paginas")).put("/profile", await fetch("/profile"));'
    ),
}

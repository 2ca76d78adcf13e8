"""A plugin laid out as if it were installed: a platform without a device, a check that passes and one that crashes."""

from __future__ import annotations

from pathlib import Path

MODULE = '''
"""What a vendor could have installed."""

from harness import Check, Gathered, Platform, Run, Severity, Traffic, Verdict, check, hookimpl, ok

PAGE = """
## What it checks
Something.
## Why it matters
It does.
## What it cannot see
The rest.
"""


def looks(traffic: Traffic) -> Verdict:
    return ok("{count} seen", count=len(traffic), examined=traffic)


def crashes(traffic: Traffic) -> Verdict:
    landing = "here the debugger lands"
    raise RuntimeError("the guest fell over")


looks.__doc__ = crashes.__doc__ = PAGE


def declared(function, name, role="pupil"):
    settings = {"severity": Severity.LOW, "since": "0", "personas": (role,)}
    return check(id=f"guest/{name}", requirement="TRK-04", title=name, **settings)(function)


@hookimpl
def schoolproof_checks() -> list[Check]:
    return [declared(looks, "looks"), declared(crashes, "crashes"), declared(looks, "staff", "teacher")]


class Pocket:
    kind = "ios"

    async def gather(self, run: Run) -> Gathered:
        writer = run.writer.session("pupil-reading")
        state = {"persona": "pupil", "journey": "reading", "status": "complete", "reason": None, "consent": "untouched"}
        writer.append("login", {"when": "start", "ok": True})
        url = {"url": "https://school.test/", "host": "school.test", "port": 443, "scheme": "https"}
        writer.append("traffic", {"kind": "exchange", "method": "GET", **url, "status": 200})
        writer.append("login", {"when": "end", "ok": True})
        writer.state({**state, "evidence": ["traffic", "login"]})
        print("GATHERED")
        return Gathered()

    def abilities(self):
        return []


@hookimpl
def schoolproof_platforms() -> list[Platform]:
    return [Pocket()]
'''

PROFILE = """
schema = 1
[app]
name = "Pocket school"
kind = "ios"
package = "app.ipa"
hosts = ["school.test"]
[personas.pupil]
role = "pupil"
username = "ada"
password = "geheim-123"
known = { first_name = "Adalberta" }
[inapplicable]
TRK-01 = "The app talks to nobody else"
"""


def install(folder: Path) -> Path:
    """Lay the plugin out in `folder`, which then goes on PYTHONPATH; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guest_plugin.py").write_text(MODULE, encoding="utf-8")
    facts = folder / "guest_plugin-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: guest-plugin\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text("[schoolproof]\nguest = guest_plugin\n", encoding="utf-8")
    return folder

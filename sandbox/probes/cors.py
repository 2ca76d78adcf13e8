"""Asks personal endpoints again with foreign origins (evidence kind `cors`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from harness import Run
from harness.sandbox.probes.client import Pace, ProbeClient
from harness.sandbox.probes.session_life import cookie_line

MAX_ENDPOINTS = 4


def origins(host: str) -> list[str]:
    """Six origins that are not the app's: a stranger, null, three look-alikes, and the app without encryption."""
    return [
        "https://attacker.example",
        "null",
        f"https://{host}.attacker.example",
        f"https://attacker{host}",
        f"https://{host}_.attacker.example",
        f"http://{host}",
    ]


async def probe_cors(
    run: Run, persona: str, endpoints: Iterable[str], cookies: Mapping[str, str], pace: Pace
) -> None:
    """Ask at most four endpoints with six origins each as `persona` (cookies: name → value); record the answers."""
    known = run.profile.personas[persona].canaries
    header = cookie_line(cookies)
    async with ProbeClient(run, "cors", pace) as client:
        for url in list(dict.fromkeys(endpoints))[:MAX_ENDPOINTS]:
            for origin in origins(urlsplit(url).hostname or ""):
                headers = {"origin": origin, "cookie": header, "accept": "application/json"}
                answer = await client.get(url, persona=persona, headers=headers)
                if answer is None:
                    continue
                credentials = answer.headers.get("access-control-allow-credentials", "").strip()
                record = {
                    "persona": persona,
                    "url": url,
                    "origin": origin,
                    "status": answer.status,
                    "allow_origin": answer.headers.get("access-control-allow-origin"),
                    "allow_credentials": credentials == "true",
                    "personal": sorted(name for name, value in known.items() if value.encode() in answer.body),
                }
                run.writer.probe("cors", record)

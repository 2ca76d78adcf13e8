"""Asking for a session by a request, and reading with what the answer gave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from harness import Persona, Run, belongs
from harness.model.profile_doors import DoorRequest
from harness.sandbox.factors.door_request import Headers, body_of, keys_in, named_in, same_place
from harness.sandbox.factors.trouble import BROKE, silent
from harness.sandbox.probes.client import Answer, ProbeClient
from harness.sandbox.web.endpoints import body_of as answered
from harness.sandbox.web.endpoints import exchanges, personal_endpoints

MOST_ADDRESSES = 3
MOST_FILES = 300
MOST_NAMED = 6
TEXTS = ("html", "javascript", "json")


class Asker:
    """One person who asks with a password alone."""

    def __init__(self, run: Run, client: ProbeClient, persona: Persona) -> None:
        self._run, self._client, self._persona = run, client, persona

    @cached_property
    def own_addresses(self) -> list[str]:
        """Addresses that showed the person's planted values in sessions of theirs."""
        names = [name for name in _sessions(self._run) if name.startswith(f"{self._persona.name}-")]
        found = [url for name in names for url in personal_endpoints(self._run, name, self._persona)]
        return list(dict.fromkeys(found))[:MOST_ADDRESSES]

    async def tried(self, request: DoorRequest, addresses: Sequence[str]) -> dict[str, Any]:
        """Send it; whether it opened the account, told by planted values that a stranger does not get."""
        private = [one for one in addresses if not self._shown(await self._get(one, {}))]
        if not private:
            return {"inside": False, "control": "no-address"}
        body, headers = body_of(request, self._persona)
        base = self._run.profile.app.url or ""
        answer = await self._client.ask(
            request.method, urljoin(base, request.path), persona=self._persona.name, headers=headers, body=body
        )
        if answer is None:
            return {"inside": False, "control": "no-answer"}
        reached = set(self._shown(answer))
        for key in keys_in(answer):
            for address in private:
                reached |= self._shown(await self._get(address, key))
        control = {"control": BROKE} if silent(answer) and not reached else {}
        return {"inside": bool(reached), "reached": sorted(reached), **control}

    async def _get(self, address: str, headers: Headers) -> Answer | None:
        return await self._client.get(address, persona=self._persona.name, headers=headers)

    def _shown(self, answer: Answer | None) -> set[str]:
        values = {name: value for name, value in self._persona.canaries.items() if value != self._persona.username}
        return {name for name, value in values.items() if answer is not None and value.encode() in answer.body}


def named(run: Run, declared: set[str]) -> list[str]:
    """Places to sign in that the app's own files name, besides the page that is known and what was declared."""
    login = run.profile.login.url if run.profile.login else None
    known, seen, found = [*declared, *([login] if login else [])], set[str](), set[str]()
    for name in _sessions(run):
        for exchange in exchanges(run, name):
            body = exchange.response_body
            if body is None or body.sha256 is None or body.sha256 in seen or len(seen) >= MOST_FILES:
                continue
            own = belongs(exchange.host, run.profile.app.hosts)
            if own and any(kind in (exchange.content_type or "") for kind in TEXTS):
                seen.add(body.sha256)
                found |= named_in(answered(run, exchange).decode("utf-8", "replace"))
    return sorted(path for path in found if not any(same_place(path, one) for one in known))[:MOST_NAMED]


def _sessions(run: Run) -> list[str]:
    folder = run.writer.root / "sessions"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []

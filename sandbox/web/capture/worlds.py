"""Running our own script in every frame of a page, in a world apart: the page can neither see nor spoil it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.sandbox.web.capture.targets import Params, Target

WORLD = "apart"


@dataclass(frozen=True)
class LocalFrame:
    """A frame, the target (renderer) that holds it, and its origin (`https://x.test`; opaque: `://`)."""

    target: Target
    frame_id: str
    origin: str
    url: str

    async def run(self, expression: str, *, seconds: float) -> Any:
        """The value of `expression` (a promise is awaited). Raises `ValueError` when it throws, or as `Target.call`."""
        world = await self.target.call(
            "Page.createIsolatedWorld", {"frameId": self.frame_id, "worldName": WORLD}, seconds=seconds
        )
        answer = await self.target.call(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
                "silent": True,
            },
            seconds=seconds,
        )
        if "exceptionDetails" in answer:
            raise ValueError(str(answer["exceptionDetails"].get("text", ""))[:200])
        return answer["result"].get("value")


async def frames_of(target: Target, *, seconds: float) -> list[LocalFrame]:
    """The frames that one target holds itself; frames in other processes are targets of their own."""
    answer = await target.call("Page.getFrameTree", seconds=seconds)
    return [
        LocalFrame(target, str(frame["id"]), str(frame.get("securityOrigin", "")), str(frame.get("url", "")))
        for frame in _flat(answer["frameTree"])
    ]


def _flat(tree: Params) -> Iterator[Params]:
    yield tree["frame"]
    for child in tree.get("childFrames", []):
        yield from _flat(child)

"""What a piece of page is, and the three shapes that the faults need: a script, a script file, a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

type Where = Literal["everywhere", "signed-in", "start"]


@dataclass(frozen=True)
class Snippet:
    """A piece of page, and where it shows."""

    where: Where
    text: str


def script(where: Where, code: str) -> Snippet:
    """A module script; `me` and `csrf` are constants in it where it uses them."""
    used = [name for name in ("me", "csrf") if re.search(rf"\b{name}\b", code)]
    prelude = "".join(f"const {name} = {{{{ {name}|tojson }}}};\n" for name in used)
    return Snippet(where, f'<script type="module" nonce="{{{{ nonce }}}}">\n{prelude}{code.strip()}\n</script>')


def file(where: Where, address: str) -> Snippet:
    return Snippet(where, f'<script src="{address}" async></script>')


def picture(address: str) -> Snippet:
    return Snippet("signed-in", f'<img src="{address}" alt="" width="1" height="1">')

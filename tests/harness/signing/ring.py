"""Keys, keyrings and sealed bundles for tests; a clock that stands still."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from harness.signing.keys import SigningKey, generate

TODAY = date(2026, 11, 23)


def clock() -> datetime:
    """Noon, every time."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def block(key: SigningKey, role: str = "certifier", **changes: str) -> str:
    """A [[key]] block of a keyring; `changes` replaces values as they stand in TOML."""
    values = {
        "id": f'"{key.public.id}"',
        "public": f'"{key.public.text}"',
        "holder": f'"Holder of {role}"',
        "role": f'"{role}"',
        "from": "2026-01-01",
        "until": "2027-12-31",
        **changes,
    }
    return "[[key]]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


def keyring_file(path: Path, *blocks: str) -> Path:
    """A keyring of these blocks."""
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


KEY = generate()
OTHER = generate()

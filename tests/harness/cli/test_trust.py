"""`keygen`, `seal` and `verify` as people meet them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from harness.cli.main import main
from tests.harness.build import Build


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run the command line within this process; returns code, stdout and stderr."""

    def go(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["schoolproof", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capfd.readouterr()
        return int(stop.value.code or 0), out, err

    return go


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    made = Build(tmp_path / "made")
    made.session().page()
    return made.seal()


@pytest.fixture
def signed(run, bundle: Path, tmp_path: Path) -> tuple[Path, Path]:  # type: ignore[no-untyped-def]
    """A bundle that was sealed on the command line, and the keyring of who sealed it."""
    key, ring = tmp_path / "key.pem", tmp_path / "ring.toml"
    code, block, _ = run("keygen", key, "--holder", 'Keurmerk "Veilig" vzw', "--role", "certifier")
    assert code == 0
    ring.write_text(block)
    code, out, _ = run("seal", bundle, "--key", key)
    assert (code, out.strip()) == (0, str(bundle / "manifest.intoto.jsonl"))
    return bundle, ring


@pytest.mark.parametrize("command", ["keygen", "seal", "verify"])
def test_every_command_has_an_example(run, command: str) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: schoolproof {command}" in " ".join(out.split())


def test_from_key_to_trust(run, signed: tuple[Path, Path]) -> None:  # type: ignore[no-untyped-def]
    bundle, ring = signed
    code, out, _ = run("verify", bundle)
    assert code == 0
    assert "only a --keyring can tell" in out
    code, out, _ = run("verify", bundle, "--keyring", ring)
    assert code == 0
    assert 'Keurmerk "Veilig" vzw (certifier)' in out
    code, out, _ = run("verify", bundle, "--keyring", ring, "--json")
    shown = json.loads(out)
    assert (code, shown["ok"], shown["seals"][0]["trusted"]) == (0, True, True)


def test_a_flipped_byte(run, signed: tuple[Path, Path]) -> None:  # type: ignore[no-untyped-def]
    bundle, ring = signed
    blob = next((bundle / "blobs").iterdir())
    content = blob.read_bytes()
    blob.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    code, out, _ = run("verify", bundle, "--keyring", ring)
    assert code == 1
    assert f"WRONG    blobs/{blob.name}: changed" in out


def test_trust_ends(run, signed: tuple[Path, Path]) -> None:  # type: ignore[no-untyped-def]
    bundle, ring = signed
    code, out, _ = run("verify", bundle, "--keyring", ring, "--at", "2199-01-01")
    assert code == 1
    assert "NOT TRUSTED" in out


def test_nobody_signed(run, bundle: Path, signed: tuple[Path, Path]) -> None:  # type: ignore[no-untyped-def]
    (bundle / "manifest.intoto.jsonl").unlink()
    code, out, _ = run("verify", bundle)
    assert (code, "signed by nobody" in out) == (0, True)
    assert run("verify", bundle, "--keyring", signed[1])[0] == 1


def test_a_key_with_a_passphrase(run, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("KEY_WORDS", "geheime zin")
    key = tmp_path / "key.pem"
    assert run("keygen", key, "--passphrase", "env:KEY_WORDS")[0] == 0
    assert b"ENCRYPTED" in key.read_bytes()
    code, _, err = run("seal", bundle, "--key", key)
    assert code == 4
    assert "needs a passphrase" in err
    assert run("seal", bundle, "--key", key, "--passphrase", "env:KEY_WORDS")[0] == 0


def test_a_report(run, bundle: Path, signed: tuple[Path, Path], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("judge", bundle, "--out", tmp_path / "out")
    report = tmp_path / "out/report.json"
    assert run("verify", report)[0] == 1
    assert run("seal", report, "--key", tmp_path / "key.pem")[0] == 0
    code, out, _ = run("verify", report, "--keyring", signed[1])
    assert code == 0
    assert out.startswith("sha256:")
    report.write_bytes(report.read_bytes().replace(b"0.", b"1.", 1))
    code, out, _ = run("verify", report, "--keyring", signed[1])
    assert (code, "WRONG    report.json" in out) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "missing"),
        ("verify", ".", "--at", "soon"),
        ("verify", ".", "--keyring", "missing.toml"),
        ("seal", ".", "--key", "missing.pem"),
        ("seal", ".", "--key", "key.txt"),
        ("seal", "."),
        ("keygen", "key.txt"),
        ("keygen", "new.pem", "--role", "friend"),
        ("keygen", "new.pem", "--passphrase", "plain words"),
    ],
    ids=" ".join,
)
def test_misuse(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    Path("key.txt").write_text("no key")
    code, out, err = run(*arguments)
    assert (code, out) == (4, "")
    assert err.strip()
    assert "plain words" not in err
    assert not Path("new.pem").exists()


def test_what_a_bundle_names_cannot_steer_the_terminal(run, signed: tuple[Path, Path]) -> None:  # type: ignore[no-untyped-def]
    bundle, _ = signed
    for name in (b"\x1b[2J.jsonl", b"\xff", b"x\nTRUSTED  me"):
        (bundle / name.decode("utf-8", "surrogateescape")).write_text("x")
    for more in ((), ("--json",)):
        code, out, _ = run("verify", bundle, *more)
        assert code == 1
        assert "\x1b" not in out
        assert "\nTRUSTED" not in out
    shown = json.loads(out)["problems"]
    assert sorted(one["file"] for one in shown) == ["x�TRUSTED  me", "�", "�[2J.jsonl"]

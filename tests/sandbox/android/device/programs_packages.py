"""Programs that handle packages: pm, cmd package, and what dumpsys tells of one."""

from __future__ import annotations

from hashlib import sha256
from xml.sax.saxutils import quoteattr

from tests.sandbox.android.device.apps import App
from tests.sandbox.android.device.files import Node, Trouble
from tests.sandbox.android.device.shell import Caller, Said, program
from tests.sandbox.android.device.state import Installed, State

FIRST_UID = 10100
SSAID = "/data/system/users/0/settings_ssaid.xml"


def failure(word: str, why: str = "") -> Said:
    return Said(error=f"Failure [{word}{': ' + why if why else ''}]\n", code=1)


@program("pm")
def pm(caller: Caller, words: list[str]) -> Said | str:
    verb, rest = (words[0], words[1:]) if words else ("", [])
    named = VERBS.get(verb)
    if caller.state.starting:
        raise Trouble("Can't find service: package")
    if named is None:
        raise Trouble(f"Unknown command: {verb}")
    return named(caller, rest)


@program("cmd")
def cmd(caller: Caller, words: list[str]) -> Said | str:
    if words[0] != "package":
        raise Trouble(f"Can't find service: {words[0]}")
    return pm(caller, words[1:])


def install(caller: Caller, words: list[str]) -> Said | str:
    """One package, streamed: `install … -S SIZE`."""
    return _commit(caller.state, [caller.given], words)


def create(caller: Caller, words: list[str]) -> str:
    number = 1000 + len(caller.state.sessions)
    caller.state.sessions[number] = {}
    return f"Success: created install session [{number}]\n"


def write(caller: Caller, words: list[str]) -> Said | str:
    """`install-write -S SIZE SESSION NAME -`, the content comes on the stream."""
    number, name = int(words[-3]), words[-2]
    if caller.state.failures.full:
        return Said(error="Error: java.io.IOException: write failed: ENOSPC (No space left on device)\n", code=1)
    caller.state.sessions[number][name] = caller.given
    return f"Success: streamed {len(caller.given)} bytes\n"


def commit(caller: Caller, words: list[str]) -> Said | str:
    return _commit(caller.state, list(caller.state.sessions.pop(int(words[-1])).values()), words)


def abandon(caller: Caller, words: list[str]) -> str:
    caller.state.sessions.pop(int(words[-1]), None)
    return "Success\n"


def _commit(state: State, files: list[bytes], words: list[str]) -> Said | str:
    if state.failures.install:
        return failure(state.failures.install, "as this test wants it")
    if state.failures.full:
        return failure("INSTALL_FAILED_INSUFFICIENT_STORAGE", "Failed to override installation location")
    found = [state.shelf.find(content) for content in files]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return failure("INSTALL_PARSE_FAILED_NOT_APK", "Failed to parse /data/app/vmdl1.tmp/base.apk")
    bases, splits = [app for app, split in known if not split], {split for _, split in known if split}
    if len(bases) != 1:
        return failure("INSTALL_FAILED_INVALID_APK", "Full install must include a base package")
    app = bases[0]
    if set(app.splits) - splits:
        return failure("INSTALL_FAILED_MISSING_SPLIT", f"Missing split for {app.package}")
    if app.package in state.packages and "-r" not in words:
        return failure("INSTALL_FAILED_ALREADY_EXISTS", f"Attempt to re-install {app.package}")
    if state.failures.install_pretended:
        return "Success\n"
    _add(state, app, tuple(sorted(splits)), granted="-g" in words)
    return "Success\n"


def _add(state: State, app: App, splits: tuple[str, ...], *, granted: bool) -> None:
    uid = FIRST_UID + len(state.packages)
    state.packages[app.package] = Installed(app, uid, splits, set(app.permissions) if granted else set())
    own = f"/data/{app.package}"
    state.data.nodes[own] = Node(folder=True, mode=0o700, owner=f"u0_a{uid - 10000}")
    _ssaid(state)


def app_id(package: str) -> str:
    return sha256(package.encode()).hexdigest()[:16]


def _ssaid(state: State) -> None:
    """Each app has an android_id of its own; Android keeps them in one file."""
    rows = "".join(
        f'<setting id="{one.uid}" package={quoteattr(name)} value="{app_id(name)}" />'
        for name, one in sorted(state.packages.items())
    )
    inner = SSAID.removeprefix("/data")
    if rows:
        state.data.nodes[inner] = Node(f'<settings version="-1">{rows}</settings>\n'.encode(), mode=0o600)
    else:
        state.data.nodes.pop(inner, None)


def uninstall(caller: Caller, words: list[str]) -> Said | str:
    state, name = caller.state, words[-1]
    if state.failures.uninstall_refused:
        return failure("DELETE_FAILED_DEVICE_POLICY_MANAGER")
    if state.packages.pop(name, None) is None:
        return failure("DELETE_FAILED_INTERNAL_ERROR")
    _end(state, name)
    for prefix in (f"/data/{name}", f"/media/0/Android/data/{name}"):
        for path in [path for path in state.data.nodes if path == prefix or path.startswith(prefix + "/")]:
            del state.data.nodes[path]
    _ssaid(state)
    return "Success\n"


def _end(state: State, name: str) -> None:
    for pid in [pid for pid, one in state.processes.items() if one.name == name]:
        del state.processes[pid]
    if state.screen is not None and state.screen[0] == name:
        state.screen = state.prompt = None


def clear(caller: Caller, words: list[str]) -> Said | str:
    found = caller.state.packages.get(words[-1])
    if found is None:
        return Said(error="Failed\n", code=1)
    _end(caller.state, words[-1])
    found.granted.clear()
    found.asked.clear()
    for prefix in (f"/data/{words[-1]}/", f"/media/0/Android/data/{words[-1]}/"):
        for path in [path for path in caller.state.data.nodes if path.startswith(prefix)]:
            del caller.state.data.nodes[path]
    return "Success\n"


def path(caller: Caller, words: list[str]) -> Said | str:
    found = caller.state.packages.get(words[-1])
    if found is None:
        return Said(code=1)
    names = ["base", *(f"split_{one}" for one in found.splits)]
    return "".join(f"package:/data/app/{words[-1]}-1/{name}.apk\n" for name in names)


def listing(caller: Caller, words: list[str]) -> str:
    if words[0] != "packages":
        raise Trouble(f"Error: unknown list type '{words[0]}'")
    wanted = [word for word in words[1:] if not word.startswith("-")]
    uids = "-U" in words
    return "".join(
        f"package:{name}{f' uid:{one.uid}' if uids else ''}\n"
        for name, one in sorted(caller.state.packages.items())
        if not wanted or wanted[0] in name
    )


def grant(caller: Caller, words: list[str]) -> str:
    caller.state.packages[words[0]].granted.add(words[1])
    return ""


def revoke(caller: Caller, words: list[str]) -> str:
    caller.state.packages[words[0]].granted.discard(words[1])
    return ""


VERBS = {
    "install": install,
    "install-create": create,
    "install-write": write,
    "install-commit": commit,
    "install-abandon": abandon,
    "uninstall": uninstall,
    "clear": clear,
    "path": path,
    "list": listing,
    "grant": grant,
    "revoke": revoke,
}


def package_dump(state: State, name: str) -> str:
    """What `dumpsys package NAME` prints, the parts that are read."""
    one = state.packages.get(name)
    if one is None:
        return f"Unable to find package: {name}\n"
    asked = "".join(f"      {permission}\n" for permission in one.app.permissions)
    granted = "".join(
        f"        {permission}: granted={'true' if permission in one.granted else 'false'}, "
        f"flags=[{' USER_SET ' if permission in one.asked else ' '}]\n"
        for permission in one.app.permissions
    )
    flags = " ".join(word for word, on in (("DEBUGGABLE", one.app.debuggable), ("ALLOW_BACKUP", one.app.backup)) if on)
    return (
        f"Packages:\n  Package [{name}] (1a2b3c):\n    userId={one.uid}\n    pkgFlags=[ HAS_CODE {flags} ]\n"
        f"    requested permissions:\n{asked}    User 0: ceDataInode=1 installed=true\n      runtime permissions:\n{granted}"
    )

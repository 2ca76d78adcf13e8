"""Programs that tell of the device and set it: getprop, id, settings, ps, pidof, content, dumpsys, logcat."""

from __future__ import annotations

from tests.sandbox.android.device.files import Trouble
from tests.sandbox.android.device.programs_packages import package_dump
from tests.sandbox.android.device.shell import Caller, Said, program
from tests.sandbox.android.device.state import State


@program("getprop")
def getprop(caller: Caller, words: list[str]) -> str:
    if words == ["sys.boot_completed"] and caller.state.starting:
        caller.state.starting -= 1
        return "\n"
    if words:
        return caller.state.props.get(words[0], "") + "\n"
    return "".join(f"[{name}]: [{value}]\n" for name, value in sorted(caller.state.props.items()))


@program("id")
def identity(caller: Caller, words: list[str]) -> str:
    return f"{caller.uid}\n" if words == ["-u"] else f"uid={caller.uid}(x) gid={caller.uid}(x)\n"


@program("echo")
def echo(caller: Caller, words: list[str]) -> str:
    return " ".join(words) + "\n"


@program("sleep")
def sleep(caller: Caller, words: list[str]) -> str:
    """Time passes at once here."""
    return ""


@program("settings")
def settings(caller: Caller, words: list[str]) -> str:
    verb, *rest = words
    kept = caller.state.settings
    if caller.state.starting:
        raise Trouble("Can't find service: settings")
    if verb == "get":
        return kept.get((rest[0], rest[1]), "null") + "\n"
    if verb == "list":
        return "".join(f"{name}={value}\n" for (table, name), value in sorted(kept.items()) if table == rest[0])
    if caller.state.failures.settings_stuck:
        raise Trouble("java.lang.SecurityException: Permission denial")
    if verb == "put":
        if not caller.state.failures.proxy_ignored or rest[1] != "http_proxy":
            kept[rest[0], rest[1]] = rest[2]
            _proxy_follows(caller.state, rest)
        return ""
    assert verb == "delete"
    return f"Deleted {int(kept.pop((rest[0], rest[1]), None) is not None)} rows\n"


def _proxy_follows(state: State, rest: list[str]) -> None:
    """ConnectivityService takes over what is put, and leaves it standing when the setting is deleted."""
    if rest[:2] != ["global", "http_proxy"]:
        return
    host, _, port = rest[2].rpartition(":")
    state.live_proxy = rest[2] if host else None
    state.settings["global", "global_http_proxy_host"] = host
    state.settings["global", "global_http_proxy_port"] = port
    state.settings["global", "global_http_proxy_exclusion_list"] = ""


@program("ps")
def ps(caller: Caller, words: list[str]) -> str:
    """`ps -A -o PID,PPID,NAME` in any order of columns."""
    columns = words[words.index("-o") + 1].split(",") if "-o" in words else ["USER", "PID", "PPID", "NAME"]
    rows = [" ".join(columns)]
    for one in caller.state.processes.values():
        told = {"USER": one.uid, "UID": one.uid, "PID": one.pid, "PPID": one.parent, "NAME": one.name, "ARGS": one.name}
        rows.append(" ".join(str(told[column]) for column in columns))
    return "\n".join(rows) + "\n"


@program("pidof")
def pidof(caller: Caller, words: list[str]) -> Said | str:
    found = [str(one.pid) for one in caller.state.processes.values() if one.name in words]
    return Said(f"{' '.join(found)}\n".encode()) if found else Said(code=1)


@program("content")
def content(caller: Caller, words: list[str]) -> str:
    """`content query --uri content://settings/TABLE --where "name='X'"`."""
    uri = words[words.index("--uri") + 1]
    table = uri.removeprefix("content://settings/")
    if table == uri:
        raise Trouble(f"Error while accessing provider: {uri}")
    wanted = words[words.index("--where") + 1] if "--where" in words else None
    rows = [
        f"Row: {at} _id={at + 1}, name={name}, value={value}"
        for at, ((where, name), value) in enumerate(sorted(caller.state.settings.items()))
        if where == table and (wanted is None or wanted == f"name='{name}'")
    ]
    return "\n".join(rows or ["No result found."]) + "\n"


@program("dumpsys")
def dumpsys(caller: Caller, words: list[str]) -> str:
    state = caller.state
    if words[0] == "package":
        return package_dump(state, words[1])
    if words[0] == "netstats":
        return "UID stats:\n" + "".join(
            f"  ident=[{{type=1}}] uid={one.uid} set=DEFAULT tag=0x0\n    NetworkStatsHistory: bucketDuration=7200\n"
            f"      st=1 rb={one.app.received} rp=1 tb={one.app.sent} tp=1 op=0\n"
            for one in state.packages.values()
        )
    if words[0] in ("window", "activity"):
        shown = (
            "null" if state.screen is None else f"Window{{1 u0 {state.screen[0]}/{state.screen[0]}.{state.screen[1]}}}"
        )
        return f"  mCurrentFocus={shown}\n"
    raise Trouble(f"Can't find service: {words[0]}")


@program("logcat")
def logcat(caller: Caller, words: list[str]) -> str:
    """`-d` prints what there is, `-c` forgets it, `--pid` and `--uid` choose."""
    state = caller.state
    if "-c" in words:
        state.logcat.clear()
        return ""
    lines = state.logcat
    for word in words:
        name, _, value = word.partition("=")
        if name == "--pid":
            lines = [(pid, text) for pid, text in lines if str(pid) == value]
        elif name == "--uid":
            mine = {one.pid for one in state.processes.values() if str(one.uid) == value}
            lines = [(pid, text) for pid, text in lines if pid in mine]
    return "".join(f"11-26 12:00:00.000 {pid:5d} {pid:5d} {text}\n" for pid, text in lines)

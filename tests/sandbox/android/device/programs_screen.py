"""Programs that start apps and act on what they show: am, monkey, uiautomator, input, screencap."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from tests.sandbox.android.device.apps import App, Widget
from tests.sandbox.android.device.files import Node, Trouble
from tests.sandbox.android.device.programs_packages import _end
from tests.sandbox.android.device.shell import Caller, Said, program
from tests.sandbox.android.device.state import State

WIDTH, HEIGHT, ROW = 1080, 1920, 120
PERMISSIONS = "com.android.permissioncontroller"
ALLOW = Widget("Toestaan", resource=f"{PERMISSIONS}:id/permission_allow_button")
DENY = Widget("Niet toestaan", resource=f"{PERMISSIONS}:id/permission_deny_button")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63606060f80f0001040100a14a8d0d0000000049454e44ae426082"
)


def start(state: State, name: str) -> bool:
    """Bring an app to its first screen, as a new process where none runs."""
    found = state.packages.get(name)
    if found is None:
        return False
    if state.running(name) is None:
        process = state.fork(name, found.uid, state.zygote.space, parent=state.zygote.pid)
        for path, content in found.app.files.items():
            inner = f"/data/{name}/{path}" if not path.startswith("/") else path.replace("/sdcard", "/media/0", 1)
            _write(state, inner, content)
        state.logcat += [(process.pid, text) for text in found.app.says]
        _happens(state, found.app, "start")
    _show(state, found.app, next(iter(found.app.screens)))
    return True


def _write(state: State, inner: str, content: bytes) -> None:
    for at, sign in enumerate(inner):
        if sign == "/" and at:
            state.data.nodes.setdefault(inner[:at], Node(folder=True, mode=0o755))
    state.data.nodes[inner] = Node(content)


def _happens(state: State, app: App, what: str) -> None:
    if app.happens is not None:
        app.happens(state, what)


def _show(state: State, app: App, screen: str) -> None:
    state.screen = (app.package, screen)
    _happens(state, app, f"screen:{screen}")


@program("monkey")
def monkey(caller: Caller, words: list[str]) -> Said | str:
    """`monkey -p PACKAGE [-c CATEGORY] 1`: starts it."""
    name = words[words.index("-p") + 1]
    if not start(caller.state, name):
        return Said(b"** No activities found to run, monkey aborted.\n", code=252)
    return "Events injected: 1\n"


@program("am")
def am(caller: Caller, words: list[str]) -> Said | str:
    state = caller.state
    if words[0] == "force-stop":
        _end(state, words[-1])
        return ""
    if words[0] == "start":
        name = words[-1].split("/")[0]
        if start(state, name):
            return f"Starting: Intent {{ cmp={words[-1]} }}\n"
        return Said(b"", f"Error type 3\nError: Activity class {{{words[-1]}}} does not exist.\n", 1)
    raise Trouble(f"Unknown command: {words[0]}")


def shown(state: State) -> tuple[str, tuple[Widget, ...]]:
    """The package in front and what it shows; the home screen when nothing runs."""
    if state.prompt is not None:
        return PERMISSIONS, (
            Widget(f"{state.prompt[0]} vraagt: {state.prompt[1]}", kind="android.widget.TextView"),
            ALLOW,
            DENY,
        )
    if state.screen is None:
        return "com.android.launcher3", (Widget("Apps"),)
    name, screen = state.screen
    return name, state.packages[name].app.screens[screen]


@program("uiautomator")
def uiautomator(caller: Caller, words: list[str]) -> str:
    """`uiautomator dump [PATH]`; /dev/tty prints it."""
    if words[0] != "dump":
        raise Trouble(f"Unsupported command: {words[0]}")
    target = words[1] if len(words) > 1 else "/sdcard/window_dump.xml"
    text = dumped(caller.state)
    if target == "/dev/tty":
        return f"{text}UI hierchary dumped to: {target}\n"
    caller.space.put(target, Node(text.encode()), caller.uid)
    return f"UI hierchary dumped to: {target}\n"


def dumped(state: State) -> str:
    """The screen as uiautomator writes it: each widget a row below the one before."""
    package, widgets = shown(state)
    nodes = "".join(
        f'<node index="{at}" text={quoteattr(one.text)} resource-id={quoteattr(one.resource)} class={quoteattr(one.kind)} '
        f'package={quoteattr(package)} content-desc={quoteattr(one.description)} checkable="false" checked="false" '
        f'clickable="{"true" if one.goes or one.asks or "Button" in one.kind else "false"}" enabled="true" '
        f'focusable="true" password="{"true" if one.password else "false"}" bounds="[0,{at * ROW}][{WIDTH},{(at + 1) * ROW}]" />'
        for at, one in enumerate(widgets)
    )
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">{nodes}</hierarchy>"


@program("input")
def typed(caller: Caller, words: list[str]) -> str:
    state = caller.state
    if words[0] == "tap":
        _tap(state, int(words[2]) // ROW)
    elif words[0] == "text" and state.screen is not None:
        _happens(state, state.packages[state.screen[0]].app, f"text:{words[1].replace('%s', ' ')}")
    elif words[0] == "keyevent" and words[1] in ("3", "KEYCODE_HOME"):
        state.screen = None
    elif words[0] == "keyevent" and words[1] in ("4", "KEYCODE_BACK") and state.screen is not None:
        app = state.packages[state.screen[0]].app
        first = next(iter(app.screens))
        state.screen = None if state.screen[1] == first else (app.package, first)
    return ""


def _tap(state: State, row: int) -> None:
    _package, widgets = shown(state)
    if row >= len(widgets) or state.screen is None:
        return
    widget, installed = widgets[row], state.packages[state.screen[0]]
    if state.prompt is not None:
        if widget in (ALLOW, DENY):
            _answered(state, granted=widget is ALLOW)
        return
    if widget.asks is not None and widget.asks not in installed.granted:
        state.prompt = (installed.app.package, widget.asks, widget.goes)
    elif widget.goes is not None:
        _show(state, installed.app, widget.goes)


def _answered(state: State, *, granted: bool) -> None:
    assert state.prompt is not None
    name, permission, goes = state.prompt
    installed, state.prompt = state.packages[name], None
    installed.asked.add(permission)
    if granted:
        installed.granted.add(permission)
    _happens(state, installed.app, f"permission:{permission}:{'granted' if granted else 'denied'}")
    if goes is not None:
        _show(state, installed.app, goes)


@program("screencap")
def screencap(caller: Caller, words: list[str]) -> bytes:
    return PNG

"""The entry point: every error becomes one short message, a next command, and an exit code."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from harness.cli import compare, data, export, recordings, register, resume, run, show, sign_on, statements, trust
from harness.errors import SchoolproofError

app = typer.Typer(
    name="schoolproof",
    help="Finds out whether an education app is safe for minors, and proves it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
run.register(app)
resume.register(app)
compare.register(app)
data.register(app)
export.register(app)
recordings.register(app)
register.register(app)
show.register(app)
trust.register(app)
statements.register(app)
sign_on.register(app)

TYPER_INTERRUPTED = 130  # what Typer makes of Ctrl-C before we see it

OWNERS = {
    "app": "the app under test",
    "platform": "this machine",
    "harness": "schoolproof itself",
    "profile": "the profile or the command",
}


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    try:
        code = app(standalone_mode=False)  # a typer.Exit within a command comes back as its number
        sys.exit(code if isinstance(code, int) else 0)
    except SchoolproofError as error:
        leave(error)
    except (KeyboardInterrupt, typer.Abort):
        interrupted()
    except SystemExit as stop:
        if stop.code == TYPER_INTERRUPTED:
            interrupted()
        raise
    except Exception as error:
        show_usage = getattr(error, "show", None)
        if show_usage is not None and hasattr(error, "exit_code"):
            show_usage()
            sys.exit(4)
        if os.environ.get("SCHOOLPROOF_TRACE"):
            raise
        print(f"schoolproof: a bug of ours: {type(error).__name__}: {error}", file=sys.stderr)
        print("try: SCHOOLPROOF_TRACE=1 schoolproof …   # and report what it prints", file=sys.stderr)
        sys.exit(3)


def interrupted() -> NoReturn:
    """Ctrl-C: everything was taken down on the way here; the bundle has no manifest."""
    print("schoolproof: interrupted; what was gathered is marked as incomplete", file=sys.stderr)
    sys.exit(3)


def leave(error: SchoolproofError) -> None:
    """Say whose failure it is and what to type next."""
    from harness.cli.output import safe

    print(f"schoolproof: {safe(str(error))}", file=sys.stderr)
    print(f"failed here: {OWNERS[error.owner]}", file=sys.stderr)
    if error.hint:
        print(f"try: {safe(error.hint)}", file=sys.stderr)
    sys.exit(error.exit_code)

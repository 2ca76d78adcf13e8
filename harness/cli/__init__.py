"""The command line. Only this package is imported for `--help`; the rest comes when a command runs."""

from harness.cli.main import main

__all__ = ["main"]

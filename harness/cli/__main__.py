"""`python -m harness.cli`, for environments without the installed command."""

from harness.cli.main import main

main()

"""The `prepare` command: everything an operator, or a script, does with the project."""

from dashboard.cli.commands import main

__all__ = ["main"]

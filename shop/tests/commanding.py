"""Running a command as the command line does, without a process of its own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(name: str, *arguments: str) -> str:
    """What the command prints, without the last line's end."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue().removesuffix("\n")


def refusal(name: str, *arguments: str) -> str:
    """The sentence with which the command refuses, ending in exit code 1."""
    with pytest.raises(CommandError) as refused:
        call_command(name, *arguments, stdout=StringIO())
    assert refused.value.returncode == 1
    return str(refused.value)

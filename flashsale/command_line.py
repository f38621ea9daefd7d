"""What every command has in common: help with examples, and errors in one sentence."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.management.base import DjangoHelpFormatter

from flashsale.errors import FlashSaleError


class ExampleFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of `help` as they were written."""


class ShopCommand(BaseCommand):
    """A command that ends with exit code 1 and a sentence where the shop refuses something."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs.setdefault("formatter_class", ExampleFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except FlashSaleError as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

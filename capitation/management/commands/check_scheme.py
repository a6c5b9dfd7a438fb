"""Check a scheme document without a database: every problem at once, or what it is made of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from capitation.domain.payment import canonical_hash, load_scheme
from capitation.domain.payment.advice import advice_on
from capitation.domain.payment.pricing import read_file
from capitation.domain.payment.problems import RefusedError


class Command(BaseCommand):
    """`manage.py check_scheme FILE`: exit 0 with a summary, exit 2 with all problems."""

    help = "Check a scheme document and list every problem at once."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """One file."""
        parser.add_argument("file")

    def handle(self, *_args: object, **options: Any) -> None:
        """Print title, hash, components and warnings, or every problem."""
        name = options["file"]
        try:
            text = read_file(name)
            scheme = load_scheme(text, name=name)
        except RefusedError as error:
            lines = [f"{len(error.problems)} problem(s)", *map(str, error.problems)]
            raise CommandError("\n".join(lines), returncode=2) from error
        self.stdout.write(f"{scheme.title_en} · {scheme.title_zh}")
        self.stdout.write(
            f"{scheme.key} v{scheme.version}, valid {scheme.valid_from} up to, "
            f"not including, {scheme.valid_until}"
        )
        self.stdout.write(f"sha256 {canonical_hash(text)}")
        for component in scheme.components:
            label = f"{component.label_en} · {component.label_zh}"
            self.stdout.write(f"  {component.key:<16} {component.kind:<16} {label}")
        for warning in advice_on(scheme):
            self.stdout.write(f"warning: {warning}")

"""Price a results file by a scheme document: the pure calculator, without a database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from capitation.domain.payment.pricing import price, read_file
from capitation.domain.payment.problems import RefusedError


class Command(BaseCommand):
    """`manage.py price SCHEME_FILE RESULTS_FILE`: JSON to stdout, exit 2 when refused."""

    help = "Price a results file (TOML or JSON) by a scheme document; JSON to standard output."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Two files."""
        parser.add_argument("scheme_file")
        parser.add_argument("results_file")

    def handle(self, *_args: object, **options: Any) -> None:
        """Print the payment, or every problem."""
        scheme_file, results_file = options["scheme_file"], options["results_file"]
        try:
            answer = price(
                read_file(scheme_file),
                read_file(results_file),
                scheme_name=scheme_file,
                results_name=results_file,
            )
        except RefusedError as error:
            text = "\n".join(["refused", *(str(problem) for problem in error.problems)])
            raise CommandError(text, returncode=2) from error
        self.stdout.write(answer, ending="")

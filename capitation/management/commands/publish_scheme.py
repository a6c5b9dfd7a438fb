"""``manage.py publish_scheme FILE --insurer CODE --by USERNAME``"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from capitation.domain.payment import RefusedError
from capitation.services.documents import publish_scheme
from contracts.domain.errors import DomainError
from contracts.selectors import organisation_by_code, staff_by_username
from contracts.wording import error_message


class Command(BaseCommand):
    help = "Publish a payment scheme for an insurer; its text is frozen from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--insurer", required=True, help="institution code of the insurer")
        parser.add_argument(
            "--by", required=True, help="user name of the insurer officer who publishes"
        )

    def handle(self, *, file: Path, insurer: str, by: str, **_options: object) -> None:
        try:
            version = publish_scheme(
                by=staff_by_username(by),
                insurer=organisation_by_code(insurer),
                text=file.read_text(encoding="utf-8"),
                name=file.name,
            )
        except RefusedError as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        except DomainError as error:
            raise CommandError(error_message(error)) from error
        self.stdout.write(f"{version.key} v{version.version} {version.sha256}")

from contracts.imports.command import ImportCommand


class Command(ImportCommand):
    """Read residents from a file."""

    help = "Check a file of residents and write it (docs/data-formats.md)."
    kind = "residents"

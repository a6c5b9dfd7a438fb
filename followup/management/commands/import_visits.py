from contracts.imports.command import ImportCommand


class Command(ImportCommand):
    """Read visits from a file."""

    help = "Check a file of visits and write it (docs/data-formats.md)."
    kind = "visits"

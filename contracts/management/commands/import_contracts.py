from contracts.imports.command import ImportCommand


class Command(ImportCommand):
    """Read contracts from a file."""

    help = "Check a file of contracts and write it (docs/data-formats.md)."
    kind = "contracts"

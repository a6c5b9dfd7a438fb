from contracts.imports.command import ImportCommand


class Command(ImportCommand):
    """Read encounters from a file."""

    help = "Check a file of encounters and write it (docs/data-formats.md)."
    kind = "encounters"

"""What a chart function returns: a picture, its finding in words, and its numbers."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from ui.components import Table


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart; ``components/chart.html`` shows it with the table behind "Show numbers"."""

    key: str
    title: str
    finding: str
    svg: SafeString
    table: Table
    legend: SafeString | str = ""
    csv_href: str = ""

"""The lowest layer: what every page is made of (components, charts, formats, page frame)."""

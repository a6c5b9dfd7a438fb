"""Reading files as counties have them: sheets, headers, cells, staged rows, and the registry of kinds."""

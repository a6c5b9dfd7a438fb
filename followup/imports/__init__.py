"""Visits and encounters from files; registered with the imports of the app below when this app is ready."""

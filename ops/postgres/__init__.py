"""The embedded PostgreSQL server: where it lives, how it starts and stops, and its two roles."""

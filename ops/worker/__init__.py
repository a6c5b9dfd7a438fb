"""The job worker under a supervisor that heals what django-q2 leaves stuck (docs/adr/0003)."""

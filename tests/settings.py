"""The product's settings in test mode; everything that tests write goes to ``var/test``."""

import os
from pathlib import Path

os.environ["OPENCAPITATION_MODE"] = "test"
os.environ.setdefault(
    "OPENCAPITATION_VAR", str(Path(__file__).resolve().parents[1] / "var" / "test")
)

from config.settings import *  # noqa: F403, TID251

# Log-ins of hundreds of test users, not of people.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# whitenoise warns about a missing folder, and warnings are errors here
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405

# Tests read the words of the source; those about Chinese ask for it.
LANGUAGE_CODE = "en"

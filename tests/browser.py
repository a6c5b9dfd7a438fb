"""The system's Chromium for browser tests; without one they are skipped and the closing lines say so."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "Browser tests were skipped: no Chromium here (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk)."


def chromium_path() -> str | None:
    """Answer the path of an installed Chromium (``CHROMIUM`` names another one), or none."""
    given = os.environ.get("CHROMIUM", "")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per test process; a test opens its own context in it."""
    path = chromium_path()
    if path is None:
        pytest.skip(ADVICE)
    # Playwright's loop makes Django believe that it runs inside async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()

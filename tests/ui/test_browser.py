"""The design page in a real browser: axe finds nothing, nothing overflows, the keyboard suffices."""

from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
PAGES = ("/design/", "/accounts/login/", "/no-such-page/")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_page(
    browser: Browser, url: str, *, width: int = 1280, theme: str = "light", language: str = "en"
) -> Page:
    """Open an address in its own context, in a language, a width and a theme."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        bypass_csp=True,  # axe itself is put into the page by the test
    )
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}])
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Browser, live_server: LiveServer, path: str) -> None:
    found = []

    for width, theme, language in product((375, 1280), ("light", "dark"), ("en", "zh-hans")):
        page = open_page(
            browser, live_server.url + path, width=width, theme=theme, language=language
        )
        page.add_script_tag(path=AXE)
        violations = page.evaluate("axe.run(document).then(result => result.violations)")
        found += [
            (width, theme, language, rule["id"], rule["nodes"][0]["html"]) for rule in violations
        ]
        page.context.close()

    assert found == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [320, 375, 768, 1024, 1280])
def test_nothing_overflows_sideways(
    browser: Browser, live_server: LiveServer, width: int, language: str
) -> None:
    page = open_page(browser, live_server.url + "/design/", width=width, language=language)

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    page.context.close()
    assert overflow == 0


def test_buttons_and_fields_are_forty_pixels_high(
    browser: Browser, live_server: LiveServer
) -> None:
    page = open_page(browser, live_server.url + "/design/", width=375)

    low = page.evaluate(
        """[...document.querySelectorAll('.btn, .in, .opt, .nav a, .pills a, .data > summary')]
           .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < 40)
           .map(one => one.outerHTML)"""
    )

    page.context.close()
    assert low == []


def test_no_page_breaks_the_policy(browser: Browser, live_server: LiveServer) -> None:
    spoken: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: spoken.append(message.text))
    page.on("pageerror", lambda error: spoken.append(str(error)))

    page.goto(live_server.url + "/design/")
    page.click('[data-dialog="confirm-approve"]')
    page.keyboard.press("Escape")

    context.close()
    assert spoken == []


def test_form_is_filled_by_keyboard_alone(browser: Browser, live_server: LiveServer) -> None:
    page = open_page(browser, live_server.url + "/design/")
    chosen = "[...document.querySelectorAll('[name=\"sample-%s\"]:checked')].map(one => one.value)"

    page.focus('[name="sample-mode"][value="clinic"]')
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("3")
    page.keyboard.press("Enter")

    assert page.evaluate(chosen % "mode") == ["home"]
    assert page.evaluate(chosen % "symptoms") == ["none", "nausea"]
    assert page.evaluate("document.activeElement.name") == "sample-systolic"
    page.context.close()


def test_slash_puts_the_cursor_into_the_search(browser: Browser, live_server: LiveServer) -> None:
    page = open_page(browser, live_server.url + "/design/")

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.name") == "q"
    page.context.close()


def test_theme_switches_without_a_reload_and_stays(
    browser: Browser, live_server: LiveServer
) -> None:
    page = open_page(browser, live_server.url + "/design/")
    button = page.locator("[data-theme-switch] button")

    button.click()
    button.click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_question_opens_with_and_without_script(
    browser: Browser, live_server: LiveServer, *, has_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    page.goto(live_server.url + "/design/")

    page.click("[data-dialog='confirm-approve']")

    assert page.is_visible("#confirm-approve")
    context.close()

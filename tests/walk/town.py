"""What the browser tests do with the town: log in as somebody, and look at a page as a strict reviewer would."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ops.city.logins import LOGINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js"
PASSWORDS = {login.username: login.password for login in LOGINS}
# WCAG 2.0, 2.1 and 2.2, levels A and AA, and the rules that axe calls best practice
ALL_RULES = "axe.run(document, {resultTypes: ['violations']})"
COLOURS_ALONE = "axe.run(document, {resultTypes: ['violations'], runOnly: ['color-contrast']})"
SMALL_TARGETS = """
[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => !one.closest('p, dd, li > small, caption') || one.matches('.btn'))
  .filter(one => one.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter(one => !one.matches('.vh, .vh *, .skip'))
  .map(one => [one.closest('label') ?? one, one])
  .filter(([box]) => { const r = box.getBoundingClientRect(); return r.height < 24 || r.width < 24; })
  .map(([, one]) => one.outerHTML.slice(0, 160))
"""
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visitor:
    """Somebody with a browser; remembers everything that the console said."""

    page: Page
    url: str
    spoken: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open an address of the town."""
        self.page.goto(self.url + path)

    @property
    def path(self) -> str:
        """Where the visitor is, without the server."""
        return self.page.url.removeprefix(self.url)

    def text(self, selector: str) -> str:
        """The visible words of the first match."""
        return self.page.locator(selector).first.inner_text()

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text where the cursor stands."""
        self.page.keyboard.type(text)

    @property
    def focused(self) -> str:
        """The name, or else the address, of what has the focus."""
        found: str = self.page.evaluate(
            "document.activeElement.name || document.activeElement.getAttribute('href') || ''"
        )
        return found

    def wait_for_focus(self, name: str) -> None:
        """Wait until the page has put the cursor into this field."""
        self.page.wait_for_function("name => document.activeElement.name === name", arg=name)

    def tab_to(self, wanted: str, *, most: int = 60) -> None:
        """Press Tab until the field, or link, of this name has the focus."""
        for _step in range(most):
            if self.focused == wanted:
                return
            self.press("Tab")
        message = f"{wanted} was not reached with {most} tabs; the focus is on {self.focused}"
        raise AssertionError(message)


@dataclass(frozen=True)
class Town:
    """The town's address and the browser to look at it."""

    browser: Browser
    url: str

    @contextmanager
    def visitor(
        self, username: str = "", *, language: str = "en", has_script: bool = True, **options: Any
    ) -> Iterator[Visitor]:
        """Somebody who has logged in through the form, or a stranger."""
        context = self.browser.new_context(
            java_script_enabled=has_script, reduced_motion="reduce", **options
        )
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.url}]
        )
        try:
            visitor = Visitor(context.new_page(), self.url)
            listen(context, visitor.spoken)
            if username:
                self._log_in(visitor, username)
            yield visitor
        finally:
            context.close()

    @staticmethod
    def _log_in(visitor: Visitor, username: str) -> None:
        visitor.open("/accounts/login/")
        visitor.page.fill("[name=login]", username)
        visitor.page.fill("[name=password]", PASSWORDS[username])
        visitor.press("Enter")
        visitor.page.wait_for_url(lambda address: "/login/" not in address)


# What htmx says when the visitor leaves a page whose fragment is still under way.
LEFT_WHILE_LOADING = ("htmx:sendAbort", "htmx:afterRequest")


def listen(context: BrowserContext, spoken: list[str]) -> None:
    """Write down what the console says and what a script throws; a refused content policy is among it."""

    def note(message: ConsoleMessage) -> None:
        is_complaint = message.type in {"error", "warning"}
        if is_complaint and not message.text.startswith(LEFT_WHILE_LOADING):
            spoken.append(f"{message.location.get('url', '')}: {message.text}")

    context.on("console", note)
    context.on("weberror", lambda error: spoken.append(str(error.error)))


def reviewed(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in both widths and themes; empty when nothing is.

    The whole rule set of axe, the colours once more in the dark, sideways overflow down to 320 px, targets
    smaller than 24 px.
    """
    _bring_axe(page)
    found: list[str] = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for theme, run in (("light", ALL_RULES), ("dark", COLOURS_ALONE)):
            page.emulate_media(color_scheme=theme)
            page.evaluate(PAINTED)
            violations = page.evaluate(f"{run}.then(result => result.violations)")
            found += [f"{width} {theme} {_words(rule)}" for rule in violations]
        found += _measured(page, width)
    page.set_viewport_size({"width": 320, "height": 900})
    found += _measured(page, 320)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return found


def _bring_axe(page: Page) -> None:
    """Evaluated, not added as an element: the content policy stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")


def _measured(page: Page, width: int) -> list[str]:
    found = [f"{width} small target {html}" for html in page.evaluate(SMALL_TARGETS)]
    if overflow := page.evaluate(OVERFLOW):
        found.append(f"{width} overflows by {overflow} px")
    return found


def _words(rule: dict[str, Any]) -> str:
    nodes = rule["nodes"]
    return f"{rule['id']} ({len(nodes)}): {nodes[0]['html'][:200]} {nodes[0].get('failureSummary', '')[:200]}"

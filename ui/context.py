"""What every page's frame needs: name, language, theme, navigation, the person looking."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from ui.brand import brand_name
from ui.navigation import ROLE_WORDS, Entry, entries

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
LANGUAGE_NAMES = {"zh-hans": "中文", "en": "English"}
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


class Account(TypedDict):
    """The person logged in, as the user block shows them."""

    name: str
    role: str
    place: str


class OtherLanguage(TypedDict):
    """The language the switch leads to."""

    code: str
    html: str
    name: str


class Frame(TypedDict):
    """The variables of ``templates/base.html``."""

    brand: str
    html_language: str
    other_language: OtherLanguage
    theme: str
    next_theme: str
    nav: list[Entry]
    account: Account | None
    home: str


def _account(request: HttpRequest) -> Account | None:
    """Return who is logged in; asks the user model only for what it may have."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    role = getattr(user, "role", "")
    place = getattr(user, "organisation", None) or ""
    return {"name": str(user), "role": str(ROLE_WORDS.get(role, role)), "place": str(place)}


def _other_language(code: str) -> OtherLanguage:
    """Return the language that the reader is not reading."""
    other = "en" if code.startswith("zh") else "zh-hans"
    return {"code": other, "html": HTML_LANGUAGES[other], "name": LANGUAGE_NAMES[other]}


def chosen_theme(request: HttpRequest) -> str:
    """Return the theme the reader chose; auto follows the device."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def navigation(request: HttpRequest) -> Frame:
    """Fill the frame of a page (context processor)."""
    code = get_language() or settings.LANGUAGE_CODE
    theme = chosen_theme(request)
    account = _account(request)
    role = getattr(request.user, "role", "") if account else ""
    nav = entries(request, role) if account else []
    return {
        "brand": brand_name(),
        "html_language": HTML_LANGUAGES.get(code, code),
        "other_language": _other_language(code),
        "theme": theme,
        "next_theme": THEMES[(THEMES.index(theme) + 1) % len(THEMES)],
        "nav": nav,
        "account": account,
        "home": nav[0].href if nav else "/",
    }

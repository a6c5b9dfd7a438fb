"""The design page, the frame, the headers and the pages for refused requests."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import translation

from ui import navigation, views
from ui.middleware import STRICT, build_policy

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture
def page() -> str:
    """Return the design page in English."""
    answer = Client().get(reverse("ui:design"), headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "html_language", "brand", "words"),
    [("en", "en", "OpenCapitation", "Not measured"), ("zh-hans", "zh-Hans", "签约有数", "未测")],
)
def test_design_page_stands_in_both_languages(
    language: str, html_language: str, brand: str, words: str
) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    text = client.get(reverse("ui:design")).content.decode()

    assert f'<html lang="{html_language}"' in text
    assert f"<span>{brand}</span>" in text
    assert words in text


def test_design_page_shows_every_component(page: str) -> None:
    parts = {path.name for path in (TEMPLATES / "components").glob("*.html")}
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in [TEMPLATES / "base.html", *TEMPLATES.glob("**/*.html")]
    )
    tags = {"field", "options", "error_summary", "confirm", "section", "message", "badge", "chart"}

    unused = {
        name
        for name in parts
        if f"components/{name}" not in source and name.removesuffix(".html") not in tags
    }

    assert unused == set()
    for tag in tags:
        assert f"{{% {tag} " in source


def test_no_template_holds_inline_style_or_script() -> None:
    for path in TEMPLATES.glob("**/*.html"):
        markup = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))

        assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?! src)", markup), path.name


def test_ids_of_the_design_page_are_unique(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))


def test_labels_and_descriptions_lead_to_what_they_name(page: str) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', page))

    for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
        for value in re.findall(rf'\s{name}="([^"]+)"', page):
            assert set(value.split()) <= ids, f"{name}={value}"


def test_every_icon_used_is_in_the_sprite(page: str) -> None:
    drawn = set(re.findall(r'<symbol id="(i-[\w-]+)"', page))
    named = {f"i-{item.icon}" for item in navigation.ITEMS}

    assert set(re.findall(r'href="#(i-[\w-]+)"', page)) | named <= drawn


def test_error_summary_links_to_the_field_and_the_field_to_its_error(page: str) -> None:
    assert 'href="#id_sample-diastolic"' in page
    control = re.search(r'<input[^>]*id="id_sample-diastolic"[^>]*>', page)
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_sample-diastolic-error"' in control[0]
    assert 'id="id_sample-diastolic-error"' in page


def test_every_page_carries_the_strict_policy() -> None:
    answer = Client().get(reverse("ui:design"))

    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_policy_without_a_setting_is_the_strict_one() -> None:
    written = build_policy(STRICT)

    assert written.startswith("default-src 'self'; script-src 'self'; style-src 'self'")
    assert build_policy({"upgrade-insecure-requests": []}) == "upgrade-insecure-requests"


def test_theme_is_remembered_and_leads_back_to_the_page() -> None:
    client = Client()

    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": reverse("ui:design")})

    assert answer.headers["Location"] == reverse("ui:design")
    assert 'data-theme="dark"' in client.get(reverse("ui:design")).content.decode()


def test_theme_never_leads_to_another_site_and_refuses_unknown_words() -> None:
    answer = Client().post(
        reverse("ui:theme"), {"theme": "neon", "next": "https://elsewhere.example/"}
    )

    assert answer.headers["Location"] == "/"
    assert "theme" not in answer.cookies


@pytest.mark.parametrize(
    ("view", "status"), [(views.permission_denied, 403), (views.page_not_found, 404)]
)
def test_refused_pages_offer_a_way_back(view: object, status: int) -> None:
    request = RequestFactory().get("/nowhere/")
    with translation.override("en"):
        answer = view(request, Exception())  # type: ignore[operator]

    assert answer.status_code == status
    assert "To the start page" in answer.content.decode()


def test_failure_page_needs_nothing_but_itself() -> None:
    answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Nothing half done was kept" in answer.content.decode()


@pytest.mark.parametrize("role", sorted(navigation.ROLE_WORDS))
def test_each_role_finds_at_most_eight_entries(role: str) -> None:
    items = [item for item in navigation.ITEMS if role in item.roles]

    assert 1 <= len(items) <= 8


def test_entries_without_a_page_are_left_out_and_counts_are_asked_once() -> None:
    request = RequestFactory().get("/")
    request.resolver_match = None
    navigation.register_count("design", lambda _request: 3)

    shown = navigation.entries(request, navigation.OPERATOR)

    assert "/design/" in [entry.href for entry in shown]
    assert not any(entry.is_current for entry in shown)


@override_settings(SECURE_CSP=None)
def test_log_in_page_has_labels_and_the_language_switch() -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    text = client.get(reverse("account_login")).content.decode()

    assert 'autocomplete="current-password"' in text
    assert "中文" in text

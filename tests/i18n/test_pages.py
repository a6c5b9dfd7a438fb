"""No page of anybody shows English to a reader of Chinese, but for names, codes and units."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse

if TYPE_CHECKING:
    from tests.settlement.conftest import Settled

pytestmark = pytest.mark.django_db

PEOPLE = ("doctor", "centre", "officer", "approver", "auditor", "operator")
# So many addresses of each view are read: the first is seldom the one with everything on it.
PER_VIEW = 2
NOT_READ = frozenset({"script", "style", "code", "kbd", "template"})
# What is said in attributes.
SPOKEN = ("aria-label", "alt", "placeholder", "title", "data-l")
WORD = re.compile(r"[A-Za-z]{2,}")
# Keys of documents, of parameters and of people; hashes; codes; addresses.
CODED = re.compile(
    r"[a-z]+(?:\.[a-z0-9_]+)+|\w*_\w*|\b(?:cn-)?\d{4}\b|v?\d+(?:\.\d+)+|[0-9a-f]{6,}(?:…[0-9a-f]+)?"
    r"|\b[A-Z]{1,4}\d[\w.-]*|\S+@\S+|/\S*|[a-z]*-[a-z-]+"
)
ALLOWED = frozenset(
    ["BMI", "mmHg", "mmol", "mg", "dL", "kg", "cm", "min", "CSV", "XLSX", "UTF", "GB", "Excel", "MB", "API", "ICD", "ID", "SHA", "PostgreSQL", "Wilson", "CMS", "Ctrl", "Enter", "English", "OpenCapitation", "cn", "htn", "dm", "readmit", "wgl"]
)  # fmt: skip


class Reader(HTMLParser):
    """What a page says: texts and spoken attributes, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        is_foreign = (given.get("lang") or "zh").startswith("en")
        if self.silent or tag in NOT_READ or is_foreign:
            if tag not in VOID:
                self.silent.append(tag)
            return
        self.said += [str(given[name]) for name in SPOKEN if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line", "use"}
)


def reader(username: str, settled: Settled) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.force_login(settled.staff(username))
    return client


def approve(settled: Settled) -> None:
    """Approved, so that teams see their statements."""
    from capitation.services import decisions

    decisions.propose_run(by=settled.staff("officer"), run=settled.run)
    decisions.approve_run(by=settled.staff("approver"), run=settled.run)


def english(text: str, known: frozenset[str]) -> list[str]:
    """The words that are neither allowed nor codes nor names of people."""
    return [word for word in WORD.findall(CODED.sub(" ", text)) if word not in ALLOWED | known]


def walk(client: Client, start: str, known: frozenset[str]) -> list[str]:
    """Every English word on the pages that links lead to."""
    wrong: list[str] = []
    waiting, opened, seen = [start], set(), {}
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if path in opened or seen.get(name, 0) >= PER_VIEW:
            continue
        opened.add(path)
        seen[name] = seen.get(name, 0) + 1
        answer = client.get(path, follow=True)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = Reader()
        page.feed(answer.content.decode())
        wrong += [
            f"{name}: {' '.join(words)} | {' '.join(text.split())}"
            for text in page.said
            if (words := english(text, known))
        ]
        waiting += [
            urljoin(path, link) for link in page.links if not link.startswith(("#", "tel:", "http"))
        ]
    return wrong


@pytest.mark.parametrize("username", PEOPLE)
def test_no_english_words(settled: Settled, username: str) -> None:
    from contracts.models import Staff

    approve(settled)
    known = frozenset(
        word
        for name in Staff.objects.values_list("username", flat=True)
        for word in WORD.findall(name)
    )

    wrong = walk(reader(username, settled), reverse("home"), known)

    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("address", ["account_login", "ui:design"])
def test_no_english_words_for_a_visitor(address: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    page = Reader()

    page.feed(client.get(reverse(address)).content.decode())

    wrong = [text for text in page.said if english(text, frozenset())]
    assert not wrong, "\n".join(wrong)

"""The operator's page says in words what runs, waits and failed."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

import jobs
from contracts.domain.roles import Role

pytestmark = pytest.mark.django_db


def _logged_in(role: Role) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create(username=role.value, role=role.value))
    return client


def test_the_operator_sees_checks_and_waiting_jobs() -> None:
    jobs.enqueue("math.sqrt", key="settle:probe", x=4)

    page = _logged_in(Role.OPERATOR).get(reverse("ops:status"), headers={"accept-language": "en"})

    assert page.status_code == 200
    assert "settle:probe" in page.text
    assert "failed" not in page.text.split("<table", 1)[1].split("</table>", 1)[0]


def test_nobody_else_opens_it() -> None:
    page = _logged_in(Role.AUDITOR).get(reverse("ops:status"))

    assert page.status_code == 403

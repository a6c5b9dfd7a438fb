"""Log-in through allauth: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the operator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

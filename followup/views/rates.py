"""Where the teams' live rates come from."""

from django.urls import NoReverseMatch, reverse


def rates_url() -> str:
    """The fragment of the app above with the teams' live rates; empty while it is not there."""
    try:
        return reverse("capitation:my-rates")
    except NoReverseMatch:
        return ""

"""The product's name, in one place.

签约有数: "yǒu shù" means both "there are numbers to it" and "to know where one stands".
"""

from django.utils.translation import get_language

NAMES = {"zh-hans": "签约有数", "en": "OpenCapitation"}


def brand_name() -> str:
    """Return the product's name in the language of the page."""
    return NAMES.get(get_language() or "en", NAMES["en"])

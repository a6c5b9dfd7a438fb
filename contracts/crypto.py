"""Fields that a stolen dump must not show: AES-256-GCM for the value, HMAC-SHA256 for finding it again."""

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
KEY_ID = b"k1"


def seal(plain: str, *, place: str) -> bytes:
    """Encrypt a text for one place (``table.column:pk``); at another place it does not open.

    Layout: two bytes of key id, twelve of nonce, the ciphertext with its tag.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return KEY_ID + nonce + _cipher().encrypt(nonce, plain.encode(), place.encode())


def unseal(sealed: bytes | memoryview, *, place: str) -> str:
    """Decrypt what ``seal`` wrote for this place; raises InvalidTag for another place, key or byte.

    A seal of a key that this installation does not hold says so (ImproperlyConfigured).
    """
    data = bytes(sealed)
    if data[:2] != KEY_ID:
        message = f"sealed with key {data[:2]!r}; OPENCAPITATION_FIELD_KEY is key {KEY_ID!r}"
        raise ImproperlyConfigured(message)
    nonce, body = data[2 : 2 + NONCE_BYTES], data[2 + NONCE_BYTES :]
    return _cipher().decrypt(nonce, body, place.encode()).decode()


def blind_index(plain: str) -> str:
    """A keyed hash (hexadecimal) by which equal values are found without being readable."""
    return hmac.new(_key(settings.INDEX_KEY), plain.encode(), hashlib.sha256).hexdigest()


def _cipher() -> AESGCM:
    return AESGCM(_key(settings.FIELD_KEY))


def _key(text: str) -> bytes:
    if not text:
        raise ImproperlyConfigured(
            "OPENCAPITATION_FIELD_KEY and OPENCAPITATION_INDEX_KEY must be set"
        )
    return bytes.fromhex(text)

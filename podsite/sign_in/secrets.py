"""Keys of second factors as the database holds them: sealed, so that a copy of it signs nobody in."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

PURPOSE = b"podsite.sign_in.second-factor"


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def open_sealed(text: str) -> str:
    """What was sealed; under another ``SECRET_KEY`` a key that nobody knows, so that no code is right."""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box():
    # Imported where it is used: it is large, and few requests are about second factors.
    from cryptography.fernet import Fernet

    key = hmac.digest(settings.SECRET_KEY.encode(), PURPOSE, hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))

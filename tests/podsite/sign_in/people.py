"""An editor at the door, and what an authenticator app does."""

import base64
import hashlib
import hmac
import re
import time

from django.contrib.auth.models import User
from django.urls import reverse

WORDS = "a long pass phrase"


def make_editor(name="marta"):
    return User.objects.create_superuser(name, password=WORDS)


def log_in(client, words=WORDS, name="marta", **environ):
    address = f"{reverse('admin:login')}?next=/admin/episodes/tag/"
    return client.post(address, {"username": name, "password": words}, **environ)


def code_of(key, steps=0):
    """The six digits of RFC 6238 for a key in base 32, ``steps`` half minutes from now."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(key), counter.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def set_up_app(client):
    """The key of an app that ``client``, who has just signed in, sets up."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    key = re.search(r"<code>([A-Z2-7]{16,})</code>", page)[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(key)})
    assert answer.status_code == 302, answer.content.decode()
    return key


def recovery_codes(client):
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d+)</code>", page)


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200

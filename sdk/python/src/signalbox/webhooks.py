# SPDX-License-Identifier: GPL-3.0-or-later
"""Checking that a webhook is from your Signalbox, as the Standard Webhooks say."""
from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any, Mapping, Optional, Union


class WrongSignature(Exception):
    """The message is not from who has the secret, or is too old."""


def verify_webhook(
    secret: str,
    headers: Mapping[str, str],
    body: Union[bytes, str],
    *,
    tolerance: float = 300,
    now: Optional[float] = None,
) -> Any:
    """The JSON of a webhook whose signature and time are right. `body` is what came, byte by byte.

    Raises WrongSignature. `webhook-id` stays the same when a message is sent again: keep it to do nothing twice.
    """
    known = {name.lower(): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body
    try:
        number, sent, signatures = (known[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
        age = abs((time.time() if now is None else now) - int(sent))
    except (KeyError, ValueError):
        raise WrongSignature("The webhook headers are missing") from None
    if age > tolerance:
        raise WrongSignature("The message is too old")
    digest = hmac.new(_key_of(secret), f"{number}.{sent}.".encode() + raw, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    if not any(hmac.compare_digest(expected, given.encode()) for given in signatures.split()):
        raise WrongSignature("The signature is not right")
    return json.loads(raw)


def _key_of(secret: str) -> bytes:
    if secret.startswith("whsec_"):
        return base64.b64decode(secret[len("whsec_"):])
    return secret.encode()

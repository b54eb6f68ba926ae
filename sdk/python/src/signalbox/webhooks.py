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

    Raises WrongSignature, and ValueError when the secret itself cannot be used. `tolerance` is in seconds.
    `webhook-id` stays the same when a message is sent again: keep it to do nothing twice.
    """
    key = _key_of(secret)
    known = {name.lower(): value for name, value in headers.items()}
    raw = body.encode() if isinstance(body, str) else body
    try:
        number, sent, signatures = (known[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
        age = abs((time.time() if now is None else now) - int(sent))
    except (KeyError, ValueError):
        raise WrongSignature("The webhook headers are missing") from None
    if age > tolerance:
        raise WrongSignature("The message is too old")
    digest = hmac.new(key, f"{number}.{sent}.".encode() + raw, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    if not any(hmac.compare_digest(expected, given.encode()) for given in signatures.split()):
        raise WrongSignature("The signature is not right")
    return json.loads(raw)


def _key_of(secret: str) -> bytes:
    if not isinstance(secret, str) or not secret:
        raise ValueError("There is no secret. It was told when the webhook was added, and begins with whsec_.")
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        key = base64.b64decode(secret[len("whsec_"):], validate=True)
    except ValueError:
        key = b""
    if not key:
        raise ValueError("The secret begins with whsec_, but what follows is not base64. Was it copied whole?")
    return key

# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong."""
from __future__ import annotations

import json
from typing import Any, Mapping


class SignalboxError(Exception):
    """The server refused, or did not answer (then `status` is 0)."""

    def __init__(self, text: str, status: int = 0, code: str = "", body: Any = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.body = body


class NotAllowed(SignalboxError):
    """The key is missing, unknown, or may not do this."""


class NotFound(SignalboxError):
    """It is not there, or not yours."""


class RateLimited(SignalboxError):
    """Too often; `retry_after` are the seconds until it is worth trying again."""

    retry_after: float = 1.0


class TaskFailed(SignalboxError):
    """The task that was waited for failed or was cancelled; `body` is the task."""


class WaitedTooLong(SignalboxError):
    """The task had not ended in time. It goes on."""


def error_from(status: int, headers: Mapping[str, str], text: str) -> SignalboxError:
    """The error that an answer stands for, whichever contract it is of."""
    try:
        body = json.loads(text)
    except ValueError:
        body = text
    said = body.get("error", text) if isinstance(body, dict) else text
    code = ""
    if isinstance(said, dict):
        code = str(said.get("code", ""))
        said = said.get("message", text)
    kind = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 429: RateLimited}.get(status, SignalboxError)
    error = kind(str(said), status, code, body)
    if isinstance(error, RateLimited):
        try:
            error.retry_after = float(headers.get("Retry-After", "1"))
        except ValueError:
            pass
    return error

# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong."""
from __future__ import annotations

import json
import re
from typing import Any, Dict, Mapping, Tuple


class SignalboxError(Exception):
    """The server refused, or did not answer (then `status` is 0).

    `code` is the server's word for it and `details` say more, such as the `field` that is wrong; both may be empty.
    """

    def __init__(self, text: str, status: int = 0, code: str = "", body: Any = None, details: Any = None) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.body = body
        self.details: Dict[str, Any] = details or {}


class NotAllowed(SignalboxError):
    """The key is missing, unknown, or may not do this."""


class NotFound(SignalboxError):
    """It is not there, or not yours."""


class Conflict(SignalboxError):
    """It is not possible as things stand, such as to cancel a task that has ended."""


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
    words, code, details = said(body, text)
    kinds = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 409: Conflict, 429: RateLimited}
    error = kinds.get(status, SignalboxError)(words or f"The server answered {status}", status, code, body, details)
    if isinstance(error, RateLimited):
        try:
            error.retry_after = float(headers.get("Retry-After", "1"))
        except ValueError:
            pass
    return error


def said(body: Any, text: str = "") -> Tuple[str, str, Dict[str, Any]]:
    """The words, the code and the details of a refusal; `text` where it has no words of its own."""
    if not isinstance(body, dict):
        return text, "", {}
    error = body.get("error")
    if isinstance(error, dict):  # {"error": {"code", "message", and "details" or "param"}}
        source, code = error, error.get("code") or error.get("type") or ""
    elif isinstance(error, str) and "message" in body and re.fullmatch(r"\w+", error):  # {"error": CODE, "message"}
        source, code = body, error
    else:  # {"error": words}
        source, code = {"message": error}, ""
    details = source.get("details")
    if not isinstance(details, dict):
        details = {"field": source["param"]} if source.get("param") else {}
    words = str(source.get("message") or text)
    issue = details.get("issue")
    if issue and str(issue) not in words:
        words += f" ({details['field']}: {issue})" if details.get("field") else f" ({issue})"
    return words, str(code), details

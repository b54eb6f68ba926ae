# SPDX-License-Identifier: GPL-3.0-or-later
"""Signalbox from Python, with the standard library alone."""
from .client import Signalbox
from .errors import Conflict, NotAllowed, NotFound, RateLimited, SignalboxError, TaskFailed, WaitedTooLong
from .stream import Event
from .webhooks import WrongSignature, verify_webhook

__all__ = [
    "Conflict",
    "Event",
    "NotAllowed",
    "NotFound",
    "RateLimited",
    "Signalbox",
    "SignalboxError",
    "TaskFailed",
    "WaitedTooLong",
    "WrongSignature",
    "verify_webhook",
]

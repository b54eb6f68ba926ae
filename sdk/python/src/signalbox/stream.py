# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-sent events."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, BinaryIO, Iterator


@dataclass(frozen=True)
class Event:
    """One event; `data` is its JSON, or its text where it is none."""

    id: str
    type: str
    data: Any

    @property
    def is_last(self) -> bool:
        return self.type == "done"


def events_in(body: BinaryIO) -> Iterator[Event]:
    """The events of a text/event-stream. Ends with it."""
    name, number, data = "", "", []
    for raw in body:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            if data:
                yield Event(number, name or "message", _value("\n".join(data)))
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "event":
            name = value
        elif field == "id":
            number = value
        elif field == "data":
            data.append(value)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text

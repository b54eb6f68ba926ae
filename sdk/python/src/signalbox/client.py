# SPDX-License-Identifier: GPL-3.0-or-later
"""The client."""
from __future__ import annotations

import http.client
import io
import itertools
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any, BinaryIO, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from .errors import Conflict, NotFound, RateLimited, SignalboxError, TaskFailed, WaitedTooLong, error_from, said
from .stream import Event, events_in

Json = Dict[str, Any]
_Body = Union[bytes, Iterable[bytes], None]

_LOST = (URLError, http.client.HTTPException, ConnectionError, TimeoutError, OSError)
_READING = 900  # seconds that the server may take to read a document
_PATIENCE = 5  # tries to go on with a stream that yields nothing new


class Signalbox:
    """One Signalbox, with one key. May be shared by threads: it keeps nothing but its settings."""

    def __init__(self, url: Optional[str] = None, key: Optional[str] = None, *, timeout: float = 60) -> None:
        self.url = (url or os.environ.get("SIGNALBOX_URL", "http://127.0.0.1:8080")).rstrip("/")
        self.key = key if key is not None else os.environ.get("SIGNALBOX_KEY", "")
        self.timeout = timeout

    # Tasks.

    def submit(self, query: str, *, session_id: Optional[str] = None, context: Optional[Json] = None,
               mode: Optional[str] = None, priority: Optional[str] = None, model_tier: Optional[str] = None,
               model_override: Optional[str] = None, provider_override: Optional[str] = None,
               max_iterations: Optional[int] = None, max_concurrent_agents: Optional[int] = None,
               enable_verification: Optional[bool] = None, research_strategy: Optional[str] = None,
               idempotency_key: Optional[str] = None) -> Json:
        """Submits a task, with the fields of POST /api/v1/tasks; `context={"agent": name}` names an agent.

        The same `idempotency_key` with the same words submits once, however often it is called within a day.
        """
        body = dict(
            query=query, session_id=session_id, context=context, mode=mode, priority=priority, model_tier=model_tier,
            model_override=model_override, provider_override=provider_override, max_iterations=max_iterations,
            max_concurrent_agents=max_concurrent_agents, enable_verification=enable_verification,
            research_strategy=research_strategy,
        )
        return self.request("POST", "/api/v1/tasks", _given(body), headers=_once(idempotency_key))

    def task(self, task: str) -> Json:
        return self.request("GET", f"/api/v1/tasks/{quote(task, safe='')}")

    def tasks(self, *, limit: Optional[int] = None, offset: Optional[int] = None, before: Optional[str] = None,
              status: Optional[str] = None, session_id: Optional[str] = None) -> List[Json]:
        """The newest first; `before` is the last task_id of the page before."""
        query = {"limit": limit, "offset": offset, "before": before, "status": status, "session_id": session_id}
        return self.request("GET", "/api/v1/tasks", query=query)["tasks"]

    def cancel(self, task: str, reason: str = "") -> Json:
        """Raises Conflict when the task has ended."""
        return self._control(task, "cancel", reason)

    def pause(self, task: str, reason: str = "") -> Json:
        return self._control(task, "pause", reason)

    def resume(self, task: str, reason: str = "") -> Json:
        return self._control(task, "resume", reason)

    def wait(self, task: str, timeout: float = 600) -> Json:
        """The task once it has ended; a person may have to decide first.

        Raises TaskFailed, or WaitedTooLong after `timeout` seconds.
        """
        end = time.monotonic() + timeout
        pause = 0.1
        while True:
            shown = self.task(task)
            state = str(shown.get("status", "")).upper()
            if state.endswith("COMPLETED"):
                return shown
            if state.endswith(("FAILED", "CANCELLED", "TIMEOUT")):
                raise TaskFailed(shown.get("error") or f"The task ended as {state}", body=shown)
            if time.monotonic() + pause > end:
                raise WaitedTooLong(f"The task is still {state or 'running'}", body=shown)
            time.sleep(pause)
            pause = min(pause * 1.5, 2)

    def stream(self, task: str, last_event_id: str = "") -> Iterator[Event]:
        """What happens to a task, until it ends. A connection that is lost is opened again where it was.

        Raises NotFound when there is no such task.
        """
        tries = 0
        while True:
            headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
            try:
                with self._open("GET", f"/api/v1/stream/sse?{urlencode({'workflow_id': task})}", None, headers) as body:
                    if body.status == 204:  # all of it came before
                        return
                    for event in events_in(body):
                        if event.type == "ERROR_OCCURRED" and not event.id:  # what happens to a task has an id
                            raise NotFound(event.data["message"], 404, body=event.data)
                        tries = 0
                        last_event_id = event.id or last_event_id
                        yield event
                        if event.is_last:
                            return
            except RateLimited as error:
                time.sleep(error.retry_after)
            except SignalboxError as error:
                if error.status:
                    raise
            except _LOST:
                pass
            tries += 1
            if tries > _PATIENCE:
                raise SignalboxError("The stream was lost and could not be continued")
            time.sleep(0.2 * 2**tries)

    # Approvals.

    def approvals(self, status: Optional[str] = "pending", *, workflow_id: Optional[str] = None,
                  limit: Optional[int] = None, before: Optional[str] = None) -> List[Json]:
        """Those that wait; with `status=None` all of them, or those of one task with `workflow_id`."""
        query = {"status": status, "workflow_id": workflow_id, "limit": limit, "before": before}
        return self.request("GET", "/api/v1/approvals", query=query)["approvals"]

    def approve(
        self, task: str, approval: str, feedback: str = "", modified_action: Any = None, seen_action: Any = None
    ) -> Json:
        """Lets the agent go on, with the arguments as they are or as `modified_action` says; with `seen_action`, the
        arguments that were looked at, only while they are those."""
        return self._decide(task, approval, True, feedback, modified_action, seen_action=seen_action)

    def reject(self, task: str, approval: str, feedback: str = "", end_task: bool = False) -> Json:
        """The agent reads `feedback` as the answer to its call and goes on; `end_task` ends the task instead."""
        return self._decide(task, approval, False, feedback, None, end_task)

    # Chat.

    def chat(self, agent: str, message: str, conversation: str = "", context: Optional[Json] = None) -> Json:
        """One turn with an agent; its answer is `response`, and `conversation_id` continues the conversation."""
        body: Json = {"message": message}
        if conversation:
            body["conversation_id"] = conversation
        if context:
            body["context"] = context
        return self.request("POST", f"/api/v1/agents/{quote(agent, safe='')}/chat", body, timeout=330)["data"]

    def complete(self, messages: Union[str, List[Json]], model: str = "shannon-chat", **options: Any) -> str:
        """The answer of a model, or of an agent ("cluster/agent")."""
        body = {"model": model, "messages": _messages(messages), **options}
        answer = self.request("POST", "/v1/chat/completions", body, timeout=2100)
        return answer["choices"][0]["message"]["content"]

    def complete_stream(self, messages: Union[str, List[Json]], model: str = "shannon-chat", **options: Any) -> Iterator[str]:
        """The same in pieces, as they are written. Leaving the loop early cancels the task.

        What fails on the way is a SignalboxError.
        """
        body = {"model": model, "messages": _messages(messages), "stream": True, **options}
        with self._open("POST", "/v1/chat/completions", _encoded(body), {"Content-Type": "application/json"}) as answer:
            for event in events_in(answer):
                if event.data == "[DONE]":
                    return
                if "error" in event.data:
                    words, code, details = said(event.data)
                    raise SignalboxError(words, code=code, body=event.data, details=details)
                for choice in event.data.get("choices", []):
                    piece = choice["delta"].get("content")
                    if piece:
                        yield piece
        raise SignalboxError("The stream ended before the answer was whole")

    # Knowledge.

    def add_document(self, file: Union[str, Path, Tuple[str, bytes]], title: str = "", tags: Optional[List[str]] = None,
                     *, idempotency_key: Optional[str] = None) -> Json:
        """Adds a file, which is read as it is sent, or bytes with a name.

        The same `idempotency_key` with the same document adds it once.
        """
        with (io.BytesIO(file[1]) if isinstance(file, tuple) else open(file, "rb")) as data:
            return self._upload(file[0] if isinstance(file, tuple) else Path(file).name, data, title, tags, idempotency_key)

    def _upload(self, name: str, data: BinaryIO, title: str, tags: Optional[List[str]], key: Optional[str]) -> Json:
        metadata = {"title": title or name, "tags": tags or []}
        boundary = uuid.uuid4().hex
        safe = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
        begin = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{json.dumps(metadata)}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        end = f"\r\n--{boundary}--\r\n".encode()
        size = data.seek(0, io.SEEK_END)
        data.seek(0)
        body = itertools.chain([begin], iter(lambda: data.read(65536), b""), [end])
        headers = {
            **_once(key),
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(begin) + size + len(end)),
        }
        return self._json("POST", "/v1/knowledge/documents", body, headers, max(self.timeout, _READING))

    def documents(self, *, limit: Optional[int] = None, before: Optional[str] = None) -> List[Json]:
        """The newest first; `before` is the last id of the page before."""
        return self.request("GET", "/v1/knowledge/documents", query={"limit": limit, "before": before})["documents"]

    def document(self, document: str) -> Json:
        return self.request("GET", f"/v1/knowledge/documents/{quote(document, safe='')}")

    def delete_document(self, document: str) -> None:
        self.request("DELETE", f"/v1/knowledge/documents/{quote(document, safe='')}")

    def search(self, text: str, limit: int = 10) -> List[Json]:
        return self.request("GET", "/v1/knowledge/search", query={"q": text, "limit": limit})["results"]

    # Webhooks.

    def add_webhook(self, url: str, events: List[str], secret: str = "", *, idempotency_key: Optional[str] = None) -> Json:
        """The answer holds the secret for verify_webhook(); it is told this once."""
        body = {"url": url, "events": events, **({"secret": secret} if secret else {})}
        return self.request("POST", "/v1/webhooks", body, headers=_once(idempotency_key))

    def webhooks(self) -> Json:
        return self.request("GET", "/v1/webhooks")

    def webhook(self, webhook: str) -> Json:
        return self.request("GET", f"/v1/webhooks/{quote(webhook, safe='')}")

    def delete_webhook(self, webhook: str) -> None:
        self.request("DELETE", f"/v1/webhooks/{quote(webhook, safe='')}")

    def test_webhook(self, webhook: str) -> Json:
        return self.request("POST", f"/v1/webhooks/{quote(webhook, safe='')}/test")

    def deliveries(self, webhook: str) -> Json:
        return self.request("GET", f"/v1/webhooks/{quote(webhook, safe='')}/deliveries")

    def delivery(self, webhook: str, delivery: str) -> Json:
        return self.request("GET", f"/v1/webhooks/{quote(webhook, safe='')}/deliveries/{quote(delivery, safe='')}")

    def replay(self, webhook: str, delivery: str) -> Json:
        """Sends the same message again, as a new delivery."""
        path = f"/v1/webhooks/{quote(webhook, safe='')}/deliveries/{quote(delivery, safe='')}/replay"
        return self.request("POST", path)

    # Everything else.

    def request(self, method: str, path: str, body: Any = None, *, query: Optional[Mapping[str, Any]] = None,
                headers: Optional[Mapping[str, str]] = None, timeout: Optional[float] = None) -> Any:
        """Any other endpoint of /openapi.json: JSON in, JSON out."""
        items = _given(query or {})
        if items:
            path += "?" + urlencode(items)
        sent = dict(headers or {})
        if body is not None:
            sent["Content-Type"] = "application/json"
        return self._json(method, path, None if body is None else _encoded(body), sent, timeout or self.timeout)

    def _control(self, task: str, action: str, reason: str) -> Json:
        answer = self.request("POST", f"/api/v1/tasks/{quote(task, safe='')}/{action}", {"reason": reason})
        if answer.get("success") is False:  # an answer of 202 that says no
            raise Conflict(str(answer.get("message") or f"The task cannot {action}"), 409, body=answer)
        return answer

    def _decide(
        self, task: str, approval: str, approved: bool, feedback: str, modified_action: Any, end_task: bool = False,
        seen_action: Any = None,
    ) -> Json:
        body: Json = {"workflow_id": task, "approval_id": approval, "approved": approved, "feedback": feedback}
        if modified_action is not None:
            body["modified_action"] = modified_action
        if end_task:
            body["end_task"] = True
        if seen_action is not None:
            body["seen_action"] = seen_action
        return self.request("POST", "/api/v1/approvals/decision", body)

    def _json(self, method: str, path: str, body: _Body, headers: Mapping[str, str], timeout: float) -> Any:
        with self._open(method, path, body, headers, timeout) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _open(self, method: str, path: str, body: _Body, headers: Mapping[str, str], timeout: Optional[float] = None) -> Any:
        request = Request(self.url + path, data=body, method=method, headers=dict(headers))
        if self.key:
            request.add_header("X-API-Key", self.key)
        try:
            return urlopen(request, timeout=timeout or self.timeout)
        except HTTPError as error:
            with error:
                raise error_from(error.code, error.headers, error.read().decode("utf-8", "replace")) from None
        except URLError as error:
            raise SignalboxError(f"{self.url} does not answer: {error.reason}") from error


def _once(key: Optional[str]) -> Dict[str, str]:
    """A request that is sent again, by hand or because a connection broke, is carried out once."""
    return {"Idempotency-Key": key or str(uuid.uuid4())}


def _given(values: Mapping[str, Any]) -> Json:
    """Without what is None."""
    return {name: value for name, value in values.items() if value is not None}


def _encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


def _messages(messages: Union[str, List[Json]]) -> List[Json]:
    return [{"role": "user", "content": messages}] if isinstance(messages, str) else messages

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program does that uses the SDK for Python: keys that do things once, documents, webhooks."""
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from signalbox import Conflict, NotAllowed, NotFound, Signalbox, SignalboxError, TaskFailed, WrongSignature, verify_webhook

box = Signalbox(*sys.argv[1:3])


def eventually(look):
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end, "not seen within 20 seconds"
        time.sleep(0.05)


def refused(kind, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except kind as error:
        return error
    raise AssertionError(f"{call} was not refused")


def the_same_key_does_it_once():
    first = box.submit("What is 6 times 7?", idempotency_key="py-1")["task_id"]
    assert box.submit("What is 6 times 7?", idempotency_key="py-1")["task_id"] == first
    assert box.submit("What is 6 times 7?", idempotency_key="py-2")["task_id"] != first
    assert box.submit("What is 6 times 7?")["task_id"] != first
    assert "42" in box.wait(first)["result"]


def documents_are_added_once_and_deleted():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'two "words".txt')
        path.write_text("A kingfisher dives. " * 20_000)
        added = box.add_document(path, tags=["birds"], idempotency_key="py-3")
        assert box.add_document(path, tags=["birds"], idempotency_key="py-3")["id"] == added["id"]
    assert added["size"] == 400_000 and added["tags"] == ["birds"]
    assert box.add_document(("a.txt", b"Another bird."))["id"] != added["id"]
    assert box.search("kingfisher")[0]["document_id"] == added["id"]
    assert any(one["id"] == added["id"] for one in box.documents(limit=5))
    box.delete_document(added["id"])
    assert refused(NotFound, box.document, added["id"]).status == 404


def a_webhook_is_checked_and_sent_again():
    heard = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    receiver = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    webhook = box.add_webhook(url, ["session.completed"], idempotency_key="py-hook")
    assert box.add_webhook(url, ["session.completed"], idempotency_key="py-hook")["id"] == webhook["id"]
    assert box.webhook(webhook["id"])["url"] == url and box.webhooks()["total"] == 1
    sent = box.test_webhook(webhook["id"])
    eventually(lambda: len(heard) == 1)
    assert verify_webhook(webhook["secret"], *heard[0])["type"] == "webhook.test"
    refused(WrongSignature, verify_webhook, webhook["secret"], heard[0][0], heard[0][1] + b" ")
    eventually(lambda: box.delivery(webhook["id"], sent["id"])["status"] == "delivered")
    assert box.replay(webhook["id"], sent["id"])["replay_of"] == sent["id"]
    eventually(lambda: len(heard) == 2)
    assert heard[1][1] == heard[0][1]
    assert len(box.deliveries(webhook["id"])["deliveries"]) == 2
    box.delete_webhook(webhook["id"])
    assert box.webhooks()["total"] == 0
    receiver.shutdown()


def chats_and_refusals():
    assert "5" in box.chat("assistant", "What is 2 + 3?")["response"]
    assert "42" in box.complete("What is 6 times 7?")
    assert "42" in "".join(box.complete_stream("What is 6 times 7?"))
    task = box.submit("write 'x' to x.md")["task_id"]
    eventually(lambda: box.approvals(workflow_id=task))
    box.reject(task, box.approvals(workflow_id=task)[0]["approval_id"], "No.")
    assert "A person rejected this call: No." in box.wait(task)["result"]
    second = box.submit("write 'y' to y.md")["task_id"]
    box.cancel(second, "enough")
    refused(TaskFailed, box.wait, second)
    refused(NotAllowed, Signalbox(box.url, "sk_wrong").tasks)
    assert refused(SignalboxError, Signalbox("http://127.0.0.1:1").tasks).status == 0


def streams_end():
    assert str(refused(NotFound, list, box.stream("task-none"))) == "Workflow not found"
    task = box.submit("What is 6 times 7?")["task_id"]
    events = list(box.stream(task))
    begun = time.monotonic()
    assert [event.type for event in box.stream(task, events[-2].id)] == ["done"]
    assert list(box.stream(task, events[-1].id)) == []
    assert time.monotonic() - begun < 5
    for act in (box.cancel, box.pause, box.resume):
        error = refused(Conflict, act, task)
        assert error.status == 409 and "completed" in str(error), error


def refusals_say_what_the_server_said():
    for path, body, words, code, field in (
        ("/api/v1/tasks", {}, "Query is required", "", None),
        ("/api/v1/auth/register", {"email": "a@b.c", "username": "a", "password": "a long sentence"},
         "Registration is off. Ask an administrator", "registration_disabled", None),
        ("/api/tasks", {}, "agent_name is required", "", None),
        ("/api/chat/sessions", {"settings": 3}, "settings must be an object", "", None),
        ("/api/v1/agents/nobody/chat", {"message": "x"}, "agent nobody not found", "AGENT_NOT_FOUND", None),
        ("/execute-workflow", {}, "requirements is required", "INVALID_INPUT", "requirements"),
        ("/v1/sessions", {}, "The request is invalid (name: required field missing)", "INVALID_REQUEST", "name"),
        ("/v1/chat/completions", {}, "messages is required", "invalid_request", "messages"),
    ):
        error = refused(SignalboxError, box.request, "POST", path, body)
        assert str(error).startswith(words), error
        assert (error.code, error.details.get("field")) == (code, field), (path, error.code, error.details)


def unknown_words_are_errors():
    refused(TypeError, box.submit, "1 + 1", bogus=1)
    for look in (box.tasks, box.approvals, box.documents):
        refused(TypeError, look, statsu="failed")
    task = box.submit("1 + 1", session_id="sums", mode="simple", context={"from": "a test"})["task_id"]
    assert box.wait(task)["session_id"] == "sums"
    assert [one["task_id"] for one in box.tasks(session_id="sums", limit=1)] == [task]


the_same_key_does_it_once()
documents_are_added_once_and_deleted()
a_webhook_is_checked_and_sent_again()
chats_and_refusals()
streams_end()
refusals_say_what_the_server_said()
unknown_words_are_errors()
print("passed")

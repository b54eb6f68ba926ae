# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs no server."""
import base64
import hashlib
import hmac
import io
import json
import unittest

from signalbox import NotFound, RateLimited, WrongSignature, verify_webhook
from signalbox.errors import error_from
from signalbox.stream import events_in

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def signed(body: bytes, sent: int, number: str = "msg-1") -> dict:
    key = base64.b64decode(SECRET[6:])
    digest = hmac.new(key, f"{number}.{sent}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"Webhook-Id": number, "Webhook-Timestamp": str(sent), "Webhook-Signature": "v1,AAAA " + signature}


class Webhooks(unittest.TestCase):
    body = json.dumps({"type": "task.completed"}).encode()

    def test_the_right_one_is_read(self):
        self.assertEqual(verify_webhook(SECRET, signed(self.body, 1000), self.body, now=1100)["type"], "task.completed")

    def test_others_are_refused(self):
        good = signed(self.body, 1000)
        for headers, body, now in (
            (good, self.body + b" ", 1000),  # changed
            (good, self.body, 2000),  # old
            (good, self.body, 100),  # from the future
            ({**good, "Webhook-Id": "msg-2"}, self.body, 1000),
            ({**good, "Webhook-Signature": "v1,AAAA"}, self.body, 1000),
            ({**good, "Webhook-Timestamp": "soon"}, self.body, 1000),
            ({}, self.body, 1000),
        ):
            with self.assertRaises(WrongSignature):
                verify_webhook(SECRET, headers, body, now=now)

    def test_a_secret_that_cannot_be_used_is_said_to_be_so(self):
        for secret, words in (("whsec_!!!", "not base64"), ("whsec_", "not base64"), ("", "no secret"), (None, "no secret")):
            with self.assertRaisesRegex(ValueError, words):
                verify_webhook(secret, {}, self.body)


class Streams(unittest.TestCase):
    def test_events_are_read(self):
        text = b': ping\n\nid: 1-0\nevent: A\ndata: {"x": 1}\n\ndata: a\ndata: b\n\nevent: done\ndata: [DONE]\n\nid: 9\n'
        events = list(events_in(io.BytesIO(text)))
        self.assertEqual([event.type for event in events], ["A", "message", "done"])
        self.assertEqual(events[0].data, {"x": 1})
        self.assertEqual(events[1].data, "a\nb")
        self.assertEqual(events[2].id, "1-0")
        self.assertTrue(events[2].is_last)


class Errors(unittest.TestCase):
    def test_every_contract_is_understood(self):
        field = {"field": "name", "issue": "required"}
        for body, words, code, details in (
            ({"error": "gone"}, "gone", "", {}),
            ({"error": "gone for now", "message": "Too many"}, "gone for now", "", {}),
            ({"error": "is_gone", "message": "gone"}, "gone", "is_gone", {}),
            ({"error": "GONE", "message": "gone", "detail": "gone", "details": None}, "gone", "GONE", {}),
            ({"error": {"code": "X", "message": "gone", "details": field}}, "gone (name: required)", "X", field),
            ({"error": {"code": None, "type": "x", "message": "gone", "param": "name"}}, "gone", "x", {"field": "name"}),
            ({"success": False, "error": {"message": "gone"}}, "gone", "", {}),
            ({"success": False, "error": {"code": "X", "message": "name: required", "details": field}}, "name: required", "X", field),
            ({}, "{}", "", {}),
            ([], "[]", "", {}),
        ):
            error = error_from(404, {}, json.dumps(body))
            self.assertIsInstance(error, NotFound)
            self.assertEqual((str(error), error.code, error.details), (words, code, details))
        limited = error_from(429, {"Retry-After": "7"}, "{}")
        self.assertIsInstance(limited, RateLimited)
        self.assertEqual(limited.retry_after, 7)
        self.assertEqual(str(error_from(502, {}, "<html>")), "<html>")


if __name__ == "__main__":
    unittest.main()

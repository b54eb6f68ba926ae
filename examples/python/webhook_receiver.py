# SPDX-License-Identifier: GPL-3.0-or-later
"""Receives webhooks: webhook_receiver.py SECRET [PORT]. The secret is told when the webhook is added."""
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from signalbox import WrongSignature, verify_webhook

if len(sys.argv) < 2 or not sys.argv[1]:
    sys.exit("Give the secret that was told when the webhook was added: webhook_receiver.py SECRET [PORT]")
secret = sys.argv[1]
port = int(sys.argv[2]) if len(sys.argv) > 2 else 9000


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), 1_000_000))
        try:
            message = verify_webhook(secret, self.headers, body)
        except WrongSignature as error:
            print("refused:", error, flush=True)
            self.send_response(401)
        else:
            print("received:", message["type"], flush=True)
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", port), Receiver)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()

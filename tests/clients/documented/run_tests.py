# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests of a document as they are written there, against the server at URL: run_tests.py URL FILE."""
import asyncio
import inspect
import sys
import types

import requests

url, path = sys.argv[1:3]


class TestClient:
    """Has of FastAPI's TestClient what the document uses; its app is the address of a server."""

    def __init__(self, app):
        self.url = app

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def get(self, path):
        return requests.get(self.url + path, timeout=30)

    def post(self, path, json=None):
        return requests.post(self.url + path, json=json, timeout=30)


def module(name, **content):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(content)


module("fastapi")
module("fastapi.testclient", TestClient=TestClient)
module("api")
module("api.orchestrator_api", app=url)
module("pytest", mark=types.SimpleNamespace(asyncio=lambda test: test))

names = {"TestClient": TestClient, "app": url}  # the second of the document's files does not import them
with open(path, encoding="utf-8") as source:
    exec(compile(source.read(), path, "exec"), names)  # pylint: disable=exec-used
for name, test in list(names.items()):
    if name.startswith("test_"):
        result = test()
        if inspect.iscoroutine(result):
            asyncio.run(result)
        print(name)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the code of an agent, inside the sandbox and nowhere else.

Standard input is one JSON object: {"code", "requirements", "call", "data"}. Standard output gets one JSON object:
{"result": value}, or {"error": text, "field": "code" | "requirements" | "result"}. With "call" false the code is
loaded and its function is found, and the result is the function's name. What the code prints goes to standard error.
"""
import asyncio
import importlib.metadata
import inspect
import json
import os
import re
import sys
import traceback

USUAL_NAMES = ("main", "handler", "process", "execute")
FILE_NAME = "agent.py"


class Refused(Exception):
    def __init__(self, field, text):
        super().__init__(text)
        self.field = field


class Data(dict):
    """The input. data["text"] and data.text are the same; of an object with a single value, data also does what
    that value does, so that data.upper() is the text in capitals."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self:
            return self[name]
        if len(self) == 1:
            return getattr(next(iter(self.values())), name)
        raise AttributeError(f"the input has no {name!r}")


def numbers(version):
    found = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    if not found:
        raise ValueError(version)
    parts = [int(part) for part in found.group(1).split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return parts


def fits(installed, operator, wanted):
    if operator in ("==", "!=") and wanted.endswith(".*"):
        start = [int(part) for part in wanted[:-2].split(".")]
        same = (numbers(installed) + [0] * len(start))[: len(start)] == start
        return same == (operator == "==")
    have, want = numbers(installed), numbers(wanted)
    if operator == "~=":
        start = [int(part) for part in wanted.split(".")[:-1]]
        return have >= want and (have + [0] * len(start))[: len(start)] == start
    return {"==": have == want, "===": installed == wanted, "!=": have != want, ">=": have >= want,
            "<=": have <= want, ">": have > want, "<": have < want}[operator]


def check_requirement(text):
    found = re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*((?:(?:===|~=|[=!<>]=|[<>])\s*"
                         r"[A-Za-z0-9.*+!-]+\s*,?\s*)*)", text.strip())
    if not found:
        raise Refused("requirements", f"“{text}” is not understood; write a name, such as numpy or numpy>=1.20")
    name, conditions = found.groups()
    if name in sys.stdlib_module_names and not conditions:
        return
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        raise Refused("requirements", f"{name} is not installed on this computer, and code has no network to get it. "
                                      f"Install it for the system's Python (apt-get install python3-{name.lower()}), "
                                      "or do without it") from None
    for operator, wanted in re.findall(r"(===|~=|[=!<>]=|[<>])\s*([A-Za-z0-9.*+!-]+)", conditions):
        try:
            good = fits(installed, operator, wanted)
        except ValueError:
            raise Refused("requirements", f"the version in “{text}” is not understood") from None
        if not good:
            raise Refused("requirements", f"{name} is installed as {installed}, which is not {operator} {wanted}")


def told(error):
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE_NAME]
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        lines, message = [error.lineno], error.msg
    else:
        message = str(error)
    place = f" (line {lines[-1]})" if lines and lines[-1] else ""
    return f"{type(error).__name__}: {message}{place}" if message else f"{type(error).__name__}{place}"


def load(code):
    module = {"__name__": "agent", "__file__": FILE_NAME}
    exec(compile(code, FILE_NAME, "exec"), module)
    return module


def function_of(module):
    for name in USUAL_NAMES:
        if inspect.isfunction(module.get(name)):
            return module[name]
    own = [value for name, value in module.items()
           if inspect.isfunction(value) and value.__module__ == "agent" and not name.startswith("_")]
    if not own:
        raise Refused("code", "the code defines no function that could be called; define one that takes data")
    if len(own) > 1:
        raise Refused("code", "the code defines several functions and none of them is called " +
                      ", ".join(USUAL_NAMES[:-1]) + " or " + USUAL_NAMES[-1])
    return own[0]


def call(function, data):
    if inspect.signature(function).parameters:
        result = function(Data(data) if isinstance(data, dict) else data)
    else:
        result = function()
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def plain(value):
    for convert in ("to_dict", "tolist", "isoformat"):
        if hasattr(value, convert):
            return getattr(value, convert)()
    if isinstance(value, (set, frozenset)):
        return list(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError(f"{type(value).__name__} cannot be told as JSON")


def of_the_agent(trace):
    """The part of a traceback that its author knows."""
    while trace and trace.tb_frame.f_code.co_filename != FILE_NAME:
        trace = trace.tb_next
    return trace


def outcome(wanted):
    try:
        for requirement in wanted["requirements"]:
            check_requirement(requirement)
        function = function_of(load(wanted["code"]))
        if not wanted["call"]:
            return {"result": function.__name__}
        result = call(function, wanted["data"])
    except Refused as refused:
        return {"error": str(refused), "field": refused.field}
    except BaseException as error:  # also what code raises to end the program
        traceback.print_exception(type(error), error, of_the_agent(error.__traceback__))
        return {"error": told(error), "field": "code"}
    try:
        json.dumps(result, allow_nan=False, default=plain)
    except Exception as error:
        return {"error": f"The result cannot be told as JSON: {error}", "field": "result"}
    return {"result": result}


def run():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the code prints is no answer
    sys.stdout.reconfigure(line_buffering=True)  # and stands before the error that came after it
    answer = outcome(json.load(sys.stdin))
    text = json.dumps(answer, allow_nan=False, default=plain)
    sys.stdout.flush()
    sys.stderr.flush()
    answers.write(text.encode())
    answers.flush()
    os._exit(0)  # threads of the code end here


run()

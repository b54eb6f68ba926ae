#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Signalbox against what the same machine does in the same run, and prints a table.

Machines are noisy, so passes alternate, the median counts, and every rate stands beside that of a bare
QHttpServer that answers a constant. Needs wrk and a release build; ./dev bench sees to both."""
import contextlib, http.client, json, os, re, signal, sqlite3, statistics, subprocess, sys, tempfile, threading, time

BIN = sys.argv[1]
PASSES = int(os.environ.get("BENCH_PASSES", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
HERE = os.path.dirname(os.path.abspath(__file__))
rows = []


def row(name, value, target, ok):
    rows.append((name, value, target, "" if ok is None else ("reached" if ok else "SHORT")))
    print(f"  {name}: {value}", file=sys.stderr, flush=True)


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_megabytes(pid):
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0


def wrk(pid, url, script=None, environment=None, connections=64):
    """Requests a second, p99 in ms, processor µs a request, answers that were no 2xx."""
    before = cpu_seconds(pid)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency"] + (["-s", script] if script else []) + [url]
    text = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})}, check=True).stdout
    spent = cpu_seconds(pid) - before
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    total = int(re.search(r"(\d+) requests in", text)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return rate, p99, spent / max(total, 1) * 1e6, int(wrong[1]) if wrong else 0


class Daemon:
    def __init__(self, folder, *options):
        self.started = time.monotonic()
        self.process = subprocess.Popen([f"{BIN}/signalboxd", "--data", folder, "--listen", "127.0.0.1:0",
                                         "--rate-limit-per-minute", "0", "--log-level", "warning", *options],
                                        stdout=subprocess.PIPE, text=True)
        self.hello = json.loads(self.process.stdout.readline())
        self.url = self.hello["url"].rstrip("/")
        self.host = self.url.split("//")[1]
        self.pid = self.process.pid

    def request(self, method, path, body=None, connection=None):
        link = connection or http.client.HTTPConnection(self.host, timeout=20)
        link.request(method, path, json.dumps(body) if body is not None else None,
                     {"X-API-Key": self.key, "Content-Type": "application/json"})
        answer = link.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    @property
    def key(self):
        return self.hello["api_key"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def rates(folder):
    bare = subprocess.Popen([f"{BIN}/bench_bare"], stdout=subprocess.PIPE, text=True)
    bare_url = f"http://127.0.0.1:{bare.stdout.readline().strip()}/ping"
    daemon = Daemon(os.path.join(folder, "rates"))
    status, task = daemon.request("POST", "/api/v1/tasks", {"query": "What is 2 + 2?"})
    assert status == 200, task
    environment = {"SIGNALBOX_KEY": daemon.key}
    measured = {"alone": [], "status alone": [], "bare": [], "submit": [], "status": [], "batches": []}
    status_url = daemon.url + "/api/v1/tasks/" + task["task_id"]
    for _ in range(PASSES):  # before there is a backlog of tasks, and then while the engine works on one
        measured["alone"].append(wrk(bare.pid, bare_url))
        measured["status alone"].append(wrk(daemon.pid, status_url, f"{HERE}/status.lua", environment))
    for _ in range(PASSES):
        measured["bare"].append(wrk(bare.pid, bare_url))
        measured["submit"].append(wrk(daemon.pid, daemon.url + "/api/v1/tasks", f"{HERE}/submit.lua", environment))
        measured["status"].append(wrk(daemon.pid, status_url, f"{HERE}/status.lua", environment))
        with tempfile.TemporaryDirectory() as store:
            out = subprocess.run([f"{BIN}/bench_store", store, "50000"], capture_output=True, text=True, check=True).stdout
            measured["batches"].append(float(out))
    bare.kill()
    median = lambda name, column: statistics.median(p[column] for p in measured[name])
    base = median("bare", 0)
    batches = statistics.median(measured["batches"])
    alone, rate = median("alone", 0), median("status alone", 0)
    row("bare QHttpServer, constant", f"{alone:,.0f}/s, {median('alone', 2):.1f} µs", "", None)
    row("status, idle engine", f"{rate:,.0f}/s = {rate / alone:.3f} of bare, {median('status alone', 2):.1f} µs", ">= 0.30", rate / alone >= 0.3)
    row("bare QHttpServer, beside a working engine", f"{base:,.0f}/s, {median('bare', 2):.1f} µs", "", None)
    row("the rows of a task in batches of 64", f"{batches:,.0f}/s", "", None)
    for name, share, most in (("submit", 0.12, 20), ("status", 0.30, 10)):
        rate, p99 = median(name, 0), median(name, 1)
        wrong = sum(p[3] for p in measured[name])
        beside = f", {rate / batches:.2f} of batches" if name == "submit" else ""
        row(name, f"{rate:,.0f}/s = {rate / base:.3f} of bare{beside}, {median(name, 2):.1f} µs, not 2xx: {wrong}",
            f">= {share:.2f}", rate / base >= share and wrong == 0)
        row(f"{name}, p99", f"{p99:.1f} ms", f"< {most} ms", p99 < most)
    row("exit after SIGTERM", str(daemon.stop()), "0", None)


def pipeline(folder):
    """The same constant from the bare server, from an open row of ours, and from one with all that guards a row."""
    bare = subprocess.Popen([f"{BIN}/bench_bare"], stdout=subprocess.PIPE, text=True)
    ours = subprocess.Popen([f"{BIN}/bench_pipeline", os.path.join(folder, "pipeline")], stdout=subprocess.PIPE, text=True)
    bare_url = f"http://127.0.0.1:{bare.stdout.readline().strip()}/ping"
    port, key = ours.stdout.readline().split()
    url, environment = f"http://127.0.0.1:{port}/ping", {"SIGNALBOX_KEY": key}
    measured = {"bare": [], "open": [], "guarded": []}
    for _ in range(PASSES):
        measured["bare"].append(wrk(bare.pid, bare_url))
        measured["open"].append(wrk(ours.pid, url))
        measured["guarded"].append(wrk(ours.pid, url + "/task-1?limit=20&status=RUNNING", f"{HERE}/status.lua", environment))
    bare.kill()
    ours.kill()
    (base, base_cost), (free, free_cost), (rate, cost) = (
        [statistics.median(p[i] for p in measured[name]) for i in (0, 2)] for name in measured)
    wrong = sum(p[3] for name in measured for p in measured[name])
    row("a constant from an open row", f"{free:,.0f}/s = {free / base:.3f} of bare ({base:,.0f}/s), {free_cost:.1f} / {base_cost:.1f} µs", "", None)
    row("with key, scope, validation and rate limit", f"{rate:,.0f}/s = {rate / base:.3f} of bare, {cost:.1f} µs, not 2xx: {wrong}; "
        f"cost {(free - rate) / base:.3f}", "< 0.15", (free - rate) / base < 0.15 and wrong == 0)


def decisions(folder, count=200):
    """From sending POST /approvals/decision to the event that the step runs again."""
    daemon = Daemon(os.path.join(folder, "decisions"))
    link = http.client.HTTPConnection(daemon.host, timeout=20)
    taken = []
    for number in range(count):
        task = daemon.request("POST", "/api/v1/tasks", {"query": f"write 'note {number}' to note.md"}, link)[1]["task_id"]
        stream = http.client.HTTPConnection(daemon.host, timeout=20)
        stream.request("GET", f"/api/v1/stream/sse?workflow_id={task}&types=APPROVAL_REQUESTED,TOOL_INVOKED", headers={"X-API-Key": daemon.key})
        lines = stream.getresponse()
        approval = None
        while approval is None:
            line = lines.readline().decode()
            if line.startswith("data:") and "APPROVAL_REQUESTED" in line:
                approval = json.loads(line[5:])["payload"]["approval_id"]
        begin = time.perf_counter()
        decide = threading.Thread(target=daemon.request, args=("POST", "/api/v1/approvals/decision",
                                  {"workflow_id": task, "approval_id": approval, "approved": True}, link))
        decide.start()
        while "TOOL_INVOKED" not in lines.readline().decode():
            pass
        taken.append((time.perf_counter() - begin) * 1000)
        decide.join()
        stream.close()
    p99 = percentile(taken, 0.99)
    row("decision to the step running, p50", f"{percentile(taken, 0.5):.1f} ms", "", None)
    row("decision to the step running, p99", f"{p99:.1f} ms", "< 10 ms", p99 < 10)
    daemon.stop()


def streams(folder, clients=1000, events=1000):
    """Everybody follows one task that waits for an approval; a pause is two events, and to resume is one."""
    daemon = Daemon(os.path.join(folder, "streams"), "--http-connections-per-address", "0",
                    "--http-connections", str(clients * 2))  # one key may hold seven of eight
    task = daemon.request("POST", "/api/v1/tasks", {"query": "write 'hello' to a.md"})[1]["task_id"]
    path = f"/api/v1/tasks/{task}"
    while daemon.request("GET", f"{path}/events")[1]["count"] < 4:  # until it waits
        time.sleep(0.01)
    host, port = daemon.host.split(":")
    reader = subprocess.Popen([f"{BIN}/bench_fanout", "follow", host, port, f"/api/v1/stream/sse?workflow_id={task}",
                               daemon.key, str(clients), str(events)], stdout=subprocess.PIPE, text=True)
    assert reader.stdout.readline() == "ready\n"
    before, link = cpu_seconds(daemon.pid), http.client.HTTPConnection(daemon.host, timeout=60)
    sent = daemon.request("GET", f"{path}/events")[1]["count"]
    while sent < events:
        for action, told in (("pause", 2), ("resume", 1)):
            status, answer = daemon.request("POST", f"{path}/{action}", {}, link)
            assert status == 202, answer
            sent += told
    served = json.loads(reader.stdout.readline())
    spent = cpu_seconds(daemon.pid) - before
    frames = clients * events
    raw = json.loads(subprocess.run([f"{BIN}/bench_fanout", "raw", str(clients), str(events), str(served["bytes"] // frames)],
                                    capture_output=True, text=True, check=True).stdout)
    row(f"{clients:,} streams, {events:,} events: in order, and the same", f"{served['ordered']:,}, {served['same']:,}",
        f"{clients:,}", served["ordered"] == served["same"] == clients)
    row("frames sent", f"{frames / served['seconds']:,.0f}/s, {spent / frames * 1e6:.1f} µs "
        f"= {spent / raw['writer_cpu']:.2f} of writing the bytes ({frames / raw['seconds']:,.0f}/s)", "", None)
    daemon.stop()


FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO task (id, owner, query, session_id, conversation_id, agent_id, mode, priority, state, context, options,
                  created_at, updated_at, started_at, finished_at)
SELECT printf('task-01900000-%04x-7000-8000-%012x', i >> 16, i), 'administrator', 'What is 2 + ' || i || '?',
       printf('session-%06d', i / 10), '', '', 'simple', 1, CASE WHEN i % 10 THEN 'completed' ELSE 'failed' END,
       '{}', '{}', 1700000000000 + i, 1700000000000 + i, 1700000000000 + i, 1700000000000 + i FROM n"""


def filled(folder, count):
    """A server whose store holds that many tasks, ten of them in each session."""
    first = Daemon(folder)
    first.stop()
    with contextlib.closing(sqlite3.connect(f"{folder}/signalbox.db")) as store:
        with store:
            store.execute(FILL, {"count": count})
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    daemon = Daemon(folder)
    daemon.hello["api_key"] = first.key  # told only the first time
    return daemon


def lists(folder):
    """Every kind of page that a key addresses, with a thousand tasks and with a million."""
    sizes = {count: filled(os.path.join(folder, f"list{count}"), count) for count in (1_000, 1_000_000)}
    pages = {"first": "", "middle": "&before={middle}", "last": "&before={early}", "failed": "&status=FAILED",
             "failed, middle": "&status=FAILED&before={middle}", "session": "&session_id=session-000050"}
    for name, query in pages.items():
        p99 = {count: [] for count in sizes}
        for _ in range(PASSES):
            for count, daemon in sizes.items():
                place = lambda i: f"task-01900000-{i >> 16:04x}-7000-8000-{i:012x}"
                url = daemon.url + "/api/v1/tasks?limit=20" + query.format(middle=place(count // 2), early=place(200))
                p99[count].append(wrk(daemon.pid, url, f"{HERE}/status.lua", {"SIGNALBOX_KEY": daemon.key}, connections=4))
        few, many = ([statistics.median(p[i] for p in p99[count]) for i in (1, 2)] for count in sizes)
        wrong = sum(p[3] for count in sizes for p in p99[count])
        row(f"list, {name} page: p99 of 1,000,000 / 1,000", f"{many[0]:.2f} / {few[0]:.2f} ms = {many[0] / few[0]:.2f}, "
            f"{many[1]:.0f} / {few[1]:.0f} µs, not 2xx: {wrong}", "< 1.5", many[0] / few[0] < 1.5 and wrong == 0)
    for daemon in sizes.values():
        daemon.stop()


def starts(folder, count=7):
    taken = []
    for number in range(count):
        daemon = Daemon(os.path.join(folder, f"start{number}"))
        while True:
            try:
                if daemon.request("GET", "/health")[0] == 200:
                    break
            except OSError:
                time.sleep(0.002)
        taken.append((time.monotonic() - daemon.started) * 1000)
        daemon.stop()
    median = statistics.median(taken)
    row("start on an empty folder to a first 2xx", f"{median:.0f} ms", "< 300 ms", median < 300)


def window(folder, count=5):
    if not os.path.exists(f"{BIN}/signalbox"):
        return
    taken, memory = [], []
    for number in range(count):
        begin = time.monotonic()
        process = subprocess.Popen([f"{BIN}/signalbox", "--data", os.path.join(folder, f"window{number}"), "--listen", "127.0.0.1:0",
                                    "--log-level", "info"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")})
        shown = threading.Event()

        def watch(lines=process.stderr):
            for line in lines:
                if "window is shown" in line:
                    taken.append((time.monotonic() - begin) * 1000)
                    shown.set()

        threading.Thread(target=watch, daemon=True).start()
        if not shown.wait(20):
            process.kill()
            row("start to the window", "no window within 20 s", "< 700 ms", False)
            return
        time.sleep(1.5)  # until it idles
        memory.append(pss_megabytes(process.pid))
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)
    row("start to the window", f"{statistics.median(taken):.0f} ms", "< 700 ms", statistics.median(taken) < 700)
    row("idle memory of the console (PSS)", f"{statistics.median(memory):.0f} MB", "< 120 MB", statistics.median(memory) < 120)


with tempfile.TemporaryDirectory() as folder:
    for part in (rates, pipeline, lists, decisions, streams, starts, window):
        part(folder)
width = [max(len(r[i]) for r in rows) for i in range(4)]
print()
for r in rows:
    print("  ".join(cell.ljust(width[i]) for i, cell in enumerate(r)).rstrip())

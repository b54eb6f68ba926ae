// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/coderun.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <sys/syscall.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace core;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

// The processes of this computer whose command line has that text.
int processesWith(const QByteArray &text)
{
    int count = 0;
    for (const QString &process : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(u"/proc/"_s + process + u"/cmdline"_s);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text) &&
            process != QString::number(QCoreApplication::applicationPid()))
            ++count;
    }
    return count;
}

QStringList childrenOf(const QString &process)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(process));
    return file.open(QIODevice::ReadOnly)
               ? QString::fromLatin1(file.readAll()).split(u' ', Qt::SkipEmptyParts)
               : QStringList();
}

// The first process in a sandbox that this program began; empty when there is none.
QString firstInSandbox()
{
    for (const QString &outer : childrenOf(QString::number(QCoreApplication::applicationPid()))) {
        if (const QStringList inner = childrenOf(outer); !inner.isEmpty())
            return inner.first();
    }
    return {};
}

Result<QJsonObject> run(const QString &code, const QJsonValue &data = {}, const SandboxLimits &limits = {},
                        const QStringList &requirements = {}, CodeCall::Does does = CodeCall::Does::Call,
                        const Sandbox &sandbox = {})
{
    CodeRun run(sandbox, {.does = does, .code = code, .requirements = requirements, .data = data}, limits);
    std::optional<Result<QJsonObject>> result;
    QObject::connect(&run, &ToolRun::finished, &run,
                     [&result](const Result<QJsonObject> &told) { result = told; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, 60'000))
        return failure(ErrorCode::Timeout, u"the test waited too long"_s);
    return *result;
}

QString textOf(const Result<QJsonObject> &result)
{
    return result ? QString::fromUtf8(QJsonDocument(*result).toJson(QJsonDocument::Compact))
                  : QString(result.error().text + result.error().detail);
}

} // namespace

// The sandbox with code that means well, and with code that does not. Needs bubblewrap and python3.
class TestSandbox : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { SKIP_BECAUSE(testsupport::whyWithoutCode()); }

    void codeAnswers_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QJsonValue>("data");
        QTest::addColumn<QJsonValue>("result");
        const QJsonValue hello = QJsonObject{{u"text"_s, u"hello world"_s}};
        const auto row = [](const char *name, const QString &code, const QJsonValue &data,
                            const QJsonValue &result) { QTest::newRow(name) << code << data << result; };
        row("the document's", u"def process_data(data): return data.upper()"_s, hello, u"HELLO WORLD"_s);
        row("by key", u"def f(data): return data['text'] + '!'"_s, hello, u"hello world!"_s);
        row("by attribute", u"def f(data): return {'n': len(data.text)}"_s, hello, QJsonObject{{u"n"_s, 11}});
        row("main of many", u"def a(d): return 1\ndef main(d): return 2\ndef b(d): return 3"_s, hello, 2);
        row("handler", u"def a(d): return 1\ndef handler(d): return 2"_s, hello, 2);
        row("process", u"def a(d): return 1\ndef process(d): return 2"_s, hello, 2);
        row("execute", u"def a(d): return 1\ndef execute(d): return 2"_s, hello, 2);
        row("a helper is none",
            u"from math import sqrt\ndef _h(x): return x\ndef f(d): return sqrt(_h(16))"_s, hello, 4);
        row("async", u"import asyncio\nasync def f(d):\n await asyncio.sleep(0)\n return d['text']"_s, hello,
            u"hello world"_s);
        row("threads",
            u"from concurrent.futures import ThreadPoolExecutor as T\ndef f(d):\n with T(4) as t: return sum(t.map(len, ['a','bb','ccc']))"_s,
            hello, 6);
        row("a file", u"def f(d):\n open('x','w').write('y'); return open('/work/x').read()"_s, hello,
            u"y"_s);
        row("a list", u"def f(d): return sum(d)"_s, QJsonArray{1, 2, 3}, 6);
        row("nothing", u"def f(d): pass"_s, hello, QJsonValue(QJsonValue::Null));
        row("no argument", u"def f(): return {3}"_s, hello, QJsonArray{3});
    }

    void codeAnswers()
    {
        QFETCH(QString, code);
        QFETCH(QJsonValue, data);
        QFETCH(QJsonValue, result);
        const auto told = run(code, data);
        QVERIFY2(told && told->value(u"result"_s) == result, qPrintable(textOf(told)));
    }

    // What code prints is no word of bubblewrap, and what ends before its result has none.
    void codeSpeaksForNobodyElse_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("at its load")
            << u"import os\nos.write(2, b'bwrap: setting up uid map: Permission denied')\n"
               "os._exit(1)\ndef f(d): return 1"_s;
        QTest::newRow("in its run") << u"import os\ndef f(d):\n os.write(2, b'bwrap: no'); os._exit(1)"_s;
        QTest::newRow("with a result that is none")
            << u"import os\ndef f(d):\n for fd in range(3, 20):\n  try: os.write(fd, b'{\"output\": 1}')\n"
               "  except OSError: pass\n os._exit(1)"_s;
        QTest::newRow("the same, and well")
            << u"import os\ndef f(d):\n for fd in range(3, 20):\n"
               "  try: os.write(fd, b'{}')\n  except OSError: pass\n os._exit(0)"_s;
        QTest::newRow("a result, and badly")
            << u"import os\ndef f(d):\n for fd in range(3, 20):\n  try: os.write(fd, b'{\"result\": 1}')\n"
               "  except OSError: pass\n os._exit(3)"_s;
        QTest::newRow("with bubblewrap's own words")
            << u"import os\ndef f(d):\n for fd in range(3, 99):\n"
               "  try: os.ftruncate(fd, 0)\n  except OSError: pass\n os.write(2, b'bwrap: no'); os._exit(1)"_s;
    }
    void codeSpeaksForNobodyElse()
    {
        QFETCH(QString, code);
        const auto told = run(code);
        QVERIFY2(told, qPrintable(textOf(told)));
        QVERIFY2(told->contains(u"error"_s), qPrintable(textOf(told)));
        QCOMPARE(told->value(u"field"_s).toString(), u"code"_s);
    }

    void whatIsPrintedIsKeptApart()
    {
        const auto told = run(u"def f(d):\n print('step 1'); return 5"_s);
        QVERIFY(told);
        QCOMPARE(told->value(u"logs"_s).toString(), u"step 1\n"_s);
        QCOMPARE(told->value(u"result"_s).toInt(), 5);
    }

    void codeThatFailsSaysWhy_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &code, const QString &field,
                            const QString &text) { QTest::newRow(name) << code << field << text; };
        row("syntax", u"x = 1\ndef f(:"_s, u"code"_s, u"SyntaxError: invalid syntax (line 2)"_s);
        row("raises", u"def f(d):\n return 1/0"_s, u"code"_s,
            u"ZeroDivisionError: division by zero (line 2)"_s);
        row("no function", u"x = 1"_s, u"code"_s, u"defines no function"_s);
        row("two functions", u"def a(d): pass\ndef b(d): pass"_s, u"code"_s, u"several functions"_s);
        row("exit", u"def f(d): raise SystemExit(0)"_s, u"code"_s, u"SystemExit"_s);
        row("no JSON", u"def f(d): return object()"_s, u"result"_s, u"object cannot be told as JSON"_s);
        row("not a number", u"def f(d): return float('nan')"_s, u"result"_s, u"JSON"_s);
        row("deep", u"def f(d):\n x = []\n for i in range(70): x = [x]\n return x"_s, u"code"_s,
            u"cannot be read"_s.mid(7));
        row("forged", u"import os\ndef f(d):\n os.write(3, b'}{'); os._exit(0)"_s, u"code"_s,
            u"without a result"_s);
        row("recursion", u"def f(d): return f(d)"_s, u"code"_s, u"RecursionError"_s);
    }

    void codeThatFailsSaysWhy()
    {
        QFETCH(QString, code);
        QFETCH(QString, field);
        QFETCH(QString, text);
        const auto told = run(code);
        QVERIFY2(told, qPrintable(textOf(told)));
        QCOMPARE(told->value(u"field"_s).toString(), field);
        QVERIFY2(told->value(u"error"_s).toString().contains(text), qPrintable(textOf(told)));
    }

    void requirementsAreLookedUp_data()
    {
        QTest::addColumn<QString>("requirement");
        QTest::addColumn<QString>("refusal"); // empty: it is found
        QTest::newRow("there") << u"json"_s << QString();
        QTest::newRow("not there") << u"no-such-package"_s << u"no-such-package is not installed"_s;
        QTest::newRow("an address") << u"x @ https://example.org/x.whl"_s << u"not understood"_s;
        QTest::newRow("an option") << u"--index-url=http://example.org"_s << u"not understood"_s;
        QTest::newRow("a path") << u"../../etc"_s << u"not understood"_s;
    }

    void requirementsAreLookedUp()
    {
        QFETCH(QString, requirement);
        QFETCH(QString, refusal);
        const auto told = run(u"def f(d): return 1"_s, {}, {}, {requirement}, CodeCall::Does::Check);
        QVERIFY2(told, qPrintable(textOf(told)));
        if (refusal.isEmpty()) {
            QCOMPARE(told->value(u"result"_s).toString(), u"f"_s);
            return;
        }
        QCOMPARE(told->value(u"field"_s).toString(), u"requirements"_s);
        QVERIFY2(told->value(u"error"_s).toString().contains(refusal), qPrintable(textOf(told)));
    }

    void versionsAreCompared()
    {
        // The runner's own functions, asked from inside.
        const QString code = uR"(
import __main__ as m
def f(d):
    yes = [('1.24.2', '>=', '1.20'), ('2.0', '==', '2.0.0'), ('1.5.3', '~=', '1.5'), ('1.24.2', '==', '1.24.*'), ('10.0', '>', '9.9')]
    no = [('1.24.2', '<', '1.20'), ('2.1', '==', '2.0'), ('2.0', '~=', '1.5'), ('1.24.2', '!=', '1.24.*')]
    return [all(m.fits(*x) for x in yes), any(m.fits(*x) for x in no)]
)"_s;
        const auto told = run(code);
        QVERIFY2(told, qPrintable(textOf(told)));
        QCOMPARE(told->value(u"result"_s).toArray(), (QJsonArray{true, false}));
    }

    // Each tries what it must not be able to do, and tells what happened.
    void hostileCodeIsHeld_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("answer");
        const auto row = [](const char *name, const QString &body, const QString &answer) {
            QTest::newRow(name) << body << answer;
        };
        const QString data = QDir::tempPath();
        row("shadow", u"open('/etc/shadow').read()"_s, u"FileNotFoundError"_s);
        row("passwd", u"open('/etc/passwd').read()"_s, u"FileNotFoundError"_s);
        row("home", u"os.listdir(%1)"_s.arg(u"'/root'"_s), u"FileNotFoundError"_s);
        row("temporary files", u"os.listdir('%1')"_s.arg(data), u"FileNotFoundError"_s);
        row("processes", u"os.listdir('/proc')"_s, u"FileNotFoundError"_s);
        row("write to the system", u"open('/usr/x', 'w')"_s, u"Read-only"_s);
        row("write to the root", u"open('/x', 'w')"_s, u"Read-only"_s);
        row("write to devices", u"open('/dev/x', 'w')"_s, u"Read-only"_s);
        row("a link outside", u"os.symlink('/etc/shadow', 'l'); open('l').read()"_s, u"FileNotFoundError"_s);
        row("a link above", u"os.symlink('/', 'l'); open('l/x', 'w')"_s, u"Read-only"_s);
        row("a device", u"os.mknod('m', 0o600 | stat.S_IFBLK, os.makedev(8, 0))"_s, u"PermissionError"_s);
        row("the network", u"socket.socket()"_s, u"PermissionError"_s);
        row("a raw socket", u"socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"_s, u"PermissionError"_s);
        row("a child", u"os.fork()"_s, u"PermissionError"_s);
        row("a program", u"subprocess.run(['/bin/sh', '-c', 'echo'])"_s, u"PermissionError"_s);
        row("a namespace",
            u"c.unshare(0x10000000) and os.strerror(ctypes.get_errno()) == 'Operation not permitted' and 1/0"_s,
            u"ZeroDivisionError"_s);
        row("a large buffer",
            u"socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)"_s,
            u"PermissionError"_s);
        row("a larger buffer", u"socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, 32, 1 << 30)"_s,
            u"PermissionError"_s);
        row("a file in a message", u"socket.send_fds(socket.socketpair()[0], [b'x'], [0])"_s,
            u"PermissionError"_s);
        row("files of its own",
            u"c.syscall(%1, 1000, 1001, 2) < 0 and os.strerror(ctypes.get_errno()).startswith('Function') and 1/0"_s
                .arg(SYS_close_range),
            u"ZeroDivisionError"_s);
        row("a thread with files of its own",
            u"c.syscall(%1, 0x10b00, 0, 0, 0, 0) < 0 and os.strerror(ctypes.get_errno()).startswith('Operation') and 1/0"_s
                .arg(SYS_clone),
            u"ZeroDivisionError"_s);
        row("memory that is not counted", u"os.memfd_create('x')"_s, u"PermissionError"_s);
        row("memory that is secret", u"c.syscall(%1, 0) < 0 and 1/0"_s.arg(SYS_memfd_secret),
            u"ZeroDivisionError"_s);
        row("its memory", u"bytearray(600 * 1024 * 1024)"_s, u"MemoryError"_s);
        row("more memory", u"resource.setrlimit(resource.RLIMIT_AS, (-1, -1))"_s, u"ValueError"_s);
        row("a full folder", u"[open(str(i), 'wb').write(bytes(1 << 20)) for i in range(100)]"_s,
            u"No space left"_s);
        row("the first process", u"os.kill(1, 9)"_s, u"nothing"_s);
        row("every process", u"os.kill(-1, 15)"_s, u"ProcessLookupError"_s);
        row("root", u"os.setuid(0)"_s, u"Invalid argument"_s);
        row("the parent", u"os.kill(os.getppid(), 9)"_s, u"nothing"_s);
        row("a message of bubblewrap", u"os.write(2, b'bwrap: no'); 1/0"_s, u"ZeroDivisionError"_s);
    }

    void hostileCodeIsHeld()
    {
        QFETCH(QString, body);
        QFETCH(QString, answer);
        const QString code =
            u"import os, socket, stat, subprocess, resource, ctypes\nc = ctypes.CDLL(None, use_errno=True)\n"
            "def f(d):\n    %1\n    return 'nothing'"_s.arg(body);
        const auto told = run(code);
        QVERIFY2(told && textOf(told).contains(answer), qPrintable(textOf(told)));
    }

    void aForkBombEnds()
    {
        const QByteArray mark = "bomb" + QByteArray::number(QCoreApplication::applicationPid());
        const auto told =
            run(u"import os, threading\n# %1\ndef f(d):\n n = 0\n while True:\n  try: os.fork()\n"
                "  except PermissionError: n += 1\n  if n > 1000: return n"_s.arg(QString::fromLatin1(mark)));
        QVERIFY2(told, qPrintable(textOf(told)));
        const auto threads = run(u"import threading, time\ndef f(d):\n try:\n  for i in range(100000): "
                                 u"threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
                                 " except RuntimeError as e: return str(e)"_s);
        QVERIFY2(textOf(threads).contains(u"can't start new thread"_s), qPrintable(textOf(threads)));
    }

    // Small stacks, so that it is not the memory that ends them.
    void threadsAreCounted()
    {
        const QString threads =
            u"import threading, time\ndef f(d):\n threading.stack_size(32768)\n n = 0\n try:\n  for i in "
            u"range(5000):\n"
            "   threading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n   n += 1\n"
            " except RuntimeError: pass\n return n"_s;
        const auto most = run(threads);
        QVERIFY2(most, qPrintable(textOf(most)));
        const int count = most->value(u"result"_s).toInt();
        QVERIFY2(count >= 8 && count <= 64, qPrintable(textOf(most)));
        // What a program of good will needs is there, also beside another sandbox that has all of its own.
        const auto loop = run(
            u"import asyncio\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "async def g(): return await asyncio.get_running_loop().run_in_executor(None, sum, [1, 2])\n"
            "def main(d):\n with ThreadPoolExecutor(16) as p: return sum(p.map(abs, range(100))) + asyncio.run(g())"_s);
        QVERIFY2(loop && loop->value(u"result"_s) == 4953, qPrintable(textOf(loop)));
    }

    // All that it can open, filled: what the kernel keeps for it must be a fraction of its memory.
    void buffersOfSocketsAreBounded()
    {
        const auto filled = run(u"import socket\ndef f(d):\n total = 0\n pairs = []\n try:\n  while True:\n"
                                "   pairs.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM))\n"
                                "   for s in pairs[-1]:\n    s.setblocking(False)\n    try:\n     while "
                                "True: total += s.send(b'x' * 65536)\n"
                                "    except BlockingIOError: pass\n except OSError: pass\n return total"_s);
        QVERIFY2(filled, qPrintable(textOf(filled)));
        const qint64 bytes = filled->value(u"result"_s).toInteger();
        QVERIFY2(bytes > 0 && bytes < 128 * 1024 * 1024, qPrintable(textOf(filled)));
    }

    void anEndlessLoopEnds()
    {
        const auto slow = run(u"import time\ndef f(d): time.sleep(60)"_s, {}, {.time = 1500ms});
        QVERIFY(!slow);
        QCOMPARE(slow.error().code, ErrorCode::Timeout);
        QCOMPARE(slow.error().text, u"It was stopped after 2 seconds."_s);
        const auto busy = run(u"def f(d):\n while True: pass"_s, {}, {.processorTime = 1s});
        QVERIFY(!busy);
        QVERIFY2(busy.error().text.contains(u"used 1 seconds of processor time"_s), qPrintable(textOf(busy)));
        const auto stubborn = run(
            u"import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f(d):\n while True: pass"_s,
            {}, {.processorTime = 1s});
        QVERIFY(!stubborn);
        QVERIFY2(stubborn.error().text.contains(u"processor time"_s), qPrintable(textOf(stubborn)));
    }

    void tooMuchOutputEnds()
    {
        const auto printed = run(u"def f(d):\n for i in range(1024): print('x' * (1 << 20))"_s);
        QVERIFY(!printed);
        QCOMPARE(printed.error().text, u"It was stopped because it printed more than 4 MB."_s);
        const auto returned = run(u"def f(d): return 'x' * (1 << 24)"_s);
        QVERIFY(!returned);
        QCOMPARE(returned.error().text, u"It was stopped because its result is larger than 1 MB."_s);
    }

    // An empty file takes none of the folder's room, and a kilobyte of the kernel's memory.
    void tooManyFilesEnd()
    {
        const auto made =
            run(u"def f(d):\n n = 0\n while True:\n  open(f'/work/{n}', 'w').close()\n  n += 1"_s);
        QVERIFY(!made);
        QCOMPARE(made.error().text, u"It was stopped because it made more than 20000 files."_s);
        const auto some =
            run(u"def f(d):\n for n in range(5000): open(f'/work/{n}', 'w').close()\n return n"_s);
        QVERIFY2(some, qPrintable(textOf(some)));
    }

    // Bubblewrap itself must bury what it began: a container often has no first process that would.
    void whatIsKilledIsBuried()
    {
        auto run = std::make_unique<SandboxRun>(
            Sandbox{}, SandboxedProgram{.program = u"/usr/bin/sleep"_s, .arguments = {u"60"_s}});
        QTRY_VERIFY(!firstInSandbox().isEmpty());
        const QString first = firstInSandbox();
        run.reset();
        QTRY_VERIFY(!QFile::exists(u"/proc/"_s + first));
    }

    void itDoesNotMatterWhichDescriptorsAreFree()
    {
        std::vector<std::unique_ptr<QFile>> files;
        for (int i = 0; i < 6; ++i) {
            files.push_back(std::make_unique<QFile>(u"/dev/null"_s));
            QVERIFY(files.back()->open(QIODevice::ReadOnly));
            const auto told = run(u"def f(d): return 1"_s);
            QVERIFY2(told, qPrintable(textOf(told)));
        }
    }

    void aRunThatIsDroppedIsKilled()
    {
        const QByteArray mark = "dropped" + QByteArray::number(QCoreApplication::applicationPid());
        const SandboxedProgram sleeper{
            .program = u"/usr/bin/python3"_s,
            .arguments = {u"-c"_s, u"import time; time.sleep(60) #"_s + QString::fromLatin1(mark)}};
        // At every moment of its life, also while the sandbox is being built.
        for (int moment = 0; moment < 40; ++moment) {
            auto run = std::make_unique<SandboxRun>(Sandbox{}, sleeper);
            QTRY_VERIFY(processesWith(mark) >= 1 + moment % 3);
            for (int turn = 0; turn < moment; ++turn)
                QCoreApplication::processEvents();
            run.reset();
            QTRY_COMPARE(processesWith(mark), 0);
        }
    }

    void withoutASandboxNothingRuns()
    {
        const auto result =
            run(u"def f(d): pass"_s, {}, {}, {}, CodeCall::Does::Call, {.bubblewrap = u"/nowhere/bwrap"_s});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY(result.error().text.contains(u"bubblewrap is not installed"_s));
    }

    void aSystemWithoutNamespacesIsNamed()
    {
        QTemporaryDir folder;
        QFile refusing(folder.filePath(u"bwrap"_s));
        QVERIFY(refusing.open(QIODevice::WriteOnly));
        refusing.write("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
        refusing.close();
        QVERIFY(refusing.setPermissions(QFile::Permissions(0x5555) | QFile::ReadOwner | QFile::ExeOwner));
        QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7755)));
        const auto result =
            run(u"def f(d): pass"_s, {}, {}, {}, CodeCall::Does::Call, {.bubblewrap = refusing.fileName()});
        QVERIFY(!result);
        QVERIFY2(result.error().text.contains(u"user namespaces"_s), qPrintable(textOf(result)));
    }
};

SIGNALBOX_TEST(TestSandbox)
#include "tst_sandbox.moc"

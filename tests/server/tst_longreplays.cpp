// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/wireevent.h"
#include "tests/server/sockettalk.h"
#include "tests/server/sseframes.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Streams of tasks with more events than a connection holds, for clients who read slowly: all of them come,
// in order and once.

namespace {

QByteArrayList idsIn(const QByteArrayList &texts)
{
    QByteArrayList ids;
    for (const QByteArray &text : texts)
        ids.append(QJsonDocument::fromJson(text).object().value(u"stream_id"_s).toString().toLatin1());
    return ids;
}

} // namespace

class TestLongReplays : public QObject
{
    Q_OBJECT

private slots:
    void amounts_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("ended");
        QTest::newRow("many small events of a task that ended") << 4500 << 200 << true;
        QTest::newRow("many small events of one that runs") << 4500 << 200 << false;
        QTest::newRow("large events of a task that ended") << 160 << 100'000 << true;
        QTest::newRow("events larger than a connection holds") << 6 << 3'000'000 << true;
    }

    void amounts()
    {
        QFETCH(int, count);
        QFETCH(int, size);
        QFETCH(bool, ended);
        TestSignalbox box;
        const QByteArray task = taskWith(box, count, size);
        if (ended)
            QVERIFY_RESULT(box.core->tasks().cancel({QString::fromLatin1(task)}, {}, localOperator()));
        QVERIFY_RESULT(box.core->journal().commit());
        const QByteArrayList expected = placesOf(box, task);
        QVERIFY(expected.size() >= count);

        const auto events = slowReader(box, "/api/v1/stream/sse?workflow_id=" + task, {});
        const auto socket =
            slowReader(box, "/api/v1/stream/ws?workflow_id=" + task,
                       "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        const auto hasAll = [&] {
            return events->input.contains(QByteArray("id: " + expected.last() + '\n'));
        };
        const auto socketHasAll = [&] {
            return socket->input.contains(QByteArray('"' + expected.last() + '"'));
        };
        QVERIFY(QTest::qWaitFor(hasAll, 60'000));
        QVERIFY(QTest::qWaitFor(socketHasAll, 60'000));
        if (!ended) // what happens now follows on it
            QVERIFY_RESULT(box.core->tasks().cancel({QString::fromLatin1(task)}, {}, localOperator()));
        QVERIFY(events->sees("\ndata: [DONE]\n\n\r\n0\r\n\r\n"));
        QVERIFY(socket->ends());
        const QByteArrayList whole = placesOf(box, task);
        QCOMPARE(idsOf(framesOf(events->input)), whole);
        const Talk talk = talkOf(socket->input);
        QCOMPARE(idsIn(talk.texts), whole);
        QCOMPARE(talk.closeCode, 1000);
    }

    // What comes faster than it is read is not lost, and nobody is cut off for it while he reads.
    void aFloodWhileOneReads()
    {
        TestSignalbox box;
        const QByteArray task = taskWith(box, 0, 0);
        const auto events = slowReader(box, "/api/v1/stream/sse?workflow_id=" + task, {});
        QVERIFY(events->sees("WORKFLOW_STARTED"));
        flood(box, task, 120, 100'000);
        flood(box, task, 1000, 300);
        QVERIFY_RESULT(box.core->tasks().cancel({QString::fromLatin1(task)}, {}, localOperator()));
        QVERIFY(events->sees("\ndata: [DONE]\n\n", 60'000));
        QCOMPARE(idsOf(framesOf(events->input)), placesOf(box, task));
    }

private:
    static void flood(TestSignalbox &box, const QByteArray &task, int count, int size)
    {
        const auto written = box.core->journal().record([&](Transaction &transaction) -> Result<void> {
            for (int i = 0; i < count; ++i)
                TRY(transaction.announce({.type = EventType::StepStarted,
                                          .task = {QString::fromLatin1(task)},
                                          .payload = {{u"kind"_s, u"tool"_s},
                                                      {u"tool"_s, u"x"_s},
                                                      {u"arguments"_s, QString(size, u'x')}}}));
            return {};
        });
        QVERIFY_RESULT(written);
        QVERIFY_RESULT(box.core->journal().commit());
    }

    // A task that runs, with so many events of that size.
    static QByteArray taskWith(TestSignalbox &box, int count, int size)
    {
        box.core.model().hang();
        const QByteArray task =
            box.request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}).text(u"task_id"_s).toLatin1();
        if (QTest::qWaitFor([&] { return box.core.model().running() == 1; }) && count > 0)
            flood(box, task, count, size);
        return task;
    }

    // Where each frame of its stream stands.
    static QByteArrayList placesOf(TestSignalbox &box, const QByteArray &task)
    {
        QByteArrayList places;
        const auto events = box.core->feed().events({.task = {QString::fromLatin1(task)}, .limit = 10'000});
        for (const Event &event : events ? *events : QList<Event>()) {
            for (const auto &wire : server::shannon::toWire(event))
                places.append(wire.streamId().toLatin1());
        }
        return places;
    }

    // Takes what comes in small pieces, so that it fills what lies between.
    static std::unique_ptr<tests::Client> slowReader(TestSignalbox &box, const QByteArray &path,
                                                     const QByteArray &lines)
    {
        auto client = std::make_unique<tests::Client>(box.port);
        client->socket.setReadBufferSize(16 * 1024);
        client->socket.setSocketOption(QTcpSocket::ReceiveBufferSizeSocketOption, 64 * 1024);
        QObject::connect(&client->socket, &QTcpSocket::readyRead, &client->socket,
                         [reader = client.get()] { reader->read(); });
        client->send(tests::request("GET " + path, "X-API-Key: " + box.key + "\r\n" + lines));
        return client;
    }
};

SIGNALBOX_TEST(TestLongReplays)
#include "tst_longreplays.moc"

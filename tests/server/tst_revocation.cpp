// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>
#include <QWebSocket>

#include <algorithm>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// What stays open for one caller: the events of a task that goes on, and the same over a WebSocket.
struct Listener
{
    Listener(TestSignalbox &box, const QByteArray &task, const QByteArray &credential)
        : stream(box.port)
        , closed(&socket, &QWebSocket::disconnected)
        , messages(&socket, &QWebSocket::textMessageReceived)
    {
        const QByteArray query = "?workflow_id=" + task + "&token=" + credential;
        stream.send(tests::request("GET /api/v1/stream/sse" + query));
        socket.open(QUrl(QString::fromLatin1("ws://127.0.0.1:" + QByteArray::number(box.port) +
                                             "/api/v1/stream/ws" + query)));
    }

    bool isOpen()
    {
        return stream.sees("WORKFLOW_STARTED") && socket.state() == QAbstractSocket::ConnectedState &&
               !stream.input.contains("\r\n0\r\n\r\n") && !stream.closed();
    }

    // What is said now still arrives, on both.
    bool hears(const QByteArray &text)
    {
        return stream.sees(text) && QTest::qWaitFor([&] {
                   return std::ranges::any_of(messages, [&text](const QList<QVariant> &message) {
                       return message.first().toString().toUtf8().contains(text);
                   });
               });
    }

    bool wasEnded()
    {
        return stream.sees("\r\n0\r\n\r\n") && QTest::qWaitFor([this] { return closed.count() == 1; }) &&
               int(socket.closeCode()) == 1008;
    }

    tests::Client stream;
    QWebSocket socket;
    QSignalSpy closed;
    QSignalSpy messages;
};

} // namespace

// What a caller holds open ends when the right to it does, and what others hold goes on.
class TestRevocation : public QObject
{
    Q_OBJECT

private slots:
    void aRevokedKeyEndsItsStreams()
    {
        TestSignalbox box;
        box.core.model().hang({u"Forty "_s});
        const auto lost = box.core->keys().create(u"lost"_s, u"administrator"_s, allScopes, localOperator());
        QVERIFY_RESULT(lost);
        QVERIFY_RESULT(box.core->journal().commit());
        const QByteArray task = submitted(box, "X-API-Key: " + box.key + "\r\n");
        Listener thief(box, task, lost->secret.toLatin1());
        Listener owner(box, task, box.key);
        QTRY_VERIFY(thief.isOpen() && owner.isOpen());

        QCOMPARE(box.request("DELETE", "/api/v1/auth/api-keys/" + lost->key.id.value.toLatin1()).status, 200);
        QVERIFY(thief.wasEnded());
        QVERIFY(owner.isOpen());
        QTRY_COMPARE(box.server->counts().streams, 2);
    }

    void aBlockedAccountEndsItsStreams()
    {
        TestSignalbox box({.access = {.registration = AccessRole::Approver}});
        box.core.model().hang({u"Forty "_s});
        box.core.model().hang({u"Forty "_s});
        const Account ada = registered(box, u"ada"_s);
        const Account bob = registered(box, u"bob"_s);
        const QByteArray adasTask = submitted(box, "Authorization: Bearer " + m_tokens[ada.id] + "\r\n");
        const QByteArray bobsTask = submitted(box, "Authorization: Bearer " + m_tokens[bob.id] + "\r\n");
        Listener first(box, adasTask, m_tokens[ada.id]);
        Listener second(box, bobsTask, m_tokens[bob.id]);
        QTRY_VERIFY(first.isOpen() && second.isOpen());

        QVERIFY_RESULT(box.core->accounts().change(ada.id, {}, AccountState::Blocked, localOperator()));
        QVERIFY(first.wasEnded());
        QVERIFY(second.isOpen());
    }

    void aSmallerRoleEndsThemToo()
    {
        TestSignalbox box({.access = {.registration = AccessRole::Approver}});
        box.core.model().hang({u"Forty "_s});
        const Account ada = registered(box, u"ada"_s);
        Listener listener(box, submitted(box, "Authorization: Bearer " + m_tokens[ada.id] + "\r\n"),
                          m_tokens[ada.id]);
        QTRY_VERIFY(listener.isOpen());
        QVERIFY_RESULT(box.core->accounts().change(ada.id, AccessRole::Administrator, {}, localOperator()));
        QVERIFY_RESULT(box.core->journal().commit());
        const TaskId task = box.core->tasks().list({}, localOperator())->first().id;
        box.core->feed().tell(task, {}, u"agent"_s, u"and two"_s);
        QVERIFY(listener.hears("and two"));
        QVERIFY(listener.isOpen());
        QVERIFY_RESULT(box.core->accounts().change(ada.id, AccessRole::Viewer, {}, localOperator()));
        QVERIFY(listener.wasEnded());
    }

private:
    static QByteArray submitted(TestSignalbox &box, const QByteArray &credential)
    {
        const JsonAnswer made = box.request("POST", "/api/v1/tasks", {{u"query"_s, u"x"_s}}, credential);
        return made.text(u"task_id"_s).toLatin1();
    }

    Account registered(TestSignalbox &box, const QString &name)
    {
        const JsonAnswer made = box.request("POST", "/api/v1/auth/register",
                                            {{u"email"_s, QString(name + u"@example.com"_s)},
                                             {u"username"_s, name},
                                             {u"password"_s, u"correct horse"_s}});
        m_tokens[made.text(u"user_id"_s)] = made.text(u"access_token"_s).toLatin1();
        return {.id = made.text(u"user_id"_s)};
    }

    QHash<QString, QByteArray> m_tokens;
};

SIGNALBOX_TEST(TestRevocation)
#include "tst_revocation.moc"

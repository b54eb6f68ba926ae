// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "core/core.h"
#include "tests/support/testsuite.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace app;
using namespace Qt::Literals::StringLiterals;

// What people come for, from end to end: a program submits a task over a real socket, the window shows it, an
// operator clears its signal with a click, and the answer arrives on the stream and over REST.
class TestMainJob : public QObject
{
    Q_OBJECT

private:
    QNetworkReply *send(const QByteArray &method, const QString &path, const QByteArray &body = {},
                        const QByteArray &type = "application/json")
    {
        QNetworkRequest request(QUrl(m_url + path));
        request.setRawHeader("X-API-Key", m_key.toLatin1());
        request.setHeader(QNetworkRequest::ContentTypeHeader, type);
        return m_network.sendCustomRequest(request, method, body);
    }

    QJsonObject answerOf(QNetworkReply *reply)
    {
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 10'000))
            qWarning() << "There was no answer within ten seconds";
        reply->deleteLater();
        return QJsonDocument::fromJson(reply->readAll()).object();
    }

    ui::Button *buttonCalled(QWidget *window, const QString &word)
    {
        for (ui::Button *button : window->findChildren<ui::Button *>()) {
            if (button->isVisible() && button->isEnabled() && button->text() == word)
                return button;
        }
        return nullptr;
    }

    QNetworkAccessManager m_network;
    QString m_url;
    QString m_key;

private slots:
    void aTaskFromASocketIsClearedWithAClick()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        QTemporaryDir folder;
        Options options;
        options.data = folder.filePath(u"data"_s);
        options.keyFolder = folder.filePath(u"keys"_s);
        options.listen.port = 0;
        {
            // The console tells its first key to the person alone; this test makes the folder to learn it.
            core::Clock clock;
            const auto core = core::Core::open({.dataFolder = options.data}, clock);
            QVERIFY(core);
            m_key = *(*core)->keys().firstKey();
            QVERIFY((*core)->settings().set(u"approvals.undo_seconds"_s, u"0"_s, core::localOperator()));
        }
        Console console(options, *qApp);
        QSignalSpy ended(&console, &Console::ended);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible() && !console.url().isEmpty());
        m_url = console.url();

        const QByteArray policy =
            "# Refund policy\n\nGoods can be returned within 30 days. We refund the full price within "
            "five working days. Digital goods are refunded only before the first download.\n";
        const QByteArray form =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"refund-policy.md\"\r\n"
            "Content-Type: text/markdown\r\n\r\n" +
            policy + "\r\n--b--\r\n";
        const QJsonObject document =
            answerOf(send("POST", u"/v1/knowledge/documents"_s, form, "multipart/form-data; boundary=b"));
        QVERIFY2(document.contains(u"id"_s), QJsonDocument(document).toJson().constData());

        const QJsonObject accepted =
            answerOf(send("POST", u"/api/v1/tasks"_s,
                          R"({"query": "Summarise our refund policy and save it as refund.md"})"));
        const QString task = accepted.value(u"task_id"_s).toString();
        QVERIFY2(!task.isEmpty(), QJsonDocument(accepted).toJson().constData());
        QNetworkReply *stream = send("GET", u"/api/v1/stream/sse?workflow_id="_s + task);
        QByteArray streamed;
        connect(stream, &QNetworkReply::readyRead, this,
                [stream, &streamed] { streamed += stream->readAll(); });
        QTRY_VERIFY(streamed.contains("event: APPROVAL_REQUESTED"));

        console.window()->showPage(u"approvals"_s);
        QTRY_VERIFY(buttonCalled(console.window(), u"Approve"_s));
        QTest::mouseClick(buttonCalled(console.window(), u"Approve"_s), Qt::LeftButton);

        QTRY_VERIFY(stream->isFinished());
        QVERIFY(streamed.contains("event: APPROVAL_DECISION"));
        QVERIFY2(streamed.endsWith("event: done\ndata: [DONE]\n\n"), streamed.constData());
        stream->deleteLater();
        const QJsonObject done = answerOf(send("GET", u"/api/v1/tasks/"_s + task));
        QCOMPARE(done.value(u"status"_s).toString(), u"TASK_STATUS_COMPLETED"_s);
        QVERIFY(done.value(u"result"_s).toString().contains(u"refund.md"_s));
        const QJsonObject approvals = answerOf(send("GET", u"/api/v1/approvals?status=approved"_s));
        QCOMPARE(approvals.value(u"approvals"_s)[0][u"decided_by"_s].toString(), u"Operator"_s);

        console.quit();
        QTRY_COMPARE(ended.count(), 1);
    }
};

SIGNALBOX_TEST(TestMainJob)
#include "tst_mainjob.moc"

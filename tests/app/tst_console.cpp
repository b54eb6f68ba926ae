// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "core/store/datafolder.h"
#include "tests/ui/picture.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/servingcard.h"

#include <QClipboard>
#include <QMessageBox>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace app;
using namespace Qt::Literals::StringLiterals;

class TestConsole : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // The keychain and the notifications of whoever runs this are none of its business.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.data = m_folder->filePath(u"data"_s);
        m_options.keyFolder = m_folder->filePath(u"keys"_s);
        m_options.listen.port = 0;
    }

    void theWindowOpensServesAndEnds()
    {
        Console console(m_options, *qApp);
        QSignalSpy ended(&console, &Console::ended);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        QTRY_VERIFY(!console.url().isEmpty());
        QCOMPARE(statusOf(console.url() + u"/health"_s), 200);
        const auto *card = console.window()->findChild<ui::ServingCard *>();
        QVERIFY(card);
        QTRY_VERIFY2(card->accessibleName().contains(QUrl(console.url()).authority()),
                     qPrintable(card->accessibleName()));
        QVERIFY(savePicture(*console.window(), u"console-first-start"_s));

        // Where there is no tray, closing the window ends the program.
        console.window()->close();
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(ended[0][0].toInt(), 0);
        QVERIFY(!console.window());
    }

    void theFolderIsFreeAfterwards()
    {
        {
            Console console(m_options, *qApp);
            QSignalSpy ended(&console, &Console::ended);
            console.start();
            QTRY_VERIFY(console.window());
            console.quit();
            QTRY_COMPARE(ended.count(), 1);
        }
        QVERIFY(core::DataFolder::open(m_options.data));
    }

    void aPortThatIsTakenLeavesTheWindow()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        m_options.listen.port = other.serverPort();
        Console console(m_options, *qApp);
        QSignalSpy ended(&console, &Console::ended);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        const auto *card = console.window()->findChild<ui::ServingCard *>();
        QVERIFY(card);
        QTRY_VERIFY2(card->accessibleName().contains(u"Choose another"), qPrintable(card->accessibleName()));
        console.quit();
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(console.url().isEmpty());
    }

    void aFolderInUseIsExplained()
    {
        const auto other = core::DataFolder::open(m_options.data);
        QVERIFY(other);
        Console console(m_options, *qApp);
        QSignalSpy ended(&console, &Console::ended);
        console.start();
        QMessageBox *box = nullptr;
        QTRY_VERIFY((box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())));
        QVERIFY2(box->informativeText().contains(u"is in use by"), qPrintable(box->informativeText()));
        QVERIFY(!console.window());
        QTest::mouseClick(box->buttons().constFirst(), Qt::LeftButton);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended[0][0].toInt(), 1);
    }

    void aCopiedKeyIsKeptInTheKeychain_data()
    {
        QTest::addColumn<QString>("copied");
        QTest::addColumn<QString>("says");
        // There is no keychain here, and no key may go anywhere else instead.
        QTest::newRow("a key") << u"sk-0123456789"_s << u"The key was not kept. "_s;
        QTest::newRow("no key") << u"two words"_s << u"What was copied last is no key."_s;
    }

    void aCopiedKeyIsKeptInTheKeychain()
    {
        QFETCH(QString, copied);
        QFETCH(QString, says);
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        QApplication::clipboard()->setText(copied);
        console.window()->palette().open();
        QTest::keyClicks(QApplication::focusWidget(), u"keep the copied key for openai"_s);
        QTRY_COMPARE(console.window()->palette().shownTexts().value(0), u"Keep the copied key for OpenAI"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QMessageBox *box = nullptr;
        QTRY_VERIFY((box = console.window()->findChild<QMessageBox *>()));
        QVERIFY2(box->text().startsWith(says), qPrintable(box->text()));
        QSignalSpy ended(&console, &Console::ended);
        console.quit();
        QTRY_COMPARE(ended.count(), 1);
    }

private:
    static int statusOf(const QString &url)
    {
        QNetworkAccessManager network;
        QNetworkReply *reply = network.get(QNetworkRequest(QUrl(url)));
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 10'000))
            return 0;
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Options m_options;
};

QTEST_MAIN(TestConsole)
#include "tst_console.moc"

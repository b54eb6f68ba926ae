// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "core/store/database.h"
#include "core/store/datafolder.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/servingcard.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/pill.h"

#include <QDir>
#include <QLineEdit>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
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

    void withoutADisplayItAnswersAndExplains()
    {
        QProcessEnvironment bare = QProcessEnvironment::systemEnvironment();
        for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
            bare.remove(name);
        const auto run = [&bare](const QStringList &arguments) {
            auto program = std::make_unique<QProcess>();
            program->setProcessEnvironment(bare);
            program->start(QString(testsupport::programFolder() + u"/signalbox"_s), arguments);
            if (!program->waitForFinished())
                qFatal("signalbox does not end.");
            return program;
        };
        for (const QString &question : {u"--help"_s, u"-h"_s}) {
            const auto asked = run({question});
            QCOMPARE(asked->exitStatus(), QProcess::NormalExit);
            QCOMPARE(asked->exitCode(), 0);
            QVERIFY(asked->readAllStandardOutput().contains("--listen HOST:PORT"));
        }
        QVERIFY(run({u"--version"_s})->readAllStandardOutput().startsWith("signalbox "));
        const auto refused = run({u"--data"_s, m_folder->filePath(u"data"_s)});
        QCOMPARE(refused->exitStatus(), QProcess::NormalExit);
        QCOMPARE(refused->exitCode(), 1);
        QVERIFY(refused->readAllStandardError().contains("signalboxd"));
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

    void aFolderInUseIsExplainedAndTriedAgain()
    {
        auto other = core::DataFolder::open(m_options.data);
        QVERIFY(other);
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(problemWindow());
        QVERIFY2(problemWindow()->accessibleDescription().contains(u"is in use by"_s),
                 qPrintable(problemWindow()->accessibleDescription()));
        QVERIFY(savePicture(*problemWindow(), u"console-cannot-start"_s));
        QVERIFY(!console.window());
        other->reset();
        QTest::mouseClick(problemWindow()->findChildren<QPushButton *>().constLast(), Qt::LeftButton);
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        QVERIFY(!problemWindow());
        end(console);
    }

    void aStoreOfANewerVersionIsExplainedAndLeftAlone()
    {
        QVERIFY(QDir().mkpath(m_options.data));
        const QString path = m_options.data + u"/signalbox.db"_s;
        {
            const auto newer = core::Database::open(path);
            QVERIFY(newer && (*newer)->runScript(u"PRAGMA user_version = 900; CREATE TABLE later (x)"_s));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        Console console(m_options, *qApp);
        QSignalSpy ended(&console, &Console::ended);
        console.start();
        QTRY_VERIFY(problemWindow());
        QVERIFY2(problemWindow()->accessibleDescription().contains(u"newer Signalbox"_s),
                 qPrintable(problemWindow()->accessibleDescription()));
        QTest::keyClick(problemWindow(), Qt::Key_Escape);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended[0][0].toInt(), 1);
        file.seek(0);
        QCOMPARE(file.readAll(), before);
    }

    void aFolderThatCannotBeMadeIsExplained()
    {
        QFile file(m_options.data);
        QVERIFY(file.open(QIODevice::WriteOnly));
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(problemWindow());
        QVERIFY2(problemWindow()->accessibleDescription().contains(u"--data"_s),
                 qPrintable(problemWindow()->accessibleDescription()));
    }

    void aKeyThatTheKeychainRefusesGoesNowhereElse()
    {
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        QVERIFY(console.window()->showPage(u"settings"_s, u"providers/new"_s));
        lineIn(console, u"Name"_s)->setText(u"lab"_s);
        QLineEdit *key = lineIn(console, u"Key"_s);
        key->setFocus();
        QTest::keyClicks(key, u"sk-0123456789"_s);
        QTest::keyClick(key, Qt::Key_Return);
        // There is no keychain here.
        QTRY_VERIFY(says(console, u"Saved, and the key is in use until Signalbox ends"_s));
        end(console);
        for (const QString &name : QDir(m_options.data).entryList(QDir::Files)) {
            QFile file(QDir(m_options.data).filePath(name));
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains("sk-0123456789"), qPrintable(name));
        }
    }

    void whoGetsInWithoutAKeyIsSaidAtAllTimes_data()
    {
        QTest::addColumn<QStringList>("surfaces");
        QTest::addColumn<QByteArray>("skipsKeys");
        QTest::addColumn<Registration>("registration");
        QTest::addColumn<QString>("warning");
        QTest::newRow("one") << QStringList{u"goagents"_s} << QByteArray() << Registration::Off
                             << u"Open without a key: goagents"_s;
        QTest::newRow("many") << QStringList{u"goagents"_s, u"openai"_s, u"gateway"_s} << QByteArray()
                              << Registration::Off << u"3 surfaces are open without a key"_s;
        QTest::newRow("bypass") << QStringList() << QByteArray("1") << Registration::Viewer
                                << u"Everybody is an administrator"_s;
        QTest::newRow("registration")
            << QStringList() << QByteArray() << Registration::Operator << u"Everybody may register"_s;
        QTest::newRow("both") << QStringList{u"goagents"_s} << QByteArray() << Registration::Viewer
                              << u"Open without a key, and to register"_s;
        QTest::newRow("none") << QStringList() << QByteArray() << Registration::Off << QString();
    }

    void whoGetsInWithoutAKeyIsSaidAtAllTimes()
    {
        QFETCH(QStringList, surfaces);
        QFETCH(QByteArray, skipsKeys);
        QFETCH(Registration, registration);
        QFETCH(QString, warning);
        m_options.registration = registration;
        m_options.anonymousSurfaces = surfaces;
        qputenv("GATEWAY_SKIP_AUTH", skipsKeys);
        qputenv("ENVIRONMENT", "development");
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        qunsetenv("GATEWAY_SKIP_AUTH");
        qunsetenv("ENVIRONMENT");
        console.window()->resize(1024, 640);
        const auto said = [&console] {
            for (const ui::Pill *pill :
                 console.window()->findChildren<ui::StatusLine *>()[0]->findChildren<ui::Pill *>()) {
                if (pill->isVisible() && !pill->toolTip().isEmpty())
                    return pill->look().text;
            }
            return QString();
        };
        for (const ui::Page *page : console.window()->pages()) {
            QVERIFY(console.window()->showPage(page->info().id));
            QCOMPARE(said(), warning);
        }
        QVERIFY(savePicture(*console.window(),
                            u"console-doors-"_s + QString::fromLatin1(QTest::currentDataTag())));
        QVERIFY(console.window()->showPage(u"settings"_s, u"server"_s));
        const bool isByRegistering = surfaces.isEmpty() && skipsKeys.isEmpty() && !warning.isEmpty();
        QTRY_COMPARE(says(console, u"Not everybody needs a key"_s), !warning.isEmpty() && !isByRegistering);
        QTRY_COMPARE(says(console, u"Everybody may register"_s), isByRegistering);
        QCOMPARE(console.window()->width(), 1024);
        end(console);
    }

    void whatWasChosenHoldsAfterTheNextStart()
    {
        {
            Console console(m_options, *qApp);
            console.start();
            QTRY_VERIFY(console.window() && console.window()->isVisible());
            QVERIFY(qApp->palette().color(QPalette::Window).lightness() > 200); // no desktop says otherwise
            console.window()->palette().open();
            QTest::keyClicks(QApplication::focusWidget(), u"dark appearance"_s);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
            QTRY_VERIFY(qApp->palette().color(QPalette::Window).lightness() < 50);
            end(console);
        }
        Console console(m_options, *qApp);
        console.start();
        QTRY_VERIFY(console.window() && console.window()->isVisible());
        QVERIFY(qApp->palette().color(QPalette::Window).lightness() < 50);
        end(console);
    }

private:
    static bool says(Console &console, const QString &title)
    {
        const auto notices = console.window()->findChildren<ui::Notice *>();
        return std::any_of(notices.begin(), notices.end(), [&title](const ui::Notice *notice) {
            return notice->isVisible() && notice->accessibleName() == title;
        });
    }

    static QLineEdit *lineIn(Console &console, const QString &name)
    {
        for (QLineEdit *line : console.window()->findChildren<QLineEdit *>()) {
            if (line->isVisible() && line->accessibleName() == name)
                return line;
        }
        return nullptr;
    }

    static QWidget *problemWindow()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (qobject_cast<ui::ProblemWindow *>(widget) && widget->isVisible())
                return widget;
        }
        return nullptr;
    }

    static void end(Console &console)
    {
        QSignalSpy ended(&console, &Console::ended);
        console.quit();
        QTRY_COMPARE(ended.count(), 1);
    }

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

SIGNALBOX_TEST(TestConsole)
#include "tst_console.moc"

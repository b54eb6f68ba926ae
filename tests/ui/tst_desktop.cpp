// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testsuite.h"
#include "ui/shell/desktopscheme.h"
#include "ui/shell/notifications.h"
#include "ui/shell/theme.h"
#include "ui/shell/tray.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace {

// Answers as a notification server and as a settings portal do, and keeps what it was asked.
class FakeDesktop final : public QDBusVirtualObject
{
public:
    explicit FakeDesktop(const QDBusConnection &bus)
        : m_bus(bus)
    {
    }

    QString introspect(const QString &) const override { return {}; }

    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() == u"GetCapabilities"_s)
            return bus.send(message.createReply(QVariant(abilities)));
        if (message.member() == u"Notify"_s) {
            notified.append(message.arguments());
            return bus.send(message.createReply(QVariant(static_cast<uint>(notified.size()))));
        }
        if (message.member() == u"CloseNotification"_s) {
            closed.append(message.arguments().value(0).toUInt());
            return bus.send(message.createReply());
        }
        if (message.member() == u"Read"_s) {
            const QDBusVariant inner(QVariant::fromValue(scheme));
            return bus.send(
                message.createReply(QVariant::fromValue(QDBusVariant(QVariant::fromValue(inner)))));
        }
        return false;
    }

    void invoke(uint id, const QString &action)
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
        signal << id << action;
        m_bus.send(signal);
    }

    void changeScheme(uint now)
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            u"/org/freedesktop/portal/desktop"_s, u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal << u"org.freedesktop.appearance"_s << u"color-scheme"_s
               << QVariant::fromValue(QDBusVariant(QVariant::fromValue(now)));
        m_bus.send(signal);
    }

    QStringList abilities{u"body"_s, u"actions"_s, u"body-markup"_s};
    QList<QVariantList> notified;
    QList<uint> closed;
    uint scheme = 1;

private:
    QDBusConnection m_bus;
};

} // namespace

// Runs against a message bus of its own, so that nothing of the desktop it runs on is touched.
class TestDesktop : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void offersToDecide();
    void offersNothingWhereTheServerCannot();
    void textFromOutsideIsNoMarkup();
    void whatIsAtStakeIsHeard();
    void decidedElsewhereIsWithdrawn();
    void aWithdrawalOvertakesNothing();
    void anActionOfAnotherProgramIsNotOurs();
    void withoutABusNothingFails();
    void theTrayCountsWhatWaits();
    void followsTheDesktop();

private:
    void serve();
    QDBusConnection connectTo(const QString &name) const;

    ui::Theme m_theme{ui::Appearance::Desktop};
    QProcess m_bus;
    QString m_address;
    std::unique_ptr<FakeDesktop> m_desktop;
    int m_serial = 0;
    QDBusConnection m_server{u"none"_s};
    QDBusConnection m_client{u"none"_s};
};

void TestDesktop::initTestCase()
{
    const QString daemon = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    if (daemon.isEmpty())
        return;
    m_bus.start(daemon, {u"--session"_s, u"--nofork"_s, u"--nopidfile"_s, u"--print-address"_s});
    if (m_bus.waitForStarted() && m_bus.waitForReadyRead())
        m_address = QString::fromUtf8(m_bus.readLine()).trimmed();
}

void TestDesktop::cleanupTestCase()
{
    m_bus.terminate();
    m_bus.waitForFinished();
}

QDBusConnection TestDesktop::connectTo(const QString &name) const
{
    return QDBusConnection::connectToBus(m_address, name);
}

void TestDesktop::init()
{
    SKIP_BECAUSE(testsupport::whyWithoutProgram(u"dbus-daemon"_s));
    QVERIFY(!m_address.isEmpty());
    ++m_serial;
    m_server = connectTo(u"server-%1"_s.arg(m_serial));
    m_client = connectTo(u"client-%1"_s.arg(m_serial));
    QVERIFY(m_server.isConnected() && m_client.isConnected());
    m_desktop = std::make_unique<FakeDesktop>(m_server);
}

void TestDesktop::cleanup()
{
    m_server = QDBusConnection(u"none"_s);
    m_client = QDBusConnection(u"none"_s);
    QDBusConnection::disconnectFromBus(u"server-%1"_s.arg(m_serial));
    QDBusConnection::disconnectFromBus(u"client-%1"_s.arg(m_serial));
    m_desktop.reset();
}

void TestDesktop::serve()
{
    QVERIFY(m_server.registerVirtualObject(u"/org/freedesktop"_s, m_desktop.get(), QDBusConnection::SubPath));
    QVERIFY(m_server.registerService(u"org.freedesktop.Notifications"_s));
    QVERIFY(m_server.registerService(u"org.freedesktop.portal.Desktop"_s));
}

void TestDesktop::offersToDecide()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    QStringList heard;
    connect(&notifications, &ui::Notifications::approveRequested, this,
            [&heard](const core::ApprovalId &id) { heard << QString(u"approve "_s + id.value); });
    connect(&notifications, &ui::Notifications::rejectRequested, this,
            [&heard](const core::ApprovalId &id) { heard << QString(u"reject "_s + id.value); });
    connect(&notifications, &ui::Notifications::opened, this,
            [&heard](const core::ApprovalId &id) { heard << QString(u"open "_s + id.value); });
    notifications.tell({u"a1"_s}, u"Refund 120.00 EUR"_s,
                       u"support asks"_s); // before the abilities are known
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    QVERIFY(notifications.offersActions());
    const QVariantList first = m_desktop->notified[0];
    QCOMPARE(first[3].toString(), u"Refund 120.00 EUR"_s);
    QVERIFY(first[5].toStringList().contains(u"approve"_s));
    QVERIFY(first[5].toStringList().contains(u"reject"_s));
    notifications.tell({u"a2"_s}, u"Write a file"_s, u"research asks"_s);
    QTRY_COMPARE(m_desktop->notified.size(), 2);
    QTest::qWait(0);
    // The answer with the id may still be on its way; a signal that is sent later cannot overtake it.
    m_desktop->invoke(1, u"approve"_s);
    m_desktop->invoke(2, u"reject"_s);
    m_desktop->invoke(2, u"default"_s);
    QTRY_COMPARE(heard, QStringList({u"approve a1"_s, u"reject a2"_s, u"open a2"_s}));
}

void TestDesktop::offersNothingWhereTheServerCannot()
{
    m_desktop->abilities = {u"body"_s};
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    notifications.tell({u"a1"_s}, u"Refund"_s, u"a < b"_s);
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    QVERIFY(m_desktop->notified[0][5].toStringList().isEmpty());
    QCOMPARE(m_desktop->notified[0][4].toString(), u"a < b"_s);
}

void TestDesktop::textFromOutsideIsNoMarkup()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    notifications.tell({u"a1"_s}, QString(5000, u'x'), u"<img src='http://example.com/x.png'>"_s);
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    QVERIFY(!m_desktop->notified[0][4].toString().contains(u'<'));
    QVERIFY(m_desktop->notified[0][3].toString().size() <= 120);
}

// The riskier, the louder; and what takes a second key is not approved from a bubble.
void TestDesktop::whatIsAtStakeIsHeard()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    notifications.tell({u"a1"_s}, u"Refund"_s, {},
                       {.urgency = ui::Urgency::Critical, .offer = ui::Offer::Reject});
    notifications.tell({u"a2"_s}, QString(u"Send report"_s + QChar(0x202E) + u"gpj.exe"_s), {},
                       {.urgency = ui::Urgency::Low});
    notifications.tell({u"a3"_s}, u"Many"_s, {}, {.offer = ui::Offer::Open});
    QTRY_COMPARE(m_desktop->notified.size(), 3);
    const auto hintsOf = [this](int i) { return qdbus_cast<QVariantMap>(m_desktop->notified[i][6]); };
    QCOMPARE(hintsOf(0).value(u"urgency"_s).value<uchar>(), 2);
    QCOMPARE(hintsOf(1).value(u"urgency"_s).value<uchar>(), 0);
    QCOMPARE(hintsOf(2).value(u"urgency"_s).value<uchar>(), 1);
    QVERIFY(!m_desktop->notified[0][5].toStringList().contains(u"approve"_s));
    QVERIFY(m_desktop->notified[0][5].toStringList().contains(u"reject"_s));
    QVERIFY(m_desktop->notified[1][5].toStringList().contains(u"approve"_s));
    QCOMPARE(m_desktop->notified[1][3].toString(), u"Send report⟨U+202E⟩gpj.exe"_s);
    QVERIFY(!m_desktop->notified[2][5].toStringList().contains(u"reject"_s));
}

void TestDesktop::decidedElsewhereIsWithdrawn()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    QSignalSpy approved(&notifications, &ui::Notifications::approveRequested);
    QSignalSpy opened(&notifications, &ui::Notifications::opened);
    notifications.tell({u"a1"_s}, u"Refund"_s, {});
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    m_desktop->invoke(1, u"default"_s);
    QTRY_COMPARE(opened.count(), 1);
    notifications.withdraw({u"a1"_s});
    QTRY_COMPARE(m_desktop->closed, QList<uint>{1});
    m_desktop->invoke(1, u"approve"_s);
    notifications.tell({u"a2"_s}, u"Other"_s, {});
    QTRY_COMPARE(m_desktop->notified.size(), 2);
    m_desktop->invoke(2, u"default"_s);
    QTRY_COMPARE(opened.count(), 2);
    QCOMPARE(approved.count(), 0);
}

void TestDesktop::aWithdrawalOvertakesNothing()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    QSignalSpy opened(&notifications, &ui::Notifications::opened);
    notifications.tell({u"a0"_s}, u"First"_s, {});
    notifications.withdraw({u"a0"_s}); // never leaves this program
    notifications.tell({u"a1"_s}, u"Second"_s, {});
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    QCOMPARE(m_desktop->notified[0][3].toString(), u"Second"_s);
    m_desktop->invoke(1, u"default"_s);
    QTRY_COMPARE(opened.count(), 1);
    notifications.tell({u"a2"_s}, u"Third"_s, {});
    notifications.withdraw({u"a2"_s}); // before the server told its id
    QTRY_COMPARE(m_desktop->closed, QList<uint>{2});
}

void TestDesktop::anActionOfAnotherProgramIsNotOurs()
{
    serve();
    ui::Tray tray(m_theme);
    ui::Notifications notifications(m_client, tray);
    QSignalSpy approved(&notifications, &ui::Notifications::approveRequested);
    QSignalSpy opened(&notifications, &ui::Notifications::opened);
    notifications.tell({u"a1"_s}, u"Refund"_s, {});
    QTRY_COMPARE(m_desktop->notified.size(), 1);
    m_desktop->invoke(77, u"approve"_s);
    m_desktop->invoke(1, u"default"_s);
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(approved.count(), 0);
}

void TestDesktop::withoutABusNothingFails()
{
    ui::Tray tray(m_theme);
    ui::Notifications notifications(QDBusConnection(u"none"_s), tray);
    QSignalSpy opened(&notifications, &ui::Notifications::opened);
    notifications.tell({u"a1"_s}, u"Refund"_s, {});
    emit tray.messageClicked();
    QCOMPARE(opened.count(), 1);
    notifications.withdraw({u"a1"_s});
    emit tray.messageClicked();
    QCOMPARE(opened.count(), 1);
    // A bus without a notification server is found out from its answer.
    ui::Notifications lonely(m_client, tray);
    QSignalSpy byTray(&lonely, &ui::Notifications::opened);
    lonely.tell({u"a2"_s}, u"Refund"_s, {});
    QTRY_VERIFY(([&] {
        emit tray.messageClicked();
        return byTray.count() > 0;
    }()));
}

void TestDesktop::theTrayCountsWhatWaits()
{
    ui::Tray tray(m_theme);
    tray.show();
    QCOMPARE(tray.toolTip(), u"Signalbox: Nothing waits for you"_s);
    tray.setWaiting(3);
    QCOMPARE(tray.toolTip(), u"Signalbox: 3 approvals wait for you"_s);
    const ui::Tokens &t = m_theme.tokens();
    const QImage none = ui::Tray::iconFor(t, 0).pixmap(22, 22).toImage();
    const QImage three = ui::Tray::iconFor(t, 3).pixmap(22, 22).toImage();
    const QImage four = ui::Tray::iconFor(t, 4).pixmap(22, 22).toImage();
    QVERIFY(none != three);
    QVERIFY(three != four);
    QVERIFY(!ui::Tray::iconFor(t, 1000).isNull());
}

void TestDesktop::followsTheDesktop()
{
    m_desktop->scheme = 1;
    serve();
    ui::Theme theme(ui::Appearance::Desktop);
    const ui::DesktopScheme follower(m_client, theme);
    theme.setDesktopScheme(ui::Scheme::Light); // whatever the palette said
    QTRY_COMPARE(theme.scheme(), ui::Scheme::Dark);
    m_desktop->changeScheme(2);
    QTRY_COMPARE(theme.scheme(), ui::Scheme::Light);
    theme.setAppearance(ui::Appearance::Dark);
    m_desktop->changeScheme(1);
    m_desktop->changeScheme(2);
    theme.setAppearance(ui::Appearance::Desktop);
    QTRY_COMPARE(theme.scheme(), ui::Scheme::Light);
}

SIGNALBOX_TEST(TestDesktop)
#include "tst_desktop.moc"

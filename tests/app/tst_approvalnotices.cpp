// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/approvalnotices.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/shell/theme.h"

#include <QSignalSpy>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<ModelAnswer> answerTo(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    const QJsonObject arguments{{u"path"_s, u"refund.md"_s}, {u"content"_s, u"Five days."_s}};
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s, .name = u"write_file"_s, .arguments = arguments}}};
}

} // namespace

class TestApprovalNotices : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_core = std::make_unique<TestBackend>(CoreOptions{},
                                               [](TestCore &core) { core.model().answerWith(answerTo); });
        m_tray = std::make_unique<ui::Tray>(m_theme);
        // No bus: what is told goes to the tray, and what a person clicked there is announced by the test.
        m_notifications = std::make_unique<ui::Notifications>(QDBusConnection(u"none"_s), *m_tray);
        m_notices = std::make_unique<app::ApprovalNotices>(
            app::ApprovalNotices::Parts{.backend = m_core->backend(),
                                        .notifications = *m_notifications,
                                        .tray = *m_tray,
                                        .isWatched = [] { return false; },
                                        .pause = std::chrono::milliseconds(100)});
        connect(m_tray.get(), &ui::Tray::told, this, [this](const QString &title, const QString &text) {
            m_heard.append(QString(title + u": "_s + text));
        });
        m_heard.clear();
    }

    void cleanup()
    {
        m_notices.reset();
        m_notifications.reset();
        m_tray.reset();
        m_core.reset();
    }

    void theTrayCountsWhatWaits()
    {
        const QString calm = m_tray->toolTip();
        const TaskId first = submit();
        QTRY_VERIFY(m_tray->toolTip().contains(u'1'));
        submit();
        QTRY_VERIFY(m_tray->toolTip().contains(u'2'));
        m_core->run([&](TestCore &core) {
            if (!core->tasks().cancel(first, {}, localOperator()))
                qFatal("The task was not cancelled.");
        });
        QTRY_VERIFY(m_tray->toolTip().contains(u'1'));
        emit m_notifications->rejectRequested(waiting());
        QTRY_COMPARE(m_tray->toolTip(), calm);
    }

    void aClickInTheNotificationLetsTheRunGoOn()
    {
        const TaskId task = submit();
        QTRY_VERIFY(m_tray->toolTip().contains(u'1')); // it is told of, and can be clicked
        emit m_notifications->approveRequested(waiting());
        QTRY_COMPARE(m_core->run([&](TestCore &core) { return core.task(task).state; }),
                     TaskState::Completed);
        QCOMPARE(m_core->run([&](TestCore &core) { return core.file(core.task(task), u"refund.md"_s); }),
                 u"Five days."_s);
    }

    void rejectingWritesNothing()
    {
        const TaskId task = submit();
        QTRY_VERIFY(!waiting().isEmpty());
        emit m_notifications->rejectRequested(waiting());
        QTRY_VERIFY(m_core->run([&](TestCore &core) { return isFinal(core.task(task).state); }));
        QCOMPARE(m_core->run([&](TestCore &core) { return core.file(core.task(task), u"refund.md"_s); }),
                 QString());
    }

    // Three that nobody decides are no reason to be silent about the fourth.
    void itGoesOnHoweverManyWait()
    {
        for (int i = 0; i < 3; ++i)
            submit();
        QTRY_COMPARE(m_heard.size(), 3);
        submit();
        QTRY_COMPARE(m_heard.size(), 4);
        QVERIFY2(m_heard.last().contains(u"Write refund.md"_s), qPrintable(m_heard.last()));
        submit();
        QTRY_COMPARE(m_heard.size(), 5);
    }

    // Of many at once a few are told, and the rest together.
    void aBurstIsToldTogether()
    {
        for (int i = 0; i < 12; ++i)
            submit();
        QTRY_VERIFY(m_heard.size() > 3 && m_heard.last().contains(u"approvals wait for you"_s));
        QVERIFY2(m_heard.size() < 12, qPrintable(m_heard.join(u'\n')));
    }

    void itRemindsOfWhatStillWaits()
    {
        submit();
        QTRY_COMPARE(m_heard.size(), 1);
        m_core->advance(std::chrono::minutes(61));
        QTRY_COMPARE(m_heard.size(), 2);
        QVERIFY2(m_heard.last().contains(u"still waits for you"_s), qPrintable(m_heard.last()));
    }

    // What a person approves in a notification is what it told.
    void otherValuesAreToldAnew()
    {
        m_core->run([](TestCore &core) {
            QVERIFY_RESULT(core->policies().add({.position = 1,
                                                 .name = u"Files"_s,
                                                 .tool = u"write_file"_s,
                                                 .decision = PolicyDecision::Ask,
                                                 .deciders = {.needed = 2}},
                                                localOperator()));
        });
        const TaskId task = submit();
        QTRY_COMPARE(m_heard.size(), 1);
        m_core->run([](TestCore &core) {
            const Approval approval = core->approvals().mostUrgent(1, localOperator())->first();
            const Principal ada{.user = u"ada"_s, .name = u"Ada"_s, .scopes = allScopes};
            const QJsonObject edited{{u"path"_s, u"other.md"_s}, {u"content"_s, u"Ten days."_s}};
            QVERIFY_RESULT(
                core->approvals().decide(approval.id, {.verdict = Verdict::Approve, .edited = edited}, ada));
        });
        QTRY_VERIFY2(m_heard.filter(u"Write other.md"_s).size() == 1, qPrintable(m_heard.join(u'\n')));
        emit m_notifications->approveRequested(waiting());
        QTRY_COMPARE(m_core->run([&](TestCore &core) { return core.task(task).state; }),
                     TaskState::Completed);
        QCOMPARE(m_core->run([&](TestCore &core) { return core.file(core.task(task), u"other.md"_s); }),
                 u"Ten days."_s);
    }

    void openingIsPassedOn()
    {
        QSignalSpy opened(m_notices.get(), &app::ApprovalNotices::openRequested);
        emit m_notifications->opened(ApprovalId{u"approval-1"_s});
        QCOMPARE(opened.count(), 1);
    }

private:
    TaskId submit()
    {
        return m_core->run([](TestCore &core) { return core.submit(u"Save the refund policy"_s).id; });
    }

    ApprovalId waiting()
    {
        return m_core->run([](TestCore &core) {
            const auto list = core->approvals().list({.state = ApprovalState::Pending}, localOperator());
            return list && !list->isEmpty() ? list->constFirst().id : ApprovalId{};
        });
    }

    QStringList m_heard;
    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::Tray> m_tray;
    std::unique_ptr<ui::Notifications> m_notifications;
    std::unique_ptr<app::ApprovalNotices> m_notices;
};

SIGNALBOX_TEST(TestApprovalNotices)
#include "tst_approvalnotices.moc"

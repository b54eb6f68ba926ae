// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/models/refresh.h"

#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;

class TestUiBackend : public QObject
{
    Q_OBJECT

private slots:
    void whatCouldNotBeReadIsAskedForAgain()
    {
        int asked = 0;
        ui::Refresh refresh([&asked] { ++asked; }, std::chrono::milliseconds{1});
        refresh.request();
        QCOMPARE(asked, 1);
        refresh.failed(); // and nothing changes meanwhile
        QTRY_COMPARE(asked, 2);
        refresh.answered();
        refresh.request();
        QTRY_COMPARE(asked, 3);
    }

    void commandsGoThereAndAnnouncementsComeBack()
    {
        TestBackend core({}, [](TestCore &arranged) { arranged.model().say(u"Forty two."_s); });
        QSignalSpy announced(&core.backend(), &ui::Backend::announced);
        QSignalSpy told(&core.backend(), &ui::Backend::told);
        core::TaskId id;
        core.backend().call(
            this,
            [](core::Core &there) {
                return there.tasks().submit({.query = u"Why?"_s}, core::localOperator());
            },
            [&id](const core::Result<core::Task> &task) {
                QVERIFY_RESULT(task);
                id = task->id;
            });
        QTRY_VERIFY(!id.isEmpty());
        QTRY_COMPARE(core.task(id).state, core::TaskState::Completed);
        QTRY_VERIFY(!told.isEmpty());
        const auto ended = [&announced] {
            const auto events = announced.isEmpty() ? QList<core::Event>()
                                                    : announced.last().first().value<QList<core::Event>>();
            return !events.isEmpty() && events.last().type == core::EventType::TaskEnded;
        };
        QTRY_VERIFY(ended());
    }

    void nothingIsCalledOnceTheContextIsGone()
    {
        TestBackend core;
        bool called = false;
        {
            QObject context;
            core.backend().call(
                &context, [](core::Core &there) { return there.tasks().counts(core::localOperator()); },
                [&called](const core::Result<core::TaskCounts> &) { called = true; });
        }
        core.submit(u"Anything"_s); // goes the same way, behind it
        QVERIFY(!called);
    }
};

SIGNALBOX_TEST(TestUiBackend)
#include "tst_backend.moc"

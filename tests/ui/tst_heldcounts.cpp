// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/decidingfixture.h"
#include "ui/models/conversationsmodel.h"
#include "ui/pages/chatpage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/taskspage.h"
#include "ui/widgets/pill.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

// While a decision can still be taken back, every screen counts and says the same: it waits for nobody.
class TestHeldCounts : public DecidingFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }

    void init()
    {
        open();
        m_window->addPage(new ui::OverviewPage(m_core->backend(), m_theme));
        m_window->addPage(new ui::TasksPage(m_core->backend(), m_theme));
        m_window->addPage(new ui::ChatPage(m_core->backend(), m_theme));
    }

    void cleanup() { close(); }

    void theOverviewLeavesItOut()
    {
        decideOneOfThree();
        m_window->showPage(u"overview"_s);
        QTRY_VERIFY(says(u"0 running, 2 waiting"_s));
        QTRY_COMPARE(pills(u"Decided, not sent"_s), 1);
        QCOMPARE(pills(u"Waiting"_s), 2);
        decisions().undo();
        QTRY_VERIFY(says(u"0 running, 3 waiting"_s));
        QTRY_COMPARE(pills(u"Waiting"_s), 3);
    }

    // A on the Overview looks at what still waits.
    void theOverviewGoesOnWithTheNext()
    {
        decideOneOfThree();
        m_window->showPage(u"overview"_s);
        QTRY_COMPARE(pills(u"Decided, not sent"_s), 1);
        press(Qt::Key_A);
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
    }

    void theChipOfTasksLeavesItOut()
    {
        decideOneOfThree();
        m_window->showPage(u"tasks"_s);
        QTRY_VERIFY(button(u"Waiting 2"_s));
        decisions().undo();
        QTRY_VERIFY(button(u"Waiting 3"_s));
    }

    void theBadgeAndTheListAgree()
    {
        decideOneOfThree();
        QTRY_COMPARE(m_page->badge().count, 2);
        QCOMPARE(m_list->model()->rowCount(), 2);
        QCOMPARE(decisions().heldCount(), 1);
    }

    void theWordsOfTheChatAgree()
    {
        m_core->run([](TestCore &core) {
            QVERIFY_RESULT(core->chat().send({.text = u"Write one.md"_s}, localOperator()));
        });
        QTRY_COMPARE(m_list->model()->rowCount(), 1);
        decisions().setTimeToUndo(std::chrono::minutes(1));
        m_window->showPage(u"chat"_s);
        QTRY_VERIFY(button(u"Approve"_s) && button(u"Approve"_s)->isEnabled());
        QTest::mouseClick(button(u"Approve"_s), Qt::LeftButton);
        QTRY_VERIFY(!button(u"Approve"_s));
        QTRY_COMPARE(lastLine(), u"your decision is not sent yet"_s);
        QVERIFY(says(u"your decision is not sent yet"_s));
        QVERIFY(!says(u"is answering"_s) && !says(u"is at work"_s));
        decisions().undo();
        QTRY_COMPARE(lastLine(), u"waits for a decision"_s);
        QTRY_VERIFY(button(u"Approve"_s));
    }

private:
    void decideOneOfThree()
    {
        for (const QString &path : {u"one.md"_s, u"two.md"_s, u"three.md"_s})
            ask(path);
        choose(u"two.md"_s);
        press(Qt::Key_A);
        QTRY_COMPARE(decisions().heldCount(), 1);
    }

    int pills(const QString &words) const
    {
        const auto all = m_window->findChildren<ui::Pill *>();
        return static_cast<int>(std::ranges::count_if(all, [&words](const ui::Pill *pill) {
            return pill->isVisible() && pill->look().text.startsWith(words);
        }));
    }

    QString lastLine() const
    {
        const QAbstractItemModel *model =
            m_window->findChild<ui::ChatPage *>()->findChild<QListView *>()->model();
        return model->index(0, 0).data(ui::ConversationsModel::LastLineRole).toString();
    }
};

SIGNALBOX_TEST(TestHeldCounts)
#include "tst_heldcounts.moc"

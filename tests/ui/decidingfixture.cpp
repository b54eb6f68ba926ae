// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/decidingfixture.h"

#include "tests/ui/waitingrow.h"
#include "ui/pages/approvaldetail.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<ModelAnswer> writeTheNamedFile(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool)
        return ModelAnswer{.text = u"Done."_s};
    const QString path = request.messages.last().text.section(u' ', -1);
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, path}, {u"content"_s, u"Text"_s}}}}};
}

} // namespace

void DecidingFixture::open(const CoreOptions &options)
{
    QApplication::setDoubleClickInterval(0); // each press is meant
    m_core = std::make_unique<TestBackend>(options, [](TestCore &core) {
        core.model().answerWith(&writeTheNamedFile);
        QVERIFY_RESULT(core->policies().add({.position = 1,
                                             .name = u"Ledger"_s,
                                             .tool = u"write_file"_s,
                                             .condition = u"path == \"ledger.md\""_s,
                                             .decision = PolicyDecision::Ask,
                                             .risk = Risk::Medium,
                                             .deciders = {.needed = 2}},
                                            localOperator()));
        QVERIFY_RESULT(core->policies().add({.position = 2,
                                             .name = u"Risky files"_s,
                                             .tool = u"write_file"_s,
                                             .condition = u"path starts_with \"risky\""_s,
                                             .decision = PolicyDecision::Ask,
                                             .risk = Risk::High,
                                             .reason = u"Risky files need a person."_s},
                                            localOperator()));
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ApprovalsPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_window->undoBar().follow(decisions());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_list = list(u"Waiting for you"_s);
}

void DecidingFixture::close()
{
    m_window.reset();
    m_core.reset();
}

TaskId DecidingFixture::ask(const QString &path)
{
    const TaskId task = m_core->submit(u"Write "_s + path).id;
    if (!QTest::qWaitFor([&] { return hasRowOf(m_list, task); }))
        qFatal("Nothing more waits.");
    decisions().setTimeToUndo(1min); // by now the time that was set at the start is known
    return task;
}

void DecidingFixture::decideAsAda(const QString &path, Verdict verdict)
{
    m_core->run([&](TestCore &core) {
        Principal ada = localOperator();
        ada.user = u"ada"_s;
        ada.name = u"Ada"_s;
        const auto waiting = core->approvals().list({.state = ApprovalState::Pending}, ada);
        for (const Approval &approval : *waiting) {
            if (approval.title.contains(path))
                QVERIFY_RESULT(core->approvals().decide(approval.id,
                                                        {.verdict = verdict, .feedback = u"By Ada."_s}, ada));
        }
    });
}

QString DecidingFixture::shown()
{
    const ApprovalId id = m_page->findChild<ui::ApprovalDetail *>()->shown();
    return m_core->run([&id](TestCore &core) {
        const auto approval = core->approvals().find(id, localOperator());
        return approval ? approval->title : QString();
    });
}

bool DecidingFixture::isReady(const QString &path)
{
    return chosen().contains(path) && shown().contains(path) && button(u"Approve"_s) &&
           button(u"Approve"_s)->isEnabled();
}

void DecidingFixture::choose(const QString &path)
{
    for (int row = 0; row < m_list->model()->rowCount(); ++row) {
        const QModelIndex index = m_list->model()->index(row, 0);
        if (index.data().toString().contains(path))
            QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, m_list->visualRect(index).center());
    }
    QTRY_VERIFY(isReady(path));
}

void DecidingFixture::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : m_window.get(), key, modifiers);
}

QListView *DecidingFixture::list(const QString &name) const
{
    for (QListView *list : m_window->findChildren<QListView *>()) {
        if (list->accessibleName() == name)
            return list;
    }
    return nullptr;
}

ui::Button *DecidingFixture::button(const QString &text) const
{
    for (ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

bool DecidingFixture::says(const QString &text) const
{
    const auto labels = m_window->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

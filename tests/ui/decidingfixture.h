// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/models/decisions.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/undobar.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QListView>

// The page of approvals with the row to undo in a window, before a core whose model writes the file that a
// task names. What begins with "risky" is of high risk; "ledger.md" takes two people. Ada decides from
// elsewhere.
class DecidingFixture : public QObject
{
    Q_OBJECT

protected:
    void open(const core::CoreOptions &options = {});
    void close();
    // Comes back once the list has one more, with a minute to undo.
    core::TaskId ask(const QString &path);
    void decideAsAda(const QString &path, core::Verdict verdict = core::Verdict::Approve);
    void choose(const QString &path);
    QString chosen() const { return m_list->currentIndex().data().toString(); }
    QString shown();
    bool isReady(const QString &path);
    ui::Decisions &decisions() { return m_core->backend().decisions(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    QListView *list(const QString &name) const;
    ui::Button *button(const QString &text) const;
    bool says(const QString &text) const;
    QString told() const { return m_window->undoBar().restText(); }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ApprovalsPage *m_page = nullptr;
    QListView *m_list = nullptr;
};

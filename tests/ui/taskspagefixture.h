// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testbackend.h"
#include "ui/pages/taskdetail.h"
#include "ui/pages/taskspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>

// The page of tasks in a window, before a core whose model answers by what a task asks for: "save" writes a
// file and so waits for a person, "fail" fails, everything else is answered. All models are tested as they
// go.
class TasksPageFixture : public QObject
{
    Q_OBJECT

protected:
    void close();
    void open(core::CoreOptions options = {}, std::function<void(TestCore &)> arrange = {});
    ui::Button *button(const QString &text);
    void click(const QString &text);
    QString chip(const QString &name);
    bool shows(const QString &text);
    QStringList titles();
    QStringList timeline();
    core::TaskId submit(const QString &query, core::TaskState until);
    core::TaskId finishOne(const QString &query, core::milliseconds time);
    void select(const core::TaskId &id);
    void press(Qt::Key key) { QTest::keyClick(m_table, key); }
    int rows() { return m_table->model()->rowCount(); }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage *m_page = nullptr;
    ui::Table *m_table = nullptr;
    ui::TaskDetail *m_detail = nullptr;
    QLineEdit *m_field = nullptr;
};

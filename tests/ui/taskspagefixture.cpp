// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/taskspagefixture.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<ModelAnswer> answerTo(const ModelRequest &request)
{
    const Message &last = request.messages.last();
    const Usage usage{.inputTokens = 1800, .outputTokens = 300, .cost = 0.021};
    if (last.role == Role::Tool)
        return ModelAnswer{.text = u"Written."_s, .usage = usage};
    if (last.text.contains(u"save"_s)) {
        const QJsonObject arguments{{u"path"_s, u"reports/churn-q3.md"_s},
                                    {u"content"_s, u"# Churn\n\nIt fell.\n"_s}};
        return ModelAnswer{
            .toolCalls = {{.id = u"call-1"_s, .name = u"write_file"_s, .arguments = arguments}},
            .usage = usage};
    }
    if (last.text.contains(u"fail"_s))
        return failure(ErrorCode::Unavailable, u"The provider does not answer."_s);
    return ModelAnswer{.text = u"# Answer\n\nForty **two**."_s, .usage = usage};
}

} // namespace

void TasksPageFixture::open(CoreOptions options, std::function<void(TestCore &)> arrange)
{
    m_core = std::make_unique<TestBackend>(options, [arrange](TestCore &core) {
        core.model().answerWith(answerTo);
        if (arrange)
            arrange(core);
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::TasksPage(m_core->backend(), m_theme);
    m_table = m_page->findChild<ui::Table *>();
    m_detail = m_page->findChild<ui::TaskDetail *>();
    m_field = m_page->findChild<QLineEdit *>();
    new QAbstractItemModelTester(m_table->model(), QAbstractItemModelTester::FailureReportingMode::Fatal,
                                 m_page);
    for (QListView *list : m_page->findChildren<QListView *>()) {
        if (list->model())
            new QAbstractItemModelTester(list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal,
                                         m_page);
    }
    m_window->addPage(m_page);
    m_window->setServing({.on = true, .address = u"127.0.0.1:8080"_s});
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TasksPageFixture::close()
{
    m_window.reset();
    m_core.reset();
}

ui::Button *TasksPageFixture::button(const QString &text)
{
    for (ui::Button *each : m_page->findChildren<ui::Button *>()) {
        if (each->text() == text && each->isVisible())
            return each;
    }
    return nullptr;
}

void TasksPageFixture::click(const QString &text)
{
    QTRY_VERIFY2(button(text), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

QString TasksPageFixture::chip(const QString &name)
{
    for (const ui::Button *each : m_page->findChildren<ui::Button *>()) {
        if (each->isCheckable() && each->text().startsWith(name))
            return each->text();
    }
    return {};
}

bool TasksPageFixture::shows(const QString &text)
{
    for (const ui::Label *label : m_page->findChildren<ui::Label *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

QStringList TasksPageFixture::titles()
{
    QStringList titles;
    for (int row = 0; row < rows(); ++row)
        titles.append(m_table->model()->index(row, 1).data().toString());
    return titles;
}

QStringList TasksPageFixture::timeline()
{
    QStringList lines;
    for (const QListView *list : m_detail->findChildren<QListView *>()) {
        if (list->accessibleName() != u"Timeline"_s)
            continue;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            lines.append(list->model()->index(row, 0).data().toString());
    }
    return lines;
}

TaskId TasksPageFixture::submit(const QString &query, TaskState until)
{
    const Task task = m_core->submit(query);
    if (!QTest::qWaitFor([&] { return m_core->task(task.id).state == until; }))
        qFatal("The task did not get there.");
    return task.id;
}

// A task whose model thinks for that long.
TaskId TasksPageFixture::finishOne(const QString &query, milliseconds time)
{
    m_core->run([](TestCore &core) { core.model().hang(); });
    const TaskId id = submit(query, TaskState::Running);
    m_core->run([time](TestCore &core) {
        core.clock.advance(time);
        core.model().release(ModelAnswer{.text = u"# Answer\n\nForty **two**."_s,
                                         .usage = {.inputTokens = 1800, .outputTokens = 300, .cost = 0.021}});
    });
    return id;
}

void TasksPageFixture::select(const TaskId &id)
{
    QTRY_VERIFY(m_table->selectId(id.value));
    QTRY_COMPARE(m_detail->taskId(), id);
    QTRY_VERIFY(!timeline().isEmpty());
}

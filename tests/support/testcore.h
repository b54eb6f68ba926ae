// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "tests/support/fakeprovider.h"
#include "tests/support/teststore.h"

#include <QTemporaryDir>
#include <QTest>

// A whole core in a temporary folder, with a clock that stands still and a scripted provider named "fake" as
// the default one. reopen() is what a crash and a new start are: everything in memory is gone.
class TestCore
{
public:
    explicit TestCore(core::CoreOptions options = {})
        : m_options(std::move(options))
    {
        m_options.dataFolder = m_folder.filePath(QStringLiteral("data"));
        m_options.defaultProvider = QStringLiteral("fake");
        open();
    }

    core::Core &operator*() { return *m_core; }
    core::Core *operator->() { return m_core.get(); }
    testsupport::FakeProvider &model() { return *m_model; }
    core::Principal operatorPrincipal() const { return core::localOperator(); }

    void open()
    {
        auto opened = core::Core::open(m_options, clock);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text + opened.error().detail));
        m_core = *std::move(opened);
        auto model = std::make_unique<testsupport::FakeProvider>();
        m_model = model.get();
        m_core->providers().add(std::move(model));
        auto key = m_core->keys().firstKey();
        if (!key)
            qFatal("%s", qPrintable(key.error().text));
        firstKey = *key;
    }

    void start()
    {
        if (auto started = m_core->start(); !started)
            qFatal("%s", qPrintable(started.error().text));
    }

    void close() { m_core.reset(); }

    core::Task submit(const QString &query, core::NewTask wanted = {})
    {
        wanted.query = query;
        auto task = m_core->tasks().submit(wanted, core::localOperator());
        if (!task)
            qFatal("%s", qPrintable(task.error().text));
        return *task;
    }

    core::Task task(const core::TaskId &id) { return *m_core->tasks().find(id, core::localOperator()); }
    QList<core::Step> steps(const core::TaskId &id)
    {
        return *m_core->tasks().steps(id, core::localOperator());
    }

    // The states of a task's steps in order, such as "Think:done Write file:running".
    QString track(const core::TaskId &id)
    {
        QStringList parts;
        for (const core::Step &step : steps(id))
            parts.append(step.name + u':' + core::toWord(step.state));
        return parts.join(u", ");
    }

    QString file(const core::Task &task, const QString &name)
    {
        QFile file(m_core->folder().workspace(task.owner, task.sessionId) + u'/' + name);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    core::FakeClock clock;
    QString firstKey = {}; // the administrator's, when this open() made it

private:
    QTemporaryDir m_folder;
    core::CoreOptions m_options;
    std::unique_ptr<core::Core> m_core;
    testsupport::FakeProvider *m_model = nullptr;
};

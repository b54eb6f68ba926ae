// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testcore.h"
#include "ui/models/backend.h"

#include <QSemaphore>
#include <QThread>

// A TestCore in a thread of its own, as the program has it, with the client and the ui::Backend in front. The
// core is started. Everything about the core goes through run(), which answers once what it changed is on
// disk and announced; meanwhile the events of this thread are handled. For tests that link ui.
class TestBackend
{
public:
    // `arrange` is called with the core in its thread before it starts, to script the model.
    explicit TestBackend(core::CoreOptions options = {}, std::function<void(TestCore &)> arrange = {})
    {
        m_gate.moveToThread(&m_thread);
        m_thread.start();
        inThread([&] {
            m_core = std::make_unique<TestCore>(std::move(options));
            if (arrange)
                arrange(*m_core);
            m_core->start();
            // What is decided holds at once, unless a test is about taking it back.
            if (!(*m_core)->settings().set(QStringLiteral("approvals.undo_seconds"), QStringLiteral("0"),
                                           core::localOperator()))
                qFatal("The setting was not kept.");
            m_client = std::make_unique<core::Client>(**m_core);
        });
        m_backend = std::make_unique<ui::Backend>(*m_client);
    }

    ~TestBackend()
    {
        m_backend.reset();
        inThread([&] {
            m_client.reset();
            m_core.reset();
        });
        m_thread.quit();
        m_thread.wait();
    }

    ui::Backend &backend() { return *m_backend; }

    // The answer of `function(TestCore &)`, which runs in the core's thread.
    template<typename Function>
    auto run(Function &&function) -> std::invoke_result_t<Function, TestCore &>
    {
        using Answer = std::invoke_result_t<Function, TestCore &>;
        auto future = m_client->call([this, &function](core::Core &) -> core::Result<Value<Answer>> {
            if constexpr (std::is_void_v<Answer>) {
                function(*m_core);
                return true;
            } else {
                return function(*m_core);
            }
        });
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 20'000))
            qFatal("The core did not answer.");
        core::Result<Value<Answer>> answer = future.result();
        if (!answer)
            qFatal("%s", qPrintable(answer.error().text));
        if constexpr (!std::is_void_v<Answer>)
            return *std::move(answer);
    }

    core::Task submit(const QString &query, core::NewTask wanted = {})
    {
        return run([&](TestCore &core) { return core.submit(query, wanted); });
    }

    core::Task task(const core::TaskId &id)
    {
        return run([&](TestCore &core) { return core.task(id); });
    }

    void advance(core::milliseconds by)
    {
        run([by](TestCore &core) { core.clock.advance(by); });
    }

private:
    template<typename Answer>
    using Value = std::conditional_t<std::is_void_v<Answer>, bool, Answer>;

    void inThread(const std::function<void()> &function)
    {
        QSemaphore done;
        QMetaObject::invokeMethod(&m_gate, [&] {
            function();
            done.release();
        });
        done.acquire();
    }

    QThread m_thread;
    QObject m_gate; // stands in the thread
    std::unique_ptr<TestCore> m_core;
    std::unique_ptr<core::Client> m_client;
    std::unique_ptr<ui::Backend> m_backend;
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

#include <QFuture>
#include <QPromise>

#include <type_traits>

namespace core {

// The way from another thread into the core. Lives in the backend thread beside the Core; call() may be used
// from any thread for as long as it lives. What is announced goes out as queued signals.
class Client final : public QObject
{
    Q_OBJECT

public:
    explicit Client(Core &core)
        : m_core(core)
    {
        connect(&core.feed(), &Feed::announced, this, &Client::announced);
        connect(&core.feed(), &Feed::told, this, &Client::told);
    }

    // Runs `function(Core &)` in the backend thread. The future has the function's Result once what it
    // changed is committed, or the Error of a commit that failed. Read it with core::onFinished().
    template<typename Function>
    auto call(Function &&function) -> QFuture<std::invoke_result_t<Function, Core &>>
    {
        using Answer = std::invoke_result_t<Function, Core &>;
        auto promise = std::make_shared<QPromise<Answer>>();
        QFuture<Answer> future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(
            this,
            [this, promise, function = std::forward<Function>(function)]() mutable {
                auto answer = std::make_shared<Answer>(function(m_core));
                m_core.journal().whenCommitted(this, [promise, answer](const Result<void> &committed) {
                    if (committed)
                        promise->addResult(std::move(*answer));
                    else
                        promise->addResult(Answer(committed.error()));
                    promise->finish();
                });
            },
            Qt::QueuedConnection);
        return future;
    }

    // The same for what takes a while: `function(Core &, done)` calls done(Result<T>) once, then or later. A
    // future whose answer never comes, because the core went away, is cancelled.
    template<typename T, typename Function>
    QFuture<Result<T>> ask(Function &&function)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        QFuture<Result<T>> future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(
            this,
            [this, promise = std::move(promise), function = std::forward<Function>(function)]() mutable {
                function(m_core, std::function<void(const Result<T> &)>([promise](const Result<T> &answer) {
                             promise->addResult(answer);
                             promise->finish();
                         }));
            },
            Qt::QueuedConnection);
        return future;
    }

signals:
    void announced(const QList<core::Event> &events);
    void told(const core::Partial &partial);

private:
    Core &m_core;
};

} // namespace core

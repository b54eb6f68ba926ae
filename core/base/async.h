// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace core {

// Calls `then(value)` in the context's thread when the future has its value; never after the context is gone
// or when the future was cancelled. The only asynchronous helper: QFuture::then(context, …) aborts or drops
// the continuation on Qt 6.4 once the context is gone.
template<typename T, typename Then>
void onFinished(const QFuture<T> &future, QObject *context, Then &&then)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, then = std::forward<Then>(then)]() mutable {
                         watcher->deleteLater();
                         if (watcher->isCanceled())
                             return;
                         if constexpr (std::is_void_v<T>)
                             then();
                         else
                             then(watcher->result());
                     });
    watcher->setFuture(future);
}

// Runs work that blocks in a thread of the pool, on values that it owns; calls `then(result)` as onFinished
// does.
template<typename Work, typename Then>
void runInPool(QObject *context, Work work, Then &&then)
{
    using T = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    onFinished(promise->future(), context, std::forward<Then>(then));
    QThreadPool::globalInstance()->start([promise, work = std::move(work)]() mutable {
        promise->addResult(work());
        promise->finish();
    });
}

} // namespace core

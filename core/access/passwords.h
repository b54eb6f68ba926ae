// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <deque>
#include <functional>
#include <list>

namespace core {

// Argon2id, through libsodium. One hash takes 64 MiB and a good part of a tenth of a second, so it is done in
// threads of its own, two at a time, and no more than a few may wait: who sends many passwords must not take
// the memory or the processor from those who work. Whoever asks has a queue of his own, and these take turns,
// so who sends many keeps only himself waiting. Owned by AccountService; backend thread.
class Passwords
{
public:
    Passwords();

    // `whose` names the queue. Fails with Unavailable when too many wait in it, or in all of them and it is
    // among the longest.
    QFuture<Result<QByteArray>> hash(const QString &password, const QString &whose = {});
    QFuture<Result<bool>> matches(const QByteArray &hash, const QString &password, const QString &whose = {});

    // No password matches this, and looking takes as long as with any other.
    static QByteArray hashOfNobody();

private:
    struct Job
    {
        std::function<void()> work = {};   // in the pool
        std::function<void()> refuse = {}; // when another one takes its place
    };
    struct Queue
    {
        QString whose = {};
        std::deque<Job> jobs = {};
    };

    template<typename Value, typename Work>
    QFuture<Result<Value>> start(const QString &whose, Work work);
    bool takesIn(const QString &whose);
    void pump();

    std::list<Queue> m_queues; // that are not empty, in the order of their turns
    size_t m_waiting = 0;
    int m_running = 0;
    QObject m_context;  // hears of what is done, on the backend thread
    QThreadPool m_pool; // ends what it does before it is destroyed
};

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace core {

// Argon2id, through libsodium. One hash takes 64 MiB and a good part of a tenth of a second, so it is done in
// threads of its own, two at a time, and no more than a few may wait: who sends many passwords must not take
// the memory or the processor from those who work. Owned by AccountService; backend thread.
class Passwords
{
public:
    Passwords();

    // Fails with Unavailable when too many wait.
    QFuture<Result<QByteArray>> hash(const QString &password);
    QFuture<Result<bool>> matches(const QByteArray &hash, const QString &password);

    // No password matches this, and looking takes as long as with any other.
    static QByteArray hashOfNobody();

private:
    template<typename Value, typename Work>
    QFuture<Result<Value>> start(Work work);

    std::shared_ptr<std::atomic<int>> m_waiting = std::make_shared<std::atomic<int>>(0);
    QThreadPool m_pool; // ends what it does before it is destroyed
};

} // namespace core

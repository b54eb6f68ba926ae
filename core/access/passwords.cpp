// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/passwords.h"

#include <sodium.h>

#include <QPromise>

#include <algorithm>
#include <memory>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr size_t mostWaitingOfOne = 12; // about half a second of work on two cores
constexpr size_t mostWaiting = 120;
constexpr int hashesAtOnce = 2;

Error tooManyAtOnce()
{
    return failure(ErrorCode::Unavailable, u"Too many people sign in at once. Try again in a moment."_s);
}

Result<QByteArray> hashOf(QByteArray password)
{
    QByteArray hash(crypto_pwhash_STRBYTES, '\0');
    const int failed =
        crypto_pwhash_str(hash.data(), password.constData(), quint64(password.size()),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
    sodium_memzero(password.data(), size_t(password.size()));
    if (failed != 0)
        return failure(ErrorCode::Unavailable,
                       u"There is too little memory to check passwords. Try again later."_s);
    return QByteArray(hash.constData()); // up to its zero
}

bool isHashOf(const QByteArray &hash, QByteArray password)
{
    const bool is =
        crypto_pwhash_str_verify(hash.constData(), password.constData(), quint64(password.size())) == 0;
    sodium_memzero(password.data(), size_t(password.size()));
    return is;
}

} // namespace

Passwords::Passwords()
{
    m_pool.setMaxThreadCount(hashesAtOnce);
    if (sodium_init() < 0)
        qFatal("libsodium does not start");
}

// Where all places are taken, whoever has the most gives up his last one to who has less.
bool Passwords::takesIn(const QString &whose)
{
    const auto own = std::ranges::find(m_queues, whose, &Queue::whose);
    const size_t mine = own == m_queues.end() ? 0 : own->jobs.size();
    if (mine >= mostWaitingOfOne)
        return false;
    if (m_waiting < mostWaiting)
        return true;
    const auto longest =
        std::ranges::max_element(m_queues, {}, [](const Queue &queue) { return queue.jobs.size(); });
    if (longest->jobs.size() <= mine + 1)
        return false;
    longest->jobs.back().refuse();
    longest->jobs.pop_back();
    --m_waiting;
    return true;
}

void Passwords::pump()
{
    while (m_running < hashesAtOnce && !m_queues.empty()) {
        Queue turn = std::move(m_queues.front());
        m_queues.pop_front();
        const Job job = std::move(turn.jobs.front());
        turn.jobs.pop_front();
        if (!turn.jobs.empty())
            m_queues.push_back(std::move(turn));
        --m_waiting;
        ++m_running;
        m_pool.start([this, work = job.work] {
            work();
            QMetaObject::invokeMethod(
                &m_context,
                [this] {
                    --m_running;
                    pump();
                },
                Qt::QueuedConnection);
        });
    }
}

template<typename Value, typename Work>
QFuture<Result<Value>> Passwords::start(const QString &whose, Work work)
{
    auto promise = std::make_shared<QPromise<Result<Value>>>();
    promise->start();
    const auto answer = [promise](Result<Value> value) {
        promise->addResult(std::move(value));
        promise->finish();
    };
    if (!takesIn(whose)) {
        answer(tooManyAtOnce());
        return promise->future();
    }
    if (std::ranges::find(m_queues, whose, &Queue::whose) == m_queues.end())
        m_queues.push_back({.whose = whose});
    std::ranges::find(m_queues, whose, &Queue::whose)
        ->jobs.push_back({.work = [answer, work = std::move(work)] { answer(work()); },
                          .refuse = [answer] { answer(tooManyAtOnce()); }});
    ++m_waiting;
    pump();
    return promise->future();
}

QFuture<Result<QByteArray>> Passwords::hash(const QString &password, const QString &whose)
{
    return start<QByteArray>(whose, [password = password.toUtf8()] { return hashOf(password); });
}

QFuture<Result<bool>> Passwords::matches(const QByteArray &hash, const QString &password,
                                         const QString &whose)
{
    return start<bool>(whose, [hash, password = password.toUtf8()] { return isHashOf(hash, password); });
}

QByteArray Passwords::hashOfNobody()
{
    return "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/passwords.h"

#include <sodium.h>

#include <QPromise>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostWaiting = 12; // about half a second of work on two cores

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
    m_pool.setMaxThreadCount(2);
    if (sodium_init() < 0)
        qFatal("libsodium does not start");
}

template<typename Value, typename Work>
QFuture<Result<Value>> Passwords::start(Work work)
{
    auto promise = std::make_shared<QPromise<Result<Value>>>();
    promise->start();
    if (m_waiting->load() >= mostWaiting) {
        promise->addResult(Result<Value>(
            failure(ErrorCode::Unavailable, u"Too many people sign in at once. Try again in a moment."_s)));
        promise->finish();
        return promise->future();
    }
    ++*m_waiting;
    m_pool.start([promise, waiting = m_waiting, work = std::move(work)] {
        promise->addResult(Result<Value>(work()));
        promise->finish();
        --*waiting;
    });
    return promise->future();
}

QFuture<Result<QByteArray>> Passwords::hash(const QString &password)
{
    return start<QByteArray>([password = password.toUtf8()] { return hashOf(password); });
}

QFuture<Result<bool>> Passwords::matches(const QByteArray &hash, const QString &password)
{
    return start<bool>([hash, password = password.toUtf8()] { return isHashOf(hash, password); });
}

QByteArray Passwords::hashOfNobody()
{
    return "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}

} // namespace core

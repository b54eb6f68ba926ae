// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain.h"

#include "core/provider/keysource.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <qt6keychain/keychain.h>

#include <algorithm>
#include <functional>

namespace app {

using namespace Qt::Literals::StringLiterals;

namespace {

const QString service = u"signalbox"_s;

QString explanation(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return u"The keychain of the desktop did not let Signalbox in."_s;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return u"This desktop offers no keychain."_s;
    default:
        return u"The keychain of the desktop does not work: %1"_s.arg(job.errorString());
    }
}

} // namespace

// One that is not running yet is started when it is asked for something.
void Keychain::look()
{
    static const QStringList names{u"org.freedesktop.secrets"_s, u"org.kde.kwalletd5"_s,
                                   u"org.kde.kwalletd6"_s};
    const QString bus = u"org.freedesktop.DBus"_s;
    const auto ask = [this, bus](const QString &method,
                                 const std::function<void(const QStringList &)> &then) {
        const QDBusMessage call =
            QDBusMessage::createMethodCall(bus, u"/org/freedesktop/DBus"_s, bus, method);
        auto *answer = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
        connect(answer, &QDBusPendingCallWatcher::finished, this, [then](QDBusPendingCallWatcher *done) {
            done->deleteLater();
            const QDBusPendingReply<QStringList> found = *done;
            then(found.isError() ? QStringList() : found.value());
        });
    };
    ask(u"ListNames"_s, [this, ask](const QStringList &running) {
        ask(u"ListActivatableNames"_s, [this, running](const QStringList &others) {
            emit looked(std::ranges::any_of(
                names, [&](const QString &name) { return running.contains(name) || others.contains(name); }));
        });
    });
}

void Keychain::read(const QString &provider)
{
    // Without a parent: a job deletes itself when it is done, and libsecret would come back to one that was
    // deleted before.
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(provider);
    connect(job, &QKeychain::Job::finished, this, [this, job, provider] {
        if (job->error() != QKeychain::NoError)
            emit missing(provider, explanation(*job));
        else if (core::isPlausibleKey(job->textData()))
            emit found(provider, job->textData());
        else
            emit missing(provider, u"The keychain holds something for %1 that is no key."_s.arg(provider));
    });
    job->start();
}

void Keychain::store(const QString &provider, const QString &key)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(provider);
    job->setTextData(key);
    connect(job, &QKeychain::Job::finished, this, [this, job, provider] {
        if (job->error() == QKeychain::NoError)
            emit stored(provider);
        else
            emit refused(provider, explanation(*job));
    });
    job->start();
}

// What is not there need not be removed; what could not be removed is of no use to anybody else.
void Keychain::remove(const QString &provider)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(provider);
    job->start();
}

} // namespace app

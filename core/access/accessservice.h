// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/accountservice.h"
#include "core/access/ratestore.h"
#include "core/base/alarm.h"

#include <QStringList>

namespace core {

enum class Bypass { Off, On };

// What the one who starts the program says about who gets in.
struct AccessOptions
{
    QStringList anonymousSurfaces = {}; // serve programs on this computer that send no key
    Bypass bypass = Bypass::Off;        // for development: everybody is an administrator
    std::optional<AccessRole> registration =
        std::nullopt; // the role of who registers; nothing: nobody may without an invitation
};

// The doors that stand open, for the log and the window to warn of.
struct OpenDoors
{
    QStringList anonymousSurfaces = {};
    Bypass bypass = Bypass::Off;
    std::optional<AccessRole> registration = std::nullopt; // what who registers unasked becomes

    bool isEmpty() const { return anonymousSurfaces.isEmpty() && bypass == Bypass::Off && !registration; }
    // A sentence for people; empty when there are none.
    QString warning() const;
};

// Knows who asks: by a key, by a token, or, where a door stands open, by nothing at all. Also keeps what is
// counted of callers: how often each of them came, and when each key was last used. Both change with nearly
// every request, so they are written two seconds after they changed, and at the end; what could not be
// written is tried again a second later, until it is. Backend thread; owned by the core.
class AccessService final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        Journal &journal;
        Clock &clock;
        KeyService &keys;
        AccountService &accounts;
        RateStore &rateStore;
        RateCounter &rates;
        AccessOptions options;
    };
    explicit AccessService(const Parts &parts);
    ~AccessService() override;

    Result<void> open();

    // Fail with Unauthenticated, in the words for the client.
    Result<Principal> authenticateKey(QByteArrayView key) { return m_parts.keys.authenticate(key); }
    Result<Principal> authenticateToken(QByteArrayView token) { return m_parts.accounts.authenticate(token); }
    // Who a program on this computer is that sends neither, on a surface that serves such.
    std::optional<Principal> anonymous(const QString &surface) const;
    // Who everybody is while the development bypass is on; `user` may be the id of another one.
    std::optional<Principal> bypass(const QString &user) const;

    // Whether who came then may still do all that it might: asked after changed(), for what stays open.
    bool stillAdmits(const Principal &principal);

    OpenDoors openDoors() const;
    RateCounter &rates() { return m_parts.rates; }

    // Writes now what waits to be written.
    Result<void> save();

signals:
    // A key was revoked, an account changed, or a sign-in was ended; emitted once that is on disk.
    void changed();

private:
    void saveSoon();
    void keep(const QList<RateCount> &counts, const KeyService::Uses &uses);

    Parts m_parts;
    Alarm m_alarm;
};

} // namespace core

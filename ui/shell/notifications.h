// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <QDBusConnection>
#include <QHash>
#include <QObject>

class QDBusPendingCallWatcher;

namespace ui {

class Tray;

// How loud the desktop is about it, in its own numbers.
enum class Urgency : uchar { Low = 0, Normal = 1, Critical = 2 };
// What can be done from the notification itself. All can be opened.
enum class Offer { Decide, Reject, Open };

struct Importance
{
    Urgency urgency = Urgency::Normal;
    Offer offer = Offer::Decide;
};

// Tells of approvals through the desktop (org.freedesktop.Notifications), with Approve and Reject where its
// server offers actions, and through the tray where there is no such server. What was decided elsewhere is
// withdrawn. Nothing blocks: all calls are asynchronous. Owned by the composition root; UI thread.
// Announces approveRequested(), rejectRequested() and opened().
class Notifications final : public QObject
{
    Q_OBJECT

public:
    Notifications(const QDBusConnection &bus, Tray &tray, QObject *parent = nullptr);

    // `title` and `text` come from outside and are shown as plain text, with what cannot be seen written out.
    void tell(const core::ApprovalId &approval, const QString &title, const QString &text,
              Importance importance = {});
    void withdraw(const core::ApprovalId &approval);
    bool offersActions() const { return m_offersActions; }

signals:
    void approveRequested(const core::ApprovalId &approval);
    void rejectRequested(const core::ApprovalId &approval);
    void opened(const core::ApprovalId &approval);

private slots:
    // Called by the bus, which knows slots by name alone.
    void actionInvoked(uint id, const QString &action);
    void notificationClosed(uint id, uint reason);

private:
    enum class Server { Unknown, Present, Absent };
    struct Message
    {
        core::ApprovalId approval = {};
        QString title = {};
        QString text = {};
        Importance importance = {};
    };

    void learn(QDBusPendingCallWatcher *answer);
    void send(const Message &message);
    void sent(const Message &message, QDBusPendingCallWatcher *answer);
    void closeOnServer(uint id);
    void tellByTray(const Message &message);

    QDBusConnection m_bus;
    Tray &m_tray;
    Server m_server = Server::Unknown;
    bool m_offersActions = false;
    bool m_readsMarkup = false;
    QList<Message> m_waiting; // until the server's abilities are known
    QHash<uint, core::ApprovalId> m_shown;
    QList<core::ApprovalId> m_withdrawn; // before the server told the id of its notification
    core::ApprovalId m_lastByTray;
};

} // namespace ui

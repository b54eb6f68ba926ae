// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notifications.h"

#include "core/base/text.h"
#include "core/base/visibletext.h"
#include "ui/shell/tray.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTitle = 120;
constexpr qsizetype longestText = 400;

const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;

QStringList actionsFor(Offer offer)
{
    QStringList actions{u"default"_s, Notifications::tr("Open")};
    if (offer == Offer::Decide)
        actions << u"approve"_s << Notifications::tr("Approve");
    if (offer != Offer::Open)
        actions << u"reject"_s << Notifications::tr("Reject");
    return actions;
}

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}

} // namespace

Notifications::Notifications(const QDBusConnection &bus, Tray &tray, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
    , m_tray(tray)
{
    connect(&tray, &Tray::messageClicked, this, [this] {
        if (!m_lastByTray.isEmpty())
            emit opened(m_lastByTray);
    });
    if (!m_bus.isConnected()) {
        m_server = Server::Absent;
        return;
    }
    m_bus.connect(service, path, service, u"ActionInvoked"_s, this, SLOT(actionInvoked(uint, QString)));
    m_bus.connect(service, path, service, u"NotificationClosed"_s, this,
                  SLOT(notificationClosed(uint, uint)));
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(call(u"GetCapabilities"_s)), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *done) { learn(done); });
}

void Notifications::learn(QDBusPendingCallWatcher *answer)
{
    answer->deleteLater();
    const QDBusPendingReply<QStringList> abilities = *answer;
    m_server = abilities.isError() ? Server::Absent : Server::Present;
    if (!abilities.isError()) {
        m_offersActions = abilities.value().contains("actions"_L1);
        m_readsMarkup = abilities.value().contains("body-markup"_L1);
    }
    const QList<Message> waiting = std::exchange(m_waiting, {});
    for (const Message &message : waiting)
        send(message);
}

void Notifications::tell(const core::ApprovalId &approval, const QString &title, const QString &text,
                         Importance importance)
{
    const Message message{.approval = approval,
                          .title = core::shortened(core::visibleText(title), longestTitle),
                          .text = core::shortened(core::visibleText(text), longestText),
                          .importance = importance};
    m_withdrawn.removeAll(approval);
    if (m_server == Server::Unknown)
        m_waiting.append(message);
    else
        send(message);
}

void Notifications::send(const Message &message)
{
    if (m_server == Server::Absent) {
        tellByTray(message);
        return;
    }
    const QStringList actions = m_offersActions ? actionsFor(message.importance.offer) : QStringList();
    QDBusMessage notify = call(u"Notify"_s);
    const QString body = m_readsMarkup ? message.text.toHtmlEscaped() : message.text;
    notify << u"Signalbox"_s << 0U << u"signalbox"_s << message.title << body << actions
           << QVariantMap{{u"desktop-entry"_s, u"signalbox"_s},
                          {u"category"_s, u"im.received"_s},
                          {u"urgency"_s, QVariant::fromValue(static_cast<uchar>(message.importance.urgency))}}
           << -1;
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(notify), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, message](QDBusPendingCallWatcher *done) { sent(message, done); });
}

void Notifications::sent(const Message &message, QDBusPendingCallWatcher *answer)
{
    answer->deleteLater();
    const QDBusPendingReply<uint> id = *answer;
    if (id.isError())
        tellByTray(message);
    else if (m_withdrawn.removeAll(message.approval) > 0)
        closeOnServer(id.value());
    else
        m_shown.insert(id.value(), message.approval);
}

void Notifications::withdraw(const core::ApprovalId &approval)
{
    const auto before = m_waiting.size();
    m_waiting.removeIf([&approval](const Message &message) { return message.approval == approval; });
    if (m_waiting.size() != before)
        return;
    const QList<uint> ids = m_shown.keys(approval);
    for (const uint id : ids) {
        m_shown.remove(id);
        closeOnServer(id);
    }
    if (ids.isEmpty() && m_server == Server::Present)
        m_withdrawn.append(approval);
    if (m_withdrawn.size() > 1000)
        m_withdrawn.removeFirst();
    if (m_lastByTray == approval)
        m_lastByTray = {};
}

void Notifications::closeOnServer(uint id)
{
    QDBusMessage close = call(u"CloseNotification"_s);
    close << id;
    m_bus.send(close);
}

void Notifications::tellByTray(const Message &message)
{
    m_lastByTray = message.approval;
    m_tray.tell(message.title, message.text);
}

void Notifications::actionInvoked(uint id, const QString &action)
{
    const core::ApprovalId approval = m_shown.value(id);
    if (approval.isEmpty())
        return; // another program's, or one that was decided meanwhile
    if (action == "approve"_L1)
        emit approveRequested(approval);
    else if (action == "reject"_L1)
        emit rejectRequested(approval);
    else
        emit opened(approval);
}

void Notifications::notificationClosed(uint id, uint)
{
    m_shown.remove(id);
}

} // namespace ui

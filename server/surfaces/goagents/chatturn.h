// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/surfaces/chathub.h"

#include <QSet>

#include <functional>

namespace server::goagents {

// What somebody says to an agent, over any of the contract's ways.
struct Said
{
    QString agent = {}; // an id or a name
    QString message = {};
    QString conversation = {}; // empty: a new one
    QJsonObject context = {};
};

// The turn that it begins. Several clusters may have an agent of that name; a conversation stays with its
// own.
core::Result<core::Task> say(core::Core &core, const Said &said, const core::Principal &principal);
// What the client calls the conversation of that turn.
QString conversationOf(const Said &said, const core::Task &task);

// {code, message} of an error, in the words of the contract.
QJsonObject errorJson(const core::Error &error);

// One turn told as it comes, line by line: start, token, approval_required, end or error, each when the
// client has room for it. Lives as long as the hub follows for it.
class TurnLines
{
public:
    using Send = std::function<void(const QJsonObject &)>;
    using HasRoom = std::function<bool()>;

    TurnLines(core::Core &core, const core::Principal &principal, Send send, HasRoom hasRoom)
        : m_core(core)
        , m_principal(principal)
        , m_send(std::move(send))
        , m_hasRoom(std::move(hasRoom))
    {
    }

    bool hasRoom() const { return m_hasRoom(); }
    void start(const core::Task &task, const QString &conversation);
    // The client has read some.
    void goOn();
    void tell(const QString &piece);
    // NoMore once the last line was sent.
    Interest rest(const core::Task &task);

private:
    void wait(const core::Task &task);
    Interest end(const core::Task &task);

    core::Core &m_core;
    core::Principal m_principal;
    Send m_send;
    HasRoom m_hasRoom;
    QJsonObject m_start; // the first line, until there is room for it
    QString m_told;
    QSet<core::ApprovalId> m_asked;
};

} // namespace server::goagents

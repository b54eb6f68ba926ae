// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/goagents/agentsocket.h"

#include "core/base/json.h"
#include "server/http/fieldcheck.h"

#include <QScopedValueRollback>

#include <utility>

namespace server::goagents {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostTurns = 8; // at once, of one socket
constexpr qsizetype mostUnheard = 20;

const std::vector<Field> &messageFields()
{
    static const std::vector<Field> fields{
        {.name = u"type"_s, .presence = Presence::Required, .allowed = {u"message"_s, u"ping"_s}},
        {.name = u"content"_s, .maximum = 100'000},
        {.name = u"conversation_id"_s, .maximum = 128},
        {.name = u"context"_s, .type = FieldType::Object},
    };
    return fields;
}

} // namespace

AgentSocket::AgentSocket(core::Core &core, ChatHub &chats, WebSocket &socket, const QString &agent,
                         const core::Principal &principal)
    : QObject(&socket)
    , m_core(core)
    , m_chats(chats)
    , m_socket(socket)
    , m_agent(agent)
    , m_principal(principal)
{
    connect(&socket, &WebSocket::received, this, &AgentSocket::receive);
    connect(&socket, &WebSocket::taken, this, &AgentSocket::goOn);
    connect(&socket, &WebSocket::closed, this, [this] {
        for (const quint64 turn : std::exchange(m_turns, {}).keys())
            m_chats.leave(turn);
    });
}

AgentSocket::~AgentSocket()
{
    for (const quint64 turn : m_turns.keys())
        m_chats.leave(turn);
}

void AgentSocket::receive(const QString &text)
{
    if (m_unheard.isEmpty() && m_socket.hasRoom())
        answer(text);
    else if (m_unheard.size() < mostUnheard)
        m_unheard.append(text);
    else
        m_socket.close(1008, u"Read the answers before you say more"_s);
}

// The client has read some: the turns go on in the order in which they began, and then what it said since.
void AgentSocket::goOn()
{
    if (m_isGoingOn)
        return;
    const QScopedValueRollback<bool> goingOn(m_isGoingOn, true);
    const QMap<quint64, std::shared_ptr<TurnLines>> turns = m_turns;
    for (auto turn = turns.begin(); turn != turns.end() && m_socket.hasRoom(); ++turn) {
        turn.value()->goOn();
        m_chats.goOn(turn.key());
    }
    while (!m_unheard.isEmpty() && m_socket.hasRoom())
        answer(m_unheard.takeFirst());
}

void AgentSocket::answer(const QString &text)
{
    const auto message = core::parseRequest(text.toUtf8());
    if (!message)
        return refuse(core::invalid(
            u"body"_s, u"Send a JSON object such as {\"type\": \"message\", \"content\": \"…\"}: "_s +
                           message.error().text));
    if (const auto fits = checkObject(messageFields(), *message, Unknown::Ignored); !fits)
        return refuse(fits.error());
    if (message->value(u"type"_s) == u"ping"_s)
        return send({{u"type"_s, u"pong"_s}});
    if (m_turns.size() >= mostTurns)
        return refuse(
            core::failure(core::ErrorCode::RateLimited, u"Wait for an answer before you say more"_s));
    begin(*message);
}

void AgentSocket::begin(const QJsonObject &message)
{
    const Said said{.agent = m_agent,
                    .message = message.value(u"content"_s).toString(),
                    .conversation = message.value(u"conversation_id"_s).toString(m_conversation),
                    .context = message.value(u"context"_s).toObject()};
    const auto task = say(m_core, said, m_principal);
    if (!task)
        return refuse(task.error());
    m_conversation = conversationOf(said, *task);
    follow(*task);
}

void AgentSocket::follow(const core::Task &task)
{
    const auto lines = std::make_shared<TurnLines>(
        m_core, m_principal,
        [this, conversation = m_conversation](QJsonObject line) {
            line.insert(u"conversation_id"_s, conversation);
            send(line);
        },
        [this] { return m_socket.hasRoom(); });
    const auto number = std::make_shared<quint64>(0);
    *number = m_chats.follow(task.id,
                             {.told = [lines](const core::Partial &piece) { lines->tell(piece.text); },
                              .rested =
                                  [this, lines, number](const core::Task &now) {
                                      const Interest interest = lines->rest(now);
                                      if (interest == Interest::NoMore)
                                          m_turns.remove(*number);
                                      return interest;
                                  },
                              .hasRoom = [lines] { return lines->hasRoom(); },
                              .fail = [this] { m_socket.close(1011, u"The answer could not be read"_s); }});
    m_turns.insert(*number, lines);
    // The message is only taken once it is on disk.
    m_core.journal().whenCommitted(this, [this, lines, number, started = task, conversation = m_conversation](
                                             const core::Result<void> &committed) {
        if (committed)
            return lines->start(started, conversation);
        m_turns.remove(*number);
        m_chats.leave(*number);
        refuse(committed.error());
    });
}

void AgentSocket::refuse(const core::Error &error)
{
    send({{u"type"_s, u"error"_s}, {u"error"_s, errorJson(error)}});
}

void AgentSocket::send(const QJsonObject &line)
{
    m_socket.send(core::toBytes(line));
}

} // namespace server::goagents

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/chatwatch.h"

#include "core/base/text.h"

#include <QSet>

#include <algorithm>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostConversations = 200;
constexpr int turnsAtOnce = 30;
constexpr QLatin1StringView roomPrefix("room:");

struct ChatList
{
    QList<ConversationLine> lines = {};
    QList<ChatAgent> agents = {};
};

struct OpenReading
{
    OpenConversation opened = {};
    QList<core::Partial> pieces = {};
};

QString lastLineOf(const core::Task &task, const QString &agent)
{
    switch (task.state) {
    case core::TaskState::Completed:
        return QString(agent + u": "_s + core::shortened(task.result.simplified(), 120));
    case core::TaskState::Failed:
        return ChatWatch::tr("failed: %1").arg(core::shortened(task.error.simplified(), 100));
    case core::TaskState::Waiting:
        return ChatWatch::tr("waits for a decision");
    case core::TaskState::Cancelled:
        return ChatWatch::tr("cancelled");
    default:
        return ChatWatch::tr("%1 is answering").arg(agent);
    }
}

QString lastLineOf(const core::Room &room, const QList<core::RoomMessage> &last, const QString &agent)
{
    QString line = ChatWatch::tr("nobody has written yet");
    if (!last.isEmpty()) {
        const bool isAgent = last.last().user == core::assistantUser;
        line = QString((isAgent ? agent : last.last().user) + u": "_s +
                       core::shortened(last.last().content.simplified(), 120));
    }
    return room.state == core::RoomState::Ended ? ChatWatch::tr("ended, %1").arg(line) : line;
}

// The rooms, and the conversations that agents have for them, which are told by the rooms.
core::Result<QSet<core::ConversationId>> readRooms(core::Core &core, const core::Principal &principal, ChatList &list)
{
    QSet<core::ConversationId> told;
    const QList<core::Room> rooms = TRY(core.rooms().recent(mostConversations, principal));
    for (const core::Room &room : rooms) {
        const QList<core::RoomMessage> last = TRY(core.rooms().messages(
            {.room = room.id, .from = core::RoomMessageFilter::From::Newest, .limit = 1}, principal));
        list.lines.append({.key = roomKey(room.id),
                           .title = room.title,
                           .lastLine = lastLineOf(room, last, chatAgentOf(core, room.agent).name),
                           .updatedAt = room.lastActivity,
                           .now = core.clock().now()});
        told.insert(room.conversation);
    }
    return told;
}

core::Result<ChatList> readConversations(core::Core &core, const core::Principal &principal)
{
    ChatList list;
    const QSet<core::ConversationId> told = TRY(readRooms(core, principal, list));
    const QList<core::Conversation> found = TRY(core.chat().list(principal, mostConversations));
    for (const core::Conversation &conversation : found) {
        if (told.contains(conversation.id))
            continue;
        ConversationLine line{.key = conversation.id.value,
                              .title = conversation.title,
                              .updatedAt = conversation.updatedAt,
                              .now = core.clock().now()};
        const QList<core::Task> last = TRY(core.chat().turns(conversation.id, principal, {}, 1));
        if (!last.isEmpty())
            line.lastLine = lastLineOf(last.last(), chatAgentOf(core, conversation.agent).name);
        list.lines.append(line);
    }
    std::stable_sort(list.lines.begin(), list.lines.end(), [](const ConversationLine &a, const ConversationLine &b) {
        return a.updatedAt > b.updatedAt;
    });
    for (const core::Agent &agent : core.fleet().agents())
        list.agents.append({.id = agent.id, .name = agent.spec.name, .cluster = agent.clusterName});
    if (list.agents.isEmpty())
        list.agents.append(chatAgentOf(core, {}));
    return list;
}

core::Result<OpenReading> readConversation(core::Core &core, const core::ConversationId &id, int turns,
                                           const core::Principal &principal)
{
    OpenReading reading;
    OpenConversation &opened = reading.opened;
    opened.now = core.clock().now();
    opened.conversation = TRY(core.chat().find(id, principal));
    opened.agent = chatAgentOf(core, opened.conversation.agent);
    QList<core::Task> tasks = TRY(core.chat().turns(id, principal, {}, turns + 1));
    opened.hasEarlier = tasks.size() > turns;
    if (opened.hasEarlier)
        tasks.removeFirst();
    for (const core::Task &task : std::as_const(tasks)) {
        ChatTurn turn{.task = task, .asker = task.owner == principal.user ? ChatWatch::tr("You") : task.owner};
        turn.steps = TRY(core.tasks().steps(task.id, principal));
        if (!core::isFinal(task.state)) {
            const QList<core::Approval> asked = TRY(core.approvals().list({.state = core::ApprovalState::Pending, .task = task.id}, principal));
            turn.waiting = asked;
            std::reverse(turn.waiting.begin(), turn.waiting.end());
            reading.pieces += core.feed().partials(task.id, {});
        }
        opened.turns.append(turn);
    }
    return reading;
}

bool changesList(const core::Event &event)
{
    switch (event.type) {
    case core::EventType::TaskSubmitted:
    case core::EventType::TaskEnded:
    case core::EventType::ApprovalRequested:
    case core::EventType::ApprovalDecided:
    case core::EventType::ConversationStarted:
    case core::EventType::ConversationChanged:
    case core::EventType::ClusterDeployed:
    case core::EventType::ClusterChanged:
    case core::EventType::ClusterDeleted:
    case core::EventType::RoomOpened:
    case core::EventType::RoomChanged:
    case core::EventType::RoomEnded:
    case core::EventType::RoomRemoved:
    case core::EventType::RoomMessageSent:
    case core::EventType::RoomMessageEdited:
    case core::EventType::RoomMessageDeleted:
        return true;
    default:
        return false;
    }
}

} // namespace

QString roomKey(const core::RoomId &room)
{
    return roomPrefix + room.value;
}

core::RoomId roomOfKey(const QString &key)
{
    return {key.startsWith(roomPrefix) ? key.sliced(roomPrefix.size()) : QString()};
}

ChatAgent chatAgentOf(core::Core &core, const core::AgentId &id)
{
    if (id.isEmpty())
        return {.name = ChatWatch::tr("default agent")};
    const auto agent = core.fleet().agent(id);
    if (!agent)
        return {.id = id, .name = ChatWatch::tr("a removed agent")};
    return {.id = id, .name = agent->spec.name, .cluster = agent->clusterName};
}

ChatWatch::ChatWatch(Backend &backend, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
{
    m_later.setSingleShot(true);
    m_later.setInterval(100ms);
    connect(&m_later, &QTimer::timeout, this, &ChatWatch::readList);
    connect(&backend, &Backend::announced, this, &ChatWatch::hear);
    connect(&backend, &Backend::told, this, &ChatWatch::hearPieces);
}

void ChatWatch::follow(bool on)
{
    m_following = on;
    if (on)
        reload();
}

void ChatWatch::reload()
{
    readList();
    readOpen();
}

void ChatWatch::open(const core::ConversationId &id)
{
    if (id == m_open)
        return;
    m_open = id;
    m_opened = {};
    m_heard.clear();
    m_turns = turnsAtOnce;
    readOpen();
}

void ChatWatch::showEarlier()
{
    m_turns += turnsAtOnce;
    readOpen();
}

bool ChatWatch::isShown(const core::TaskId &task) const
{
    return std::any_of(m_opened.turns.begin(), m_opened.turns.end(),
                       [&task](const ChatTurn &turn) { return turn.task.id == task; });
}

void ChatWatch::hear(const QList<core::Event> &events)
{
    if (!m_following)
        return;
    bool list = false;
    bool open = false;
    for (const core::Event &event : events) {
        list = list || changesList(event);
        open = open || event.type == core::EventType::TaskSubmitted || isShown(event.task);
    }
    if (list && !m_later.isActive())
        m_later.start();
    if (open)
        readOpen();
}

void ChatWatch::hearPieces(const QList<core::Partial> &pieces)
{
    core::TaskId last;
    for (const core::Partial &piece : pieces) {
        if (!isShown(piece.task))
            continue;
        add(piece);
        if (!last.isEmpty() && last != piece.task)
            emit pieceAdded(last);
        last = piece.task;
    }
    if (!last.isEmpty())
        emit pieceAdded(last);
}

// A reading has the pieces up to its moment, and the same ones may still be on their way: each has a place.
void ChatWatch::add(const core::Partial &piece)
{
    Heard &heard = m_heard[piece.task];
    const core::StreamPlace place{piece.after, piece.index};
    if (place <= heard.place)
        return;
    if (heard.step != piece.step)
        heard = {.step = piece.step, .firstAt = piece.at};
    heard.place = place;
    heard.text += piece.text;
    for (ChatTurn &turn : m_opened.turns) {
        if (turn.task.id == piece.task)
            turn.partial = heard.text;
    }
}

void ChatWatch::readList()
{
    m_backend.call(
        this, [principal = m_backend.principal()](core::Core &core) { return readConversations(core, principal); },
        [this](const core::Result<ChatList> &list) {
            if (!list) {
                emit failed(list.error());
                return;
            }
            m_lines = list->lines;
            m_agents = list->agents;
            emit listChanged();
        });
}

void ChatWatch::readOpen()
{
    if (m_open.isEmpty())
        return;
    if (m_readingOpen) {
        m_againOpen = true;
        return;
    }
    m_readingOpen = true;
    m_backend.call(
        this,
        [id = m_open, turns = m_turns, principal = m_backend.principal()](core::Core &core) {
            return readConversation(core, id, turns, principal);
        },
        [this, id = m_open](const core::Result<OpenReading> &reading) {
            m_readingOpen = false;
            if (id == m_open && reading)
                take(reading->opened, reading->pieces);
            else if (id == m_open)
                emit failed(reading.error());
            if (std::exchange(m_againOpen, false) || id != m_open)
                readOpen();
        });
}

void ChatWatch::take(const OpenConversation &opened, const QList<core::Partial> &pieces)
{
    m_opened = opened;
    for (const core::Partial &piece : pieces)
        add(piece);
    for (ChatTurn &turn : m_opened.turns) {
        const auto heard = m_heard.constFind(turn.task.id);
        if (heard == m_heard.constEnd())
            continue;
        const bool underWay = std::any_of(turn.steps.begin(), turn.steps.end(), [&](const core::Step &step) {
            return step.id == heard->step && step.state == core::StepState::Running;
        });
        turn.partial = underWay ? heard->text : QString();
    }
    measure();
    emit openChanged();
}

// How long the newest answer that was heard took to begin, and how fast it was written.
void ChatWatch::measure()
{
    for (auto turn = m_opened.turns.rbegin(); turn != m_opened.turns.rend(); ++turn) {
        const auto heard = m_heard.constFind(turn->task.id);
        if (heard == m_heard.constEnd())
            continue;
        for (const core::Step &step : std::as_const(turn->steps)) {
            if (step.id != heard->step || !core::isSet(step.startedAt))
                continue;
            m_opened.firstToken = heard->firstAt - step.startedAt;
            const auto written = step.finishedAt - heard->firstAt;
            const qint64 tokens = step.output.value("output_tokens"_L1).toInteger();
            if (core::isSet(step.finishedAt) && written > 0ms && tokens > 0)
                m_opened.tokensPerSecond = static_cast<double>(tokens) * 1000 / static_cast<double>(written.count());
        }
        return;
    }
}

} // namespace ui

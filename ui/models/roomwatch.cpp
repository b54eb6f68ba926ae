// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/roomwatch.h"

#include <algorithm>

namespace ui {

namespace {

constexpr int messagesAtOnce = 60;

core::Result<OpenRoom> readRoom(core::Core &core, const core::RoomId &id, int messages,
                                const core::Principal &principal)
{
    OpenRoom opened{.now = core.clock().now()};
    opened.room = TRY(core.rooms().find(id, principal));
    opened.messages = TRY(core.rooms().messages(
        {.room = id, .from = core::RoomMessageFilter::From::Newest, .limit = messages + 1}, principal));
    opened.hasEarlier = opened.messages.size() > messages;
    if (opened.hasEarlier)
        opened.messages.removeFirst();
    opened.agent = chatAgentOf(core, opened.room.agent);
    return opened;
}

} // namespace

RoomWatch::RoomWatch(Backend &backend, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_refresh([this] { read(); })
{
    connect(&backend, &Backend::announced, this, [this](const QList<core::Event> &events) {
        const bool mine = std::any_of(events.begin(), events.end(), [this](const core::Event &event) {
            return event.subject == m_open.value;
        });
        if (mine && !m_open.isEmpty())
            m_refresh.request();
    });
}

void RoomWatch::follow(bool on)
{
    m_refresh.setHeld(!on);
    if (on && !m_open.isEmpty())
        m_refresh.request();
}

void RoomWatch::open(const core::RoomId &id)
{
    if (id == m_open)
        return;
    m_open = id;
    m_opened = {};
    m_messages = messagesAtOnce;
    if (!id.isEmpty())
        m_refresh.request();
}

void RoomWatch::showEarlier()
{
    m_messages += messagesAtOnce;
    m_refresh.request();
}

void RoomWatch::reload()
{
    if (!m_open.isEmpty())
        m_refresh.request();
}

void RoomWatch::read()
{
    if (m_open.isEmpty())
        return m_refresh.answered(); // closed while it waited for its turn
    m_backend.call(
        this,
        [id = m_open, messages = m_messages, principal = m_backend.principal()](core::Core &core) {
            return readRoom(core, id, messages, principal);
        },
        [this, id = m_open](const core::Result<OpenRoom> &room) {
            const bool isGone = !room && room.error().code == core::ErrorCode::NotFound;
            if (id == m_open && !room && !isGone) {
                m_refresh.failed();
                emit failed(room.error());
                return;
            }
            m_refresh.answered();
            if (id != m_open)
                return reload();
            if (room) {
                m_opened = *room;
                emit changed();
            } else {
                open({});
                emit gone();
            }
        });
}

} // namespace ui

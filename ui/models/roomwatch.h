// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/chatwatch.h"
#include "ui/models/refresh.h"

namespace ui {

// The room in view.
struct OpenRoom
{
    core::Room room = {};
    QList<core::RoomMessage> messages = {}; // oldest first
    bool hasEarlier = false;
    ChatAgent agent = {}; // who answers, when one does
    core::Timestamp now = {};
};

// Follows one room of the live chat. Owned by a page; UI thread. Announces changed(), gone() when the room
// was removed, and failed(). Out of view it reads nothing until it is followed again.
class RoomWatch final : public QObject
{
    Q_OBJECT

public:
    explicit RoomWatch(Backend &backend, QObject *parent = nullptr);

    void follow(bool on);
    // An empty id closes it.
    void open(const core::RoomId &id);
    const core::RoomId &openId() const { return m_open; }
    const OpenRoom &opened() const { return m_opened; }
    void showEarlier();
    void reload();

signals:
    void changed();
    void gone();
    void failed(const core::Error &error);

private:
    void read();

    Backend &m_backend;
    Refresh m_refresh;
    core::RoomId m_open;
    OpenRoom m_opened;
    int m_messages = 0;
};

} // namespace ui

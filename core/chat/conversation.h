// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"

#include <QJsonObject>

namespace core {

// A row of the table `conversation`. Its turns are its tasks: what was asked, and what was answered.
struct Conversation
{
    ConversationId id = {};
    QString owner = {};
    AgentId agent = {};
    QString agentName = {}; // "cluster/agent", by which it is found again when its cluster was deployed anew
    QString title = {};     // the first question, shortened
    QJsonObject context = {};
    Timestamp createdAt = {};
    Timestamp updatedAt = {};
};

} // namespace core

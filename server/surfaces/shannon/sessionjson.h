// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "core/task/stepstore.h"
#include "server/surfaces/shannon/wireframe.h"

namespace server::shannon {

QJsonObject sessionJson(const core::SessionEntry &entry); // GET /api/v1/sessions/{sessionId}
// An item of GET /api/v1/sessions, which says more.
QJsonObject sessionSummaryJson(const core::SessionEntry &entry, core::Timestamp now);
QJsonObject historyJson(const core::Task &task, const core::StepFigures &figures); // an item of …/history
// A turn of …/events: a task with what happened in it, `number` counts from 1.
QJsonObject turnJson(const core::Task &task, const QList<WireEvent> &events, qint64 number,
                     WithPayload withPayload);

} // namespace server::shannon

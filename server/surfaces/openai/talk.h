// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/task/task.h"

#include <QJsonArray>

namespace server::openai {

// The messages of a request, sorted.
struct Talk
{
    QString system = {};
    QList<core::EarlierTurn> before = {};
    QString question = {}; // the last one of the user
    QString firstQuestion = {};
};

// What tools of the client were asked and answered is read as text, said by the agent. Where something
// follows the last question, that stands among what was said before, and the question is asked again behind
// it.
core::Result<Talk> talkOf(const QJsonArray &messages);

} // namespace server::openai

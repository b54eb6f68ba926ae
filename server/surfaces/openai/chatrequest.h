// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"
#include "server/surfaces/openai/models.h"

namespace server::openai {

// What a request of this protocol became.
struct Submitted
{
    core::Task task = {};
    Model model = {};
    QStringList stops = {};  // the answer is told up to the first of these
    bool newSession = false; // then the client is told its id
};

// The last message of the user is the task, what was said before it its history, and the system's message its
// system prompt; that of an agent stays before it. Fails with InvalidArgument, or NotFound for the model.
core::Result<Submitted> submitChat(core::Core &core, const Request &request);

// A prompt alone.
core::Result<Submitted> submitPrompt(core::Core &core, const Request &request);

} // namespace server::openai

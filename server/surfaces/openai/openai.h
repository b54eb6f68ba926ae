// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"
#include "server/http/surface.h"
#include "server/surfaces/chathub.h"

namespace server::openai {

// How long the clients of this surface wait. Programs that were written for OpenAI give up after ten minutes
// without an answer, so one that a person must allow first is told so well before.
struct Waiting
{
    std::chrono::milliseconds answer{35 * 60'000};
    std::chrono::milliseconds approval{5 * 60'000};
};

// OpenAI's protocol: models, chat completions and completions. A model is a way to run a task, or an agent of
// a cluster, "cluster/agent". Each request is a task of a session (of a conversation, for an agent), seen by
// all other surfaces and the window. What the protocol leaves open:
//   A client that leaves cancels its task, as it ends the answer at OpenAI. The server's own end does not.
//   While a person must decide something the request waits, a stream with comments. After a while it ends
//   with a text that says so and the finish reason "length", and the task goes on without it.
//   What was said before comes from the request; with one message alone and X-Session-ID, from that session.
// The core and the hub outlive the surface.
Surface surface(core::Core &core, ChatHub &chats, Waiting waiting = {});

// The rows, by file.
std::vector<Endpoint> modelEndpoints(core::Core &core);
std::vector<NotOffered> notOffered();
std::vector<Endpoint> completionEndpoints(core::Core &core, ChatHub &chats, Waiting waiting);

// {"error": {message, type, code, param}}, as the body of an answer or as a message of a stream.
// `code` in place of the usual one of the status.
QJsonObject errorJson(const core::Error &error, int status, Method method, const QString &code = {});
Response refusal(const core::Error &error, int status, Method method);

} // namespace server::openai

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/router.h"

#include <chrono>
#include <memory>
#include <optional>

namespace server {

struct Execution;

enum class Step { Continue, Answered };

// One request on its way through the pipeline, and its answer on the way back. A connection has one and uses
// it again for each request.
struct Exchange
{
    Request request = {};
    Response response = {};
    const Route *route = nullptr;
    const Surface *surface = nullptr;
    Router::Captures captures = {}; // raw; views into the head
    QByteArray fixedLines = {};     // header lines of the answer that are ready
    std::chrono::steady_clock::time_point begun = {};
    std::weak_ptr<LateReply::State> late = {};            // of a handler that will answer later
    std::shared_ptr<Execution> execution = {};            // of a request that may come again
    std::optional<core::Result<QJsonObject>> parsed = {}; // the body, checked, where that was done already
    bool headOnly = false;                                // a HEAD that a GET endpoint answers
    bool answered = false;                                // before the body was read
    bool isCounted = false;                               // by a limit, which let it through
    bool showedKey = false;                               // or a token, and it is good

    // Makes the error the answer, in the shape of the surface.
    Step refuse(const core::Error &error);
    Step refuse(const core::Error &error, int status);
    Step answer(Response answer);

    // Forgets the request and keeps the memory.
    void reset();
};

} // namespace server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace server {

// How much a client may ask of the server before a key or a handler is even looked at.
struct GuardLimits
{
    int headBytes = 16 * 1024;
    int targetBytes = 8 * 1024;
    int headerCount = 64;
    qint64 bodyBytes = 8 * 1024 * 1024; // unless the endpoint's row says otherwise
    int connections = 1024;             // lowered to what the process may open
    int connectionsPerAddress = 512;
    int requestsPerConnection = 1'000'000;

    std::chrono::milliseconds headTime{10'000};
    std::chrono::milliseconds bodyTime{20'000}; // and a second more for each `slowestBody` bytes that came
    qint64 slowestBody = 16 * 1024;
    std::chrono::milliseconds idleTime{300'000};   // between two requests
    std::chrono::milliseconds handlerTime{60'000}; // unless the endpoint's row says otherwise
    std::chrono::milliseconds stallTime{30'000};   // without one byte taken off our hands
    std::chrono::milliseconds lingerTime{2'000};   // for reading a refusal before the connection ends
    std::chrono::milliseconds askTime{
        5'000};                          // between questions to who ended his side whether he still reads
    std::chrono::milliseconds tick{250}; // how often the clock of all these is looked at

    qint64 streamQueue = 1024 * 1024;    // unread bytes of a stream or a WebSocket
    qint64 largestMessage = 1024 * 1024; // of a WebSocket
};

} // namespace server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

namespace core {

// One server-sent event. `type` is empty where the server named none.
struct ServerEvent
{
    QByteArray type = {};
    QByteArray data = {};

    friend bool operator==(const ServerEvent &, const ServerEvent &) = default;
};

// Reads server-sent events out of bytes that arrive in any pieces, with lines that end in LF, CR or both. A
// value for one stream. Fails with TooLarge when a line or an event passes its limit; after a failure it is
// of no further use. Never holds more than the limits allow.
class SseParser
{
public:
    struct Limits
    {
        qsizetype line = 4 * 1024 * 1024;
        qsizetype event = 8 * 1024 * 1024;
    };

    SseParser() = default;
    explicit SseParser(Limits limits)
        : m_limits(limits)
    {
    }

    // The events that these bytes complete.
    Result<QList<ServerEvent>> feed(QByteArrayView bytes);

    // The stream is over. What came counts although its line end and its blank line are missing, as some
    // servers leave them out behind their last event. Whether something was cut off only the reader of the
    // data can tell.
    Result<QList<ServerEvent>> end();

private:
    Result<void> extendLine(QByteArrayView bytes);
    Result<void> takeLine(QList<ServerEvent> &events);
    Result<void> takeField(QByteArrayView name, QByteArrayView value);
    void dispatch(QList<ServerEvent> &events);

    Limits m_limits;
    QByteArray m_line;
    ServerEvent m_event;
    bool m_hasData = false;
    bool m_skipLineFeed = false; // the last byte was a CR, and an LF belongs to it
    bool m_atStart = true;
};

} // namespace core

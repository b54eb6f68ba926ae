// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/sseparser.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

Result<QList<ServerEvent>> SseParser::feed(QByteArrayView bytes)
{
    QList<ServerEvent> events;
    while (!bytes.isEmpty()) {
        if (m_skipLineFeed && bytes.front() == '\n')
            bytes = bytes.sliced(1);
        m_skipLineFeed = false;
        const auto isBreak = [](char c) { return c == '\n' || c == '\r'; };
        const auto found = std::find_if(bytes.begin(), bytes.end(), isBreak);
        const qsizetype length = found - bytes.begin();
        TRY(extendLine(bytes.first(length)));
        if (found == bytes.end())
            break;
        m_skipLineFeed = *found == '\r';
        TRY(takeLine(events));
        bytes = bytes.sliced(length + 1);
    }
    return events;
}

Result<QList<ServerEvent>> SseParser::end()
{
    QList<ServerEvent> events;
    if (!m_line.isEmpty())
        TRY(takeLine(events));
    dispatch(events);
    return events;
}

Result<void> SseParser::extendLine(QByteArrayView bytes)
{
    if (m_line.size() + bytes.size() > m_limits.line)
        return failure(ErrorCode::TooLarge,
                       u"A line of the stream is longer than %1 bytes."_s.arg(m_limits.line));
    m_line.append(bytes);
    return {};
}

Result<void> SseParser::takeLine(QList<ServerEvent> &events)
{
    QByteArrayView line = m_line;
    if (m_atStart && line.startsWith("\xEF\xBB\xBF"))
        line = line.sliced(3);
    m_atStart = false;
    if (line.isEmpty()) {
        dispatch(events);
    } else if (line.front() != ':') {
        const qsizetype colon = line.indexOf(':');
        QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
        if (value.startsWith(' '))
            value = value.sliced(1);
        TRY(takeField(colon < 0 ? line : line.first(colon), value));
    }
    m_line.clear();
    return {};
}

Result<void> SseParser::takeField(QByteArrayView name, QByteArrayView value)
{
    if (name == "event") {
        m_event.type = value.toByteArray();
        return {};
    }
    if (name != "data") // "id" and "retry" serve a browser that connects again; nobody does here
        return {};
    if (m_event.data.size() + value.size() >= m_limits.event)
        return failure(ErrorCode::TooLarge,
                       u"An event of the stream is longer than %1 bytes."_s.arg(m_limits.event));
    if (m_hasData)
        m_event.data.append('\n');
    m_event.data.append(value);
    m_hasData = true;
    return {};
}

void SseParser::dispatch(QList<ServerEvent> &events)
{
    if (m_hasData)
        events.append(m_event);
    m_event = {};
    m_hasData = false;
}

} // namespace core

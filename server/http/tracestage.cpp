// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/tracestage.h"

namespace server {

namespace {

// The second part of "00-<trace id>-<span id>-01".
QByteArrayView traceOfParent(QByteArrayView parent)
{
    const qsizetype first = parent.indexOf('-');
    const qsizetype second = first < 0 ? -1 : parent.indexOf('-', first + 1);
    return second < 0 ? QByteArrayView() : parent.sliced(first + 1, second - first - 1);
}

QByteArrayView givenTrace(const Request &request)
{
    for (const QByteArrayView id : {traceOfParent(request.header("traceparent")),
                                    request.header("x-trace-id"), request.header("x-request-id")}) {
        if (isPlainId(id))
            return id;
    }
    return {};
}

char *writeHex(char *out, quint64 value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *out++ = "0123456789abcdef"[(value >> shift) & 0xf];
    return out;
}

} // namespace

Step TraceStage::enter(Exchange &exchange)
{
    Request &request = exchange.request;
    const QByteArrayView given = givenTrace(request);
    if (given.isEmpty()) {
        request.traceId.resize(32);
        char *rest = writeHex(request.traceId.data(), m_random.generate64());
        writeHex(rest, m_random.generate64());
    } else {
        request.traceId = given.toByteArray();
    }
    request.spanId.resize(16);
    writeHex(request.spanId.data(), m_random.generate64());
    return Step::Continue;
}

void TraceStage::leave(Exchange &exchange)
{
    if (exchange.request.traceId.isEmpty())
        return;
    exchange.fixedLines.append("X-Trace-ID: ").append(exchange.request.traceId);
    exchange.fixedLines.append("\r\nX-Span-ID: ").append(exchange.request.spanId);
    exchange.fixedLines.append("\r\nX-Request-ID: ").append(exchange.request.requestId()).append("\r\n");
}

} // namespace server

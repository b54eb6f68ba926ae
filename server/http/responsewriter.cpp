// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/responsewriter.h"

#include "server/http/httpstatus.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace server {

namespace {

bool isName(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    });
}

bool isValue(QByteArrayView value)
{
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return (uchar(c) < 0x20 && c != '\t') || uchar(c) == 0x7f; });
}

bool hasBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

// "Date: …\r\n", made once a second.
QByteArrayView dateLine()
{
    thread_local std::time_t made = 0;
    thread_local char line[64];
    thread_local size_t length = 0;
    const std::time_t now = std::time(nullptr);
    if (now != made) {
        made = now;
        std::tm parts{};
        gmtime_r(&now, &parts);
        static constexpr const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        length = size_t(std::snprintf(line, sizeof line, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                                      days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
                                      parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec));
    }
    return {line, qsizetype(length)};
}

void appendNumber(QByteArray &out, qint64 number)
{
    char digits[20];
    const auto written = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, written.ptr - digits);
}

void appendFraming(QByteArray &out, const Response &response, const WriteOptions &options)
{
    if (options.framing == Framing::Chunked)
        out.append("Transfer-Encoding: chunked\r\n");
    else if (options.framing == Framing::Length && hasBody(response.status))
        appendHeader(out, "Content-Length", response.body.size());
    if (options.ending == Ending::Close || options.framing == Framing::UntilClose)
        out.append("Connection: close\r\n");
    else if (options.framing == Framing::Chunked)
        out.append(
            "Connection: keep-alive\r\n"); // the contract of the streams has it, though HTTP/1.1 implies it
}

} // namespace

void appendHeader(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    if (!isName(name) || !isValue(value))
        return;
    out.append(name).append(": ").append(value).append("\r\n");
}

void appendHeader(QByteArray &out, QByteArrayView name, qint64 number)
{
    appendNumber(out.append(name).append(": "), number);
    out.append("\r\n");
}

QByteArray writeResponse(const Response &response, const WriteOptions &options)
{
    QByteArray out;
    out.reserve(512 + options.fixedLines.size() + response.body.size());
    appendNumber(out.append("HTTP/1.1 "), response.status);
    out.append(' ').append(reasonOf(response.status)).append("\r\n");
    out.append(dateLine());
    if (!response.contentType.isEmpty())
        appendHeader(out, "Content-Type", response.contentType);
    appendFraming(out, response, options);
    out.append(options.fixedLines);
    for (const Header &header : response.headers)
        appendHeader(out, header.name, header.value);
    out.append("\r\n");
    if (!options.headOnly && hasBody(response.status) && options.framing == Framing::Length)
        out.append(response.body);
    return out;
}

} // namespace server

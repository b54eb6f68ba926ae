// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpreplyparser.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype largestHead = 64 * 1024;
constexpr qsizetype mostHeaders = 200;
constexpr qsizetype longestChunkLine = 1'024;
constexpr qsizetype largestTrailer = 8 * 1024;

Error notHttp(const QString &detail)
{
    return failure(ErrorCode::Unavailable, u"The server did not answer as a web server should."_s, detail);
}

Error tooLarge(qint64 limit)
{
    return failure(ErrorCode::TooLarge,
                   u"The page is larger than %1 KB, the most that is fetched."_s.arg(limit / 1024));
}

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

std::optional<qint64> number(const QByteArray &text, int base)
{
    const bool plain = !text.isEmpty() && text.size() <= 15 && std::ranges::all_of(text, [base](char c) {
        return (c >= '0' && c <= '9') || (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    });
    return plain ? std::optional<qint64>(text.toLongLong(nullptr, base)) : std::nullopt;
}

} // namespace

QByteArray HttpReply::header(QByteArrayView name) const
{
    const auto found =
        std::ranges::find_if(headers, [name](const auto &header) { return header.first == name; });
    return found == headers.end() ? QByteArray() : found->second;
}

Result<void> HttpReplyParser::feed(const QByteArray &bytes)
{
    m_pending += bytes;
    while (m_state != State::Done) {
        const State before = m_state;
        const qsizetype waiting = m_pending.size();
        TRY(step());
        if (m_state == before && m_pending.size() == waiting)
            break;
    }
    return {};
}

Result<void> HttpReplyParser::end()
{
    if (m_state == State::UntilEnd)
        m_state = State::Done;
    if (m_state == State::Done)
        return {};
    Error error = failure(ErrorCode::Unavailable,
                          u"The server closed the connection before its answer was complete."_s);
    error.retry = Retry::Later;
    return error;
}

Result<void> HttpReplyParser::step()
{
    switch (m_state) {
    case State::Head:
        return readHead();
    case State::Counted:
        return readCounted(State::Done);
    case State::UntilEnd:
        if (m_reply.body.size() + m_pending.size() > m_mostBytes)
            return tooLarge(m_mostBytes);
        m_reply.body += std::exchange(m_pending, {});
        return {};
    case State::ChunkSize:
        return readChunkSize();
    case State::ChunkContent:
        return readCounted(State::ChunkEnd);
    case State::ChunkEnd:
        return readChunkEnd();
    case State::Trailer:
        return readTrailer();
    case State::Done:
        break;
    }
    return {};
}

Result<void> HttpReplyParser::readHead()
{
    const qsizetype end = m_pending.indexOf("\r\n\r\n");
    if (end > largestHead || (end < 0 && m_pending.size() > largestHead))
        return notHttp(u"the head is too large"_s);
    if (end < 0)
        return {};
    const QByteArray head = m_pending.first(end);
    m_pending.remove(0, end + 4);
    const qsizetype firstEnd = head.indexOf("\r\n");
    const QByteArray statusLine = firstEnd < 0 ? head : head.first(firstEnd);
    const auto status = number(statusLine.mid(9, 3), 10);
    const bool known = statusLine.startsWith("HTTP/1.1 ") || statusLine.startsWith("HTTP/1.0 ");
    if (!known || !status || *status < 100 || (statusLine.size() > 12 && statusLine[12] != ' '))
        return notHttp(u"no status line"_s);
    m_reply = {.status = int(*status)};
    qsizetype at = firstEnd;
    while (at >= 0) {
        const qsizetype next = head.indexOf("\r\n", at + 2);
        TRY(readHeaderLine(next < 0 ? head.sliced(at + 2) : head.sliced(at + 2, next - at - 2)));
        at = next;
    }
    // Announcements such as 103 come before the answer.
    return m_reply.status < 200 && m_reply.status != 101 ? Result<void>() : beginBody();
}

Result<void> HttpReplyParser::readHeaderLine(const QByteArray &line)
{
    const qsizetype colon = line.indexOf(':');
    const bool named = colon > 0 && std::ranges::all_of(line.first(colon), isTokenCharacter);
    if (!named || m_reply.headers.size() >= mostHeaders)
        return notHttp(u"a broken header"_s);
    m_reply.headers.append({line.first(colon).toLower(), line.sliced(colon + 1).trimmed()});
    return {};
}

Result<void> HttpReplyParser::beginBody()
{
    if (m_reply.status == 101)
        return notHttp(u"it switches protocols"_s);
    if (m_bodyKind == Body::None || m_reply.status == 204 || m_reply.status == 304) {
        m_state = State::Done;
        return {};
    }
    const QByteArray encoding = m_reply.header("transfer-encoding").toLower();
    if (encoding == "chunked") {
        m_state = State::ChunkSize;
        return {};
    }
    if (!encoding.isEmpty())
        return notHttp(u"an unknown transfer encoding"_s);
    const QByteArray length = m_reply.header("content-length");
    if (!length.isEmpty())
        return beginCounted(length);
    m_state = State::UntilEnd;
    return {};
}

Result<void> HttpReplyParser::beginCounted(const QByteArray &length)
{
    const auto count = number(length, 10);
    const bool same = std::ranges::all_of(m_reply.headers, [&length](const auto &header) {
        return header.first != "content-length" || header.second == length;
    });
    if (!count || !same)
        return notHttp(u"a broken content length"_s);
    if (*count > m_mostBytes)
        return tooLarge(m_mostBytes);
    m_left = *count;
    m_state = m_left == 0 ? State::Done : State::Counted;
    return {};
}

Result<void> HttpReplyParser::readCounted(State next)
{
    const qsizetype count = std::min<qint64>(m_left, m_pending.size());
    if (m_reply.body.size() + count > m_mostBytes)
        return tooLarge(m_mostBytes);
    m_reply.body += QByteArrayView(m_pending).first(count);
    m_pending.remove(0, count);
    m_left -= count;
    if (m_left == 0)
        m_state = next;
    return {};
}

Result<void> HttpReplyParser::readChunkSize()
{
    const qsizetype end = m_pending.indexOf("\r\n");
    if (end > longestChunkLine || (end < 0 && m_pending.size() > longestChunkLine))
        return notHttp(u"a long chunk line"_s);
    if (end < 0)
        return {};
    QByteArray line = m_pending.first(end);
    m_pending.remove(0, end + 2);
    if (const qsizetype extension = line.indexOf(';'); extension >= 0)
        line.truncate(extension);
    const auto size = number(line.trimmed(), 16);
    if (!size)
        return notHttp(u"a broken chunk size"_s);
    if (*size > m_mostBytes)
        return tooLarge(m_mostBytes);
    m_left = *size;
    m_state = m_left == 0 ? State::Trailer : State::ChunkContent;
    return {};
}

Result<void> HttpReplyParser::readChunkEnd()
{
    if (m_pending.size() < 2)
        return {};
    if (!m_pending.startsWith("\r\n"))
        return notHttp(u"a chunk of another size"_s);
    m_pending.remove(0, 2);
    m_state = State::ChunkSize;
    return {};
}

Result<void> HttpReplyParser::readTrailer()
{
    const qsizetype end = m_pending.indexOf("\r\n");
    if (m_pending.size() > largestTrailer)
        return notHttp(u"a large trailer"_s);
    if (end < 0)
        return {};
    m_pending.remove(0, end + 2);
    if (end == 0)
        m_state = State::Done;
    return {};
}

} // namespace core

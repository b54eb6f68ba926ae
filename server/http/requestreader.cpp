// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/requestreader.h"

#include <algorithm>

namespace server {

namespace {

constexpr qint64 piece = 64 * 1024;
constexpr qint64 reservedAtOnce = 1024 * 1024;
constexpr QByteArrayView endOfHead = "\r\n\r\n";

// Of a head that was refused just the path, as it came, because its prefix says in which words to refuse.
RequestHead unreadHead(const QByteArray &bytes)
{
    RequestHead head{.bytes = bytes};
    const QByteArrayView line =
        QByteArrayView(head.bytes).first(std::max<qsizetype>(0, head.bytes.indexOf('\r')));
    const qsizetype start = line.indexOf(' ') + 1;
    const qsizetype end = line.indexOf(' ', start);
    if (start == 0 || end < 0)
        return head;
    const QByteArrayView target = line.sliced(start, end - start);
    const qsizetype query = target.indexOf('?');
    head.path = query < 0 ? target : target.first(query);
    return head;
}

} // namespace

RequestReader::Need RequestReader::advance()
{
    switch (m_place) {
    case Place::Head:
        return readHead();
    case Place::Sized:
        return readSized();
    case Place::Chunked:
        return readChunked();
    case Place::Admission:
        return Need::Admission;
    case Place::Delivery:
        return Need::Delivery;
    case Place::Refused:
        break;
    }
    return Need::Refusal;
}

void RequestReader::append(QByteArray bytes)
{
    if (m_input.isEmpty())
        m_input = std::move(bytes);
    else
        m_input.append(bytes);
}

qint64 RequestReader::wanted() const
{
    if (m_place == Place::Head)
        return std::max<qint64>(0, m_limits.headBytes + endOfHead.size() - m_input.size());
    return m_place == Place::Sized ? std::min(m_missing, piece) : piece;
}

RequestReader::Need RequestReader::readHead()
{
    skipEmptyLines();
    const qsizetype end = m_input.indexOf(endOfHead, std::max<qsizetype>(0, m_scanned - 3));
    if (end < 0 || end + endOfHead.size() > m_limits.headBytes) {
        if (hasBareLineFeed())
            return refuse(400, "A line of the head does not end with CR LF.");
        m_scanned = m_input.size();
        if (m_input.size() < m_limits.headBytes)
            return Need::MoreBytes;
        return m_input.contains('\n') ? refuse(431, "The head of the request is too long.")
                                      : refuse(414, "The address is too long.");
    }
    const qsizetype size = end + endOfHead.size();
    QByteArray bytes;
    if (size == m_input.size())
        bytes = std::move(m_input);
    else
        bytes = m_input.first(size);
    m_input = m_input.isEmpty() ? QByteArray() : m_input.sliced(size);
    auto parsed = parseHead(bytes, m_limits);
    if (const Refusal *refusal = std::get_if<Refusal>(&parsed)) {
        m_head = unreadHead(bytes);
        return refuse(refusal->status, refusal->reason);
    }
    m_head = std::get<RequestHead>(std::move(parsed));
    m_missing = m_head.contentLength;
    m_chunked = m_head.chunked;
    m_place = Place::Admission;
    return Need::Admission;
}

// Some old clients send a line break behind a body; a few of those are let pass.
void RequestReader::skipEmptyLines()
{
    qsizetype count = 0;
    while (count < std::min<qsizetype>(4, m_input.size()) &&
           (m_input.at(count) == '\r' || m_input.at(count) == '\n'))
        ++count;
    if (count > 0) {
        m_input.remove(0, count);
        m_scanned = 0;
    }
}

bool RequestReader::hasBareLineFeed()
{
    for (qsizetype i = m_input.indexOf('\n', m_scanned); i >= 0; i = m_input.indexOf('\n', i + 1)) {
        if (i == 0 || m_input.at(i - 1) != '\r')
            return true;
    }
    return false;
}

void RequestReader::admit(qint64 largestBody, std::shared_ptr<SpooledBody> file)
{
    if (m_missing > largestBody) {
        refuse(413, "The body is too large.");
        return;
    }
    m_chunks = ChunkReader(largestBody);
    m_file = std::move(file);
    if (!m_file)
        m_body.reserve(std::min(m_missing, reservedAtOnce));
    m_place = m_chunked ? Place::Chunked : Place::Sized;
}

RequestReader::Need RequestReader::readSized()
{
    const qint64 taken = std::min<qint64>(m_missing, m_input.size());
    if (taken > 0) {
        m_body.append(QByteArrayView(m_input).first(taken));
        m_input = taken == m_input.size() ? QByteArray() : m_input.sliced(taken);
        m_missing -= taken;
    }
    if (!keepInFile())
        return refuse(507, "There is no room on the disk for the body.");
    return m_missing > 0 ? Need::MoreBytes : deliver();
}

// What has come of the body goes on to its file, when it has one.
bool RequestReader::keepInFile()
{
    return !m_file || m_body.isEmpty() || m_file->append(std::exchange(m_body, {}));
}

RequestReader::Need RequestReader::deliver()
{
    if (m_file && !m_file->finish())
        return refuse(507, "There is no room on the disk for the body.");
    m_place = Place::Delivery;
    return Need::Delivery;
}

RequestReader::Need RequestReader::readChunked()
{
    QByteArrayView rest = m_input;
    const ChunkReader::State state = m_chunks.feed(rest, m_body);
    m_input = rest.toByteArray();
    if (!keepInFile())
        return refuse(507, "There is no room on the disk for the body.");
    switch (state) {
    case ChunkReader::State::Reading:
        return Need::MoreBytes;
    case ChunkReader::State::Done:
        return deliver();
    case ChunkReader::State::TooLarge:
        return refuse(413, "The body is too large.");
    case ChunkReader::State::TrailersTooLong:
        return refuse(431, "The trailers are too long.");
    case ChunkReader::State::Broken:
        break;
    }
    return refuse(400, "The chunks of the body are broken.");
}

RequestReader::Need RequestReader::refuse(int status, const char *reason)
{
    m_refusal = {status, reason};
    m_input.clear();
    m_body.clear();
    m_file.reset();
    m_place = Place::Refused;
    return Need::Refusal;
}

void RequestReader::next()
{
    m_body = QByteArray();
    m_file.reset();
    m_head = RequestHead();
    m_scanned = 0;
    m_place = Place::Head;
}

} // namespace server

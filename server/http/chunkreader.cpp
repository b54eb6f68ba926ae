// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/chunkreader.h"

#include <algorithm>

namespace server {

namespace {

constexpr int mostDigits = 8;
constexpr int longestExtension = 256;
constexpr int longestTrailers = 4096;

bool isControl(char c)
{
    return (uchar(c) < 0x20 && c != '\t') || uchar(c) == 0x7f;
}

} // namespace

ChunkReader::State ChunkReader::feed(QByteArrayView &input, QByteArray &body)
{
    while (!input.isEmpty()) {
        if (m_place == Place::Bytes) {
            const qint64 taken = std::min<qint64>(m_size, input.size());
            body.append(input.first(taken));
            input = input.sliced(taken);
            m_size -= taken;
            if (m_size == 0)
                m_place = Place::BytesReturn;
            continue;
        }
        const char c = input.front();
        input = input.sliced(1);
        const State state = take(c);
        if (state != State::Reading)
            return state;
    }
    return State::Reading;
}

ChunkReader::State ChunkReader::take(char c)
{
    switch (m_place) {
    case Place::Size:
        return takeSize(c);
    case Place::Extension:
        if (c == '\r')
            m_place = Place::SizeEnd;
        else if (isControl(c) || ++m_extension > longestExtension)
            return State::Broken;
        return State::Reading;
    case Place::SizeEnd:
        return c == '\n' ? endOfSize() : State::Broken;
    case Place::BytesReturn:
        m_place = Place::BytesEnd;
        return c == '\r' ? State::Reading : State::Broken;
    case Place::BytesEnd:
        m_place = Place::Size;
        return c == '\n' ? State::Reading : State::Broken;
    default:
        return takeTrailer(c);
    }
}

ChunkReader::State ChunkReader::takeSize(char c)
{
    int digit = -1;
    if (c >= '0' && c <= '9')
        digit = c - '0';
    else if (c >= 'a' && c <= 'f')
        digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
        digit = c - 'A' + 10;
    if (digit >= 0) {
        m_size = m_size * 16 + digit;
        return ++m_digits > mostDigits ? State::Broken : State::Reading;
    }
    if (m_digits == 0 || (c != '\r' && c != ';'))
        return State::Broken;
    m_place = c == '\r' ? Place::SizeEnd : Place::Extension;
    return State::Reading;
}

ChunkReader::State ChunkReader::endOfSize()
{
    m_digits = 0;
    m_extension = 0;
    m_room -= m_size;
    if (m_room < 0)
        return State::TooLarge;
    m_place = m_size > 0 ? Place::Bytes : Place::LineStart;
    return State::Reading;
}

// Trailers are read and thrown away: nobody has checked them as headers.
ChunkReader::State ChunkReader::takeTrailer(char c)
{
    if (++m_trailers > longestTrailers)
        return State::TrailersTooLong;
    switch (m_place) {
    case Place::LineStart:
        m_place = c == '\r' ? Place::LastEnd : Place::Line;
        return c != '\r' && isControl(c) ? State::Broken : State::Reading;
    case Place::Line:
        if (c == '\r')
            m_place = Place::LineEnd;
        return c != '\r' && isControl(c) ? State::Broken : State::Reading;
    case Place::LineEnd:
        m_place = Place::LineStart;
        return c == '\n' ? State::Reading : State::Broken;
    default:
        return c == '\n' ? State::Done : State::Broken;
    }
}

} // namespace server

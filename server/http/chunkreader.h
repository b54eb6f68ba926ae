// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace server {

// Takes a body apart that comes in chunks, in pieces of any size, as strictly as the head is read: what is
// not exactly the grammar is broken, because guessing at it is how one request is hidden in another.
class ChunkReader
{
public:
    enum class State { Reading, Done, Broken, TooLarge, TrailersTooLong };

    explicit ChunkReader(qint64 largestBody = 0)
        : m_room(largestBody)
    {
    }

    // Takes bytes off the front of `input` until the body has ended or the input is used up; what is left
    // belongs to the next request. Data is appended to `body`.
    State feed(QByteArrayView &input, QByteArray &body);

private:
    enum class Place {
        Size,
        Extension,
        SizeEnd,
        Bytes,
        BytesReturn,
        BytesEnd,
        LineStart,
        Line,
        LineEnd,
        LastEnd
    };

    State take(char c);
    State takeSize(char c);
    State takeTrailer(char c);
    State endOfSize();

    Place m_place = Place::Size;
    qint64 m_room;
    qint64 m_size = 0;
    int m_digits = 0;
    int m_extension = 0;
    int m_trailers = 0;
};

} // namespace server

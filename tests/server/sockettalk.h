// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QtEndian>

#include <algorithm>
#include <utility>

// The messages of a WebSocket that the server wrote, and how it was closed.
struct Talk
{
    QByteArrayList texts;
    int closeCode = 0;
};

inline Talk talkOf(const QByteArray &input)
{
    Talk talk;
    QByteArray message;
    qsizetype at = input.indexOf("\r\n\r\n") + 4;
    while (at + 2 <= input.size()) {
        const int kind = input[at] & 0x0f;
        const bool isLast = (input[at] & 0x80) != 0;
        quint64 size = quint64(input[at + 1] & 0x7f);
        at += 2;
        if (size == 126) {
            size = qFromBigEndian<quint16>(input.constData() + at);
            at += 2;
        } else if (size == 127) {
            size = qFromBigEndian<quint64>(input.constData() + at);
            at += 8;
        }
        const QByteArray payload = input.sliced(at, std::min<qsizetype>(qsizetype(size), input.size() - at));
        at += qsizetype(size);
        if (kind == 8)
            talk.closeCode = qFromBigEndian<quint16>(payload.constData());
        if (kind > 2)
            continue;
        message += payload;
        if (isLast)
            talk.texts.append(std::exchange(message, {}));
    }
    return talk;
}

// The frame of a text that a client sends, with a mask of zeros.
inline QByteArray frameOfText(const QByteArray &text)
{
    QByteArray frame("\x81");
    if (text.size() < 126) {
        frame.append(char(0x80 | text.size()));
    } else {
        frame.append(char(0xfe)).append(char(text.size() >> 8)).append(char(text.size() & 0xff));
    }
    return frame + QByteArray(4, '\0') + text;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>

#include <utility>

// One event of a text/event-stream, as a client reads it.
struct Frame
{
    QByteArray id;
    QByteArray event;
    QByteArray data;

    QJsonObject json() const { return QJsonDocument::fromJson(data).object(); }
};

inline QList<Frame> framesOf(const QByteArray &input)
{
    QList<Frame> frames;
    Frame frame;
    for (QByteArray line : input.split('\n')) {
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.startsWith("id: "))
            frame.id = line.sliced(4);
        else if (line.startsWith("event: "))
            frame.event = line.sliced(7);
        else if (line.startsWith("data: "))
            frame.data = line.sliced(6);
        else if (line.isEmpty() && !frame.event.isEmpty())
            frames.append(std::exchange(frame, {}));
    }
    return frames;
}

inline QByteArrayList idsOf(const QList<Frame> &frames)
{
    QByteArrayList ids;
    for (const Frame &frame : frames)
        ids.append(frame.id);
    return ids;
}

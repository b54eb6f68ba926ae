// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/logline.h"

#include <QList>

namespace app {

// Where lines of the log leave the process. Never waits for who reads them: what there is no room for is kept
// up to a size, and beyond that counted, and the count is said once there is room again. A message that was
// said a moment ago is counted, too, and said again with its count. Not for several threads at once.
class LogSink
{
public:
    explicit LogSink(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~LogSink() { finish(); }
    Q_DISABLE_COPY_MOVE(LogSink)

    void put(const LogLine &line, LogFormat format);
    // Says what was only counted so far. What nobody takes is given up.
    void finish();

private:
    struct Said
    {
        LogLine line = {};
        LogFormat format = LogFormat::Json;
        qint64 repeated = 0;
    };

    bool countsAsSaid(const LogLine &line);
    void tellRepeated(const Said &said, core::Timestamp now);
    void tellDropped(core::Timestamp now, LogFormat format);
    void keep(const QByteArray &bytes);
    void drain();
    qint64 writeSome(const char *bytes, qint64 size) const;

    int m_descriptor;
    QByteArray m_waiting; // lines, the first of them perhaps in part
    QList<Said> m_said;   // the newest messages
    qint64 m_dropped = 0;
};

} // namespace app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logsink.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace app {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostWaiting = 256 * 1024;
constexpr qint64 atOnce = 4096; // as much as a pipe that has room at all takes without waiting
constexpr qsizetype remembered = 4;
constexpr auto memory = 10s; // how long a message counts as said

bool isSame(const LogLine &one, const LogLine &other)
{
    return one.level == other.level && one.category == other.category && one.message == other.message;
}

} // namespace

void LogSink::put(const LogLine &line, LogFormat format)
{
    while (!m_said.isEmpty() && line.time - m_said.first().line.time >= memory) {
        const Said old = m_said.takeFirst();
        tellRepeated(old, line.time);
    }
    if (!countsAsSaid(line)) {
        if (m_said.size() >= remembered)
            tellRepeated(m_said.takeFirst(), line.time);
        m_said.append({.line = line, .format = format});
        tellDropped(line.time, format);
        keep(line.bytes(format));
    }
    drain();
}

bool LogSink::countsAsSaid(const LogLine &line)
{
    const auto said = std::find_if(m_said.begin(), m_said.end(),
                                   [&line](const Said &known) { return isSame(known.line, line); });
    if (said == m_said.end())
        return false;
    ++said->repeated;
    return true;
}

void LogSink::tellRepeated(const Said &said, core::Timestamp now)
{
    if (said.repeated == 0)
        return;
    LogLine line = said.line;
    line.time = now;
    line.message = u"The message was repeated %1 times: %2"_s.arg(said.repeated).arg(said.line.message);
    tellDropped(now, said.format);
    keep(line.bytes(said.format));
}

void LogSink::tellDropped(core::Timestamp now, LogFormat format)
{
    drain();
    if (m_dropped == 0 || m_waiting.size() > mostWaiting / 2)
        return;
    const LogLine line{.level = LogLevel::Warning,
                       .category = u"signalbox.log"_s,
                       .message =
                           u"Nobody took the lines of the log fast enough; %1 were left out here."_s.arg(
                               std::exchange(m_dropped, 0)),
                       .time = now};
    m_waiting.append(line.bytes(format));
}

void LogSink::keep(const QByteArray &bytes)
{
    if (m_waiting.size() + bytes.size() > mostWaiting || m_dropped > 0)
        ++m_dropped; // also where a shorter one would fit: what is left out is one gap
    else
        m_waiting.append(bytes);
}

void LogSink::drain()
{
    qsizetype written = 0;
    while (written < m_waiting.size()) {
        const qint64 count =
            writeSome(m_waiting.constData() + written, std::min<qint64>(atOnce, m_waiting.size() - written));
        if (count <= 0)
            break;
        written += count;
    }
    m_waiting.remove(0, written);
}

// 0 when it would have to wait, or nobody is there any more.
qint64 LogSink::writeSome(const char *bytes, qint64 size) const
{
    pollfd look{m_descriptor, POLLOUT, 0};
    if (::poll(&look, 1, 0) <= 0 || (look.revents & POLLOUT) == 0)
        return 0;
    ssize_t count = ::send(m_descriptor, bytes, size_t(size), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0 && errno == ENOTSOCK)
        count = ::write(m_descriptor, bytes, size_t(size));
    return std::max<ssize_t>(0, count);
}

void LogSink::finish()
{
    for (const Said &said : std::exchange(m_said, {}))
        tellRepeated(said, said.line.time);
    drain();
}

} // namespace app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QSocketNotifier>

#include <array>
#include <memory>

namespace app {

// Turns SIGTERM, SIGINT and SIGHUP into asked(), in the thread that made it; owned by main(). A signal
// handler may do next to nothing, so it writes a byte into a pair of sockets whose other end the event loop
// watches. From the second signal on the process ends at once, which loses nothing that was acknowledged.
// There is at most one in a process.
class Termination final : public QObject
{
    Q_OBJECT

public:
    static core::Result<std::unique_ptr<Termination>> create();
    ~Termination() override;

signals:
    void asked();

private:
    explicit Termination(std::array<int, 2> ends);
    void hear();

    std::array<int, 2> m_ends;
    QSocketNotifier m_notifier;
};

} // namespace app

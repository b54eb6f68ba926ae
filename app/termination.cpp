// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/termination.h"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace app {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::array watched{SIGTERM, SIGINT, SIGHUP};

// The end that the handler writes to; a handler cannot be given anything.
volatile std::sig_atomic_t handlersEnd = -1;

void handle(int)
{
    const char byte = 1;
    // With no room in the socket there are enough bytes to be heard already.
    [[maybe_unused]] const ssize_t written = ::write(handlersEnd, &byte, 1);
}

} // namespace

core::Result<std::unique_ptr<Termination>> Termination::create()
{
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
        return core::failure(core::ErrorCode::Internal, u"The handling of signals could not be set up."_s);
    auto termination = std::unique_ptr<Termination>(new Termination(ends));
    struct sigaction action = {};
    action.sa_handler = handle;
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    for (const int signal : watched)
        ::sigaction(signal, &action, nullptr);
    return termination;
}

Termination::Termination(std::array<int, 2> ends)
    : m_ends(ends)
    , m_notifier(ends[0], QSocketNotifier::Read)
{
    handlersEnd = ends[1];
    connect(&m_notifier, &QSocketNotifier::activated, this, &Termination::hear);
}

Termination::~Termination()
{
    for (const int signal : watched)
        std::signal(signal, SIG_DFL);
    handlersEnd = -1;
    ::close(m_ends[0]);
    ::close(m_ends[1]);
}

void Termination::hear()
{
    char byte = 0;
    while (::read(m_ends[0], &byte, 1) > 0) {
    }
    // The next signal of whichever kind shall not wait for anything.
    for (const int signal : watched)
        std::signal(signal, SIG_DFL);
    emit asked();
}

} // namespace app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sandbox/sandbox.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

class QProcess;

namespace core {

// How a program in the sandbox ended by itself.
struct SandboxOutcome
{
    int exitCode = 0;
    QByteArray output = {};
    QByteArray messages = {}; // the first of what it wrote to standard error
};

// One run of a program in the sandbox. Owned by whoever started it; backend thread, which is the thread that
// bubblewrap lives no longer than. Destroying it kills the program without a signal. Emits finished() once,
// from the event loop: with an Error when the program broke a limit (TooLarge, Timeout), was killed by the
// system, or could not be started in a sandbox (Unavailable). Nothing ever runs outside of one.
class SandboxRun final : public QObject
{
    Q_OBJECT

public:
    SandboxRun(const Sandbox &sandbox, const SandboxedProgram &wanted);
    ~SandboxRun() override;

signals:
    void finished(const core::Result<core::SandboxOutcome> &outcome);

private:
    void begin();
    void readOutput();
    void readMessages();
    void countFiles();
    void stop(const Error &why);
    void conclude();
    void finish(const Result<SandboxOutcome> &outcome);
    Result<SandboxOutcome> outcomeOf(int exitCode) const;

    class MemoryFile;

    Sandbox m_sandbox;
    SandboxedProgram m_wanted;
    QProcess *m_process;
    std::unique_ptr<MemoryFile> m_status; // in which bubblewrap tells how the program ended
    QTimer m_limit;
    QTimer m_count;
    QElapsedTimer m_elapsed;
    QByteArray m_output;
    QByteArray m_messages;
    qint64 m_written = 0; // to standard error
    bool m_finished = false;
};

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sandbox/sandboxrun.h"

#include "core/base/log.h"
#include "core/place/capability.h"
#include "core/sandbox/syscallfilter.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <string_view>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int nobody = 65534;
constexpr rlim_t mostOpenFiles = 256;
constexpr auto betweenCounts = 200ms;
constexpr auto patienceWithTheDying = 1s;

// What the shell says, and bubblewrap after it, of a program that was ended by a signal.
constexpr int endedBySignal = 128;

// What bubblewrap's own messages begin with, so that what this system does not allow before it starts is told
// alike.
[[noreturn]] void refuseInChild(std::string_view message)
{
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
    ::_exit(1);
}

// A place that allows less than is wanted has its own limit.
void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard)
{
    rlimit wanted{};
    if (::getrlimit(resource, &wanted) != 0)
        refuseInChild("bwrap: the limits of processes cannot be read\n");
    wanted = {std::min(soft, wanted.rlim_max), std::min(hard, wanted.rlim_max)};
    if (::setrlimit(resource, &wanted) != 0)
        refuseInChild("bwrap: a limit of processes cannot be set\n");
}

// Between fork and exec: calls of the system only. Root is given up first, because to root the kernel opens
// doors that no namespace closes.
void restrictChild(const SandboxFiles &files, pid_t parent, const SandboxLimits &limits)
{
    if (::geteuid() == 0 &&
        (::syscall(SYS_setgroups, 0, nullptr) != 0 || ::syscall(SYS_setresgid, nobody, nobody, nobody) != 0 ||
         ::syscall(SYS_setresuid, nobody, nobody, nobody) != 0))
        refuseInChild("bwrap: root cannot be given up\n");
    // From here on, also before bubblewrap asks for it itself.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != parent)
        ::_exit(endedBySignal - 1);
    for (const int file : {files.filter, files.status}) {
        if (::fcntl(file, F_SETFD, 0) != 0) // open beyond exec, for bubblewrap
            ::_exit(endedBySignal - 1);
    }
    const auto processorTime = rlim_t(limits.processorTime.count());
    limit(RLIMIT_CPU, processorTime, processorTime + 1);
    limit(RLIMIT_AS, rlim_t(limits.memory), rlim_t(limits.memory));
    limit(RLIMIT_FSIZE, rlim_t(limits.folder), rlim_t(limits.folder));
    limit(RLIMIT_NOFILE, mostOpenFiles, mostOpenFiles);
    limit(RLIMIT_CORE, 0, 0);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool standsStill(qint64 process)
{
    const QByteArray stat = contentOf(u"/proc/%1/stat"_s.arg(process));
    return stat.isEmpty() || stat.sliced(stat.lastIndexOf(')') + 1).trimmed().startsWith('T');
}

QList<pid_t> childrenOf(qint64 process)
{
    QList<pid_t> children;
    const QByteArray ids = contentOf(u"/proc/%1/task/%1/children"_s.arg(process));
    for (const QByteArray &id : ids.simplified().split(' ')) {
        if (const int child = id.toInt(); child > 1)
            children.append(child);
    }
    return children;
}

// The inner process of bubblewrap dies with the outer one from the moment it asked for that, and not while
// the sandbox is still being built. So the outer one is stopped first, when it can make no more children, and
// they are killed; the first of them takes along all that is in the sandbox. The outer one then goes on, so
// that it buries its child, which nobody else may, and ends; one that does not is killed too.
void killWithChildren(QProcess *process)
{
    const qint64 id = process->processId();
    if (id <= 0 || ::kill(pid_t(id), SIGSTOP) != 0)
        return;
    for (int tries = 0; tries < 100 && !standsStill(id); ++tries)
        ::usleep(100);
    const QList<pid_t> children = childrenOf(id);
    for (const pid_t child : children)
        ::kill(child, SIGKILL);
    ::kill(pid_t(id), children.isEmpty() ? SIGKILL : SIGCONT);
    QTimer::singleShot(patienceWithTheDying, process, [process] { process->kill(); });
}

// How many files there are in the folder of its own; nothing while it is not there, or where the system does
// not let anybody look. The path leads through the eyes of the process, so what is found must be that folder.
std::optional<qint64> filesOf(qint64 process, qint64 folder)
{
    const QList<pid_t> children = childrenOf(process);
    if (children.isEmpty())
        return {};
    struct statfs found = {};
    const QByteArray path = "/proc/" + QByteArray::number(children.first()) + "/root/work";
    if (::statfs(path.constData(), &found) != 0 || found.f_type != TMPFS_MAGIC ||
        qint64(found.f_blocks) * found.f_bsize != folder)
        return {};
    return qint64(found.f_files - found.f_ffree);
}

QProcessEnvironment environment()
{
    QProcessEnvironment values;
    values.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    values.insert(u"HOME"_s, u"/work"_s);
    values.insert(u"TMPDIR"_s, u"/work"_s);
    values.insert(u"LANG"_s, u"C.UTF-8"_s);
    // Each thread takes room for its stack, and there is one processor's time for all of them.
    values.insert(u"OPENBLAS_NUM_THREADS"_s, u"1"_s);
    values.insert(u"OMP_NUM_THREADS"_s, u"1"_s);
    // Otherwise the C library sets 64 MB of addresses aside for each thread, and a dozen threads have none
    // left.
    values.insert(u"MALLOC_ARENA_MAX"_s, u"1"_s);
    return values;
}

QString megabytes(qint64 bytes)
{
    return QString::number(bytes / (1024 * 1024)) + u" MB"_s;
}

} // namespace

// An open file in memory, for bubblewrap to read or to write; closed with the value.
class SandboxRun::MemoryFile
{
public:
    explicit MemoryFile(const char *name)
        : m_descriptor(::memfd_create(name, MFD_CLOEXEC))
    {
    }
    ~MemoryFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(MemoryFile)

    bool holds(const QByteArray &bytes) const
    {
        return m_descriptor >= 0 && !bytes.isEmpty() &&
               ::write(m_descriptor, bytes.constData(), size_t(bytes.size())) == bytes.size() &&
               ::lseek(m_descriptor, 0, SEEK_SET) == 0;
    }
    QByteArray content() const
    {
        QByteArray bytes(4096, '\0');
        const ssize_t size = ::pread(m_descriptor, bytes.data(), size_t(bytes.size()), 0);
        return bytes.first(std::max<qsizetype>(0, size));
    }
    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

SandboxRun::SandboxRun(const Sandbox &sandbox, const SandboxedProgram &wanted)
    : m_sandbox(sandbox)
    , m_wanted(wanted)
    , m_process(new QProcess)
    , m_status(std::make_unique<MemoryFile>("status"))
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(m_wanted.limits.time).count();
        stop(failure(ErrorCode::Timeout, u"It was stopped after %1 seconds."_s.arg(seconds)));
    });
    connect(&m_count, &QTimer::timeout, this, &SandboxRun::countFiles);
    connect(m_process, &QProcess::readyReadStandardOutput, this, &SandboxRun::readOutput);
    connect(m_process, &QProcess::readyReadStandardError, this, &SandboxRun::readMessages);
    connect(m_process, &QProcess::finished, this, &SandboxRun::conclude);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(Sandbox::notAllowed(m_process->errorString()));
    });
    QMetaObject::invokeMethod(this, &SandboxRun::begin, Qt::QueuedConnection);
}

// A QProcess waits in its destructor for what it killed, so it goes when that has ended.
SandboxRun::~SandboxRun()
{
    m_process->disconnect(this);
    if (m_process->state() == QProcess::NotRunning) {
        m_process->deleteLater();
        return;
    }
    QObject::connect(m_process, &QProcess::finished, m_process, &QObject::deleteLater);
    killWithChildren(m_process);
}

void SandboxRun::begin()
{
    if (!m_sandbox.isInstalled())
        return finish(Sandbox::notInstalled());
    const QFileInfo program(m_wanted.program);
    if (!program.isExecutable())
        return finish(notInstalled(m_wanted.program));
    const MemoryFile filter("filter");
    if (!filter.holds(syscallFilter()) || m_status->descriptor() < 0)
        return finish(Sandbox::notAllowed(u"there is no filter of system calls for this processor"_s));
    m_process->setProgram(m_sandbox.bubblewrap);
    m_process->setArguments(
        m_sandbox.argumentsFor(m_wanted, {.filter = filter.descriptor(), .status = m_status->descriptor()}));
    m_process->setProcessEnvironment(environment());
    m_process->setWorkingDirectory(u"/"_s);
    if (!m_wanted.inputFile.isEmpty())
        m_process->setStandardInputFile(m_wanted.inputFile);
    m_process->setChildProcessModifier(
        [files = SandboxFiles{.filter = filter.descriptor(), .status = m_status->descriptor()},
         parent = ::getpid(), limits = m_wanted.limits] { restrictChild(files, parent, limits); });
    m_limit.start(m_wanted.limits.time);
    m_count.start(betweenCounts);
    m_elapsed.start();
    m_process->start();
    if (m_finished || !m_wanted.inputFile.isEmpty())
        return;
    m_process->write(m_wanted.input);
    m_process->closeWriteChannel();
}

void SandboxRun::readOutput()
{
    m_output += m_process->readAllStandardOutput();
    if (m_output.size() > m_wanted.limits.output)
        stop(failure(ErrorCode::TooLarge, u"It was stopped because its result is larger than %1."_s.arg(
                                              megabytes(m_wanted.limits.output))));
}

void SandboxRun::readMessages()
{
    const QByteArray bytes = m_process->readAllStandardError();
    m_written += bytes.size();
    m_messages +=
        bytes.first(std::clamp<qsizetype>(m_wanted.limits.keptMessages - m_messages.size(), 0, bytes.size()));
    if (m_written > m_wanted.limits.messages)
        stop(failure(ErrorCode::TooLarge, u"It was stopped because it printed more than %1."_s.arg(
                                              megabytes(m_wanted.limits.messages))));
}

void SandboxRun::countFiles()
{
    if (filesOf(m_process->processId(), m_wanted.limits.folder).value_or(0) > m_wanted.limits.files)
        stop(failure(ErrorCode::TooLarge,
                     u"It was stopped because it made more than %1 files."_s.arg(m_wanted.limits.files)));
}

void SandboxRun::stop(const Error &why)
{
    killWithChildren(m_process);
    finish(why);
}

void SandboxRun::conclude()
{
    if (m_finished)
        return;
    readOutput();
    readMessages();
    if (m_process->exitStatus() == QProcess::CrashExit)
        return finish(failure(ErrorCode::Internal, u"It was ended from outside."_s));
    finish(outcomeOf(m_process->exitCode()));
}

// What the program prints is no word of bubblewrap, which tells of an end where only it can write, and only
// of a program that began.
Result<SandboxOutcome> SandboxRun::outcomeOf(int exitCode) const
{
    const bool hasBegun = m_status->content().contains("\"exit-code\"");
    if (!hasBegun && exitCode != 0 && m_messages.startsWith("bwrap: "))
        return Sandbox::notAllowed(QString::fromUtf8(m_messages));
    // Code can ignore the first signal for its time, and is then killed.
    const bool wasKilled = exitCode == endedBySignal + SIGKILL;
    const bool hadItsTime = m_elapsed.elapsed() >= milliseconds(m_wanted.limits.processorTime).count();
    if (exitCode == endedBySignal + SIGXCPU || (wasKilled && hadItsTime))
        return failure(ErrorCode::Timeout,
                       u"It was stopped because it used %1 seconds of processor time."_s.arg(
                           m_wanted.limits.processorTime.count()));
    if (wasKilled)
        return failure(ErrorCode::Unavailable, u"The system killed it, perhaps for want of memory."_s);
    if (exitCode > endedBySignal)
        return failure(ErrorCode::Internal, u"It crashed (signal %1)."_s.arg(exitCode - endedBySignal));
    return SandboxOutcome{.exitCode = exitCode, .output = m_output, .messages = m_messages};
}

// Whoever hears it may destroy this, so it is told from the event loop and not from the middle of a call.
void SandboxRun::finish(const Result<SandboxOutcome> &outcome)
{
    if (std::exchange(m_finished, true))
        return;
    m_limit.stop();
    m_count.stop();
    QMetaObject::invokeMethod(
        this, [this, outcome] { emit finished(outcome); }, Qt::QueuedConnection);
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sandbox/sandbox.h"

#include "core/place/capability.h"

#include <QFileInfo>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Part of util-linux, which every Debian has. It sets a limit and becomes the program.
const QString counter = QStringLiteral("/usr/bin/prlimit");

} // namespace

QStringList Sandbox::argumentsFor(const SandboxedProgram &wanted, const SandboxFiles &files) const
{
    // Without /proc, which programs can do without, and which few containers let anybody mount anew.
    QStringList arguments =
        u"--unshare-all --die-with-parent --new-session --uid 65534 --gid 65534 --hostname sandbox "
        "--cap-drop ALL --ro-bind /usr /usr"_s.split(u' ');
    for (const QString &name : {u"bin"_s, u"lib"_s, u"lib64"_s})
        arguments << u"--symlink"_s << QString(u"usr/"_s + name) << QString(u'/' + name);
    // Libraries such as BLAS are chosen by links in here.
    for (const QString &path : {u"/etc/alternatives"_s, u"/etc/ld.so.cache"_s})
        arguments << u"--ro-bind-try"_s << path << path;
    arguments << u"--dev"_s << u"/dev"_s << u"--size"_s << QString::number(wanted.limits.folder)
              << u"--tmpfs"_s << u"/work"_s << u"--chdir"_s << u"/work"_s;
    // Last, when everything stands in its place. What is not a mount of its own would be unbounded memory.
    for (const QString &path : {u"/dev"_s, u"/"_s})
        arguments << u"--remount-ro"_s << path;
    arguments << u"--seccomp"_s << QString::number(files.filter) << u"--json-status-fd"_s
              << QString::number(files.status) << u"--"_s;
    // Set inside: there the kernel counts what is in this sandbox, and outside all that the user runs.
    if (QFileInfo::exists(counter))
        arguments << counter << u"--nproc=%1:%1"_s.arg(wanted.limits.threads);
    return arguments << wanted.program << wanted.arguments;
}

bool Sandbox::isInstalled() const
{
    return QFileInfo(bubblewrap).isExecutable();
}

Error Sandbox::notInstalled()
{
    return failure(ErrorCode::Unavailable, sentenceOf(Need::Sandbox));
}

Error Sandbox::notAllowed(const QString &detail)
{
    return failure(
        ErrorCode::Unavailable,
        u"Code does not run and PDFs are not read here, because this system does not let bubblewrap build a "
        "sandbox. Allow user namespaces and mount /proc, in a container with its options for them, and try again."_s,
        detail);
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/place/place.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>

#include <algorithm>

// What a test needs of the computer that it runs on. Each answer is the sentence that says why it is not
// there, in the product's own words where the product needs it too, and empty where it is.
namespace testsupport {

inline QString whyWithout(core::Need need)
{
    static const QList<core::Capability> missing = [] {
        core::Place place{core::Sandbox{}};
        QSignalSpy tried(&place, &core::Place::tried);
        place.tryOut();
        return tried.wait(60'000) ? place.missing() : place.capabilities();
    }();
    const auto found = std::ranges::find(missing, need, &core::Capability::need);
    return found == missing.end() ? QString() : found->sentence;
}

// For what runs the code of agents, or reads PDFs.
inline QString whyWithoutCode()
{
    const QString sandbox = whyWithout(core::Need::Sandbox);
    return sandbox.isEmpty() ? whyWithout(core::Need::Python) : sandbox;
}

inline QString whyWithoutPdf()
{
    const QString sandbox = whyWithout(core::Need::Sandbox);
    return sandbox.isEmpty() ? whyWithout(core::Need::Pdf) : sandbox;
}

inline QString whyWithoutLocalhost()
{
    const bool isKnown = !QHostInfo::fromName(QStringLiteral("localhost")).addresses().isEmpty();
    return isKnown ? QString()
                   : QStringLiteral("The name localhost is not known here. Add it to /etc/hosts.");
}

inline QString whyWithoutIpv6()
{
    const bool isThere = QTcpServer().listen(QHostAddress::LocalHostIPv6);
    return isThere ? QString() : QStringLiteral("This computer has no IPv6.");
}

inline QString whyWithoutProcesses()
{
    const bool isThere = QFile::exists(QStringLiteral("/proc/self/stat"));
    return isThere ? QString() : QStringLiteral("/proc is not mounted here.");
}

// A tool that a test itself uses, such as curl, and the package that has it where that is called otherwise.
inline QString whyWithoutProgram(const QString &name, const QString &package = {})
{
    if (!QStandardPaths::findExecutable(name).isEmpty())
        return {};
    return QStringLiteral("%1 is not installed here. Install it (apt-get install %2).")
        .arg(name, package.isEmpty() ? name : package);
}

// A machine that tests every change has all of it: there, what is missing is a failure.
inline bool mustHaveEverything()
{
    return qEnvironmentVariable("CI") == QLatin1StringView("true");
}

} // namespace testsupport

// Leaves out the rest of a test, or the whole of one in its initTestCase(), where `why` says that something
// is missing.
#define SKIP_BECAUSE(why)                                                                                    \
    do {                                                                                                     \
        const QString skipped = (why);                                                                       \
        if (!skipped.isEmpty() && testsupport::mustHaveEverything())                                         \
            QFAIL(qPrintable(skipped));                                                                      \
        if (!skipped.isEmpty())                                                                              \
            QSKIP(qPrintable(skipped));                                                                      \
    } while (false)

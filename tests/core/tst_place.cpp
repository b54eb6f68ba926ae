// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/disk.h"
#include "core/place/place.h"
#include "core/schedule/cronexpression.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QString needsOf(const QList<Capability> &capabilities)
{
    QStringList names;
    for (const Capability &capability : capabilities)
        names.append(capability.name);
    return names.join(u' ');
}

} // namespace

// What the computer has, and what is done where it has not.
class TestPlace : public QObject
{
    Q_OBJECT

private slots:
    void aDiskIsKnownByThePathAlone()
    {
        QTemporaryDir folder;
        const auto disk = diskOf(folder.path());
        QVERIFY(disk);
        QVERIFY(disk->available > 0);
        QVERIFY(!disk->isReadOnly);
        QFile file(folder.filePath(u"x"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(diskOf(file.fileName()));
        QVERIFY(hasRoomFor(1, folder.path()));
        QVERIFY(!hasRoomFor(std::numeric_limits<qint64>::max(), folder.path()));
    }

    void whatIsNotKnownIsNotFull()
    {
        QTemporaryDir folder;
        const QString nowhere = folder.filePath(u"not/there"_s);
        QVERIFY(!diskOf(nowhere));
        QVERIFY(hasRoomFor(1, nowhere));
        // Has no size at all.
        if (QFile::exists(u"/proc/self"_s)) {
            QVERIFY(!diskOf(u"/proc"_s));
            QVERIFY(hasRoomFor(1, u"/proc"_s));
        }
    }

    void whatIsMissingIsNamedWithItsPackage()
    {
        QTemporaryDir root;
        Place place(Sandbox{.bubblewrap = root.filePath(u"usr/bin/bwrap"_s)}, root.path());
        QCOMPARE(needsOf(place.capabilities()),
                 u"sandbox python pdf time_zones old_time_zones certificates"_s);
        QCOMPARE(needsOf(place.missing()), u"sandbox python pdf time_zones certificates"_s);
        for (const Capability &capability : place.missing()) {
            QVERIFY2(capability.sentence.contains(capability.package), qPrintable(capability.sentence));
            QVERIFY(capability.sentence.endsWith(u'.'));
        }

        // What is installed meanwhile counts at once.
        QDir(root.path()).mkpath(u"usr/bin"_s);
        QDir(root.path()).mkpath(u"usr/share/zoneinfo/Europe"_s);
        for (const QString &file :
             {u"usr/bin/python3"_s, u"usr/bin/bwrap"_s, u"usr/share/zoneinfo/Europe/Berlin"_s}) {
            QFile made(root.filePath(file));
            QVERIFY(made.open(QIODevice::WriteOnly));
            QVERIFY(made.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        }
        QCOMPARE(needsOf(place.missing()), u"pdf old_time_zones certificates"_s);
    }

    void aSystemThatAllowsNoSandboxIsNamedWithoutAPackage()
    {
        QTemporaryDir folder;
        QFile refusing(folder.filePath(u"bwrap"_s));
        QVERIFY(refusing.open(QIODevice::WriteOnly));
        refusing.write("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
        refusing.close();
        QVERIFY(refusing.setPermissions(QFile::Permissions(0x5555)));
        QVERIFY(QFile::setPermissions(folder.path(), QFile::Permissions(0x7755)));
        Place place(Sandbox{.bubblewrap = refusing.fileName()});
        QSignalSpy tried(&place, &Place::tried);
        place.tryOut();
        QVERIFY(tried.wait());
        const QList<Capability> missing = place.missing();
        const auto sandbox = std::ranges::find(missing, Need::Sandbox, &Capability::need);
        QVERIFY(sandbox != missing.end());
        QVERIFY2(sandbox->sentence.contains(u"user namespaces"_s), qPrintable(sandbox->sentence));
        QVERIFY(sandbox->package.isEmpty());
    }

    void aKeychainIsMissedByDesktopsAlone()
    {
        Place place(Sandbox{});
        QVERIFY(!needsOf(place.capabilities()).contains(u"keychain"_s));
        place.setKeychain(KeychainState::Works);
        QVERIFY(!needsOf(place.missing()).contains(u"keychain"_s));
        place.setKeychain(KeychainState::Missing);
        QCOMPARE(place.missing().constLast().package, u"gnome-keyring"_s);
    }

    void aProgramThatIsNotThereIsToldWithItsPackage()
    {
        QVERIFY(notInstalled(u"/usr/bin/pdftotext"_s).text.contains(u"poppler-utils"_s));
        QVERIFY(notInstalled(u"/usr/bin/python3"_s).text.contains(u"apt-get install python3"_s));
        QVERIFY(notInstalled(u"/usr/bin/other"_s).text.startsWith(u"other is not installed"_s));
    }

    void aZoneThatIsNoneIsRefused()
    {
        SKIP_BECAUSE(testsupport::whyWithout(Need::TimeZones));
        QVERIFY(zoneNamed(u"Europe/Berlin"_s));
        QCOMPARE(zoneNamed(u"Mars/Base"_s).error().text, u"invalid timezone: Mars/Base"_s);
    }
};

SIGNALBOX_TEST(TestPlace)
#include "tst_place.moc"

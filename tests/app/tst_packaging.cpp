// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/manualpage.h"
#include "tests/support/place.h"
#include "tests/support/testsuite.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QString packaging(const QString &name)
{
    return testsupport::sourceFolder() + u"/packaging/"_s + name;
}

// What the tool says; empty when it finds nothing wrong.
QString saidBy(const QString &tool, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(tool, arguments);
    if (!process.waitForFinished())
        return u"it did not end"_s;
    const QString said = QString::fromUtf8(process.readAll());
    return process.exitCode() == 0 ? QString() : u"%1: %2"_s.arg(process.exitCode()).arg(said);
}

} // namespace

// What a distribution checks of the files that a package holds, with its own tools.
class TestPackaging : public QObject
{
    Q_OBJECT

private slots:
    // 0 is shut and 10 is open, in tenths.
    void theUnitIsHardlyExposed()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProgram(u"systemd-analyze"_s, u"systemd"_s));
        const QString said =
            saidBy(u"systemd-analyze"_s, {u"security"_s, u"--no-pager"_s, u"--offline=true"_s,
                                          u"--threshold=25"_s, packaging(u"signalboxd.service"_s)});
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void theDesktopEntryIsValid()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProgram(u"desktop-file-validate"_s, u"desktop-file-utils"_s));
        const QString said = saidBy(u"desktop-file-validate"_s, {packaging(u"signalbox.desktop"_s)});
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void theEntryOfSoftwareCentresIsValid()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProgram(u"appstreamcli"_s, u"appstream"_s));
        const QString file =
            testsupport::programFolder() + u"/../packaging/org.example.signalbox.metainfo.xml"_s;
        QVERIFY(QFile::exists(file));
        const QString said = saidBy(u"appstreamcli"_s, {u"validate"_s, u"--no-net"_s, u"--pedantic"_s, file});
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void theManualsAreReadWithoutAWarning()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProgram(u"groff"_s));
        QTemporaryDir folder;
        for (const app::Manual of : {app::Manual::Console, app::Manual::Server}) {
            QFile page(folder.filePath(u"page"_s));
            QVERIFY(page.open(QIODevice::WriteOnly | QIODevice::Truncate));
            page.write(app::manualPage(of).toUtf8());
            page.close();
            QProcess groff;
            groff.start(u"groff"_s,
                        {u"-man"_s, u"-Kutf8"_s, u"-Tutf8"_s, u"-ww"_s, u"-z"_s, page.fileName()});
            QVERIFY(groff.waitForFinished());
            QCOMPARE(QString::fromUtf8(groff.readAllStandardError()), QString());
        }
    }
};

SIGNALBOX_TEST(TestPackaging)
#include "tst_packaging.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/core.h"
#include "core/fleet/samples.h"
#include "tests/support/teststore.h"
#include "tests/support/testsuite.h"

#include <QTemporaryDir>
#include <QTest>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// The main job, without a socket and without a window, on the provider that is always there.
class TestStory : public QObject
{
    Q_OBJECT

private slots:
    void aSampleClusterSummarisesAndAsksBeforeItWrites()
    {
        QTemporaryDir folder;
        Clock clock;
        auto opened = Core::open({.dataFolder = folder.filePath(u"data"_s)}, clock);
        QVERIFY_RESULT(opened);
        Core &core = **opened;
        QCOMPARE(core.keys().firstKey()->size(), 67);
        QVERIFY_RESULT(core.start());
        const Principal me = localOperator();
        const ManifestReading manifest = core.fleet().read(sampleManifest());
        QVERIFY(manifest.isOk());
        QVERIFY_RESULT(core.fleet().deploy(manifest.manifest, me));
        for (const auto &document : sampleDocuments())
            QVERIFY_RESULT(
                core.knowledge().add({.content = document.text, .fileName = document.fileName}, me));
        const auto task =
            core.tasks().submit({.query = u"Summarise our refund policy and save it as refund.md"_s}, me);
        QVERIFY_RESULT(task);
        const auto state = [&] { return core.tasks().find(task->id, me)->state; };
        QTRY_COMPARE(state(), TaskState::Waiting);
        const auto pending = core.approvals().list({.state = ApprovalState::Pending}, me);
        QCOMPARE(pending->size(), 1);
        QCOMPARE(pending->first().arguments.value(u"path"_s).toString(), u"refund.md"_s);
        QVERIFY_RESULT(core.approvals().decide(pending->first().id, {.verdict = Verdict::Approve}, me));
        QTRY_COMPARE(state(), TaskState::Completed);
        QFile file(core.folder().workspace(task->owner, task->sessionId) + u"/refund.md"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString written = QString::fromUtf8(file.readAll());
        QVERIFY2(written.contains(u"refund"_s, Qt::CaseInsensitive), qPrintable(written));
        qInfo().noquote() << written << "\n----\n" << core.tasks().find(task->id, me)->result;
        const QList<Step> steps = *core.tasks().steps(task->id, me);
        for (const Step &step : steps)
            qInfo().noquote() << step.position << step.name << toWord(step.kind) << toWord(step.state)
                              << step.after.size();
    }
};

SIGNALBOX_TEST(TestStory)
#include "tst_story.moc"

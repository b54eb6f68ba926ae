// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

#include <QScopeGuard>
#include <QSemaphore>
#include <QThreadPool>

using namespace Qt::Literals::StringLiterals;

class TestManifestReading : public QObject
{
    Q_OBJECT

private slots:
    // While a manifest is read nobody else waits: here its turn does not come until we let it.
    void aManifestIsReadElsewhere()
    {
        TestSignalbox box;
        QThreadPool &pool = *QThreadPool::globalInstance();
        QSemaphore turn;
        for (int i = 0; i < pool.maxThreadCount(); ++i)
            pool.start([&turn] { turn.acquire(); });
        const auto release = qScopeGuard([&] {
            turn.release(1000);
            pool.waitForDone();
        });
        QByteArray bomb("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; ++i) {
            const QByteArray alias = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                    QByteArray(alias + ", ").repeated(9) + alias + "]\n";
        }
        const QByteArray good = "metadata: {name: my-cluster}\n"
                                "spec: {agents: [{name: clerk, provider: fake, model: fake-1}]}\n";
        const auto wrong = box.open("POST", "/api/v1/clusters", bomb);
        const auto made = box.open("POST", "/api/v1/clusters", good);
        const auto changed = box.open("PUT", "/api/v1/clusters/my-cluster", bomb);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(box.get("/health").status, 200);
        for (tests::Client *client : {wrong.get(), made.get(), changed.get()})
            QVERIFY(client->read().isEmpty());
        turn.release(1000);
        QCOMPARE(wrong->receive().status, 400);
        QCOMPARE(made->receive().status, 201);
        QCOMPARE(changed->receive().status, 400);
    }
};

SIGNALBOX_TEST(TestManifestReading)
#include "tst_manifestreading.moc"

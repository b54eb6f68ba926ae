// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/pages/approvalspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QListView>
#include <QScrollBar>

using namespace core;
using namespace Qt::Literals::StringLiterals;

// Ten thousand approvals wait: the inbox lists a bounded part, says of how many, and stays usable.
class TestManyApprovals : public QObject
{
    Q_OBJECT

private slots:
    void tenThousandWait();
};

void TestManyApprovals::tenThousandWait()
{
    ui::Theme theme(ui::Appearance::Light);
    theme.dress(*qApp);
    TestBackend backend(CoreOptions{}, [](TestCore &core) {
        core.model().answerWith([](const ModelRequest &request) -> Result<ModelAnswer> {
            if (request.messages.last().role == Role::Tool)
                return ModelAnswer{.text = u"Done."_s};
            return ModelAnswer{
                .toolCalls = {{.id = u"call-1"_s,
                               .name = u"write_file"_s,
                               .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"Text"_s}}}}};
        });
    });
    const Task task = backend.submit(u"Save it"_s);
    QTRY_COMPARE(backend.task(task.id).state, TaskState::Waiting);
    backend.run([](TestCore &core) {
        QVERIFY_RESULT(core->database().run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
            "INSERT INTO approval (id, task_id, step_id, tool_step_id, owner, agent_id, agent, cluster, "
            "tool, title, "
            "arguments, reason, risk, state, requested_at) SELECT id || '-' || i, task_id, step_id || '-' || "
            "i, "
            "tool_step_id, owner, agent_id, agent, cluster, tool, 'Write page ' || i || '.md', arguments, "
            "reason, "
            "CASE i % 3 WHEN 0 THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END, state, requested_at + i "
            "FROM approval, n"_L1));
    });
    ui::MainWindow window(theme);
    window.addPage(new ui::ApprovalsPage(backend.backend(), theme));
    window.resize(1440, 900);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QListView *list = nullptr;
    for (QListView *known : window.findChildren<QListView *>()) {
        if (known->accessibleName() == u"Waiting for you"_s)
            list = known;
    }
    QVERIFY(list);
    QTRY_COMPARE(list->model()->rowCount(), 1000);
    const auto says = [&window](const QString &text) {
        for (const ui::Label *label : window.findChildren<ui::Label *>()) {
            if (label->isVisible() && label->text() == text)
                return true;
        }
        return false;
    };
    QTRY_VERIFY(says(u"1,000 of 10,000"_s));
    // Of all that wait the riskiest and oldest, wherever it stands in the store.
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Write page 3.md"_s);
    QVERIFY(savePicture(window, u"approvals-10000"_s));
    list->verticalScrollBar()->setValue(list->verticalScrollBar()->maximum());
    QVERIFY(savePicture(window, u"approvals-10000-end"_s));
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_J);
    QCOMPARE(list->currentIndex().row(), 1);
}

SIGNALBOX_TEST(TestManyApprovals)
#include "tst_manyapprovals.moc"

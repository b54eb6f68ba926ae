// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/samples.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "ui/models/keyvault.h"
#include "ui/pages/pages.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/table.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

class ForgetfulVault final : public ui::KeyVault
{
public:
    void store(const QString &, const QString &) override {}
    void remove(const QString &) override {}
};

Result<ModelAnswer> answerByWriting(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool || !request.messages.last().text.contains(u"save"_s))
        return ModelAnswer{.text = u"6*7 = 42, see #8841."_s};
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"Text"_s}}}}};
}

bool takesText(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() && widget->focusPolicy() != Qt::NoFocus &&
           ui::KeyRouter::isField(widget);
}

} // namespace

// No decision by accident: a key means one thing, letters are letters in fields, and Esc leaves them.
class TestWindowKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void noKeyMeansTwoThings();
    void whatIsTypedDecidesNothing();
    void lettersCountInThePageAlone();
    void escapeLeavesEveryField_data();
    void escapeLeavesEveryField();
    void aSearchIsLeftForWhatItFound();

private:
    ui::Page *page(const QString &id) const;
    QListView *waiting() const;
    void press(int key) { QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key)); }

    ui::Theme m_theme{ui::Appearance::Dark};
    ForgetfulVault m_vault;
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    TaskId m_task;
};

void TestWindowKeys::init()
{
    m_core = std::make_unique<TestBackend>(CoreOptions{},
                                           [](TestCore &core) { core.model().answerWith(&answerByWriting); });
    m_task = m_core->submit(u"Please save it"_s).id;
    QTRY_COMPARE(m_core->task(m_task).state, TaskState::Waiting);
    m_core->run([](TestCore &core) {
        const auto manifest = toResult(core->fleet().read(sampleManifest()));
        QVERIFY_RESULT(manifest);
        QVERIFY_RESULT(core->fleet().deploy(*manifest, localOperator()));
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    for (ui::Page *page : ui::createPages(m_core->backend(), m_theme, m_vault))
        m_window->addPage(page);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestWindowKeys::cleanup()
{
    m_window.reset();
    m_core.reset();
}

ui::Page *TestWindowKeys::page(const QString &id) const
{
    for (ui::Page *page : m_window->pages()) {
        if (page->info().id == id)
            return page;
    }
    return nullptr;
}

QListView *TestWindowKeys::waiting() const
{
    for (QListView *view : m_window->findChildren<QListView *>()) {
        if (view->accessibleName() == u"Waiting for you"_s)
            return view;
    }
    return nullptr;
}

// Rows share a key only where they say in one word that they are one thing, and these are the words there
// are.
void TestWindowKeys::noKeyMeansTwoThings()
{
    const QStringList shared{u"new"_s, u"keep"_s, u"take away"_s, u"pause, go on"_s, u"who speaks"_s};
    const auto all = ui::actions();
    for (auto one = all.begin(); one != all.end(); ++one) {
        const QString means = QString::fromLatin1(one->means);
        QVERIFY2(means.isEmpty() || shared.contains(means), one->text);
        for (auto other = one + 1; other != all.end(); ++other) {
            if (ui::keyOf(one->id).isEmpty() || ui::keyOf(one->id) != ui::keyOf(other->id))
                continue;
            QVERIFY2(
                !means.isEmpty() && means == QString::fromLatin1(other->means),
                qPrintable(u"%1: %2, %3"_s.arg(QString::fromLatin1(one->key), QString::fromLatin1(one->text),
                                               QString::fromLatin1(other->text))));
        }
    }
}

void TestWindowKeys::whatIsTypedDecidesNothing()
{
    QVERIFY(m_window->showPage(u"approvals"_s));
    QTRY_COMPARE(waiting()->model()->rowCount(), 1);
    QTRY_VERIFY(waiting()->currentIndex().isValid());
    QPlainTextEdit *note = nullptr;
    for (QPlainTextEdit *known : page(u"approvals"_s)->findChildren<QPlainTextEdit *>()) {
        if (known->accessibleName() == u"Note to the agent"_s)
            note = known;
    }
    QVERIFY(note);
    QTRY_VERIFY(note->isVisible() && !note->isReadOnly());
    press(Qt::Key_W);
    QCOMPARE(QApplication::focusWidget(), note);
    QTest::keyClicks(note, u"add half, draft one"_s);
    QCOMPARE(note->toPlainText(), u"add half, draft one"_s);
    press(Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), waiting());
    QCOMPARE(note->toPlainText(), u"add half, draft one"_s);
    m_core->run([](TestCore &) {});
    QCOMPARE(m_core->task(m_task).state, TaskState::Waiting);
    press(Qt::Key_A);
    QTRY_COMPARE(m_core->task(m_task).state, TaskState::Completed);
}

void TestWindowKeys::lettersCountInThePageAlone()
{
    QVERIFY(m_window->showPage(u"approvals"_s));
    QTRY_VERIFY(waiting()->currentIndex().isValid());
    int outside = 0;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
            page(u"approvals"_s)->isAncestorOf(widget) || widget->focusProxy())
            continue;
        widget->setFocus(Qt::TabFocusReason);
        QCOMPARE(QApplication::focusWidget(), widget);
        press(Qt::Key_A);
        press(Qt::Key_D);
        ++outside;
    }
    QVERIFY2(outside >= 2, qPrintable(QString::number(outside))); // the navigation and the search
    // A list of choices takes letters itself.
    QVERIFY(m_window->showPage(u"tasks"_s, u"new"_s));
    m_core->run([](TestCore &) {});
    QCOMPARE(m_core->task(m_task).state, TaskState::Waiting);
}

void TestWindowKeys::escapeLeavesEveryField_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("thing");
    QTest::addColumn<int>("least");
    QTest::newRow("approvals") << u"approvals"_s << QString() << 1;
    QTest::newRow("tasks") << u"tasks"_s << QString() << 1;
    QTest::newRow("new task") << u"tasks"_s << u"new"_s << 3;
    QTest::newRow("chat") << u"chat"_s << QString() << 1;
    QTest::newRow("clusters") << u"clusters"_s << QString() << 0;
    QTest::newRow("new schedule") << u"schedules"_s << u"new"_s << 3;
    QTest::newRow("new provider") << u"settings"_s << u"providers/new"_s << 2;
    QTest::newRow("new key") << u"settings"_s << u"keys/new"_s << 2;
}

void TestWindowKeys::escapeLeavesEveryField()
{
    QFETCH(QString, page);
    QFETCH(QString, thing);
    QFETCH(int, least);
    QVERIFY(m_window->showPage(page, thing));
    const auto fields = [&] {
        QList<QWidget *> found;
        for (QWidget *widget : this->page(page)->findChildren<QWidget *>()) {
            if (takesText(widget) && !widget->focusProxy() &&
                !qobject_cast<QAbstractSpinBox *>(widget->parentWidget()))
                found.append(widget);
        }
        return found;
    };
    QTRY_VERIFY(fields().size() >= least);
    for (QPointer<QWidget> field : fields()) {
        if (!field || !field->isVisible())
            continue; // the panel that it stood in was closed
        field->setFocus(Qt::TabFocusReason);
        QCOMPARE(QApplication::focusWidget(), field);
        QTest::keyClicks(field, u"add"_s);
        const auto *line = qobject_cast<QLineEdit *>(field);
        const auto *text = qobject_cast<QPlainTextEdit *>(field);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY2(QApplication::focusWidget() != field, qPrintable(field->accessibleName()));
        QVERIFY2(!ui::KeyRouter::isField(QApplication::focusWidget()), qPrintable(field->accessibleName()));
        QVERIFY(!line || line->text().contains(u"add"_s) || line->validator() || line->isReadOnly());
        QVERIFY(!text || text->toPlainText().contains(u"add"_s) || text->isReadOnly());
    }
    QCOMPARE(m_core->task(m_task).state, TaskState::Waiting);
}

void TestWindowKeys::aSearchIsLeftForWhatItFound()
{
    QVERIFY(m_window->showPage(u"tasks"_s));
    for (const QString &query : {u"Alpha one"_s, u"Alpha two"_s, u"Beta"_s}) {
        const Task task = m_core->submit(query);
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
    }
    auto *table = page(u"tasks"_s)->findChild<ui::Table *>();
    QTRY_COMPARE(table->model()->rowCount(), 4);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Down}) {
        press(Qt::Key_Slash);
        auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(field);
        field->clear();
        QTest::keyClicks(field, u"Alpha"_s);
        press(key);
        QCOMPARE(QApplication::focusWidget(), table);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QTRY_VERIFY(table->currentIndex().isValid());
        press(Qt::Key_J); // moves, and is not typed
        QCOMPARE(field->text(), u"Alpha"_s);
        QTRY_COMPARE(table->currentIndex().row(), 1);
        table->setCurrentIndex({});
    }
    press(Qt::Key_Slash);
    press(Qt::Key_Escape);
    QCOMPARE(QApplication::focusWidget(), table);
}

SIGNALBOX_TEST(TestWindowKeys)
#include "tst_windowkeys.moc"

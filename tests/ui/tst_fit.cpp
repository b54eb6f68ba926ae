// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/samples.h"
#include "tests/support/testbackend.h"
#include "tests/ui/picture.h"
#include "ui/models/keyvault.h"
#include "ui/pages/pages.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTranslator>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

// A language of longer words: accents on the vowels and two fifths more letters. What stands for a value
// stays.
class LongLanguage final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        static const QString plain = u"aeiouyAEIOU"_s;
        static const QString accented = u"áéîöûýÁÉÎÖÛ"_s;
        const QString text = QString::fromUtf8(source);
        QString longer;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const bool isMark = i > 0 && text[i - 1] == u'%';
            const qsizetype vowel = isMark ? -1 : plain.indexOf(text[i]);
            longer += vowel < 0 ? text[i] : accented[vowel];
        }
        const QString filler = u"lorem ipsum dolor sit amet consectetur "_s.repeated(8);
        const qsizetype more = text.size() < 3 ? 0 : std::max<qsizetype>(1, text.size() * 2 / 5);
        return longer + filler.first(std::min(more, filler.size())).trimmed();
    }
};

class NoVault final : public ui::KeyVault
{
public:
    void store(const QString &, const QString &) override {}
    void remove(const QString &) override {}
};

Result<ModelAnswer> answerTo(const ModelRequest &request)
{
    if (request.messages.last().role == Role::Tool || !request.messages.last().text.contains(u"save"_s))
        return ModelAnswer{.text = u"Five days, says the **refund policy**."_s,
                           .usage = {.inputTokens = 800, .outputTokens = 120, .cost = 0.012}};
    return ModelAnswer{.toolCalls = {{.id = u"call-1"_s,
                                      .name = u"write_file"_s,
                                      .arguments = {{u"path"_s, u"a.md"_s}, {u"content"_s, u"Text"_s}}}}};
}

bool isSeen(const QWidget *widget)
{
    return widget->isVisible() && !widget->visibleRegion().isEmpty();
}

QString placeOf(const QWidget *widget, const QString &text)
{
    QString place = QString(u"“"_s + text.left(60) + u"”"_s);
    for (const QWidget *at = widget; at && !at->isWindow(); at = at->parentWidget())
        place += u" < "_s + QString::fromLatin1(at->metaObject()->className());
    return place;
}

// Whether something that clips, other than what scrolls, has less room than the widget takes.
bool isCutOff(const QWidget *widget)
{
    for (const QWidget *at = widget; at->parentWidget() && !at->isWindow(); at = at->parentWidget()) {
        const QWidget *parent = at->parentWidget();
        if (qobject_cast<const QAbstractScrollArea *>(parent->parentWidget()))
            return false;
        const QRect inside(widget->mapTo(parent, QPoint(0, 0)), widget->size());
        if (inside.left() < 0 || inside.right() > parent->width())
            return true;
    }
    return false;
}

} // namespace

// Every screen in the smallest window, with longer words and twice as many pixels: nothing is cut off, and
// whatever can be reached by key has a name.
class TestFit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void nothingIsCut_data() { screens(); }
    void nothingIsCut();
    void everythingHasAName_data() { screens(); }
    void everythingHasAName();

private:
    static void screens();
    void open();
    QStringList cut() const;

    LongLanguage m_language;
    ui::Theme m_theme{ui::Appearance::Dark};
    NoVault m_vault;
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestFit::initTestCase()
{
    QCoreApplication::installTranslator(&m_language);
    m_theme.dress(*qApp);
    m_core = std::make_unique<TestBackend>(CoreOptions{},
                                           [](TestCore &core) { core.model().answerWith(answerTo); });
    const Task done = m_core->submit(u"What is our refund policy?"_s);
    QTRY_COMPARE(m_core->task(done.id).state, TaskState::Completed);
    const Task waits = m_core->submit(u"Summarise our refund policy and save it as refund.md."_s);
    QTRY_COMPARE(m_core->task(waits.id).state, TaskState::Waiting);
    m_core->run([](TestCore &core) {
        const auto manifest = toResult(core->fleet().read(sampleManifest()));
        QVERIFY_RESULT(manifest);
        QVERIFY_RESULT(core->fleet().deploy(*manifest, localOperator()));
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    for (ui::Page *page : ui::createPages(m_core->backend(), m_theme, m_vault))
        m_window->addPage(page);
    m_window->setServing({.on = true, .address = u"127.0.0.1:8080"_s});
    m_window->setStatus({.engine = ui::EngineState::Running, .running = 12, .waiting = 3, .queued = 140});
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestFit::cleanupTestCase()
{
    m_window.reset();
    m_core.reset();
    QCoreApplication::removeTranslator(&m_language);
}

void TestFit::screens()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("thing");
    QTest::addColumn<QSize>("size");
    const std::pair<QString, QString> things[] = {{u"overview"_s, {}},
                                                  {u"approvals"_s, {}},
                                                  {u"tasks"_s, {}},
                                                  {u"tasks"_s, u"new"_s},
                                                  {u"chat"_s, {}},
                                                  {u"clusters"_s, {}},
                                                  {u"settings"_s, u"providers"_s},
                                                  {u"settings"_s, u"providers/new"_s},
                                                  {u"settings"_s, u"policies"_s},
                                                  {u"settings"_s, u"keys/new"_s},
                                                  {u"settings"_s, u"appearance"_s},
                                                  {u"settings"_s, u"server"_s}};
    for (const auto &[page, thing] : things) {
        const QString name =
            thing.isEmpty() ? page : QString(page + u'-' + QString(thing).replace(u'/', u'-'));
        QTest::newRow(qPrintable(QString(name + u"-small"_s))) << page << thing << QSize(1024, 640);
        QTest::newRow(qPrintable(name)) << page << thing << QSize(1440, 900);
    }
}

void TestFit::open()
{
    QFETCH(QString, page);
    QFETCH(QString, thing);
    QFETCH(QSize, size);
    m_window->resize(size);
    QVERIFY(m_window->showPage(page, thing));
    QTest::qWait(150);                // what it shows comes from another thread
    QCOMPARE(m_window->size(), size); // no page makes the window larger
}

QStringList TestFit::cut() const
{
    QStringList found;
    for (const ui::Label *label : m_window->findChildren<ui::Label *>()) {
        if (!isSeen(label) || label->text().isEmpty())
            continue;
        const bool wraps = label->wordWrap();
        const bool gives = label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored; // and ends in "…"
        if ((wraps && label->height() < label->heightForWidth(label->width())) ||
            (!wraps && !gives && label->width() < label->sizeHint().width()) || isCutOff(label))
            found.append(placeOf(label, label->text()));
    }
    for (const ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (isSeen(button) && (button->width() < button->sizeHint().width() || isCutOff(button)))
            found.append(placeOf(button, button->text()));
    }
    for (const QTableView *table : m_window->findChildren<QTableView *>()) {
        const QHeaderView *header = table->horizontalHeader();
        for (int i = 0; isSeen(table) && !header->isHidden() && i < header->count(); ++i) {
            const QString text = table->model()->headerData(i, Qt::Horizontal).toString();
            if (!header->isSectionHidden(i) &&
                header->sectionSize(i) < header->fontMetrics().horizontalAdvance(text) + 14)
                found.append(placeOf(table, text));
        }
    }
    return found;
}

void TestFit::nothingIsCut()
{
    open();
    QVERIFY(savePicture(*m_window, u"fit-"_s + QString::fromLatin1(QTest::currentDataTag())));
    const QStringList found = cut();
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void TestFit::everythingHasAName()
{
    open();
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (!isSeen(widget) || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(interface);
        QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                 qPrintable(placeOf(widget, widget->objectName())));
    }
}

int main(int argc, char *argv[])
{
    qputenv("QT_SCALE_FACTOR", "2");
    QApplication program(argc, argv);
    TestFit test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_fit.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/samples.h"
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/keyvault.h"
#include "ui/pages/decisionbar.h"
#include "ui/pages/pages.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/label.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableView>
#include <QTranslator>
#include <QVBoxLayout>

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

// A state and a figure are always whole. A name may end in "…" where its tool tip has all of it.
bool isWhole(const QTableView *table, const QModelIndex &index)
{
    const int room = table->visualRect(index).width();
    const int needed = table->itemDelegateForIndex(index)->sizeHint({}, index).width();
    const auto kind = index.data(ui::KindRole).value<ui::CellKind>();
    if (room == 0 || needed <= room ||
        kind == ui::CellKind::Instances) // which are drawn as small as it takes
        return true;
    const bool isName = kind == ui::CellKind::Text || kind == ui::CellKind::Strong ||
                        kind == ui::CellKind::Muted || kind == ui::CellKind::Mono;
    return isName && index.data(Qt::ToolTipRole).toString().contains(index.data().toString());
}

QStringList cutIn(const QTableView *table)
{
    QStringList found;
    const QHeaderView *header = table->horizontalHeader();
    const QAbstractItemModel *model = table->model();
    for (int column = 0; !header->isHidden() && column < header->count(); ++column) {
        if (header->isSectionHidden(column))
            continue;
        const QString text = model->headerData(column, Qt::Horizontal).toString();
        if (header->sectionSize(column) < header->fontMetrics().horizontalAdvance(text) + 14)
            found.append(placeOf(table, text));
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row, column);
            if (!isWhole(table, index))
                found.append(placeOf(table, index.data().toString()));
        }
    }
    return found;
}

} // namespace

// Every screen from the smallest window to a large one, with longer words and twice as many pixels, in both
// themes: nothing is cut off, and whatever can be reached by key has a name.
class TestFit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void nothingIsCut_data() { screens({ui::Appearance::Dark, ui::Appearance::Light}); }
    void nothingIsCut();
    void everythingHasAName_data() { screens({ui::Appearance::Dark}); }
    void everythingHasAName();
    void theDecisionBarHolds_data();
    void theDecisionBarHolds();

private:
    static void screens(const QList<ui::Appearance> &appearances);
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
        QVERIFY_RESULT(
            core->schedules().create({.name = u"Weekly churn numbers of the whole of Europe, by country"_s,
                                      .cron = u"0 9 * * 1-5"_s,
                                      .query = u"What is our refund policy?"_s},
                                     localOperator()));
        core.clock.advance(std::chrono::hours(24 * 7));
    });
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    for (ui::Page *page : ui::createPages(m_core->backend(), m_theme, m_vault))
        m_window->addPage(page);
    m_window->setServing({.on = true, .address = u"127.0.0.1:8080"_s});
    m_window->setStatus({.engine = ui::EngineState::Running,
                         .running = 12,
                         .waiting = 3,
                         .queued = 140,
                         .store = u"local store"_s,
                         .storeBytes = 41'000'000,
                         .streaming = 1000,
                         .warning = u"Open without a key: goagents, orchestrator"_s});
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestFit::cleanupTestCase()
{
    m_window.reset();
    m_core.reset();
    QCoreApplication::removeTranslator(&m_language);
}

void TestFit::screens(const QList<ui::Appearance> &appearances)
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("thing");
    QTest::addColumn<QSize>("size");
    const std::pair<QString, QString> things[] = {{u"overview"_s, {}},
                                                  {u"approvals"_s, {}},
                                                  {u"tasks"_s, {}},
                                                  {u"tasks"_s, u"new"_s},
                                                  {u"chat"_s, {}},
                                                  {u"clusters"_s, {}},
                                                  {u"schedules"_s, {}},
                                                  {u"schedules"_s, u"new"_s},
                                                  {u"settings"_s, u"providers"_s},
                                                  {u"settings"_s, u"providers/new"_s},
                                                  {u"settings"_s, u"policies"_s},
                                                  {u"settings"_s, u"keys"_s},
                                                  {u"settings"_s, u"keys/new"_s},
                                                  {u"settings"_s, u"appearance"_s},
                                                  {u"settings"_s, u"server"_s},
                                                  {u"settings"_s, u"computer"_s}};
    for (const auto &[page, thing] : things) {
        const QString screen =
            thing.isEmpty() ? page : QString(page + u'-' + QString(thing).replace(u'/', u'-'));
        for (const ui::Appearance appearance : appearances) {
            const bool isLight = appearance == ui::Appearance::Light;
            const QString name = isLight ? QString(screen + u"-light"_s) : screen;
            QTest::newRow(qPrintable(QString(name + u"-small"_s)))
                << appearance << page << thing << QSize(1024, 640);
            QTest::newRow(qPrintable(name)) << appearance << page << thing << QSize(1440, 900);
            if (!isLight)
                QTest::newRow(qPrintable(QString(name + u"-large"_s)))
                    << appearance << page << thing << QSize(2560, 1440);
        }
    }
}

void TestFit::open()
{
    QFETCH(ui::Appearance, appearance);
    QFETCH(QString, page);
    QFETCH(QString, thing);
    QFETCH(QSize, size);
    m_theme.setAppearance(appearance);
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
        const QSizePolicy::Policy policy = label->sizePolicy().horizontalPolicy();
        const bool gives =
            policy == QSizePolicy::Ignored || policy == QSizePolicy::Maximum; // and ends in "…"
        if ((wraps && label->height() < label->heightForWidth(label->width())) ||
            (!wraps && !gives && label->width() < label->sizeHint().width()) || isCutOff(label))
            found.append(placeOf(label, label->text()));
    }
    for (const ui::Button *button : m_window->findChildren<ui::Button *>()) {
        if (isSeen(button) && (button->width() < button->sizeHint().width() || isCutOff(button)))
            found.append(placeOf(button, button->text()));
    }
    for (const QTableView *table : m_window->findChildren<QTableView *>()) {
        if (isSeen(table))
            found += cutIn(table);
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

void TestFit::theDecisionBarHolds_data()
{
    QTest::addColumn<int>("width");
    for (int width = 300; width <= 900; width += 120)
        QTest::newRow(qPrintable(QString::number(width))) << width;
}

// Whatever is decided, at every width and after every change: no button covers another or leaves the bar.
void TestFit::theDecisionBarHolds()
{
    QFETCH(int, width);
    QWidget window;
    ui::KeyScope keys(&window);
    auto *column = new QVBoxLayout(&window);
    auto *card = new ui::Card(m_theme, u"Card"_s);
    auto *bar = new ui::DecisionBar(m_theme, keys);
    column->addWidget(card);
    card->body()->addWidget(new QScrollArea, 1);
    card->body()->addWidget(bar);
    window.resize(width, 700);
    window.show();
    bar->setNext(u"Refund 120.50 EUR to order 8841"_s);
    for (int state = 0; state < 32; ++state) {
        const auto is = [state](int bit) { return (state >> bit & 1) == 1; };
        bar->setDecidable({.kind = is(0) ? ui::Decidable::Kind::Plan : ui::Decidable::Kind::Action,
                           .isOpen = true,
                           .isEdited = is(1),
                           .isHighRisk = is(2),
                           .isAside = is(3)});
        if (is(4))
            QTest::keyClick(bar->findChild<ui::Button *>(), Qt::Key_Space); // a second key may be asked for
        for (int i = 0; i < 5; ++i)
            QTest::qWait(0); // each layout tells the one around it
        QList<QRect> places;
        for (const QWidget *part : bar->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
            if (!part->isVisible())
                continue;
            QVERIFY2(bar->rect().contains(part->geometry()), qPrintable(QString::number(state)));
            for (const QRect &other : std::as_const(places))
                QVERIFY2(!other.intersects(part->geometry()), qPrintable(QString::number(state)));
            places.append(part->geometry());
        }
        QVERIFY(card->rect().contains(QRect(bar->mapTo(card, QPoint(0, 0)), bar->size())));
        QCOMPARE(bar->height(), bar->heightForWidth(bar->width())); // no more room than it takes
    }
    QVERIFY(savePicture(window, u"decisionbar-"_s + QString::fromLatin1(QTest::currentDataTag())));
}

SIGNALBOX_TEST(TestFit)
#include "tst_fit.moc"

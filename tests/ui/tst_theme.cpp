// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "ui/shell/actions.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textsCanBeRead_data();
    void textsCanBeRead();
    void contrastIsTheOneOfWcag();
    void fontsAreBundledAndTabular();
    void codeHasNoLigatures();
    void changesOnceAndOnlyWhenSomethingChanged();
    void aSwitchStylesEachWidgetOnce();
    void iconsAreTinted();
    void everyActionHasARow();
};

void TestTheme::textsCanBeRead_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("back");
    for (const bool dark : {true, false}) {
        const ui::Tokens t = dark ? ui::darkTokens() : ui::lightTokens();
        const auto row = [dark](const char *name, const QColor &text, const QColor &back) {
            QTest::addRow("%s %s", dark ? "dark" : "light", name) << text << back;
        };
        const std::pair<const char *, QColor> grounds[] = {{"background", t.background},
                                                           {"surface", t.surface},
                                                           {"raised", t.raised},
                                                           {"chosen", t.accent.back}};
        for (const auto &[name, ground] : grounds) {
            row(qPrintable("text on "_L1 + QLatin1StringView(name)), t.text, ground);
            row(qPrintable("muted on "_L1 + QLatin1StringView(name)), t.muted, ground);
        }
        const std::pair<const char *, ui::Shade> shades[] = {{"accent", t.accent}, {"green", t.green},
                                                             {"amber", t.amber},   {"red", t.red},
                                                             {"violet", t.violet}, {"neutral", t.neutral}};
        for (const auto &[name, shade] : shades) {
            row(qPrintable(QLatin1StringView(name) + " on its ground"_L1), shade.text, shade.back);
            row(qPrintable(QLatin1StringView(name) + " on surface"_L1), shade.text, t.surface);
            row(qPrintable(QLatin1StringView(name) + " on background"_L1), shade.text, t.background);
            row(qPrintable("text on the ground of "_L1 + QLatin1StringView(name)), t.text, shade.back);
        }
        row("on green", t.onFill, t.green.text);
        row("on accent", t.onFill, t.accent.text);
        row("on amber", t.onFill, t.amber.text);
    }
}

void TestTheme::textsCanBeRead()
{
    QFETCH(QColor, text);
    QFETCH(QColor, back);
    const double reached = ui::contrast(text, back);
    QVERIFY2(reached >= 4.5, qPrintable(u"%1 on %2 reaches %3"_s.arg(text.name(), back.name()).arg(reached)));
}

void TestTheme::contrastIsTheOneOfWcag()
{
    QCOMPARE(qRound(ui::contrast(Qt::black, Qt::white) * 100), 2100);
    QCOMPARE(qRound(ui::contrast(Qt::white, Qt::black) * 100), 2100);
    QCOMPARE(qRound(ui::contrast(QColor(0x777777), Qt::white) * 100), 448);
}

void TestTheme::fontsAreBundledAndTabular()
{
    const ui::Theme theme;
    QVERIFY(QFontDatabase::families().contains(u"Inter Tabular"_s));
    QVERIFY(QFontDatabase::families().contains(u"JetBrains Mono"_s));
    for (const ui::Type type : {ui::Type::Text, ui::Type::Medium, ui::Type::Strong, ui::Type::Figure}) {
        const QFontMetricsF metrics(ui::Theme::font(type));
        QCOMPARE(QFontInfo(ui::Theme::font(type)).family(), u"Inter Tabular"_s);
        const double apart =
            metrics.horizontalAdvance(u"1111111111"_s) - metrics.horizontalAdvance(u"0987654321"_s);
        QVERIFY2(qAbs(apart) < 0.25, "columns of figures do not line up");
    }
}

// "==" is two signs, each where it stands alone.
void TestTheme::codeHasNoLigatures()
{
    const ui::Theme theme(ui::Appearance::Light);
    const QFont font = ui::Theme::font(ui::Type::Mono);
    const int cell = QFontMetrics(font).horizontalAdvance(u'0');
    for (const QString &signs : {u"=="_s, u"!="_s, u"->"_s, u"//"_s}) {
        QImage together(4 * cell, 30, QImage::Format_RGB32);
        together.fill(Qt::white);
        QImage apart = together;
        QPainter one(&together);
        one.setFont(font);
        one.drawText(cell, 20, signs);
        one.end();
        QPainter two(&apart);
        two.setFont(font);
        two.drawText(cell, 20, signs.first(1));
        two.drawText(QPointF(cell + QFontMetricsF(font).horizontalAdvance(signs[0]), 20), signs.last(1));
        two.end();
        QVERIFY2(together == apart, qPrintable(signs));
    }
}

void TestTheme::changesOnceAndOnlyWhenSomethingChanged()
{
    ui::Theme theme(ui::Appearance::Desktop);
    theme.setDesktopScheme(ui::Scheme::Dark);
    QSignalSpy changed(&theme, &ui::Theme::changed);
    theme.setDesktopScheme(ui::Scheme::Light);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(theme.tokens().surface, QColor(0xFFFFFF));
    theme.setAppearance(ui::Appearance::Light);
    QCOMPARE(changed.count(), 1);
    theme.setAppearance(ui::Appearance::Dark);
    QCOMPARE(changed.count(), 2);
    theme.setDesktopScheme(ui::Scheme::Dark);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(theme.scheme(), ui::Scheme::Dark);
}

// However deep it lies: a window of many would follow seconds later.
void TestTheme::aSwitchStylesEachWidgetOnce()
{
    class Counter : public QObject
    {
    public:
        int styled = 0;

    protected:
        bool eventFilter(QObject *, QEvent *event) override
        {
            styled += event->type() == QEvent::StyleChange ? 1 : 0;
            return false;
        }
    };
    ui::Theme theme(ui::Appearance::Dark);
    theme.dress(*qApp);
    QWidget window;
    QWidget *inside = &window;
    for (int depth = 0; depth < 12; ++depth) {
        auto *column = new QVBoxLayout(inside);
        inside = depth < 11 ? new QWidget : new QPushButton(u"Approve"_s);
        column->addWidget(inside);
    }
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    Counter counter;
    inside->installEventFilter(&counter);
    theme.setAppearance(ui::Appearance::Light);
    QVERIFY2(counter.styled >= 1 && counter.styled <= 3, qPrintable(QString::number(counter.styled)));
}

void TestTheme::iconsAreTinted()
{
    const ui::Theme theme;
    const QImage icon = ui::Theme::icon(u"tasks"_s, QColor(0xE8A33D), 16, 2.0).toImage();
    QCOMPARE(icon.size(), QSize(32, 32));
    QCOMPARE(icon.pixelColor(16, 16).rgb(), QColor(0xE8A33D).rgb());
    QCOMPARE(icon.pixelColor(0, 0).alpha(), 0);
    QVERIFY(ui::Theme::icon(u"no such icon"_s, Qt::red, 16, 1).isNull());
}

void TestTheme::everyActionHasARow()
{
    for (int i = 0; i <= static_cast<int>(ui::ActionId::ShowKeys); ++i) {
        const auto id = static_cast<ui::ActionId>(i);
        QVERIFY(std::ranges::any_of(ui::actions(), [id](const ui::Action &a) { return a.id == id; }));
        QVERIFY(!ui::textOf(id).isEmpty());
        QVERIFY2(!ui::keyOf(id).isEmpty(), ui::actionOf(id).text);
    }
    QCOMPARE(ui::keyHintOf(ui::ActionId::OpenPalette), u"Ctrl K"_s);
    QCOMPARE(ui::keyHintOf(ui::ActionId::Open), u"Enter"_s);
}

SIGNALBOX_TEST(TestTheme)
#include "tst_theme.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/widgets/barchart.h"
#include "ui/widgets/card.h"
#include "ui/widgets/jsonview.h"
#include "ui/widgets/linechart.h"
#include "ui/widgets/markdownview.h"

#include <QApplication>
#include <QGridLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>

#include <limits>

using namespace Qt::Literals::StringLiterals;

class TestViews : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void jsonIsIndentedByTwo();
    void aDifferenceShowsOnlyWhatChanged_data();
    void aDifferenceShowsOnlyWhatChanged();
    void aHugeDifferenceIsNotComputed();
    void jsonViewIsAsHighAsItsLines();
    void jsonViewHasRoomForWrappedLines();
    void markdownLoadsNothing();
    void markdownShowsWhereLinksLead();
    void markdownKeepsHtmlAsText();
    void markdownGrowsWithItsText();
    void chartsWithoutValuesSaySo();
    void chartsTellTheirValues();
    void gallery_data();
    void gallery();

private:
    ui::Theme m_theme{ui::Appearance::Dark};
};

void TestViews::jsonIsIndentedByTwo()
{
    const QJsonObject value{{u"a"_s, QJsonObject{{u"b"_s, 1}}}};
    QCOMPARE(ui::jsonLines(value),
             QStringList({u"{"_s, u"  \"a\": {"_s, u"    \"b\": 1"_s, u"  }"_s, u"}"_s}));
    QCOMPARE(ui::jsonLines(QJsonValue(u"text"_s)), QStringList{u"\"text\""_s});
    QCOMPARE(ui::jsonLines(QJsonValue(QJsonValue::Undefined)), QStringList());
}

void TestViews::aDifferenceShowsOnlyWhatChanged_data()
{
    QTest::addColumn<QJsonObject>("before");
    QTest::addColumn<QJsonObject>("after");
    QTest::addColumn<QString>("expected");
    const QJsonObject refund{{u"amount"_s, 120}, {u"currency"_s, u"EUR"_s}};
    QTest::newRow("same") << refund << refund << u"={ =\"amount\":120, =\"currency\":\"EUR\" =}"_s;
    QTest::newRow("changed") << refund << QJsonObject{{u"amount"_s, 60}, {u"currency"_s, u"EUR"_s}}
                             << u"={ -\"amount\":120, +\"amount\":60, =\"currency\":\"EUR\" =}"_s;
    QTest::newRow("added at the end") << QJsonObject{{u"a"_s, 1}} << QJsonObject{{u"a"_s, 1}, {u"b"_s, 2}}
                                      << u"={ -\"a\":1 +\"a\":1, +\"b\":2 =}"_s;
    QTest::newRow("removed") << refund << QJsonObject{{u"currency"_s, u"EUR"_s}}
                             << u"={ -\"amount\":120, =\"currency\":\"EUR\" =}"_s;
}

void TestViews::aDifferenceShowsOnlyWhatChanged()
{
    QFETCH(QJsonObject, before);
    QFETCH(QJsonObject, after);
    QFETCH(QString, expected);
    QStringList lines;
    for (const ui::JsonLine &line : ui::jsonDifference(before, after)) {
        const QChar sign = line.kind == ui::LineKind::Same    ? u'='
                           : line.kind == ui::LineKind::Added ? u'+'
                                                              : u'-';
        lines << QString(sign + QString(line.text).remove(u' '));
    }
    QCOMPARE(lines.join(u' '), expected);
}

void TestViews::aHugeDifferenceIsNotComputed()
{
    QJsonArray before;
    QJsonArray after;
    for (int i = 0; i < 20'000; ++i) {
        before.append(i);
        after.append(-i - 1);
    }
    const QList<ui::JsonLine> lines = ui::jsonDifference(before, after);
    QCOMPARE(lines.size(), 40'002);
    QCOMPARE(lines[1].kind, ui::LineKind::Removed);
}

void TestViews::jsonViewIsAsHighAsItsLines()
{
    ui::JsonView view(m_theme);
    view.setValue(QJsonObject{{u"a"_s, 1}});
    const int three = view.sizeHint().height();
    view.setDifference(QJsonObject{{u"a"_s, 1}}, QJsonObject{{u"a"_s, 2}});
    QVERIFY(view.sizeHint().height() > three);
    QCOMPARE(view.extraSelections().size(), 2);
    QVERIFY(view.toPlainText().contains(u"-   \"a\": 1"_s));
    view.setMostLines(2);
    QVERIFY(view.sizeHint().height() < three);
}

void TestViews::jsonViewHasRoomForWrappedLines()
{
    ui::JsonView view(m_theme);
    view.setValue(QJsonObject{{u"content"_s, u"Customers may return any item. "_s.repeated(20)}});
    view.resize(2000, 100);
    view.show();
    const int wide = view.sizeHint().height();
    view.resize(400, 100);
    QVERIFY2(view.sizeHint().height() >= wide + 6 * view.fontMetrics().lineSpacing(),
             qPrintable(QString::number(view.sizeHint().height())));
    view.setMostLines(5);
    QVERIFY(view.sizeHint().height() < wide + 4 * view.fontMetrics().lineSpacing());
}

void TestViews::markdownLoadsNothing()
{
    ui::MarkdownView view(m_theme);
    view.setMarkdownText(u"Look: ![a cat](http://example.com/cat.png) and ![](file:///etc/passwd)"_s);
    QVERIFY(view.toPlainText().contains(u"[image: a cat]"_s));
    QVERIFY(!view.document()->toHtml().contains(u"<img"_s));
}

void TestViews::markdownShowsWhereLinksLead()
{
    ui::MarkdownView view(m_theme);
    view.setMarkdownText(u"[your bank](https://evil.example/login), [example.org](https://example.org/a), "
                         u"[run](javascript:alert(1)), [disk](file:///etc/passwd)"_s);
    QVERIFY(view.toPlainText().contains(u"your bank (evil.example)"_s));
    QVERIFY(view.toPlainText().contains(u"example.org, run"_s)); // its words say it already
    const QString html = view.document()->toHtml();
    QVERIFY(!html.contains(u"javascript:"_s));
    QVERIFY(!html.contains(u"file:"_s));
    QSignalSpy chosen(&view, &ui::MarkdownView::linkChosen);
    emit view.anchorClicked(QUrl(u"https://example.org/a"_s));
    emit view.anchorClicked(QUrl(u"file:///etc/passwd"_s));
    QCOMPARE(chosen.count(), 1);
}

void TestViews::markdownKeepsHtmlAsText()
{
    ui::MarkdownView view(m_theme);
    view.setMarkdownText(u"a <b>bold</b> claim <img src='http://example.com/x.png'>"_s);
    QVERIFY(view.toPlainText().contains(u"<b>bold</b>"_s));
}

void TestViews::markdownGrowsWithItsText()
{
    ui::MarkdownView view(m_theme);
    view.setMarkdownText(u"One line."_s);
    const int low = view.heightForWidth(300);
    view.setMarkdownText(
        u"One line of many words that do not fit into the width that there is for them, so it breaks."_s);
    QVERIFY(view.heightForWidth(300) > low);
    QVERIFY(view.heightForWidth(150) > view.heightForWidth(600));
}

void TestViews::chartsWithoutValuesSaySo()
{
    ui::BarChart bars(m_theme, u"No task has ended in the last 24 hours"_s);
    QVERIFY(bars.isEmpty());
    bars.setBars({{}, {}});
    QVERIFY(bars.isEmpty());
    QCOMPARE(bars.accessibleName(), u"No task has ended in the last 24 hours"_s);
    ui::LineChart lines(m_theme, u"Nothing measured"_s);
    lines.setSeries({{.name = u"median"_s, .values = {1, std::numeric_limits<double>::quiet_NaN()}}});
    QVERIFY(lines.isEmpty());
    QCOMPARE(lines.accessibleName(), u"Nothing measured"_s);
}

void TestViews::chartsTellTheirValues()
{
    ui::BarChart bars(m_theme, u"none"_s);
    bars.setBars({{.good = 40}, {.good = 2, .bad = 3}});
    QCOMPARE(bars.accessibleName(), u"42 done, 3 failed"_s);
    ui::LineChart lines(m_theme, u"none"_s);
    lines.setFormat([](double value) { return u"%1 s"_s.arg(value); });
    lines.setSeries({{.name = u"median"_s, .values = {1, 2, std::numeric_limits<double>::quiet_NaN()}}});
    QCOMPARE(lines.accessibleName(), u"median: 2 s"_s);
}

void TestViews::gallery_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestViews::gallery()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    QWidget window;
    window.resize(1000, 640);
    auto *grid = new QGridLayout(&window);
    grid->setSpacing(16);
    auto *throughput = new ui::Card(m_theme, u"Throughput"_s);
    throughput->setSubtitle(u"tasks per hour"_s);
    auto *bars = new ui::BarChart(m_theme, u"None"_s);
    QList<ui::Bar> counts;
    for (int i = 0; i < 24; ++i)
        counts.append({.good = 40.0 + (i * 37) % 50, .bad = i % 5 == 1 ? 4.0 : 0.0});
    bars->setBars(counts);
    bars->setEnds(u"24 h ago"_s, u"now"_s);
    throughput->addPadded(bars);
    grid->addWidget(throughput, 0, 0);
    auto *latency = new ui::Card(m_theme, u"Latency"_s);
    auto *lines = new ui::LineChart(m_theme, u"None"_s);
    ui::Series median{.name = u"median"_s};
    ui::Series high{.name = u"p95"_s, .tone = ui::Tone::Violet};
    for (int i = 0; i < 17; ++i) {
        median.values.append(i == 6 ? std::numeric_limits<double>::quiet_NaN() : 10 + (i * 7) % 5 + i / 2.0);
        high.values.append(25 + (i * 11) % 8 + i / 2.0);
    }
    lines->setSeries({median, high});
    latency->addPadded(lines);
    grid->addWidget(latency, 0, 1);
    auto *none = new ui::Card(m_theme, u"Spend"_s);
    none->addPadded(new ui::LineChart(m_theme, u"No model was used today"_s));
    grid->addWidget(none, 0, 2);
    auto *action = new ui::Card(m_theme, u"What the agent wants to do"_s);
    auto *json = new ui::JsonView(m_theme);
    json->setDifference(
        QJsonObject{{u"order_id"_s, u"8841"_s}, {u"amount"_s, 120}, {u"currency"_s, u"EUR"_s}},
        QJsonObject{{u"order_id"_s, u"8841"_s}, {u"amount"_s, 60}, {u"currency"_s, u"EUR"_s}});
    action->body()->addWidget(json);
    grid->addWidget(action, 1, 0);
    auto *answer = new ui::Card(m_theme, u"Answer"_s);
    auto *markdown = new ui::MarkdownView(m_theme);
    markdown->setMarkdownText(u"## Refund policy\n\nGoods can be returned within **30 days**. See [the "
                              u"page](https://example.org/refund).\n\n"
                              u"- unopened: full price\n- opened: `half_price`\n\n```\ncurl "
                              u"http://127.0.0.1\n```\n\n> Quoted from refund.md\n\n"
                              u"| Case | Share |\n|---|---|\n| late | 50 % |\n"_s);
    answer->addPadded(markdown);
    grid->addWidget(answer, 1, 1, 1, 2);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(savePicture(window, u"views-"_s + QString::fromLatin1(QTest::currentDataTag())));
}

SIGNALBOX_TEST(TestViews)
#include "tst_views.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "ui/models/eventlistmodel.h"
#include "ui/models/timetext.h"
#include "ui/models/wording.h"

#include <QDateTime>
#include <QTest>

#include <ctime>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

core::Timestamp at(const QString &utc)
{
    return core::fromStored(QDateTime::fromString(utc, Qt::ISODate).toMSecsSinceEpoch());
}

} // namespace

// Everything in the window is in the person's own time, and says so where it is exact.
class TestTimeText : public QObject
{
    Q_OBJECT

private slots:
    void aLineShowsTextAsItIs();
    void cleanup() { inZone("UTC"); }
    void clocksAreLocal();
    void exactTimesNameTheirZone_data();
    void exactTimesNameTheirZone();
    void yesterdayIsOfHere();
    void toolTipsAreExact();

private:
    static void inZone(const char *name)
    {
        qputenv("TZ", name);
        tzset();
    }
};

void TestTimeText::clocksAreLocal()
{
    inZone("Europe/Berlin");
    QCOMPARE(ui::clockText(at(u"2026-01-30T08:41:20Z"_s)), u"09:41:20"_s);
    QCOMPARE(ui::momentText(at(u"2026-01-30T08:41:20Z"_s), at(u"2026-01-30T12:00:00Z"_s)), u"09:41"_s);
}

void TestTimeText::exactTimesNameTheirZone_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("text");
    QTest::newRow("winter") << QByteArray("Europe/Berlin") << u"2026-01-30 09:41:20 CET (UTC+01:00)"_s;
    QTest::newRow("behind, by half hours")
        << QByteArray("America/St_Johns") << u"2026-01-30 05:11:20 NST (UTC-03:30)"_s;
    QTest::newRow("utc") << QByteArray("UTC") << u"2026-01-30 08:41:20 UTC"_s;
    QTest::newRow("no name") << QByteArray("Asia/Tashkent") << u"2026-01-30 13:41:20 UTC+05:00"_s;
}

void TestTimeText::exactTimesNameTheirZone()
{
    QFETCH(QByteArray, zone);
    inZone(zone.constData());
    QTEST(ui::exactText(at(u"2026-01-30T08:41:20Z"_s)), "text");
    QCOMPARE(ui::exactText({}), u"–"_s);
}

void TestTimeText::yesterdayIsOfHere()
{
    inZone("Asia/Tokyo"); // 23:30 UTC is the next morning there
    QCOMPARE(ui::momentText(at(u"2026-01-29T23:30:00Z"_s), at(u"2026-01-30T02:00:00Z"_s)), u"08:30"_s);
    inZone("UTC");
    QCOMPARE(ui::momentText(at(u"2026-01-29T23:30:00Z"_s), at(u"2026-01-30T02:00:00Z"_s)), u"Yesterday"_s);
}

void TestTimeText::toolTipsAreExact()
{
    inZone("Europe/Berlin");
    ui::EventListModel model;
    model.setLines({{.seq = 1, .at = at(u"2026-01-30T08:41:20Z"_s), .text = u"Submitted"_s}});
    const QModelIndex row = model.index(0);
    QCOMPARE(row.data(ui::EventListModel::TimeRole).toString(), u"09:41:20"_s);
    QCOMPARE(row.data(Qt::ToolTipRole).toString(), u"Submitted\n2026-01-30 09:41:20 CET (UTC+01:00)"_s);
}

// What looks like a sign of Markdown may be a part of what is said.
void TestTimeText::aLineShowsTextAsItIs()
{
    QCOMPARE(ui::plainLine(u"6*7 = 42, see #8841"_s, 120), u"6*7 = 42, see #8841"_s);
    QCOMPARE(ui::plainLine(u"`a|b` > c\n  # d"_s, 120), u"`a|b` > c # d"_s);
    QCOMPARE(ui::plainLine(QString(u"exe"_s + QChar(0x202E) + u"gnp"_s), 120), u"exe⟨U+202E⟩gnp"_s);
    QCOMPARE(ui::titleOf(QString(u"Send"_s + QChar(0x200B) + u" it"_s)), u"Send⟨U+200B⟩ it"_s);
}

SIGNALBOX_TEST(TestTimeText)
#include "tst_timetext.moc"

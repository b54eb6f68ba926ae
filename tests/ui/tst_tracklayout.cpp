// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/steps.h"
#include "ui/widgets/trackgeometry.h"

#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using core::StepKind;
using core::StepState;

class TestTrackLayout : public QObject
{
    Q_OBJECT

private slots:
    void places_data();
    void places();
    void stationsNeverShareAPlace();
    void linesNeverRunThroughForeignStations();
    void knotsAreUntied();
    void impliedEdgesAreLeftOut();
    void circlesAndUnknownEdgesDoNoHarm();
    void linesArePassedOnlyBehindTheTrain();
    void gatesKnowTheirDecision_data();
    void gatesKnowTheirDecision();
    void manyStationsAreDense();
    void tooManyAtOnceAreDense();
    void theTrainIsWhereAPersonLooks();
    void switchesStandAt45Degrees();
    void pointsFindTheirStation();
    void nothingGivenIsNothingDrawn();
};

namespace {

using ui::TrackLayout;

QString placesOf(const TrackLayout &layout)
{
    QStringList words;
    for (const ui::TrackStation &s : layout.stations)
        words << u"%1 %2,%3"_s.arg(s.name).arg(s.column).arg(s.row);
    return words.join(u" | "_s);
}

int crossingsOf(const TrackLayout &layout)
{
    QList<std::pair<QPoint, QPoint>> legs;
    for (const ui::TrackEdge &edge : layout.edges) {
        const ui::TrackStation &from = layout.stations[edge.from];
        const ui::TrackStation &to = layout.stations[edge.to];
        QPoint last(from.column, from.row);
        for (const QPoint &place : edge.lanes + QList{QPoint(to.column, to.row)}) {
            legs.append({last, place});
            last = place;
        }
    }
    int found = 0;
    for (qsizetype a = 0; a < legs.size(); ++a) {
        for (qsizetype b = a + 1; b < legs.size(); ++b) {
            if (legs[a].first.x() == legs[b].first.x() &&
                (legs[a].first.y() - legs[b].first.y()) * (legs[a].second.y() - legs[b].second.y()) < 0)
                ++found;
        }
    }
    return found;
}

} // namespace

void TestTrackLayout::places_data()
{
    QTest::addColumn<QString>("graph");
    QTest::addColumn<QString>("places");
    QTest::newRow("one") << u"A"_s << u"A 0,0"_s;
    QTest::newRow("chain") << u"A, B<A, C<B"_s << u"A 0,0 | B 1,0 | C 2,0"_s;
    QTest::newRow("chain told backwards") << u"C<B, B<A, A"_s << u"A 0,0 | B 1,0 | C 2,0"_s;
    QTest::newRow("three at once and a join")
        << u"Plan, Market<Plan, Prices<Plan, Reviews<Plan, Compare<Market+Prices+Reviews, Draft<Compare"_s
        << u"Plan 0,0 | Market 1,-1 | Prices 1,0 | Reviews 1,1 | Compare 2,0 | Draft 3,0"_s;
    QTest::newRow("a fork and back") << u"Refund, Customer<Refund, Finance<Refund, Close<Customer+Finance"_s
                                     << u"Refund 0,0 | Customer 1,0 | Finance 1,1 | Close 2,0"_s;
    QTest::newRow("branches of different length")
        << u"A, B<A, C<A, D<B, E<D+C"_s << u"A 0,0 | B 1,0 | C 1,1 | D 2,0 | E 3,0"_s;
    QTest::newRow("two that begin at once") << u"A, B, C<A+B"_s << u"A 0,0 | B 0,1 | C 1,0"_s;
    QTest::newRow("a branch that ends") << u"A, B<A, C<A, D<B"_s << u"A 0,0 | B 1,0 | C 1,1 | D 2,0"_s;
}

void TestTrackLayout::places()
{
    QFETCH(QString, graph);
    QFETCH(QString, places);
    const TrackLayout layout = TrackLayout::of(stepsOf(graph));
    QCOMPARE(placesOf(layout), places);
    QVERIFY(!layout.dense);
}

void TestTrackLayout::stationsNeverShareAPlace()
{
    for (const QString &graph :
         {u"A, B<A, C<A, D<A, E<A, F<B+C, G<D+E, H<F+G"_s, u"A, B, C, D, E<A+B, F<C+D, G<E+F, H<A+G"_s,
          u"A, B<A, C<B, D<A, E<A+D, F<C+E, G<A, H<F+G"_s}) {
        const TrackLayout layout = TrackLayout::of(stepsOf(graph));
        QSet<std::pair<int, int>> taken;
        for (const ui::TrackStation &s : layout.stations) {
            QVERIFY2(!taken.contains({s.column, s.row}), qPrintable(placesOf(layout)));
            taken.insert({s.column, s.row});
            QVERIFY(s.row >= layout.firstRow && s.row <= layout.lastRow);
        }
        for (const ui::TrackEdge &edge : layout.edges)
            QVERIFY(layout.stations[edge.from].column < layout.stations[edge.to].column);
    }
}

void TestTrackLayout::linesNeverRunThroughForeignStations()
{
    const TrackLayout layout = TrackLayout::of(stepsOf(u"A, B<A, C<B, D<C, X<A, E<D+X"_s));
    for (const ui::TrackEdge &edge : layout.edges) {
        for (const QPoint &lane : edge.lanes) {
            for (const ui::TrackStation &s : layout.stations)
                QVERIFY2(lane != QPoint(s.column, s.row), qPrintable(placesOf(layout)));
        }
        QCOMPARE(edge.lanes.size(), layout.stations[edge.to].column - layout.stations[edge.from].column - 1);
    }
    QCOMPARE(crossingsOf(layout), 0);
}

void TestTrackLayout::knotsAreUntied()
{
    // In the order given, each of the three pairs would cross the others.
    const TrackLayout layout = TrackLayout::of(stepsOf(u"S, A<S, B<S, C<S, D<C, E<B, F<A, T<D+E+F"_s));
    QCOMPARE(crossingsOf(layout), 0);
}

void TestTrackLayout::impliedEdgesAreLeftOut()
{
    const TrackLayout layout = TrackLayout::of(stepsOf(u"A, B<A, C<A+B, D<A+B+C"_s));
    QCOMPARE(layout.edges.size(), 3);
    QCOMPARE(layout.rows(), 1);
}

void TestTrackLayout::circlesAndUnknownEdgesDoNoHarm()
{
    const TrackLayout layout = TrackLayout::of(stepsOf(u"A<C, B<A+nobody, C<B, D<C+D+C"_s));
    QCOMPARE(layout.stations.size(), 4);
    QCOMPARE(layout.columns, 4);
    QCOMPARE(layout.edges.size(), 3);
}

void TestTrackLayout::linesArePassedOnlyBehindTheTrain()
{
    QList<core::Step> steps = stepsOf(u"A, B<A, C<B, D<C"_s);
    setState(steps, u"A"_s, StepState::Done);
    setState(steps, u"B"_s, StepState::Failed);
    const TrackLayout layout = TrackLayout::of(steps);
    QVERIFY(layout.edges[0].passed);
    QVERIFY(!layout.edges[1].passed);
    QVERIFY(!layout.edges[2].passed);
}

void TestTrackLayout::gatesKnowTheirDecision_data()
{
    QTest::addColumn<StepState>("state");
    QTest::addColumn<QString>("decision");
    QTest::addColumn<bool>("rejected");
    QTest::newRow("approved") << StepState::Done << u"approved"_s << false;
    QTest::newRow("rejected") << StepState::Done << u"rejected"_s << true;
    QTest::newRow("expired") << StepState::Done << u"expired"_s << true;
    QTest::newRow("failed") << StepState::Failed << QString() << true;
    QTest::newRow("waiting") << StepState::Waiting << QString() << false;
    QTest::newRow("cancelled") << StepState::Cancelled << QString() << false;
}

void TestTrackLayout::gatesKnowTheirDecision()
{
    QFETCH(StepState, state);
    QFETCH(QString, decision);
    QFETCH(bool, rejected);
    QList<core::Step> steps = stepsOf(u"Ask"_s);
    steps[0].kind = StepKind::Approval;
    steps[0].state = state;
    steps[0].output.insert(u"decision"_s, decision);
    QCOMPARE(TrackLayout::of(steps).stations[0].rejected, rejected);
}

void TestTrackLayout::manyStationsAreDense()
{
    QCOMPARE(TrackLayout::of(chainOf(TrackLayout::denseFrom - 1)).dense, false);
    const TrackLayout layout = TrackLayout::of(chainOf(TrackLayout::denseFrom));
    QCOMPARE(layout.dense, true);
    QCOMPARE(layout.columns, TrackLayout::denseFrom);
    QVERIFY(layout.edges.isEmpty());
    QCOMPARE(TrackLayout::of(chainOf(5000)).stations.last().column, 4999);
}

void TestTrackLayout::tooManyAtOnceAreDense()
{
    QString graph = u"A"_s;
    for (int i = 0; i < 12; ++i)
        graph += u", B%1<A"_s.arg(i);
    const TrackLayout layout = TrackLayout::of(stepsOf(graph));
    QVERIFY(layout.dense);
    QCOMPARE(layout.rows(), 1);
}

void TestTrackLayout::theTrainIsWhereAPersonLooks()
{
    QList<core::Step> steps = stepsOf(u"A, B<A, C<A, D<B+C"_s);
    QCOMPARE(TrackLayout::of(steps).current(), -1);
    setState(steps, u"A"_s, StepState::Done);
    QCOMPARE(TrackLayout::of(steps).current(), 0);
    setState(steps, u"B"_s, StepState::Running);
    QCOMPARE(TrackLayout::of(steps).current(), 1);
    setState(steps, u"C"_s, StepState::Waiting);
    steps[2].kind = StepKind::Approval;
    QCOMPARE(TrackLayout::of(steps).current(), 2);
}

void TestTrackLayout::switchesStandAt45Degrees()
{
    const TrackLayout layout = TrackLayout::of(stepsOf(u"A, B<A, C<A, D<A, E<B+C+D"_s));
    const ui::TrackGeometry geometry(layout, QRectF(0, 0, 480, 200), ui::TrackForm::Full);
    int switches = 0;
    for (const ui::TrackEdge &edge : layout.edges) {
        const QPolygonF line = geometry.lineOf(edge);
        QCOMPARE(line.first(), geometry.at(layout.stations[edge.from]));
        QCOMPARE(line.last(), geometry.at(layout.stations[edge.to]));
        for (qsizetype i = 1; i < line.size(); ++i) {
            const QPointF leg = line[i] - line[i - 1];
            QVERIFY(leg.x() >= 0);
            if (leg.y() == 0)
                continue;
            QCOMPARE(qAbs(leg.y()), leg.x());
            ++switches;
        }
    }
    QCOMPARE(switches, 4);
}

void TestTrackLayout::pointsFindTheirStation()
{
    const TrackLayout layout = TrackLayout::of(stepsOf(u"A, B<A, C<A, D<B+C"_s));
    const ui::TrackGeometry geometry(layout, QRectF(0, 0, 500, 120), ui::TrackForm::Full);
    for (int i = 0; i < layout.stations.size(); ++i) {
        const QPointF at = geometry.at(layout.stations[i]);
        QVERIFY(QRectF(0, 0, 500, 120).contains(at));
        QCOMPARE(geometry.stationAt(at), i);
        QCOMPARE(geometry.stationAt(at + QPointF(5, -5)), i);
    }
    QCOMPARE(geometry.stationAt(QPointF(499, 2)), -1);
}

void TestTrackLayout::nothingGivenIsNothingDrawn()
{
    const TrackLayout layout = TrackLayout::of({});
    QCOMPARE(layout.columns, 0);
    QCOMPARE(layout.rows(), 0);
    QCOMPARE(layout.current(), -1);
    const ui::TrackGeometry geometry(layout, QRectF(0, 0, 100, 40), ui::TrackForm::Full);
    QCOMPARE(geometry.stationAt(QPointF(10, 10)), -1);
}

SIGNALBOX_TEST(TestTrackLayout)
#include "tst_tracklayout.moc"

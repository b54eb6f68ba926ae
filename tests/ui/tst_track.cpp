// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "tests/ui/steps.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/track.h"

#include <QApplication>
#include <QGridLayout>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace Qt::Literals::StringLiterals;
using core::StepState;

Q_DECLARE_METATYPE(core::StepId)

class TestTrack : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void aClickOpensASignal();
    void aClickOpensAStation();
    void aPressThatLeavesOpensNothing();
    void keysReachEveryStation();
    void theFocusStaysWithItsStep();
    void itMovesOnlyWhileAStepRuns();
    void aDenseOneIsDrawnOut();
    void itTellsThoseWhoListen();
    void paintsTheStates();
    void forms_data();
    void forms();

private:
    QList<core::Step> refund() const;

    ui::Theme m_theme{ui::Appearance::Dark};
};

QList<core::Step> TestTrack::refund() const
{
    QList<core::Step> steps =
        stepsOf(u"Read order, Check stock<Read order, Refund?<Check stock, Refund<Refund?, "
                u"Tell customer<Refund, Tell finance<Refund, Close<Tell customer+Tell finance"_s);
    setState(steps, u"Read order"_s, StepState::Done);
    setState(steps, u"Check stock"_s, StepState::Done);
    stepNamed(steps, u"Check stock"_s).attempt = 2;
    setGate(steps, u"Refund?"_s, StepState::Waiting);
    return steps;
}

void TestTrack::aClickOpensASignal()
{
    ui::Track track(m_theme);
    track.setSteps(refund());
    track.resize(700, 120);
    track.show();
    QSignalSpy opened(&track, &ui::Track::signalActivated);
    QSignalSpy other(&track, &ui::Track::stationActivated);
    // On its lamp, which stands above the line.
    const QPointF lamp = track.positionOf({u"Refund?"_s}) - QPointF(0, 20);
    QTest::mouseClick(&track, Qt::LeftButton, {}, lamp.toPoint());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<core::StepId>().value, u"Refund?"_s);
    QCOMPARE(other.count(), 0);
}

void TestTrack::aClickOpensAStation()
{
    ui::Track track(m_theme);
    track.setSteps(refund());
    track.resize(700, 120);
    track.show();
    QSignalSpy opened(&track, &ui::Track::stationActivated);
    QTest::mouseClick(&track, Qt::LeftButton, {}, track.positionOf({u"Tell finance"_s}).toPoint());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<core::StepId>().value, u"Tell finance"_s);
    QTest::mouseClick(&track, Qt::LeftButton, {}, QPoint(690, 5));
    QCOMPARE(opened.count(), 1);
}

void TestTrack::aPressThatLeavesOpensNothing()
{
    ui::Track track(m_theme);
    track.setSteps(refund());
    track.resize(700, 120);
    track.show();
    QSignalSpy opened(&track, &ui::Track::stationActivated);
    QTest::mousePress(&track, Qt::LeftButton, {}, track.positionOf({u"Refund"_s}).toPoint());
    QTest::mouseRelease(&track, Qt::LeftButton, {}, track.positionOf({u"Close"_s}).toPoint());
    QCOMPARE(opened.count(), 0);
}

void TestTrack::keysReachEveryStation()
{
    ui::Track track(m_theme);
    track.setSteps(refund());
    track.resize(700, 120);
    track.show();
    track.setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(track.hasFocus());
    QCOMPARE(track.view().focus, 2); // the signal that waits
    QSignalSpy signal(&track, &ui::Track::signalActivated);
    QSignalSpy station(&track, &ui::Track::stationActivated);
    QTest::keyClick(&track, Qt::Key_Return);
    QCOMPARE(signal.count(), 1);
    QTest::keyClick(&track, Qt::Key_Home);
    QStringList reached;
    for (int i = 0; i < 7; ++i) {
        QTest::keyClick(&track, Qt::Key_Space);
        QTest::keyClick(&track, Qt::Key_Right);
    }
    for (const auto &call : station)
        reached << call[0].value<core::StepId>().value;
    QCOMPARE(reached, QStringList({u"Read order"_s, u"Check stock"_s, u"Refund"_s, u"Tell customer"_s,
                                   u"Tell finance"_s, u"Close"_s}));
    QCOMPARE(signal.count(), 2);
    QTest::keyClick(&track, Qt::Key_Left);
    QTest::keyClick(&track, Qt::Key_Up);
    QCOMPARE(track.trackLayout().stations[track.view().focus].name, u"Tell customer"_s);
    QTest::keyClick(&track, Qt::Key_Up);
    QCOMPARE(track.trackLayout().stations[track.view().focus].name, u"Tell customer"_s);
}

void TestTrack::theFocusStaysWithItsStep()
{
    ui::Track track(m_theme);
    track.setSteps(refund());
    track.show();
    track.setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(track.hasFocus());
    QList<core::Step> steps = refund();
    steps.prepend(core::Step{.id = {u"new"_s}, .position = -1, .name = u"Greet"_s});
    stepNamed(steps, u"Read order"_s).after = {{u"new"_s}};
    track.setSteps(steps);
    QCOMPARE(track.trackLayout().stations[track.view().focus].name, u"Refund?"_s);
    track.setSteps({});
    QCOMPARE(track.view().focus, -1);
    QTest::keyClick(&track, Qt::Key_Right);
    QTest::keyClick(&track, Qt::Key_Return);
    QCOMPARE(track.view().focus, -1);
}

void TestTrack::itMovesOnlyWhileAStepRuns()
{
    ui::Track track(m_theme);
    QList<core::Step> steps = refund();
    track.setSteps(steps);
    track.show();
    QVERIFY(!track.isMoving());
    setState(steps, u"Refund"_s, StepState::Running);
    track.setSteps(steps);
    QVERIFY(track.isMoving());
    m_theme.setMotion(ui::Motion::Reduced);
    QVERIFY(!track.isMoving());
    m_theme.setMotion(ui::Motion::Full);
    QVERIFY(track.isMoving());
    track.hide();
    QVERIFY(!track.isMoving());
}

void TestTrack::aDenseOneIsDrawnOut()
{
    ui::Track track(m_theme);
    track.setSteps(chainOf(200));
    track.resize(640, 60);
    track.show();
    track.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&track, Qt::Key_Plus);
    QVERIFY(track.view().zoom > 1);
    const double far = track.positionOf({u"150"_s}).x();
    QWheelEvent in(QPointF(far, 30), track.mapToGlobal(QPointF(far, 30)), {}, {0, 120}, {}, {},
                   Qt::NoScrollPhase, false);
    QApplication::sendEvent(&track, &in);
    QVERIFY(in.isAccepted());
    QVERIFY(qAbs(track.positionOf({u"150"_s}).x() - far) < 1); // what is under the mouse stays there
    QTest::keyClick(&track, Qt::Key_End);
    QVERIFY(track.rect().contains(track.positionOf({u"199"_s}).toPoint()));
    QTest::keyClick(&track, Qt::Key_Minus);
    QTest::keyClick(&track, Qt::Key_Minus);
    QTest::keyClick(&track, Qt::Key_Minus);
    QCOMPARE(track.view().zoom, 1.0);
    QCOMPARE(track.view().offset, 0.0);

    ui::Track small(m_theme);
    small.setSteps(refund());
    QWheelEvent wheel(QPointF(5, 5), QPointF(5, 5), {}, {0, 120}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&small, &wheel);
    QVERIFY(!wheel.isAccepted());
}

void TestTrack::itTellsThoseWhoListen()
{
    ui::Track track(m_theme);
    QCOMPARE(track.accessibleName(), u"Track without steps"_s);
    track.setSteps(refund());
    QVERIFY(track.accessibleName().contains(u"Refund?: waits for a person"_s));
    QVERIFY(track.accessibleName().contains(u"Check stock: done, 2nd try"_s));
    track.setSteps(chainOf(200));
    QVERIFY(track.accessibleName().contains(u"of 200"_s));
}

void TestTrack::paintsTheStates()
{
    const QColor surface = m_theme.tokens().surface;
    const auto colourOf = [&](core::StepKind kind, StepState state, const QString &decision,
                              const QPointF &off) {
        QList<core::Step> steps = stepsOf(u"A"_s);
        steps[0].kind = kind;
        steps[0].state = state;
        steps[0].output.insert(u"decision"_s, decision);
        const ui::TrackLayout layout = ui::TrackLayout::of(steps);
        QImage image(100, 62, QImage::Format_RGB32);
        image.fill(surface);
        QPainter painter(&image);
        ui::TrackPainter(m_theme).paint(painter, image.rect(), layout, ui::TrackForm::Full);
        return image.pixelColor(
            (ui::TrackGeometry(layout, image.rect(), ui::TrackForm::Full).at(0, 0) + off).toPoint());
    };
    const ui::Tokens &t = m_theme.tokens();
    const QPointF beside(-5, 0); // clear of the glyph in the middle
    using core::StepKind;
    QCOMPARE(colourOf(StepKind::Tool, StepState::Done, {}, beside), t.green.mark);
    QCOMPARE(colourOf(StepKind::Tool, StepState::Running, {}, beside), t.accent.mark);
    QCOMPARE(colourOf(StepKind::Tool, StepState::Failed, {}, beside), t.red.mark);
    QCOMPARE(colourOf(StepKind::Tool, StepState::Uncertain, {}, beside), t.violet.mark);
    QCOMPARE(colourOf(StepKind::Tool, StepState::Blocked, {}, {0, 0}), surface);
    const QPointF lamp(-3, -15); // below the sign on it
    QCOMPARE(colourOf(StepKind::Approval, StepState::Waiting, {}, lamp), t.amber.mark);
    QCOMPARE(colourOf(StepKind::Approval, StepState::Done, u"approved"_s, lamp), t.green.mark);
    QCOMPARE(colourOf(StepKind::Approval, StepState::Done, u"rejected"_s, lamp), t.red.mark);
    QCOMPARE(colourOf(StepKind::Approval, StepState::Blocked, {}, lamp), t.track);
}

void TestTrack::forms_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

namespace {

QList<core::Step> plain(const QStringList &names, const QList<StepState> &states)
{
    QList<core::Step> steps = chainOf(static_cast<int>(names.size()));
    for (int i = 0; i < names.size(); ++i) {
        steps[i].name = names[i];
        steps[i].state = states[i];
    }
    return steps;
}

QList<core::Step> market()
{
    QList<core::Step> steps =
        stepsOf(u"Plan, Market<Plan, Prices<Plan, Reviews<Plan, Compare<Market+Prices+Reviews, "
                u"Draft<Compare, Publish?<Draft, Publish<Publish?"_s);
    for (const QString &name : {u"Plan"_s, u"Market"_s, u"Prices"_s})
        setState(steps, name, StepState::Done);
    setState(steps, u"Reviews"_s, StepState::Running);
    setGate(steps, u"Publish?"_s, StepState::Blocked);
    return steps;
}

QList<core::Step> pages()
{
    QList<core::Step> steps = chainOf(200);
    for (int i = 0; i < 147; ++i)
        steps[i].state = StepState::Done;
    steps[147].state = StepState::Running;
    steps[55].state = StepState::Failed;
    steps[96].kind = core::StepKind::Approval;
    return steps;
}

ui::Card *carded(const ui::Theme &theme, const QString &title, const QList<core::Step> &steps,
                 ui::TrackForm form = ui::TrackForm::Full)
{
    auto *card = new ui::Card(theme, title);
    auto *track = new ui::Track(theme, form);
    track->setSteps(steps);
    card->addPadded(track);
    return card;
}

} // namespace

namespace {

QList<core::Step> decided()
{
    QList<core::Step> steps = plain({u"Plan"_s, u"Approve"_s, u"Write"_s, u"Approve"_s, u"Send"_s, u"Wait"_s},
                                    {StepState::Done, StepState::Done, StepState::Done, StepState::Done,
                                     StepState::Cancelled, StepState::Held});
    steps[1].kind = steps[3].kind = core::StepKind::Approval;
    steps[3].output.insert(u"decision"_s, u"rejected"_s);
    return steps;
}

QList<core::Step> longerWays()
{
    QList<core::Step> steps = stepsOf(u"Plan, A<Plan, B<Plan, C<Plan, D<A+B, E<C, F<Plan, Report<D+E+F"_s);
    for (const QString &name : {u"Plan"_s, u"A"_s, u"B"_s, u"C"_s})
        setState(steps, name, StepState::Done);
    setState(steps, u"D"_s, StepState::Running);
    return steps;
}

QWidget *miniRow(const ui::Theme &theme, const QString &name, const QList<core::Step> &steps)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(14, 8, 14, 8);
    auto *label = new ui::Label(theme, name, ui::Type::Text);
    label->setFixedWidth(150);
    auto *track = new ui::Track(theme, ui::TrackForm::Mini);
    track->setSteps(steps);
    layout->addWidget(label);
    layout->addWidget(track);
    layout->addStretch(1);
    return line;
}

} // namespace

void TestTrack::forms()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    m_theme.setMotion(ui::Motion::Reduced);
    QWidget window;
    window.resize(1240, 800);
    auto *grid = new QGridLayout(&window);
    grid->setSpacing(16);
    grid->setColumnStretch(0, 155);
    grid->setColumnStretch(1, 100);
    const auto card = [&](int row, int column, const QString &title, const QList<core::Step> &steps,
                          ui::TrackForm form = ui::TrackForm::Full) {
        grid->addWidget(carded(m_theme, title, steps, form), row, column);
    };
    const QList<core::Step> uncertain =
        plain({u"Fetch"_s, u"Send invoice"_s, u"File"_s, u"Done"_s},
              {StepState::Done, StepState::Uncertain, StepState::Blocked, StepState::Blocked});
    const QList<core::Step> failed =
        plain({u"Split"_s, u"Translate"_s, u"Merge"_s, u"Check"_s},
              {StepState::Done, StepState::Done, StepState::Failed, StepState::Blocked});
    grid->addWidget(carded(m_theme, u"Branches and joins"_s, market()), 0, 0, 2, 1);
    card(2, 0, u"A signal, a retry, a fork"_s, refund());
    card(3, 0, u"200 steps"_s, pages());
    card(4, 0, u"Decided"_s, decided());
    card(5, 0, u"Longer ways"_s, longerWays());
    card(0, 1, u"Uncertain"_s, uncertain);
    card(1, 1, u"Failed"_s, failed);
    card(2, 1, u"Without names"_s, refund(), ui::TrackForm::Wide);
    auto *minis = new ui::Card(m_theme, u"In a row of a list"_s);
    minis->body()->addWidget(miniRow(m_theme, u"Uncertain"_s, uncertain));
    minis->body()->addWidget(miniRow(m_theme, u"Refund order 8841"_s, refund()));
    minis->body()->addWidget(miniRow(m_theme, u"Market report"_s, market()));
    minis->body()->addWidget(miniRow(m_theme, u"Book"_s, pages()));
    grid->addWidget(minis, 3, 1, 2, 1);
    ui::Card *zoomCard = carded(m_theme, u"Drawn out"_s, pages());
    grid->addWidget(zoomCard, 5, 1);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    auto *zoomed = zoomCard->findChild<ui::Track *>();
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(zoomed, Qt::Key_Plus);
    QTest::keyClick(zoomed, Qt::Key_Right);
    zoomed->clearFocus();
    QVERIFY(savePicture(window, u"track-"_s + QString::fromLatin1(QTest::currentDataTag())));
    m_theme.setMotion(ui::Motion::Full);
}

SIGNALBOX_TEST(TestTrack)
#include "tst_track.moc"

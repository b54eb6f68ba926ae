// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/shell/actions.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/instancebar.h"
#include "ui/widgets/keyfigure.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/steadypress.h"
#include "ui/widgets/twolines.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

class TestWidgets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void buttonShowsItsKeyAndClicks();
    void aMouseThatHasNotMovedPressesNoOtherButton();
    void elidedLabelGivesWayAndTells();
    void wrappedLinesHaveRoom();
    void aLongWordGoesOnBelow();
    void aPathIsToldByBothEnds();
    void whatIsTooLongTakesASecondLine();
    void aQuestionIsAnsweredByKeys();
    void keyFigureWithoutAFigureIsADash();
    void noticeHasNoRoomForEmptyParts();
    void emptyStateOffersItsAction();
    void everyStateHasAWord();
    void gallery_data();
    void gallery();

private:
    ui::Theme m_theme{ui::Appearance::Dark};
};

void TestWidgets::buttonShowsItsKeyAndClicks()
{
    const std::unique_ptr<ui::Button> approve(ui::actionButton(m_theme, ui::ActionId::Approve));
    QCOMPARE(approve->keyHint(), u"A"_s);
    QCOMPARE(approve->accessibleDescription(), u"Key: A"_s);
    const ui::Button bare(m_theme, approve->text(), ui::ButtonKind::Approve);
    QVERIFY(approve->sizeHint().width() > bare.sizeHint().width());
    QSignalSpy clicked(approve.get(), &ui::Button::clicked);
    approve->show();
    QTest::mouseClick(approve.get(), Qt::LeftButton);
    QTest::keyClick(approve.get(), Qt::Key_Space);
    QCOMPARE(clicked.count(), 2);
}

// Where buttons move when what they are about changes.
void TestWidgets::aMouseThatHasNotMovedPressesNoOtherButton()
{
    const int interval = QApplication::doubleClickInterval();
    QApplication::setDoubleClickInterval(0);
    const auto back = qScopeGuard([interval] { QApplication::setDoubleClickInterval(interval); });
    QWidget place;
    ui::Button first(m_theme, u"Reject"_s);
    ui::Button second(m_theme, u"Reject and end"_s);
    ui::SteadyPress steady;
    for (ui::Button *button : {&first, &second}) {
        button->setParent(&place);
        button->setGeometry(0, 0, 200, 40);
        steady.watch(button);
    }
    place.resize(200, 40);
    place.show();
    second.hide();
    QSignalSpy pressed(&first, &ui::Button::clicked);
    QSignalSpy pressedOther(&second, &ui::Button::clicked);
    const auto press = [](ui::Button &button, int x) {
        QTest::qWait(5);
        QTest::mouseClick(&button, Qt::LeftButton, {}, QPoint(x, 20));
    };
    press(first, 50);
    steady.renew();
    press(first, 50); // the same button again is meant
    QCOMPARE(pressed.count(), 2);
    steady.renew();
    first.hide();
    second.show();
    press(second, 50);
    press(second, 50);
    QCOMPARE(pressedOther.count(), 0);
    press(second, 60);
    press(second, 60);
    QCOMPARE(pressedOther.count(), 2);
}

void TestWidgets::elidedLabelGivesWayAndTells()
{
    ui::Label label(m_theme, u"A long name that does not fit"_s, ui::Type::Text);
    label.setOverflow(ui::Overflow::Elide);
    label.resize(60, 20);
    label.grab();
    QCOMPARE(label.toolTip(), label.text());
    label.resize(600, 20);
    label.grab();
    QCOMPARE(label.toolTip(), QString());
}

void TestWidgets::wrappedLinesHaveRoom()
{
    ui::Label label(m_theme, u"One\nTwo\nThree"_s, ui::Type::Text);
    label.setOverflow(ui::Overflow::Wrap);
    QCOMPARE(label.heightForWidth(400), 3 * 20);
    label.setText(u"many words that break because there is not as much room as they need for one line"_s);
    QVERIFY(label.heightForWidth(120) >= 3 * 20);
    QCOMPARE(label.heightForWidth(2000), 20);
}

// Also where it can be chosen and copied.
void TestWidgets::aLongWordGoesOnBelow()
{
    const QString word(400, u'x');
    ui::Label label(m_theme, word, ui::Type::Text);
    label.setOverflow(ui::Overflow::Wrap);
    label.setSelectable(true);
    QVERIFY(label.minimumSizeHint().width() <= 200);
    QVERIFY(label.heightForWidth(300) >= 5 * 20);
    label.setAlignment(Qt::AlignTop);
    label.resize(300, label.heightForWidth(300));
    QTest::mousePress(&label, Qt::LeftButton, {}, QPoint(1, 4));
    QTest::mouseMove(&label, QPoint(299, label.height() - 4));
    QMouseEvent move(QEvent::MouseMove, QPointF(299, label.height() - 4), QPointF(), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(&label, &move);
    QCOMPARE(label.selectedText(), word);
    label.setText(u"one two three"_s);
    QTest::mouseDClick(&label, Qt::LeftButton, {},
                       QPoint(label.fontMetrics().horizontalAdvance(u"one t"_s), 8));
    QCOMPARE(label.selectedText(), u"two"_s);
}

void TestWidgets::aPathIsToldByBothEnds()
{
    ui::Label label(m_theme, u"Fetch https://example.com/pay?order=9001&amount=120.00"_s, ui::Type::Text);
    label.setOverflow(ui::Overflow::ElideMiddle);
    label.resize(160, 20);
    const QString shown = label.shownWithin(160);
    QVERIFY(shown.startsWith(u"Fetch"_s) && shown.endsWith(u"120.00"_s) && shown.contains(u'…'));
}

void TestWidgets::whatIsTooLongTakesASecondLine()
{
    const QFont font = ui::Theme::font(ui::Type::Strong);
    const QFontMetrics metrics(font);
    const QString title = u"Refund order 8841: 120.50 EUR, reason damaged, POST shop.example.com/refunds"_s;
    QCOMPARE(ui::twoLines(title, font, metrics.horizontalAdvance(title)), QStringList{title});
    for (const int width : {180, 260, 420}) {
        const QStringList lines = ui::twoLines(title, font, width);
        QCOMPARE(lines.size(), 2);
        for (const QString &line : lines)
            QVERIFY2(metrics.horizontalAdvance(line) <= width, qPrintable(line));
        QVERIFY2(QString(lines[0] + u' ' + lines[1]).startsWith(u"Refund order 8841: "_s),
                 qPrintable(lines[0]));
        QVERIFY2(lines[1].endsWith(u"/refunds"_s), qPrintable(lines[1]));
    }
    // A word that is longer than a line, and no room at all.
    QCOMPARE(ui::twoLines(QString(400, u'x'), font, 200).size(), 2);
    QCOMPARE(ui::twoLines(title, font, 0).size(), 2);
    QCOMPARE(ui::twoLines({}, font, 0), QStringList{QString()});
}

void TestWidgets::aQuestionIsAnsweredByKeys()
{
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *asks = new ui::Button(m_theme, u"Remove"_s);
    auto *confirm = new ui::Confirm(m_theme);
    column->addWidget(asks);
    column->addWidget(confirm);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QSignalSpy confirmed(confirm, &ui::Confirm::confirmed);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Escape}) {
        asks->setFocus();
        confirm->ask(u"Remove it?"_s, u"It is gone then."_s, u"Remove"_s);
        QVERIFY(confirm->isVisible() && confirm->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), key);
        QVERIFY(!confirm->isVisible());
        QCOMPARE(QApplication::focusWidget(), asks);
    }
    QCOMPARE(confirmed.count(), 0);
    confirm->ask(u"Remove it?"_s, u"It is gone then."_s, u"Remove"_s);
    confirm->yesButton()->setFocus();
    QTest::keyClick(confirm->yesButton(), Qt::Key_Enter, Qt::KeypadModifier);
    QCOMPARE(confirmed.count(), 1);
}

void TestWidgets::keyFigureWithoutAFigureIsADash()
{
    ui::KeyFigure figure(m_theme, u"Spend today"_s);
    QCOMPARE(figure.figure(), u"–"_s);
    figure.setFigure(u"$18.40"_s, u"37 % of budget"_s);
    QCOMPARE(figure.accessibleName(), u"Spend today: $18.40, 37 % of budget"_s);
}

void TestWidgets::noticeHasNoRoomForEmptyParts()
{
    ui::Notice notice(m_theme, ui::Tone::Red);
    notice.setTexts(u"The cluster was not deployed"_s);
    notice.ensurePolished();
    const int low = notice.sizeHint().height();
    notice.setTexts(u"The cluster was not deployed"_s, u"The name is taken. Choose another."_s,
                    u"assistant"_s);
    QVERIFY(notice.sizeHint().height() > low);
    QCOMPARE(notice.accessibleDescription(), u"The name is taken. Choose another."_s);
}

void TestWidgets::emptyStateOffersItsAction()
{
    ui::EmptyState state(m_theme, u"No tasks yet"_s, u"Tasks appear here."_s, u"New task"_s);
    QSignalSpy clicked(&state, &ui::EmptyState::actionClicked);
    state.button()->click();
    QCOMPARE(clicked.count(), 1);
    const ui::EmptyState plain(m_theme, u"Nothing"_s, u"Nothing to do."_s);
    QVERIFY(!plain.button());
}

void TestWidgets::everyStateHasAWord()
{
    for (const auto &[state, word] : core::Words<core::TaskState>::table)
        QVERIFY2(!ui::lookOf(state).text.isEmpty(), word);
    for (const auto &[state, word] : core::Words<core::StepState>::table)
        QVERIFY2(!ui::lookOf(state).text.isEmpty(), word);
    QCOMPARE(ui::lookOf(core::TaskState::Waiting).tone, ui::Tone::Amber);
    QCOMPARE(ui::lookOf(core::StepState::Uncertain).tone, ui::Tone::Violet);
}

void TestWidgets::gallery_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

namespace {

QWidget *row(std::initializer_list<QWidget *> children)
{
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *child : children)
        layout->addWidget(child);
    layout->addStretch(1);
    return box;
}

ui::Card *states(const ui::Theme &theme)
{
    auto *card = new ui::Card(theme, u"Pills"_s);
    card->setSubtitle(u"every state of a task"_s);
    card->setRightText(u"8 states"_s);
    auto *grid = new QWidget;
    auto *layout = new QGridLayout(grid);
    layout->setContentsMargins(0, 0, 0, 0);
    int n = 0;
    for (const auto &[state, word] : core::Words<core::TaskState>::table) {
        layout->addWidget(new ui::Pill(theme, ui::lookOf(state)), n / 4, n % 4);
        ++n;
    }
    layout->addWidget(new ui::Pill(theme, ui::lookOf(core::StepState::Uncertain)), 2, 0);
    layout->addWidget(new ui::Pill(theme, {ui::Tone::Green, u"Engine running"_s}, ui::Ground::Bare), 2, 1);
    auto *bar = new ui::InstanceBar(theme);
    bar->setInstances(2, 5);
    layout->addWidget(bar, 2, 2);
    layout->addWidget(new ui::Avatar(theme, u"order 8841"_s), 2, 3);
    card->addPadded(grid);
    return card;
}

ui::Card *buttons(const ui::Theme &theme)
{
    auto *card = new ui::Card(theme, u"Buttons and fields"_s);
    auto *chip = new ui::Button(theme, u"All 48,213"_s);
    chip->setCheckable(true);
    chip->setChecked(true);
    auto *off = new ui::Button(theme, u"Run"_s);
    off->setEnabled(false);
    card->addPadded(row(
        {ui::actionButton(theme, ui::ActionId::Approve), ui::actionButton(theme, ui::ActionId::Reject),
         ui::actionButton(theme, ui::ActionId::RunAgain), ui::actionButton(theme, ui::ActionId::NewTask)}));
    card->addPadded(row({chip, new ui::Button(theme, u"Running 6"_s), off}));
    auto *field = new QLineEdit(u"status:failed cluster:docs"_s);
    auto *hint = new QLineEdit;
    hint->setPlaceholderText(u"Search"_s);
    auto *combo = new QComboBox;
    combo->addItems({u"By risk, then age"_s});
    auto *check = new QCheckBox(u"Always"_s);
    check->setChecked(true);
    card->addPadded(row({field, hint, combo, check}));
    card->addRule();
    auto *note = new QPlainTextEdit(u"The part still works, so half the price."_s);
    note->setProperty("bare", true);
    note->setMaximumHeight(60);
    card->body()->addWidget(note);
    return card;
}

} // namespace

void TestWidgets::gallery()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    QWidget window;
    window.resize(1100, 780);
    auto *grid = new QGridLayout(&window);
    grid->setSpacing(16);
    auto *figures = new QHBoxLayout;
    for (const auto &[label, figure, note] : {std::tuple{u"Running now"_s, u"6"_s, u"of 8 slots"_s},
                                              {u"Completed today"_s, u"1,284"_s, u"98.7 % succeeded"_s},
                                              {u"Median task time"_s, u"14.2 s"_s, u"p95 61 s"_s},
                                              {u"Spend today"_s, u""_s, u"no prices known"_s}}) {
        auto *figureCard = new ui::KeyFigure(m_theme, label);
        figureCard->setFigure(figure, note);
        figures->addWidget(figureCard);
    }
    grid->addLayout(figures, 0, 0, 1, 2);
    grid->addWidget(states(m_theme), 1, 0);
    grid->addWidget(buttons(m_theme), 1, 1, 2, 1);
    auto *empty = new ui::Card(m_theme, u"Knowledge"_s);
    empty->body()->addWidget(new ui::EmptyState(
        m_theme, u"Nothing to read yet"_s,
        u"Documents that agents answer from stand here. Drop files, or take the samples."_s,
        u"Add samples"_s));
    grid->addWidget(empty, 2, 0, 2, 1);
    auto *notices = new QVBoxLayout;
    auto *ask = new ui::Notice(m_theme, ui::Tone::Amber);
    ask->setTexts(u"Approval needed"_s, {}, u"write_file reports/churn-q3.md (4.1 KB)"_s);
    ask->addButton(ui::actionButton(m_theme, ui::ActionId::Approve));
    ask->addButton(ui::actionButton(m_theme, ui::ActionId::Reject));
    ask->addButton(new ui::Button(m_theme, u"Open"_s));
    auto *line = new ui::Notice(m_theme, ui::Tone::Amber, ui::NoticeForm::Row);
    line->setTexts(u"Asks to refund 120.00 EUR"_s, {}, u"refund_order"_s);
    line->addButton(ui::actionButton(m_theme, ui::ActionId::Approve));
    line->addButton(ui::actionButton(m_theme, ui::ActionId::Reject));
    auto *wrong = new ui::Notice(m_theme, ui::Tone::Red);
    wrong->setTexts(
        u"The cluster was not deployed"_s,
        u"Another cluster has the name customer-support. Change metadata.name and apply again."_s);
    for (QWidget *notice : std::initializer_list<QWidget *>{ask, line, wrong})
        notices->addWidget(notice);
    notices->addStretch(1);
    grid->addLayout(notices, 3, 1);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(savePicture(window, u"widgets-"_s + QString::fromLatin1(QTest::currentDataTag())));
}

SIGNALBOX_TEST(TestWidgets)
#include "tst_widgets.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testbackend.h"
#include "tests/support/testsuite.h"
#include "tests/ui/picture.h"
#include "ui/models/conversationsmodel.h"
#include "ui/pages/bubble.h"
#include "ui/pages/chatpage.h"
#include "ui/pages/composer.h"
#include "ui/pages/roomview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QListView>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

// The rooms of the live chat on their screen.
class TestChatRooms : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme.dress(*qApp); }
    void init();
    void cleanup();
    void roomsAreListedAndRead();
    void messagesComeLive();
    void theOperatorJoinsAndWrites();
    void theOperatorTakesOverAndHandsBack();
    void whatTheAgentDoesIsSeen();
    void aChatIsEndedAfterASecondClick();
    void refusalsStandInTheirPlace();
    void aRoomThatIsRemovedGoes();
    void whatCannotBeReadIsReadAgain();
    void pictures_data();
    void pictures();

private:
    void openRoom(const QString &id, const QString &title, const QStringList &people = {u"ada"_s});
    void say(const QString &room, const QString &user, const QString &text,
             RoomMessageKind kind = RoomMessageKind::User);
    void show(const QString &room);
    ui::Button *button(const QString &text) const;
    void click(const QString &text);
    bool says(const QString &text) const;
    QStringList bubbles() const;
    Room room(const QString &id);
    QString lastLine(int row) const;
    QListView *list() const { return m_page->findChild<QListView *>(); }

    ui::Theme m_theme{ui::Appearance::Dark};
    std::unique_ptr<TestBackend> m_core;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ChatPage *m_page = nullptr;
    ui::RoomView *m_room = nullptr;
};

void TestChatRooms::init()
{
    m_core = std::make_unique<TestBackend>();
    m_window = std::make_unique<ui::MainWindow>(m_theme);
    m_page = new ui::ChatPage(m_core->backend(), m_theme);
    m_window->addPage(m_page);
    m_room = m_page->findChild<ui::RoomView *>();
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestChatRooms::cleanup()
{
    m_window.reset();
    m_core.reset();
}

void TestChatRooms::openRoom(const QString &id, const QString &title, const QStringList &people)
{
    m_core->run([&](TestCore &core) {
        const auto room =
            core->rooms().open({.id = {id},
                                .kind = RoomKind::Support,
                                .participants = people,
                                .title = title,
                                .context = {{u"locale"_s, u"en-GB"_s}, {u"plan"_s, u"business"_s}}},
                               {.user = u"shop"_s, .name = u"shop"_s, .scopes = allScopes});
        if (!room)
            qFatal("%s", qPrintable(room.error().text));
    });
}

void TestChatRooms::say(const QString &room, const QString &user, const QString &text, RoomMessageKind kind)
{
    m_core->run([&](TestCore &core) {
        const auto said =
            core->rooms().post({room}, {.user = user, .content = text, .kind = kind}, localOperator());
        if (!said)
            qFatal("%s", qPrintable(said.error().text));
    });
}

void TestChatRooms::show(const QString &room)
{
    QVERIFY(m_page->openThing(ui::roomKey({room})));
    QTRY_VERIFY(m_room->isVisible());
}

ui::Button *TestChatRooms::button(const QString &text) const
{
    const auto buttons = m_page->findChildren<ui::Button *>();
    for (ui::Button *button : buttons) {
        if (button->text() == text && button->isVisible() && button->isEnabled())
            return button;
    }
    return nullptr;
}

void TestChatRooms::click(const QString &text)
{
    QTRY_VERIFY2(button(text), qPrintable(text));
    QTest::mouseClick(button(text), Qt::LeftButton);
}

bool TestChatRooms::says(const QString &text) const
{
    const auto labels = m_page->findChildren<ui::Label *>();
    return std::any_of(labels.begin(), labels.end(), [&text](const ui::Label *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

// From the top to the bottom.
QStringList TestChatRooms::bubbles() const
{
    QList<ui::Bubble *> shown = m_room->findChildren<ui::Bubble *>();
    std::ranges::sort(shown, {},
                      [this](const ui::Bubble *bubble) { return bubble->mapTo(m_room, QPoint()).y(); });
    QStringList texts;
    for (const ui::Bubble *bubble : std::as_const(shown))
        texts.append(bubble->text());
    return texts;
}

Room TestChatRooms::room(const QString &id)
{
    return m_core->run([&](TestCore &core) {
        const auto room = core->rooms().find({id}, localOperator());
        return room ? *room : Room{};
    });
}

QString TestChatRooms::lastLine(int row) const
{
    return list()->model()->index(row, 0).data(ui::ConversationsModel::LastLineRole).toString();
}

void TestChatRooms::roomsAreListedAndRead()
{
    openRoom(u"a"_s, u"Order 8841"_s, {u"ada"_s, u"bo"_s});
    say(u"a"_s, u"ada"_s, u"My order arrived damaged"_s);
    m_core->advance(1min);
    openRoom(u"b"_s, u"Billing"_s);
    QTRY_COMPARE(list()->model()->rowCount(), 2);
    QTRY_COMPARE(lastLine(0), u"nobody has written yet"_s);
    QCOMPARE(lastLine(1), u"ada: My order arrived damaged"_s);
    const QRect row = list()->visualRect(list()->model()->index(1, 0));
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, row.center());
    QTRY_COMPARE(bubbles(), QStringList{u"My order arrived damaged"_s});
    QVERIFY(says(u"ada, 00:00"_s) || says(u"ada, "_s));
    QTRY_VERIFY(says(u"Order 8841"_s) && says(u"people answer"_s));
    QTRY_VERIFY(says(u"ada, bo"_s) && says(u"support"_s));
    show(u"b"_s);
    QTRY_VERIFY(says(u"Nobody has written yet."_s));
}

void TestChatRooms::messagesComeLive()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    say(u"a"_s, u"ada"_s, u"Helo"_s);
    QTRY_COMPARE(bubbles(), QStringList{u"Helo"_s});
    m_core->run([](TestCore &core) {
        const auto first = core->rooms().messages({.room = {u"a"_s}}, localOperator());
        core.clock.advance(1s);
        (void)bool(core->rooms().edit({u"a"_s}, first->first().id, u"Hello"_s, u"ada"_s, localOperator()));
    });
    say(u"a"_s, u"ada"_s, u"Anybody?"_s);
    say(u"a"_s, u"system"_s, u"A colleague is on the way."_s, RoomMessageKind::Notification);
    QTRY_COMPARE(bubbles(), (QStringList{u"Hello"_s, u"Anybody?"_s}));
    QTRY_VERIFY(says(u"edited"_s) && says(u"A colleague is on the way."_s));
    m_core->run([](TestCore &core) {
        const auto first = core->rooms().messages({.room = {u"a"_s}}, localOperator());
        (void)bool(core->rooms().remove({u"a"_s}, first->first().id, u"ada"_s, localOperator()));
    });
    QTRY_COMPARE(bubbles(), QStringList{u"Anybody?"_s});
}

void TestChatRooms::theOperatorJoinsAndWrites()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    QTRY_VERIFY(m_room->composer()->placeholderText() == u"Write as Operator"_s);
    m_room->composer()->setFocus();
    QTest::keyClicks(m_room->composer(), u"How can I help?"_s);
    QTest::keyClick(m_room->composer(), Qt::Key_Return);
    QTRY_COMPARE(bubbles(), QStringList{u"How can I help?"_s});
    QTRY_VERIFY(says(u"You, "_s));
    QCOMPARE(room(u"a"_s).participants, (QStringList{u"ada"_s, u"operator"_s}));
    const auto message = m_core->run(
        [](TestCore &core) { return core->rooms().messages({.room = {u"a"_s}}, localOperator())->first(); });
    QCOMPARE(message.user, u"operator"_s);
    QCOMPARE(message.kind, RoomMessageKind::Assistant);
    QTRY_COMPARE(lastLine(0), u"operator: How can I help?"_s);
}

void TestChatRooms::theOperatorTakesOverAndHandsBack()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    click(u"Hand back"_s);
    QTRY_COMPARE(room(u"a"_s).assistance, Assistance::On);
    m_core->run([](TestCore &core) { core.model().say(u"Good day."_s); });
    say(u"a"_s, u"ada"_s, u"Hello"_s);
    QTRY_COMPARE(bubbles(), (QStringList{u"Hello"_s, u"Good day."_s}));
    QTRY_VERIFY(says(u"answers"_s));
    QCOMPARE(list()->model()->rowCount(), 1); // the agent's conversation is told by the room
    QTRY_VERIFY(button(u"Take over"_s));
    list()->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_T);
    QTRY_COMPARE(room(u"a"_s).assistance, Assistance::Off);
    QTRY_VERIFY(button(u"Hand back"_s) && !button(u"Take over"_s));
}

void TestChatRooms::whatTheAgentDoesIsSeen()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    m_core->run([](TestCore &core) {
        (void)bool(core->rooms().setAssistance({u"a"_s}, Assistance::On, {}, localOperator()));
        core.model().callTool(u"write_file"_s, {{u"path"_s, u"refund.md"_s}, {u"content"_s, u"60"_s}});
        core.model().hang({u"The money "_s, u"is "_s});
    });
    show(u"a"_s);
    say(u"a"_s, u"ada"_s, u"Refund me"_s);
    QTRY_VERIFY(says(u"Write "_s));
    click(u"Approve"_s);
    QTRY_COMPARE(bubbles(), (QStringList{u"Refund me"_s, u"The money is "_s}));
    m_core->run(
        [](TestCore &core) { core.model().release(ModelAnswer{.text = u"The money is on its way."_s}); });
    QTRY_COMPARE(bubbles(), (QStringList{u"Refund me"_s, u"The money is on its way."_s}));
    QTRY_COMPARE(m_room->findChildren<ui::Bubble *>().size(), 2);
}

void TestChatRooms::aChatIsEndedAfterASecondClick()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    click(u"End"_s);
    click(u"Keep it open"_s);
    QVERIFY(!button(u"End the chat"_s));
    QCOMPARE(room(u"a"_s).state, RoomState::Active);
    click(u"End"_s);
    click(u"End the chat"_s);
    QTRY_COMPARE(room(u"a"_s).state, RoomState::Ended);
    QTRY_VERIFY(says(u"ended"_s) && !m_room->composer()->isVisible());
    QVERIFY(!button(u"Take over"_s) && !button(u"Hand back"_s) && !button(u"End"_s));
    QTRY_VERIFY(lastLine(0).startsWith(u"ended"_s));
}

void TestChatRooms::refusalsStandInTheirPlace()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    QTRY_VERIFY(button(u"End"_s));
    QVERIFY(button(u"Hand back"_s));
    m_room->composer()->setFocus();
    m_room->composer()->setPlainText(QString(u"long "_s).repeated(4'001));
    QTest::keyClick(m_room->composer(), Qt::Key_Return);
    QTRY_VERIFY(says(u"The message was not sent"_s) && says(u"20,000 characters"_s));
    QVERIFY(!m_room->composer()->toPlainText().isEmpty());
}

void TestChatRooms::aRoomThatIsRemovedGoes()
{
    openRoom(u"a"_s, u"Order 8841"_s);
    show(u"a"_s);
    m_core->run([](TestCore &core) { (void)bool(core->rooms().end({u"a"_s}, localOperator())); });
    QTRY_VERIFY(says(u"ended"_s));
    m_core->advance(25h);
    QTRY_VERIFY(!m_room->isVisible());
    QTRY_COMPARE(list()->model()->rowCount(), 0);
}

void TestChatRooms::whatCannotBeReadIsReadAgain()
{
    openRoom(u"room-1"_s, u"Parcel"_s);
    show(u"room-1"_s);
    say(u"room-1"_s, u"ada"_s, u"Where is it?"_s);
    QTRY_COMPARE(bubbles().size(), 1);
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().run("ALTER TABLE room_message RENAME TO gone"_L1));
    });
    emit m_room->changed();
    QTRY_VERIFY(says(u"The chat could not be read"_s));
    QVERIFY(says(u"(it is tried again)"_s));
    QCOMPARE(bubbles().size(), 1); // what was read stays
    m_core->run([](TestCore &core) {
        QVERIFY_RESULT(core->database().run("ALTER TABLE gone RENAME TO room_message"_L1));
    });
    QTRY_VERIFY(!says(u"The chat could not be read"_s));
}

void TestChatRooms::pictures_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("dark") << ui::Appearance::Dark;
    QTest::newRow("light") << ui::Appearance::Light;
}

void TestChatRooms::pictures()
{
    QFETCH(ui::Appearance, appearance);
    m_theme.setAppearance(appearance);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    openRoom(u"b"_s, u"Billing question"_s, {u"carol"_s});
    say(u"b"_s, u"carol"_s, u"Thanks, that solved it"_s);
    m_core->run([](TestCore &core) { (void)bool(core->rooms().end({u"b"_s}, localOperator())); });
    m_core->advance(7min);
    openRoom(u"a"_s, u"Order 8841"_s, {u"ada"_s, u"operator"_s});
    say(u"a"_s, u"ada"_s, u"My order arrived damaged, I attached a photo."_s);
    say(u"a"_s, u"operator"_s, u"I am sorry about that. Let me look, and then our assistant goes on."_s,
        RoomMessageKind::Assistant);
    say(u"a"_s, u"system"_s, u"The assistant answers from here on."_s, RoomMessageKind::Notification);
    m_core->run([](TestCore &core) {
        (void)bool(core->rooms().setAssistance({u"a"_s}, Assistance::On, {}, localOperator()));
        core.model().say(
            u"I can see **order 8841** and the photo. We can refund half the price, since the part still works."_s);
        core.model().callTool(u"write_file"_s,
                              {{u"path"_s, u"refunds/order-8841.md"_s}, {u"content"_s, u"Refund 60 EUR."_s}});
    });
    show(u"a"_s);
    say(u"a"_s, u"ada"_s, u"What can you do for me?"_s);
    QTRY_COMPARE(bubbles().size(), 4);
    say(u"a"_s, u"ada"_s, u"Please do."_s);
    QTRY_VERIFY(says(u"Write "_s) && bubbles().contains(u"Please do."_s));
    QVERIFY(savePicture(*m_window, u"chat-room-"_s + tag));
    click(u"End"_s);
    m_window->resize(1024, 640);
    QVERIFY(savePicture(*m_window, u"chat-room-small-"_s + tag));
    show(u"b"_s);
    QTRY_VERIFY(says(u"Thanks, that solved it"_s) || bubbles().size() == 1);
    m_window->resize(1440, 900);
    QVERIFY(savePicture(*m_window, u"chat-room-ended-"_s + tag));
}

SIGNALBOX_TEST(TestChatRooms)
#include "tst_chatrooms.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

#include <QSignalSpy>

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Principal account(const QString &name)
{
    return {.user = name, .name = name, .scopes = Scope::SessionsRead | Scope::SessionsWrite};
}

template<typename T>
QString errorOf(const Result<T> &result)
{
    return result ? u"(no error)"_s : result.error().text;
}

template<typename T>
ErrorCode codeOf(const Result<T> &result)
{
    return result ? ErrorCode::Internal : result.error().code;
}

Room opened(TestCore &core, NewRoom wanted = {}, const Principal &owner = account(u"shop"_s))
{
    const auto room = core->rooms().open(wanted, owner);
    if (!room)
        qFatal("%s", qPrintable(room.error().text));
    return *room;
}

RoomMessage said(TestCore &core, const RoomId &room, const QString &user, const QString &text)
{
    const auto message = core->rooms().post(room, {.user = user, .content = text}, account(u"shop"_s));
    if (!message)
        qFatal("%s", qPrintable(message.error().text));
    return *message;
}

QStringList textsOf(const Result<QList<RoomMessage>> &messages)
{
    QStringList texts;
    for (const RoomMessage &message : messages ? *messages : QList<RoomMessage>())
        texts.append(message.content);
    return texts;
}

QStringList eventsOf(TestCore &core, const RoomId &room)
{
    QStringList words;
    (void)bool(core->journal().commit());
    const auto events = core->feed().events({});
    for (const Event &event : events ? *events : QList<Event>()) {
        if (event.subject == room.value)
            words.append(QString(toWord(event.type) + u' ' + event.actor));
    }
    return words;
}

} // namespace

class TestRooms : public QObject
{
    Q_OBJECT

private slots:
    void aRoomHasWhatItWasOpenedWith()
    {
        TestCore core;
        const Room room =
            opened(core, {.kind = RoomKind::Support, .participants = {u"ada"_s, u"bo"_s, u"ada"_s}});
        QCOMPARE(room.title, QString(u"Chat Session "_s + room.id.value.left(8)));
        const auto found = core->rooms().find(room.id, account(u"shop"_s));
        QVERIFY(found);
        QCOMPARE(found->participants, (QStringList{u"ada"_s, u"bo"_s}));
        QCOMPARE(found->kind, RoomKind::Support);
        QCOMPARE(found->state, RoomState::Active);
        QCOMPARE(found->createdAt, core.clock.now());
        QCOMPARE(errorOf(core->rooms().open({.id = room.id}, account(u"ada"_s))),
                 QString(u"Session %1 already exists."_s.arg(room.id.value)));
        QCOMPARE(errorOf(core->rooms().open({.id = room.id}, account(u"else"_s))),
                 QString(u"The id %1 is not to be had. Choose another one, or none."_s.arg(room.id.value)));
        QCOMPARE(eventsOf(core, room.id), QStringList{u"room.opened shop"_s});
    }

    void wrongThingsAreRefusedByName_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QStringList>("participants");
        QTest::addColumn<QJsonObject>("settings");
        QTest::addColumn<QString>("field");
        QTest::newRow("id") << u"a b"_s << QStringList() << QJsonObject() << u"session_id"_s;
        QTest::newRow("blank") << u""_s << QStringList{u" "_s} << QJsonObject() << u"participants"_s;
        QTest::newRow("control") << u""_s << QStringList{u"a\nb"_s} << QJsonObject() << u"participants"_s;
        QTest::newRow("moderation") << u""_s << QStringList() << QJsonObject{{u"moderation"_s, u"no"_s}}
                                    << u"settings.moderation"_s;
        QTest::newRow("life") << u""_s << QStringList() << QJsonObject{{u"message_ttl"_s, 0}}
                              << u"settings.message_ttl"_s;
        QTest::newRow("large") << u""_s << QStringList() << QJsonObject{{u"x"_s, QString(70'000, u'x')}}
                               << u"settings"_s;
    }

    void wrongThingsAreRefusedByName()
    {
        QFETCH(QString, id);
        QFETCH(QStringList, participants);
        QFETCH(QJsonObject, settings);
        TestCore core;
        const auto room = core->rooms().open({.id = {id}, .participants = participants, .settings = settings},
                                             account(u"shop"_s));
        QVERIFY(!room);
        QTEST(room.error().field, "field");
        QCOMPARE(core->rooms().recent(10, localOperator())->size(), 0);
    }

    void strangersFindNothing()
    {
        TestCore core;
        const Room room = opened(core, {.participants = {u"ada"_s}});
        const RoomMessage message = said(core, room.id, u"ada"_s, u"Hello"_s);
        RoomService &rooms = core->rooms();
        const Principal eve = account(u"eve"_s);
        QCOMPARE(codeOf(rooms.find(room.id, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.messages({.room = room.id}, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.join(room.id, u"eve"_s, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.post(room.id, {.user = u"eve"_s, .content = u"x"_s}, eve)),
                 ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.end(room.id, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.setAssistance(room.id, Assistance::On, {}, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.edit(room.id, message.id, u"x"_s, u"eve"_s, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.remove(room.id, message.id, {}, eve)), ErrorCode::NotFound);
        QCOMPARE(codeOf(rooms.receipts(room.id, eve)), ErrorCode::NotFound);
        QVERIFY(rooms.list({}, eve)->isEmpty());
        QVERIFY(rooms.recent(10, eve)->isEmpty());
        QCOMPARE(rooms.list({}, localOperator())->size(), 1);
        QVERIFY(rooms.find(room.id, localOperator()));
    }

    void whoIsInSpeaksForHerselfAlone()
    {
        TestCore core;
        const Room room = opened(core, {.participants = {u"ada"_s, u"bo"_s}});
        RoomService &rooms = core->rooms();
        const Principal ada = account(u"ada"_s);
        QVERIFY(rooms.find(room.id, ada));
        QVERIFY(rooms.post(room.id, {.user = u"ada"_s, .content = u"Hi"_s}, ada));
        QCOMPARE(codeOf(rooms.post(room.id, {.user = u"bo"_s, .content = u"Hi"_s}, ada)),
                 ErrorCode::Forbidden);
        QCOMPARE(codeOf(rooms.post(
                     room.id, {.user = u"ada"_s, .content = u"x"_s, .kind = RoomMessageKind::System}, ada)),
                 ErrorCode::Forbidden);
        QCOMPARE(codeOf(rooms.join(room.id, u"mallory"_s, ada)), ErrorCode::Forbidden);
        QCOMPARE(codeOf(rooms.end(room.id, ada)), ErrorCode::Forbidden);
        QVERIFY(rooms.leave(room.id, u"ada"_s, ada));
        QCOMPARE(codeOf(rooms.find(room.id, ada)), ErrorCode::NotFound);
        QCOMPARE(rooms.find(room.id, account(u"shop"_s))->participants, QStringList{u"bo"_s});
        QCOMPARE(errorOf(rooms.leave(room.id, u"ada"_s, account(u"shop"_s))),
                 QString(u"User/Agent ada not found in session %1."_s.arg(room.id.value)));
    }

    void messagesArePagedByKeyAndByOffset()
    {
        TestCore core;
        const Room room = opened(core);
        QList<RoomMessage> all;
        for (int i = 0; i < 7; ++i)
            all.append(said(core, room.id, u"ada"_s, QString::number(i)));
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        using Filter = RoomMessageFilter;
        QCOMPARE(textsOf(rooms.messages({.room = room.id, .limit = 3}, shop)).join(u""_s), u"012"_s);
        QCOMPARE(textsOf(rooms.messages({.room = room.id, .limit = 3, .offset = 5}, shop)).join(u""_s),
                 u"56"_s);
        QCOMPARE(textsOf(rooms.messages({.room = room.id, .from = Filter::From::Newest, .limit = 2}, shop))
                     .join(u""_s),
                 u"56"_s);
        QCOMPARE(
            textsOf(rooms.messages({.room = room.id, .before = all[5].id, .limit = 2}, shop)).join(u""_s),
            u"34"_s);
        QCOMPARE(textsOf(rooms.messages({.room = room.id, .after = all[4].id}, shop)).join(u""_s), u"56"_s);
        QCOMPARE(errorOf(rooms.messages({.room = room.id, .after = {u"msg-none"_s}}, shop)),
                 u"after is no message of this session"_s);
        QCOMPARE(rooms.find(room.id, shop)->messages, 7);
        QCOMPARE(rooms.figures()->messages, 7);
    }

    void authorsEditAndDelete()
    {
        TestCore core;
        const Room room = opened(core);
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        const RoomMessage first = said(core, room.id, u"ada"_s, u"Helo"_s);
        const RoomMessage second = said(core, room.id, u"bo"_s, u"Secret"_s);
        QCOMPARE(errorOf(rooms.edit(room.id, first.id, u"x"_s, u"bo"_s, shop)),
                 u"Could not edit message. Message not found or you are not the author."_s);
        core.clock.advance(1s);
        const auto edited = rooms.edit(room.id, first.id, u"Hello"_s, u"ada"_s, shop);
        QVERIFY(edited);
        QCOMPARE(edited->editedAt, core.clock.now());
        QCOMPARE(errorOf(rooms.remove(room.id, second.id, u"ada"_s, shop)),
                 u"Could not delete message. Message not found or you are not the author."_s);
        QVERIFY(rooms.remove(room.id, second.id, u"bo"_s, shop));
        QVERIFY(!rooms.remove(room.id, second.id, u"bo"_s, shop));
        QVERIFY(!rooms.edit(room.id, second.id, u"x"_s, u"bo"_s, shop));
        QCOMPARE(textsOf(rooms.messages({.room = room.id}, shop)), QStringList{u"Hello"_s});
        QCOMPARE(rooms.message(room.id, second.id, shop)->content, QString());
        const auto changed = rooms.changedSince(room.id, second.number, 10, shop);
        QCOMPARE(changed->size(), 2);
        QCOMPARE(changed->at(0).content, u"Hello"_s);
        QVERIFY(isSet(changed->at(1).deletedAt));
        // Whoever looks after the room takes out what must not stand there.
        QVERIFY(rooms.remove(room.id, first.id, {}, localOperator()));
        QCOMPARE(rooms.message(room.id, first.id, shop)->deletedBy, u"operator"_s);
        for (const QString &line : eventsOf(core, room.id))
            QVERIFY(!line.contains(u"Secret"_s));
    }

    void receiptsOnlyMoveForward()
    {
        TestCore core;
        const Room room = opened(core, {.participants = {u"ada"_s}});
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        const RoomMessage first = said(core, room.id, u"bo"_s, u"1"_s);
        const RoomMessage second = said(core, room.id, u"bo"_s, u"2"_s);
        QVERIFY(rooms.acknowledge(room.id, first.id, ReceiptKind::Delivered, u"ada"_s, shop));
        QVERIFY(rooms.acknowledge(room.id, second.id, ReceiptKind::Read, u"ada"_s, shop));
        QVERIFY(rooms.acknowledge(room.id, second.id, ReceiptKind::Read, u"ada"_s, shop));
        QVERIFY(rooms.acknowledge(room.id, first.id, ReceiptKind::Read, u"ada"_s, shop));
        const auto receipts = rooms.receipts(room.id, shop);
        QCOMPARE(receipts->size(), 1);
        QCOMPARE(receipts->first().delivered, second.number);
        QCOMPARE(receipts->first().read, second.number);
        QCOMPARE(eventsOf(core, room.id).count(u"room.receipt_given ada"_s), 2);
        QCOMPARE(codeOf(rooms.acknowledge(room.id, first.id, ReceiptKind::Read, u"eve"_s, shop)),
                 ErrorCode::Forbidden);
        QCOMPARE(codeOf(rooms.acknowledge(room.id, {u"none"_s}, ReceiptKind::Read, u"ada"_s, shop)),
                 ErrorCode::NotFound);
    }

    void moderationHoldsBackAndBlotsOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("stored"); // empty: refused
        QTest::newRow("fine") << u"Where is my order?"_s << u"Where is my order?"_s;
        QTest::newRow("word") << u"You DARN machine"_s << QString();
        QTest::newRow("part of a word") << u"I am darning socks"_s << u"I am darning socks"_s;
        QTest::newRow("advertising") << u"Get FREE money here"_s << QString();
        QTest::newRow("script") << u"<script>alert(1)</script>"_s << QString();
        QTest::newRow("mail") << u"Write to ada@example.com."_s << u"Write to [EMAIL_REDACTED]."_s;
        QTest::newRow("phone") << u"Call 555-123-4567 now"_s << u"Call [PHONE_REDACTED] now"_s;
        QTest::newRow("mail between other scripts")
            << u"请联系anna@example.org谢谢"_s << u"请联系[EMAIL_REDACTED]谢谢"_s;
        QTest::newRow("mail with endings") << u"메일은anna@example.org로"_s << u"메일은[EMAIL_REDACTED]로"_s;
        QTest::newRow("mail of other scripts") << u"Пишите на почта@пример.рф, jürgen@müller.de"_s
                                               << u"Пишите на [EMAIL_REDACTED], [EMAIL_REDACTED]"_s;
        QTest::newRow("mail all of one script") << u"用户@例子.公司"_s << u"[EMAIL_REDACTED]"_s;
        QTest::newRow("mail of full width") << u"anna＠example．org"_s << u"[EMAIL_REDACTED]"_s;
        QTest::newRow("mail with signs") << u"<o'neil+x@mail.example.co.uk>"_s << u"<[EMAIL_REDACTED]>"_s;
        QTest::newRow("mail at an address") << u"root@[192.0.2.1]"_s << u"[EMAIL_REDACTED]"_s;
        QTest::newRow("no mail") << u"I am @home, 3 @ 5.00, a@b"_s << u"I am @home, 3 @ 5.00, a@b"_s;
        for (const QString &phone :
             {u"(555) 123-4567"_s, u"(555)123-4567"_s, u"555 123 4567"_s, u"1-555-123-4567"_s,
              u"+1 (555) 123-4567"_s, u"+49 30 1234567"_s, u"+49 (0)30 123 45 67"_s, u"0044 20 7946 0958"_s,
              u"(030) 123 45 67"_s, u"0171/2345678"_s, u"06 12 34 56 78"_s, u"06.12.34.56.78"_s,
              u"01712345678"_s, u"5551234567"_s, u"555\u00a0123\u20114567"_s, u"（555）１２３－４５６７"_s,
              u"+8613812345678"_s})
            QTest::newRow(qPrintable(phone))
                << QString(u"call "_s + phone + u" now"_s) << u"call [PHONE_REDACTED] now"_s;
        QTest::newRow("phone between other scripts")
            << u"电话5551234567谢谢"_s << u"电话[PHONE_REDACTED]谢谢"_s;
        for (const QString &text :
             {u"on 01-30-2026 10:30"_s, u"2026-01-30"_s, u"order-5551234567"_s, u"0.1234567890"_s,
              u"10:30 - 17:00"_s, u"v1.22.333"_s, u"a5551234567"_s, u"12 of 30"_s, u"192.168.0.1"_s})
            QTest::newRow(qPrintable(text)) << text << text;
        QTest::newRow("word between other scripts") << u"请buy now谢谢"_s << QString();
        QTest::newRow("hostile mails")
            << QString(u"a.b@c-"_s.repeated(3'000)) << QString(u"a.b@c-"_s.repeated(3'000));
        QTest::newRow("hostile") << QString(20'000, u'a') << QString(20'000, u'a');
    }

    void moderationHoldsBackAndBlotsOut()
    {
        QFETCH(QString, text);
        QFETCH(QString, stored);
        TestCore core({.refusedWords = {u"darn"_s}});
        const Room room = opened(core);
        const Room open = opened(core, {.settings = {{u"moderation"_s, false}}});
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        const auto message = rooms.post(room.id, {.user = u"ada"_s, .content = text}, shop);
        if (stored.isEmpty()) {
            QCOMPARE(errorOf(message), QString(u"Your message was flagged for review: "_s + text));
            QVERIFY(textsOf(rooms.messages({.room = room.id}, shop)).isEmpty());
            QVERIFY(eventsOf(core, room.id).contains(u"room.message_refused ada"_s));
        } else {
            QVERIFY2(message, qPrintable(errorOf(message)));
            QCOMPARE(message->content, stored);
        }
        QCOMPARE(said(core, open.id, u"ada"_s, text).content, text);
    }

    void endedRoomsAreReadAndNotChanged()
    {
        TestCore core;
        const Room room = opened(core, {.participants = {u"ada"_s}});
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        const RoomMessage message = said(core, room.id, u"ada"_s, u"Bye"_s);
        QCOMPARE(rooms.figures()->activeRooms, 1);
        QCOMPARE(rooms.end(room.id, shop)->state, RoomState::Ended);
        QVERIFY(rooms.end(room.id, shop));
        QCOMPARE(rooms.figures()->activeRooms, 0);
        const QString text = u"Session %1 has ended."_s.arg(room.id.value);
        QCOMPARE(errorOf(rooms.post(room.id, {.user = u"ada"_s, .content = u"x"_s}, shop)), text);
        QCOMPARE(errorOf(rooms.join(room.id, u"bo"_s, shop)), text);
        QCOMPARE(errorOf(rooms.edit(room.id, message.id, u"x"_s, u"ada"_s, shop)), text);
        QCOMPARE(errorOf(rooms.setAssistance(room.id, Assistance::On, {}, shop)), text);
        QCOMPARE(textsOf(rooms.messages({.room = room.id}, shop)), QStringList{u"Bye"_s});
        QCOMPARE(eventsOf(core, room.id).count(u"room.ended shop"_s), 1);
    }

    void roomsAndMessagesExpire()
    {
        TestCore core;
        const Principal shop = account(u"shop"_s);
        RoomService &rooms = core->rooms();
        const Room empty = opened(core);
        const Room used = opened(core, {.participants = {u"ada"_s}, .settings = {{u"message_ttl"_s, 60}}});
        const RoomMessage message = said(core, used.id, u"ada"_s, u"soon gone"_s);
        QVERIFY(core->journal().commit());
        core.clock.advance(61s);
        QTRY_VERIFY(textsOf(rooms.messages({.room = used.id}, shop)).isEmpty());
        QCOMPARE(rooms.message(used.id, message.id, shop)->deletedBy, u"system"_s);
        QCOMPARE(rooms.find(empty.id, shop)->state, RoomState::Active);
        core.clock.advance(4min);
        QTRY_COMPARE(rooms.find(empty.id, shop)->state, RoomState::Ended);
        QCOMPARE(rooms.find(used.id, shop)->state, RoomState::Active);
        core.clock.advance(56min);
        QTRY_COMPARE(rooms.find(used.id, shop)->state, RoomState::Ended);
        QVERIFY(core->journal().commit());
        core.clock.advance(24h);
        QTRY_VERIFY(!rooms.find(used.id, shop));
        QVERIFY(!rooms.find(empty.id, shop));
        QCOMPARE(rooms.figures()->messages, 1);
        QCOMPARE(rooms.figures()->activeRooms, 0);
    }

    void everythingIsThereAfterANewStart()
    {
        TestCore core;
        const Room room = opened(core, {.participants = {u"ada"_s, u"bo"_s}});
        said(core, room.id, u"ada"_s, u"one"_s);
        const RoomMessage second = said(core, room.id, u"bo"_s, u"two"_s);
        QVERIFY(
            core->rooms().acknowledge(room.id, second.id, ReceiptKind::Read, u"ada"_s, account(u"shop"_s)));
        QVERIFY(core->journal().commit());
        core.close();
        core.clock.advance(2h); // nobody was there to end it
        core.open();
        const Principal shop = account(u"shop"_s);
        QCOMPARE(core->rooms().find(room.id, shop)->state, RoomState::Ended);
        QCOMPARE(core->rooms().find(room.id, shop)->participants, (QStringList{u"ada"_s, u"bo"_s}));
        QCOMPARE(textsOf(core->rooms().messages({.room = room.id}, shop)), (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(core->rooms().receipts(room.id, shop)->first().read, second.number);
    }

    void listsArePagedByKey()
    {
        TestCore core;
        QList<Room> all;
        for (int i = 0; i < 5; ++i)
            all.append(opened(core, {.participants = {u"ada"_s}}));
        opened(core, {.participants = {u"ada"_s}}, account(u"other"_s));
        opened(core, {.participants = {u"bo"_s}});
        RoomService &rooms = core->rooms();
        const Principal shop = account(u"shop"_s);
        QCOMPARE(rooms.list({}, shop)->size(), 6);
        QCOMPARE(rooms.list({}, account(u"ada"_s))->size(), 6);
        QCOMPARE(rooms.list({.participant = u"ada"_s}, shop)->size(), 5);
        QCOMPARE(rooms.list({.participant = u"ada"_s}, localOperator())->size(), 6);
        QCOMPARE(rooms.list({.participant = u"ada"_s}, account(u"ada"_s))->size(), 6);
        QVERIFY(rooms.list({.participant = u"ada"_s}, account(u"eve"_s))->isEmpty());
        const auto page = rooms.list({.participant = u"ada"_s, .before = all[3].id, .limit = 2}, shop);
        QCOMPARE(page->size(), 2);
        QCOMPARE(page->at(0).id, all[2].id);
        QCOMPARE(page->at(1).id, all[1].id);
        QCOMPARE(rooms.list({.before = all[1].id}, shop)->size(), 1);
    }
};

SIGNALBOX_TEST(TestRooms)
#include "tst_rooms.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chatpage.h"

#include "ui/pages/approvalbox.h"
#include "ui/pages/composer.h"
#include "ui/pages/conversationdelegate.h"
#include "ui/pages/conversationfacts.h"
#include "ui/pages/conversationview.h"
#include "ui/pages/roomview.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QListView>
#include <QStackedWidget>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int narrow = 860; // below it the facts give way to the conversation

} // namespace

ChatPage::ChatPage(Backend &backend, const Theme &theme, QWidget *parent)
    : Page(theme,
           {.id = u"chat"_s, .title = tr("Live chat"), .icon = u"chat"_s, .key = u'L', .decides = true},
           parent)
    , m_backend(backend)
    , m_watch(backend)
    , m_rooms(backend)
{
    m_facts = new ConversationFacts(theme);
    m_facts->setMinimumWidth(180);
    m_facts->setMaximumWidth(260);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    row->addWidget(buildList(), 320);
    m_middles = new QStackedWidget;
    m_middles->addWidget(buildConversation());
    m_middles->addWidget(buildRoom());
    row->addWidget(m_middles, 580);
    row->addWidget(m_facts, 260);
    bindKeys();
    connect(&m_watch, &ChatWatch::listChanged, this, &ChatPage::takeList);
    connect(&m_watch, &ChatWatch::openChanged, this, &ChatPage::takeOpen);
    connect(&m_watch, &ChatWatch::pieceAdded, this, &ChatPage::showPiece);
    connect(&m_watch, &ChatWatch::failed, this, [this](const core::Error &error) {
        failToRead(tr("The conversation could not be read"), error);
    });
    connect(&m_rooms, &RoomWatch::changed, this, &ChatPage::takeRoom);
    connect(&m_rooms, &RoomWatch::gone, this, [this] { startNew({}); });
    connect(&m_rooms, &RoomWatch::failed, this,
            [this](const core::Error &error) { failToRead(tr("The chat could not be read"), error); });
    showFacts();
}

QWidget *ChatPage::buildList()
{
    m_listCard = new Card(theme(), tr("Conversations"));
    m_listCard->setMinimumWidth(220);
    m_listCard->setMaximumWidth(320);
    auto *fresh = actionButton(theme(), ActionId::NewConversation);
    fresh->setKind(ButtonKind::Plain);
    fresh->setText(tr("New"));
    fresh->setAccessibleName(textOf(ActionId::NewConversation));
    m_listCard->setRight(fresh);
    m_list = new QListView;
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ConversationDelegate(theme(), m_list));
    m_list->setAccessibleName(tr("Conversations"));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_listCard->body()->addWidget(m_list, 1);
    keys().bind(ActionId::NewConversation, fresh);
    connect(fresh, &Button::clicked, this, [this] { startNew({}); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                // With the focus Qt makes the first row the current one and does not mark it.
                m_list->selectionModel()->select(current, QItemSelectionModel::ClearAndSelect);
                openLine(current.data(IdRole).toString());
            });
    connect(m_list, &QListView::activated, this, [this] { composer()->setFocus(); });
    return m_listCard;
}

QWidget *ChatPage::buildConversation()
{
    m_conversation = new ConversationView(m_backend, theme());
    connect(m_conversation, &ConversationView::earlierRequested, &m_watch, &ChatWatch::showEarlier);
    connect(m_conversation, &ConversationView::sendRequested, this, &ChatPage::send);
    connect(m_conversation, &ConversationView::decided, &m_watch, &ChatWatch::reload);
    connect(m_conversation, &ConversationView::retryRequested, this, &ChatPage::retry);
    connect(m_conversation, &ConversationView::approvalRequested, this,
            [this](const core::ApprovalId &id) { emit openRequested(u"approvals"_s, id.value); });
    return m_conversation;
}

QWidget *ChatPage::buildRoom()
{
    m_room = new RoomView(m_backend, theme(), keys());
    connect(m_room, &RoomView::changed, &m_rooms, &RoomWatch::reload);
    connect(m_room, &RoomView::earlierRequested, &m_rooms, &RoomWatch::showEarlier);
    connect(m_room, &RoomView::decided, &m_watch, &ChatWatch::reload);
    connect(m_room, &RoomView::retryRequested, this, &ChatPage::retry);
    connect(m_room, &RoomView::approvalRequested, this,
            [this](const core::ApprovalId &id) { emit openRequested(u"approvals"_s, id.value); });
    return m_room;
}

void ChatPage::bindKeys()
{
    keys().bindList(m_list);
    keys().bind(ActionId::Find, [this] { composer()->setFocus(); });
    const auto press = [this](Button *(ApprovalBox::*button)() const) {
        return [this, button] { (boxInView()->*button)()->click(); };
    };
    const auto can = [this] { return boxInView() != nullptr; };
    keys().bind(ActionId::Approve, press(&ApprovalBox::approveButton), can);
    keys().bind(ActionId::Reject, press(&ApprovalBox::rejectButton), can);
    keys().bind(
        ActionId::Confirm, [] {}, [] { return false; }); // told with the others; its button hears it
}

void ChatPage::enter()
{
    m_watch.follow(true);
    m_rooms.follow(true);
    m_list->setFocus(Qt::OtherFocusReason);
}

void ChatPage::leave()
{
    m_watch.follow(false);
    m_rooms.follow(false);
}

void ChatPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    showFacts();
}

void ChatPage::showFacts()
{
    m_facts->setVisible(!m_new && width() >= narrow);
}

bool ChatPage::openThing(const QString &id)
{
    m_wanted = id;
    m_listed = false;
    m_watch.reload();
    return true;
}

void ChatPage::takeList()
{
    endFailure();
    m_model.setConversations(m_watch.conversations());
    m_listCard->setSubtitle(m_model.rowCount() > 0 ? QString::number(m_model.rowCount()) : QString());
    m_conversation->setAgents(m_watch.agents());
    const QString wanted = std::exchange(m_wanted, {});
    const bool first = !std::exchange(m_listed, true);
    if (!wanted.isEmpty()) {
        const auto agents = m_watch.agents();
        const bool isAgent = std::any_of(agents.begin(), agents.end(), [&wanted](const ChatAgent &agent) {
            return agent.id.value == wanted;
        });
        if (isAgent)
            startNew({wanted});
        else
            openLine(wanted);
    } else if (first && m_new && m_model.rowCount() > 0 && composer()->toPlainText().isEmpty()) {
        openLine(m_model.index(0).data(IdRole).toString());
    }
}

Composer *ChatPage::composer() const
{
    return isRoom() ? m_room->composer() : m_conversation->composer();
}

void ChatPage::startNew(const core::AgentId &agent)
{
    m_new = true;
    m_rooms.open({});
    m_watch.open({});
    m_middles->setCurrentWidget(m_conversation);
    m_list->clearSelection();
    m_list->setCurrentIndex({});
    m_conversation->startNew(agent);
    showFacts();
}

void ChatPage::openLine(const QString &key)
{
    const core::RoomId room = roomOfKey(key);
    if (room.isEmpty())
        openConversation({key});
    else
        openRoom(room);
}

void ChatPage::openConversation(const core::ConversationId &id)
{
    if (id.isEmpty() || (!m_new && !isRoom() && id == m_watch.openId()))
        return;
    m_new = false;
    m_rooms.open({});
    m_conversation->begin();
    m_middles->setCurrentWidget(m_conversation);
    m_watch.open({});
    m_watch.open(id);
    selectLine(id.value);
}

void ChatPage::openRoom(const core::RoomId &id)
{
    if (id == m_rooms.openId())
        return;
    m_new = false;
    m_watch.open({});
    m_room->begin();
    m_middles->setCurrentWidget(m_room);
    m_rooms.open(id);
    showFacts();
    selectLine(roomKey(id));
}

// What the agent does for the room is a conversation like any other.
void ChatPage::takeRoom()
{
    endFailure();
    const OpenRoom &opened = m_rooms.opened();
    m_watch.open(opened.room.conversation);
    m_facts->setRoom(opened);
    m_room->setRoom(opened);
    selectLine(roomKey(opened.room.id));
}

void ChatPage::selectLine(const QString &key)
{
    const int row = m_model.rowOf(key);
    if (row >= 0 && m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(m_model.index(row));
}

void ChatPage::takeOpen()
{
    const OpenConversation &opened = m_watch.opened();
    if (m_new)
        return;
    endFailure();
    if (isRoom())
        return m_room->setTurns(opened);
    m_conversation->setConversation(opened);
    m_facts->setConversation(opened);
    showFacts();
    selectLine(opened.conversation.id.value);
}

ApprovalBox *ChatPage::boxInView() const
{
    for (ApprovalBox *box : findChildren<ApprovalBox *>()) {
        if (box->isVisible() && !box->visibleRegion().isEmpty() && box->approveButton()->isEnabled())
            return box;
    }
    return nullptr;
}

void ChatPage::showPiece(const core::TaskId &task)
{
    if (isRoom())
        m_room->setTurns(m_watch.opened());
    else
        m_conversation->showPiece(m_watch.opened(), task);
}

void ChatPage::send(const QString &text)
{
    core::NewMessage message{.text = text};
    if (m_new) {
        message.agent = m_conversation->chosenAgent();
    } else {
        message.agent = m_watch.opened().conversation.agent;
        message.conversation = m_watch.openId();
    }
    m_conversation->setSending(true);
    m_backend.call(
        this,
        [message, principal = m_backend.principal()](core::Core &core) {
            return core.chat().send(message, principal);
        },
        [this](const core::Result<core::Task> &task) {
            m_conversation->setSending(false);
            if (!task)
                return fail(tr("The message was not sent"), task.error());
            m_conversation->setSent();
            openConversation(task->conversation);
            m_watch.reload();
        });
}

void ChatPage::retry(const core::TaskId &id)
{
    m_backend.call(
        this,
        [id, principal = m_backend.principal()](core::Core &core) {
            return core.tasks().retry(id, principal);
        },
        [this](const core::Result<core::Task> &task) {
            if (!task)
                fail(tr("It was not tried again"), task.error());
            m_watch.reload();
        });
}

// It is read again after a second, and what was said of it goes once it could be.
void ChatPage::failToRead(const QString &title, const core::Error &error)
{
    core::Error told = error;
    told.text = tr("%1 (it is tried again)").arg(error.text);
    fail(title, told);
    m_readFailed = true;
}

void ChatPage::endFailure()
{
    if (!std::exchange(m_readFailed, false))
        return;
    m_room->endFailure();
    m_conversation->endFailure();
}

void ChatPage::fail(const QString &title, const core::Error &error)
{
    m_readFailed = false;
    if (isRoom())
        m_room->fail(title, error);
    else
        m_conversation->fail(title, error);
}

} // namespace ui

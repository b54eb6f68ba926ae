// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvalspage.h"

#include "ui/models/planwords.h"
#include "ui/pages/approvaldetail.h"
#include "ui/pages/approvallists.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"

#include <QHBoxLayout>
#include <QStackedWidget>

namespace ui {

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QString emptyText()
{
    return ApprovalsPage::tr(
        "When an agent wants to do something that a rule guards, it stands here with everything "
        "you need to decide. Start a task that writes a file to see one.");
}

} // namespace

ApprovalsPage::ApprovalsPage(Backend &backend, const Theme &theme, QWidget *parent)
    : Page(theme,
           {.id = u"approvals"_s,
            .title = tr("Approvals"),
            .icon = u"approvals"_s,
            .key = u'A',
            .decides = true},
           parent)
    , m_backend(backend)
    , m_inbox(backend)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_lists = new ApprovalLists(theme, keys());
    row->addWidget(m_lists, 400);
    row->addWidget(buildRight(), 776);
    connect(m_lists, &ApprovalLists::rowChosen, this, &ApprovalsPage::showApproval);
    setFocusProxy(m_lists);
    connect(m_lists, &ApprovalLists::rowOpened, this, [this] { m_detail->setFocus(); });
    connect(m_lists, &ApprovalLists::chosenChanged, this, &ApprovalsPage::showDrafts);
    connect(m_lists, &ApprovalLists::chosenDecided, this, &ApprovalsPage::decideChosen);
    connect(m_lists, &ApprovalLists::taskRequested, this,
            [this](const core::TaskId &task) { emit openRequested(u"tasks"_s, task.value); });
    connect(&m_inbox, &ApprovalInbox::changed, this, &ApprovalsPage::takeInbox);
    connect(&m_inbox, &ApprovalInbox::failed, this, [this](const core::Error &error) {
        m_lists->setFailure(tr("The approvals could not be read"), error);
    });
    connect(&backend.decisions(), &Decisions::changed, &m_inbox, &ApprovalInbox::reload);
    connect(&backend.decisions(), &Decisions::undone, this,
            [this](const QList<core::ApprovalId> &ids) { showApproval(ids.first().value); });
    m_clock.setInterval(1s);
    m_clock.setTimerType(Qt::PreciseTimer); // no second is left out
    connect(&m_clock, &QTimer::timeout, this, &ApprovalsPage::tick);
    m_inbox.reload();
}

QWidget *ApprovalsPage::buildRight()
{
    m_right = new QStackedWidget;
    auto *card = new Card(theme());
    m_empty = new EmptyState(theme(), tr("Nothing waits for you"), emptyText(), tr("Start a task"));
    card->body()->addWidget(m_empty, 1);
    m_detail = new ApprovalDetail(theme(), keys());
    m_right->addWidget(card);
    m_right->addWidget(m_detail);
    connect(m_empty, &EmptyState::actionClicked, this, [this] { emit openRequested(u"tasks"_s, u"new"_s); });
    connect(m_detail, &ApprovalDetail::decideRequested, this, &ApprovalsPage::decide);
    connect(m_detail, &ApprovalDetail::draftsChanged, this, &ApprovalsPage::showDrafts);
    connect(m_detail, &ApprovalDetail::checkRequested, this, &ApprovalsPage::check);
    connect(m_detail, &ApprovalDetail::allowRequested, this, &ApprovalsPage::allow);
    connect(m_detail, &ApprovalDetail::sendBackRequested, this, &ApprovalsPage::sendBack);
    connect(m_detail, &ApprovalDetail::placeRequested, this, &ApprovalsPage::place);
    connect(m_detail, &ApprovalDetail::taskRequested, this,
            [this](const core::TaskId &task) { emit openRequested(u"tasks"_s, task.value); });
    return m_right;
}

void ApprovalsPage::enter()
{
    // What came first while nobody looked is not what matters most.
    if (!std::exchange(m_visited, true) && waiting().rowCount() > 0)
        m_lists->setCurrent({});
    m_inbox.reload();
    m_clock.start();
    m_lists->setFocus(Qt::OtherFocusReason);
}

void ApprovalsPage::leave()
{
    m_clock.stop();
}

bool ApprovalsPage::openThing(const QString &id)
{
    if (id.isEmpty())
        return true;
    showApproval(id);
    return true;
}

// Between two readings the time is counted here.
void ApprovalsPage::tick()
{
    if (!m_since.isValid() || m_since.hasExpired(15'000))
        return m_inbox.reload();
    const core::Timestamp now = m_inbox.content().now + core::milliseconds(m_since.elapsed());
    m_lists->waiting().setNow(now);
    m_detail->setNow(now);
}

void ApprovalsPage::takeInbox()
{
    m_since.start();
    const InboxContent &content = m_inbox.content();
    m_lists->setContent(content, m_shown);
    m_detail->setWaiting(content.waiting);
    forgetDrafts();
    showDrafts();
    m_empty->setTexts(content.interrupted.isEmpty() ? tr("Nothing waits for you")
                                                    : tr("No approval waits for you"),
                      emptyText());
    const int waiting = static_cast<int>(content.waitingInAll + content.interrupted.size());
    setBadge({.count = waiting, .urgent = waiting > 0});
    if (m_shown.isEmpty())
        showFirst();
    else
        load({m_shown});
}

void ApprovalsPage::showFirst()
{
    if (waiting().rowCount() > 0)
        m_lists->setCurrent({});
    else
        m_right->setCurrentIndex(0);
}

void ApprovalsPage::showApproval(const QString &id)
{
    if (id.isEmpty() || id == m_shown)
        return;
    m_shown = id;
    m_detail->expect({id});
    m_lists->setCurrent(id);
    load({id});
}

void ApprovalsPage::load(const core::ApprovalId &id)
{
    m_backend.call(
        this,
        [id, principal = m_backend.principal()](core::Core &core) {
            return readApprovalView(core, id, principal);
        },
        [this, id](const core::Result<ApprovalView> &view) {
            if (id.value != m_shown)
                return; // another one was chosen meanwhile
            if (!view)
                return failToOpen(view.error());
            take(*view);
        });
}

void ApprovalsPage::failToOpen(const core::Error &error)
{
    m_lists->setFailure(tr("This approval could not be opened"), error);
    m_detail->expect({}); // what can be read no more is not decided, and what is typed there stays
    if (m_detail->shown().value == m_shown)
        return;
    m_shown.clear();
    showFirst();
}

void ApprovalsPage::take(const ApprovalView &view)
{
    m_detail->expect({m_shown});
    m_detail->setView(view);
    m_right->setCurrentWidget(m_detail);
    showNext();
}

void ApprovalsPage::showNext()
{
    const core::Approval *next = waiting().find(m_lists->nextAfter(m_shown));
    m_detail->setNext(next ? waiting().titleOf(*next) : QString());
}

const ApprovalsModel &ApprovalsPage::waiting() const
{
    return m_lists->waiting();
}

// A decision that may still be taken back may be wanted again with what was typed.
void ApprovalsPage::forgetDrafts()
{
    const InboxContent &content = m_inbox.content();
    if (content.waitingInAll > content.waiting.size() || !m_backend.decisions().held().isEmpty())
        return;
    QSet<QString> waits;
    for (const core::Approval &approval : content.waiting)
        waits.insert(approval.id.value);
    m_detail->drafts().forgetBut(waits);
}

// What a person changed and what is chosen stands in the list.
void ApprovalsPage::showDrafts()
{
    const QHash<QString, ChangedProposal> all = m_detail->drafts().changed();
    m_lists->waiting().setChanged(all);
    int changed = 0;
    int broken = 0;
    for (const core::ApprovalId &id : m_lists->waiting().chosen()) {
        changed += all.contains(id.value) ? 1 : 0;
        broken += m_detail->drafts().isUsable(id) ? 0 : 1;
    }
    m_lists->setChosenFacts(
        changed,
        broken > 0 ? tr("What you changed in %n of them does not fit yet", nullptr, broken) : QString());
}

// What is chosen in the list may still be on its way here, while another one is seen: that is not meant.
const core::Approval *ApprovalsPage::seen() const
{
    return m_detail->shown().value == m_shown ? waiting().find(m_shown) : nullptr;
}

void ApprovalsPage::decide(const core::Decision &decision)
{
    const core::Approval *approval = seen();
    if (approval)
        send({.ids = {approval->id},
              .decision = decision,
              .title = decision.edited ? waiting().titleOf(*approval) : approval->title});
}

// Each with the changes and the note that a person made to it.
void ApprovalsPage::decideChosen(core::Verdict verdict)
{
    const QList<core::Approval> chosen = m_lists->chosen();
    if (chosen.isEmpty())
        return;
    Choice choice{.decision = {.verdict = verdict}, .title = chosen.first().title};
    for (const core::Approval &approval : chosen) {
        choice.ids.append(approval.id);
        core::Decision own = m_detail->drafts().decisionOf(approval.id);
        if (!own.seen)
            own.seen = core::valuesOf(approval);
        if (verdict == core::Verdict::Reject)
            own.edited.reset();
        choice.own.insert(approval.id, own);
    }
    if (chosen.size() > 1)
        choice.title = tr("%1 and %n more", nullptr, static_cast<int>(chosen.size() - 1)).arg(choice.title);
    send(choice);
}

void ApprovalsPage::send(const Choice &choice)
{
    m_detail->setBusy(true);
    m_backend.decisions().decide(
        choice, this,
        [this, ids = choice.ids](const core::Result<DecisionOutcome> &outcome) { decided(ids, outcome); });
}

void ApprovalsPage::decided(const QList<core::ApprovalId> &ids, const core::Result<DecisionOutcome> &outcome)
{
    m_detail->setBusy(false);
    const std::optional<core::Error> error = outcome ? outcome->error : outcome.error();
    if (error) {
        m_detail->setProblem(
            ids.size() > 1 ? tr("%1 of %2 were decided").arg(outcome ? outcome->done : 0).arg(ids.size())
                           : tr("This was not decided"),
            error->text);
        m_inbox.reload();
        return;
    }
    if (isVisible())                             // and no other page was gone to meanwhile
        m_lists->setFocus(Qt::OtherFocusReason); // the button that was pressed is gone for a moment
    if (!ids.contains(core::ApprovalId{m_shown}))
        return m_inbox.reload();
    goOn(m_lists->restAfter(m_shown, ids));
    m_inbox.reload();
}

void ApprovalsPage::goOn(const QString &id)
{
    if (!id.isEmpty())
        return showApproval(id);
    m_shown.clear();
    m_detail->expect({});
    m_right->setCurrentIndex(0);
}

// The new plan comes as another approval.
void ApprovalsPage::sendBack(const QString &note)
{
    const core::Approval *approval = seen();
    if (approval)
        send({.ids = {approval->id},
              .decision = {.verdict = core::Verdict::Reject, .feedback = note},
              .title = approval->title,
              .sendsBack = true});
}

// What is set aside goes on waiting, and the next one is looked at.
void ApprovalsPage::place(core::ApprovalService::Place place)
{
    const core::Approval *approval = seen();
    if (!approval)
        return;
    const QString next = m_lists->restAfter(m_shown, {approval->id});
    m_detail->setBusy(true);
    m_backend.call(
        this,
        [id = approval->id, place, principal = m_backend.principal()](core::Core &core) {
            return core.approvals().setPlace(id, place, principal);
        },
        [this, id = approval->id, next, place](const core::Result<core::Approval> &placed) {
            m_detail->setBusy(false);
            if (!placed)
                m_detail->setProblem(place == core::ApprovalService::Place::Aside
                                         ? tr("It was not set aside")
                                         : tr("It was not brought back"),
                                     placed.error().text);
            else if (place == core::ApprovalService::Place::Aside && id.value == m_shown)
                showApproval(next);
            m_inbox.reload();
        });
}

void ApprovalsPage::check(const QJsonObject &arguments)
{
    const core::Approval *approval = seen();
    if (!approval)
        return;
    m_backend.call(
        this,
        [approval = *approval, arguments](core::Core &core) {
            return changedProposal(core, approval, arguments);
        },
        [this, id = approval->id, arguments](const core::Result<ChangedProposal> &with) {
            if (m_detail->shown() == id)
                m_detail->setChecked(arguments, with);
        });
}

void ApprovalsPage::allow(const core::AllowWithin &allow)
{
    const core::Approval *approval = seen();
    if (!approval)
        return;
    m_backend.call(
        this,
        [allow, id = approval->id, principal = m_backend.principal()](core::Core &core) {
            return core.approvals().allowFromNowOn(id, allow, principal);
        },
        [this](const core::Result<core::PolicyRule> &rule) {
            if (rule)
                m_detail->setAllowed(rule->name);
            else
                m_detail->setAllowProblem(rule.error().text);
        });
}

} // namespace ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/approvaldetail.h"

#include "core/approval/approvalwords.h"
#include "core/base/visibletext.h"
#include "ui/models/approvalwords.h"
#include "ui/models/planwords.h"
#include "ui/models/timetext.h"
#include "ui/pages/allowpanel.h"
#include "ui/pages/decisionbar.h"
#include "ui/pages/planview.h"
#include "ui/pages/proposalview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/track.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

namespace {

// A heading between two lines, inside what scrolls.
void addSection(QVBoxLayout &column, const Theme &theme, const QString &title, const QString &subtitle)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(space::cardPadding - 1, 10, space::cardPadding - 1, 10);
    row->setSpacing(space::small);
    row->addWidget(new Label(theme, title, Type::Strong));
    auto *quiet = new Label(theme, subtitle, Type::Secondary, Ink::Muted);
    quiet->setOverflow(Overflow::Elide);
    row->addWidget(quiet, 1);
    column.addWidget(new Rule(theme));
    column.addLayout(row);
    column.addWidget(new Rule(theme));
}

} // namespace

ApprovalDetail::ApprovalDetail(const Theme &theme, KeyScope &keys, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(buildTrackCard());
    column->addWidget(buildBody(), 1);
    m_body->body()->addWidget(m_allow = new AllowPanel(theme));
    m_allow->hide();
    m_body->addRule();
    m_body->body()->addWidget(buildBar(keys));
    connect(m_allow, &AllowPanel::allowRequested, this, &ApprovalDetail::allowRequested);
}

QWidget *ApprovalDetail::buildTrackCard()
{
    m_trackCard = new Card(m_theme, tr("Approval"));
    m_trackCard->setTitleWhole(); // nothing of what is decided is hidden at any size
    m_track = new Track(m_theme);
    m_track->setAccessibleName(tr("Steps of the task"));
    auto *frame = new QVBoxLayout;
    frame->setContentsMargins(space::small, space::tiny, space::small, space::tiny);
    frame->addWidget(m_track);
    m_trackCard->body()->addLayout(frame);
    connect(m_track, &Track::stationActivated, this, [this] { emit taskRequested(m_view.approval.task); });
    return m_trackCard;
}

QWidget *ApprovalDetail::buildBody()
{
    m_body = new Card(m_theme);
    m_edit = actionButton(m_theme, ActionId::Edit);
    m_body->setRight(m_edit);
    m_scroll = new QScrollArea;
    m_scroll->setWidget(buildContent());
    m_scroll->setWidgetResizable(true);
    m_scroll->setMinimumHeight(size::control); // in a small window the buttons have their room first
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_body->body()->addWidget(m_scroll, 1);
    buildNotice();
    connect(m_edit, &Button::clicked, m_proposal, &ProposalView::edit);
    connect(m_proposal, &ProposalView::changed, this, &ApprovalDetail::showTitle);
    connect(m_proposal, &ProposalView::changed, this, &ApprovalDetail::showProposal);
    connect(m_proposal, &ProposalView::changed, this, &ApprovalDetail::showReasons);
    connect(m_proposal, &ProposalView::changed, this, &ApprovalDetail::showButtons);
    connect(m_proposal, &ProposalView::changed, this, &ApprovalDetail::keepDraft);
    connect(m_proposal, &ProposalView::checkRequested, this, &ApprovalDetail::checkRequested);
    connect(m_note, &QPlainTextEdit::textChanged, this, &ApprovalDetail::keepDraft);
    return m_body;
}

QWidget *ApprovalDetail::buildContent()
{
    m_proposal = new ProposalView(m_theme);
    m_plan = new PlanView(m_theme);
    buildTexts();
    buildNote();
    auto *noteFrame = new QVBoxLayout;
    noteFrame->setContentsMargins(space::cardPadding - 1, space::medium, space::cardPadding - 1,
                                  space::medium);
    noteFrame->addWidget(m_note);
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("scrolled"));
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_proposal);
    column->addWidget(m_plan);
    addSection(*column, m_theme, tr("Why it asks"), {});
    column->addWidget(m_reason);
    addSection(*column, m_theme, tr("Note to the agent"),
               tr("with a rejection it is the answer, and the run goes on; %1 writes, Esc leaves")
                   .arg(keyHintOf(ActionId::WriteNote)));
    column->addLayout(noteFrame);
    column->addStretch(1);
    return content;
}

void ApprovalDetail::buildTexts()
{
    const QMargins margins(space::cardPadding - 1, space::medium, space::cardPadding - 1, space::medium);
    m_reason = new Label(m_theme, Type::Text);
    m_reason->setOverflow(Overflow::Wrap);
    m_reason->setSelectable(true);
    m_reason->setContentsMargins(margins);
}

void ApprovalDetail::buildNote()
{
    m_note = new QPlainTextEdit;
    m_note->setTabChangesFocus(true);
    m_note->setAccessibleName(tr("Note to the agent"));
    m_note->setPlaceholderText(tr("Write what it should know"));
    m_note->setFixedHeight(3 * m_note->fontMetrics().lineSpacing() + space::large);
    m_note->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ApprovalDetail::buildNotice()
{
    m_noticeFrame = new QWidget;
    auto *noticeLayout = new QVBoxLayout(m_noticeFrame);
    noticeLayout->setContentsMargins(space::cardPadding - 1, space::small, space::cardPadding - 1,
                                     space::medium);
    m_notice = new Notice(m_theme, Tone::Amber);
    noticeLayout->addWidget(m_notice);
    m_noticeFrame->hide();
    m_body->body()->addWidget(m_noticeFrame);
}

QWidget *ApprovalDetail::buildBar(KeyScope &keys)
{
    m_bar = new DecisionBar(m_theme, keys);
    keys.bind(ActionId::Edit, m_edit);
    keys.bind(
        ActionId::WriteNote,
        [this] {
            m_note->setFocus(Qt::ShortcutFocusReason);
            m_scroll->ensureWidgetVisible(m_note);
        },
        [this] { return m_note->isVisible() && isOpen(); });
    connect(m_bar, &DecisionBar::approved, this, &ApprovalDetail::approve);
    connect(m_bar, &DecisionBar::rejected, this, &ApprovalDetail::reject);
    connect(m_bar, &DecisionBar::setAside, this, [this] {
        using enum core::ApprovalService::Place;
        emit placeRequested(core::isSet(m_view.approval.setAsideAt) ? Usual : Aside);
    });
    connect(m_bar, &DecisionBar::sentBack, this, &ApprovalDetail::sendBack);
    connect(m_bar, &DecisionBar::allowRequested, this, [this] { m_allow->open(m_view.approval, m_waiting); });
    return m_bar;
}

void ApprovalDetail::approve()
{
    core::Decision decision{.verdict = core::Verdict::Approve,
                            .seen = core::valuesOf(m_view.approval),
                            .feedback = m_note->toPlainText().trimmed()};
    if (m_proposal->isChanged())
        decision.edited = m_proposal->arguments();
    emit decideRequested(decision);
}

void ApprovalDetail::reject(core::Rejection rejection)
{
    emit decideRequested({.verdict = core::Verdict::Reject,
                          .seen = core::valuesOf(m_view.approval),
                          .feedback = m_note->toPlainText().trimmed(),
                          .rejection = rejection});
}

void ApprovalDetail::sendBack()
{
    const QString note = m_note->toPlainText().trimmed();
    if (!note.isEmpty()) {
        emit sendBackRequested(note);
        return;
    }
    setProblem(tr("Say what should be different"),
               tr("Write it as a note to the agent. It makes a new plan with it."));
    m_note->setFocus(Qt::OtherFocusReason);
    // Once the notice has its place.
    QMetaObject::invokeMethod(
        this, [this] { m_scroll->ensureWidgetVisible(m_note); }, Qt::QueuedConnection);
}

void ApprovalDetail::setView(const ApprovalView &view)
{
    const core::Approval &now = view.approval;
    const bool other = now.id != m_view.approval.id;
    const bool decided = now.state != m_view.approval.state;
    const QJsonObject before = core::valuesOf(m_view.approval);
    const bool revalued = !other && !decided && core::valuesOf(now) != before;
    m_kept = !other && (m_kept || (decided && !m_busy && isTyped()));
    m_view = view;
    m_track->setSteps(view.steps);
    if (other || decided) {
        m_bar->callOff();
        if (!m_kept)
            takeUpDraft(view.proposal);
    } else if (!m_kept) {
        if (revalued)
            m_bar->callOff();
        m_proposal->refine(view.proposal);
    }
    if (other) {
        m_allow->close();
        setProblem({}, {});
    }
    if (revalued) {
        keepDraft();
        setProblem(tr("Look at this again"), core::changedSince(now, before));
    }
    showReasons();
    showTitle();
    showProposal();
    showState();
    showButtons();
}

// Whether a person writes here, or has written something that is not decided yet.
bool ApprovalDetail::isTyped() const
{
    const QWidget *focus = QApplication::focusWidget();
    const bool writes = focus && (focus == m_note || m_proposal->isAncestorOf(focus)) &&
                        focus->testAttribute(Qt::WA_InputMethodEnabled);
    return writes || m_proposal->isChanged() || !m_note->toPlainText().trimmed().isEmpty();
}

bool ApprovalDetail::isOpen() const
{
    return m_view.approval.state == core::ApprovalState::Pending && !m_busy &&
           m_expected == m_view.approval.id;
}

void ApprovalDetail::expect(const core::ApprovalId &id)
{
    m_expected = id;
    showButtons();
}

void ApprovalDetail::showReasons()
{
    const ApprovalView &view = m_view;
    core::Approval now = view.approval;
    if (m_proposal->isChanged()) { // nobody approved it with these values
        now.approvers.clear();
        now.deciders.needed = std::max(now.deciders.needed, m_proposal->with().needed);
    }
    QStringList reasons{decidersText(now, view.reader), now.reason,
                        view.query.isEmpty() ? QString() : tr("The task: %1").arg(view.query)};
    for (qsizetype i = 0; i < view.sentBack.size(); ++i)
        reasons.append(tr("Version %1 was sent back: %2").arg(i + 1).arg(view.sentBack[i]));
    reasons.removeAll(QString());
    m_reason->setText(reasons.join(u'\n'));
}

// What was typed there before is there again.
void ApprovalDetail::takeUpDraft(const Proposal &proposal)
{
    const ApprovalDraft draft = m_drafts.of(proposal.approval.id);
    const bool waits = proposal.approval.state == core::ApprovalState::Pending;
    m_taking = true;
    m_proposal->setProposal(proposal);
    m_note->setPlainText(waits ? draft.note : core::visibleText(noteOf(proposal.approval)));
    m_taking = false;
    if (waits)
        m_proposal->takeUp(draft.proposal);
    keepDraft(); // for the values that stand there now
    m_scroll->verticalScrollBar()->setValue(0);
}

void ApprovalDetail::keepDraft()
{
    if (m_taking || m_view.approval.state != core::ApprovalState::Pending || m_view.approval.id.isEmpty())
        return;
    m_drafts.keep(m_view.approval.id, {.proposal = m_proposal->draft(),
                                       .note = m_note->toPlainText(),
                                       .isChanged = m_proposal->isChanged()});
    emit draftsChanged();
}

// What will happen, with the values that will be used.
void ApprovalDetail::showTitle()
{
    const QString &changed = m_proposal->with().title;
    m_trackCard->setTitle(changed.isEmpty() || m_kept ? m_view.approval.title : changed);
}

// What would be done: the arguments of a tool, or the steps of a plan.
void ApprovalDetail::showProposal()
{
    const core::Approval &now = m_view.approval;
    const bool plan = isPlan(now);
    const QString place =
        now.cluster.isEmpty() ? now.agent : QString(now.cluster + QStringLiteral(" · ") + now.agent);
    const QString what = plan ? tr("version %1").arg(planVersion(now)) : now.tool;
    m_body->setTitle(plan                                ? tr("The plan")
                     : m_kept && m_proposal->isChanged() ? tr("Your changes, which were not used")
                                                         : tr("What the agent wants to do"));
    const QString facts = m_proposal->facts();
    QStringList about{what, place, facts};
    about.removeAll(QString());
    m_body->setSubtitle(about.join(QStringLiteral(", ")));
    m_edit->setVisible(!plan);
    m_proposal->setVisible(!plan);
    m_plan->setVisible(plan);
    m_plan->setSteps(m_view.proposal.plan);
}

// Until when, or who decided, when and what.
void ApprovalDetail::showState()
{
    const core::Approval &now = m_view.approval;
    if (now.state == core::ApprovalState::Pending) {
        m_trackCard->setRightText(core::isSet(now.expiresAt)
                                      ? tr("expires in %1").arg(spanText(now.expiresAt - m_view.now))
                                      : tr("does not expire"));
        return;
    }
    const Look look = m_view.isSentBack ? lookOfSentBack() : lookOf(now.state);
    auto *pill = new Pill(m_theme, look);
    m_trackCard->setRight(pill);
    m_notice->setTone(look.tone);
    QStringList more{noteOf(now),
                     m_kept
                         ? tr("What you wrote was not used. It stays here until you look at something else.")
                         : QString()};
    more.removeAll(QString());
    m_notice->setTexts(m_view.isSentBack ? sentBackText(now, m_view.now) : decidedText(now, m_view.now),
                       more.join(u'\n'));
    m_noticeFrame->show();
}

void ApprovalDetail::setNow(core::Timestamp now)
{
    const core::Approval &approval = m_view.approval;
    const bool isNear = core::isSet(approval.expiresAt) && approval.expiresAt - now < std::chrono::minutes(2);
    if (!isNear || approval.state != core::ApprovalState::Pending || approval.expiresAt < now)
        return;
    m_view.now = now;
    showState();
}

void ApprovalDetail::showButtons()
{
    const bool waits = m_view.approval.state == core::ApprovalState::Pending;
    const bool isOpen = this->isOpen();
    const bool isSaid = hasApproved(m_view.approval, m_view.reader) && !m_proposal->isChanged();
    m_bar->setDecidable({.kind = isPlan(m_view.approval) ? Decidable::Kind::Plan : Decidable::Kind::Action,
                         .isOpen = isOpen,
                         .isUsable = m_proposal->isUsable() && !isSaid,
                         .isEdited = m_proposal->isChanged(),
                         .isHighRisk = isHighRisk(m_view.approval) || isHighRisk(m_proposal->with().risk),
                         .isAside = core::isSet(m_view.approval.setAsideAt)});
    m_edit->setEnabled(isOpen);
    m_note->setReadOnly(!waits && !m_kept);
}

void ApprovalDetail::setProblem(const QString &title, const QString &text)
{
    m_notice->setTone(Tone::Red);
    m_notice->setTexts(title, text);
    m_noticeFrame->setVisible(!title.isEmpty());
}

void ApprovalDetail::setAllowed(const QString &rule)
{
    m_allow->close();
    m_notice->setTone(Tone::Accent);
    m_notice->setTexts(tr("From now on this is allowed without asking"),
                       tr("The rule “%1” was added. This one still waits for you.").arg(rule));
    m_noticeFrame->show();
}

void ApprovalDetail::setAllowProblem(const QString &problem)
{
    m_allow->setProblem(problem);
}

void ApprovalDetail::setChecked(const QJsonObject &arguments, const core::Result<ChangedProposal> &with)
{
    m_proposal->setChecked(arguments, with);
}

void ApprovalDetail::setNext(const QString &title)
{
    m_bar->setNext(title);
}

void ApprovalDetail::setBusy(bool busy)
{
    m_busy = busy;
    showButtons();
}

} // namespace ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/thingsource.h"

#include "ui/models/decisions.h"
#include "ui/models/planwords.h"
#include "ui/shell/actions.h"
#include "ui/shell/fuzzymatch.h"

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int mostOfAKind = 12;
constexpr int mostRead = 200;
constexpr int mostApprovals = 1000; // as many as the list of what waits
constexpr int waitsForAPerson = 100;

// The first rows whose text answers to what was typed.
template<typename Row, typename TextOf>
QList<Row> matching(const QList<Row> &rows, const QString &typed, const TextOf &textOf)
{
    QList<Row> kept;
    for (const Row &row : rows) {
        if (kept.size() < mostOfAKind && (typed.isEmpty() || fuzzyScore(typed, textOf(row))))
            kept.append(row);
    }
    return kept;
}

QString lineOf(const core::Approval &approval)
{
    return approval.title;
}

QString lineOf(const core::Agent &agent)
{
    return QString(agent.spec.name + u", "_s + agent.clusterName);
}

} // namespace

ThingSource::ThingSource(Backend &backend, Show show)
    : m_backend(backend)
    , m_show(std::move(show))
{
}

void ThingSource::search(const QString &text, const Deliver &deliver)
{
    m_backend.call(
        this,
        [text, principal = m_backend.principal()](core::Core &core) -> core::Result<Found> {
            const auto approvals = TRY(core.approvals().mostUrgent(mostApprovals, principal));
            const auto conversations = TRY(core.chat().list(principal, mostRead));
            return Found{
                .approvals = matching(approvals, text, [](const core::Approval &row) { return lineOf(row); }),
                .agents = matching(core.fleet().agents({}, core::localOperator()), text,
                                   [](const core::Agent &row) { return lineOf(row); }),
                .conversations =
                    matching(conversations, text, [](const core::Conversation &row) { return row.title; })};
        },
        [this, deliver](const core::Result<Found> &found) {
            if (!found)
                return;
            Found now = *found;
            // What a person has decided and may still undo waits for nobody.
            now.approvals.removeIf(
                [this](const core::Approval &approval) { return m_backend.decisions().isHeld(approval.id); });
            deliver(entriesOf(now));
        });
}

PaletteEntry ThingSource::entryOf(const core::Approval &approval)
{
    const auto decide = [this, id = approval.id, title = approval.title,
                         seen = core::valuesOf(approval)](core::Verdict verdict) {
        m_backend.decisions().decide(
            {.ids = {id}, .decision = {.verdict = verdict, .seen = seen}, .title = title}, this,
            [this, id](const core::Result<DecisionOutcome> &outcome) {
                if (!outcome || outcome->error) // who was first stands there
                    m_show(u"approvals"_s, id.value);
            });
    };
    const auto look = [this, id = approval.id] { m_show(u"approvals"_s, id.value); };
    QList<PaletteAction> actions{{.text = tr("Look at it"), .run = look}};
    // Where much is at stake nobody approves from a list; the line keeps its place, so the same keys never
    // reject.
    if (isHighRisk(approval))
        actions.append({.text = tr("Approve: open it first, the risk is high"), .run = look});
    else
        actions.append(
            {.text = textOf(ActionId::Approve), .run = [decide] { decide(core::Verdict::Approve); }});
    actions.append({.text = textOf(ActionId::Reject), .run = [decide] { decide(core::Verdict::Reject); }});
    return {.kind = tr("Approval"),
            .text = approval.title,
            .open = look,
            .actions = actions,
            .matched = true,
            .boost = waitsForAPerson,
            .inOrder = true}; // by risk, then age
}

QList<PaletteEntry> ThingSource::entriesOf(const Found &found)
{
    QList<PaletteEntry> entries;
    for (const core::Approval &approval : found.approvals)
        entries.append(entryOf(approval));
    for (const core::Agent &agent : found.agents) {
        entries.append({.kind = tr("Agent"),
                        .text = lineOf(agent),
                        .open = [this, id = agent.id] { m_show(u"clusters"_s, id.value); },
                        .actions = {{.text = tr("Look at it"),
                                     .run = [this, id = agent.id] { m_show(u"clusters"_s, id.value); }},
                                    {.text = textOf(ActionId::OpenChat),
                                     .run = [this, id = agent.id] { m_show(u"chat"_s, id.value); }}}});
    }
    for (const core::Conversation &conversation : found.conversations)
        entries.append({.kind = tr("Conversation"),
                        .text = conversation.title,
                        .open = [this, id = conversation.id] { m_show(u"chat"_s, id.value); }});
    return entries;
}

} // namespace ui

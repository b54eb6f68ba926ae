// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/proposal.h"

#include "ui/models/translation.h"

#include <QLocale>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

QString sizeText(const QString &text)
{
    const qsizetype size = text.toUtf8().size();
    if (size == 1)
        return tr("1 byte");
    return QLocale::c().formattedDataSize(size, 1, QLocale::DataSizeTraditionalFormat);
}

void appendFields(QList<JsonLine> &lines, const QJsonObject &fields)
{
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        const QStringList value = field->isString() ? field->toString().split(u'\n') : jsonLines(*field);
        lines.append({LineKind::Same, QString(field.key() + u": "_s + value.value(0))});
        for (const QString &line : value.mid(1))
            lines.append({LineKind::Same, QString(u"  "_s + line)});
    }
}

QList<JsonLine> proposedLines(const core::FileChange &file)
{
    QList<JsonLine> lines;
    lines << JsonLine{LineKind::Same, QString(file.path + u", "_s + factsOf(file))} << JsonLine{};
    if (const auto before = textBefore(file))
        return lines + lineDifference(*before, file.after);
    for (const QString &line : file.after.split(u'\n'))
        lines.append({LineKind::Added, line});
    return lines;
}

QList<JsonLine> proposedLines(const core::RequestPreview &request)
{
    QList<JsonLine> lines{{LineKind::Same, QString(request.method + u' ' + request.address)}};
    for (const auto &[name, value] : request.headers)
        lines.append({LineKind::Same, QString(name + u": "_s + value)});
    if (request.hasBody) {
        lines.append(JsonLine{});
        appendFields(lines, request.body);
    }
    return lines;
}

QList<JsonLine> proposedLines(const QList<PlanStep> &plan)
{
    QList<JsonLine> lines;
    for (qsizetype i = 0; i < plan.size(); ++i) {
        const PlanStep &step = plan[i];
        const QString title = QString::number(i + 1) + u". "_s + step.name;
        lines.append(
            {LineKind::Same, step.agent.isEmpty() ? title : QString(title + u"  ("_s + step.agent + u')')});
        for (const QString &line : step.what.split(u'\n', Qt::SkipEmptyParts))
            lines.append({LineKind::Same, QString(u"   "_s + line)});
    }
    return lines;
}

} // namespace

Proposal proposalOf(const core::Approval &approval)
{
    return {.approval = approval, .plan = isPlan(approval) ? planSteps(approval) : QList<PlanStep>()};
}

core::Result<Proposal> readProposal(core::Core &core, const core::Approval &approval,
                                    const core::Principal &principal)
{
    const core::ApprovalContent content = TRY(core.approvals().content(approval.id, principal));
    Proposal proposal = proposalOf(approval);
    proposal.schema = content.schema;
    proposal.preview = content.preview;
    proposal.isRead = true;
    if (isPlan(approval)) {
        AgentNames agents(core);
        proposal.plan = planSteps(approval, TRY(core.tasks().steps(approval.task, principal)), agents);
    }
    // What a file replaced is no longer there once it was written.
    if (proposal.preview.file && approval.state != core::ApprovalState::Pending)
        proposal.preview.file->isThere = false;
    return proposal;
}

QList<JsonLine> proposalLines(const Proposal &proposal)
{
    if (isPlan(proposal.approval))
        return proposedLines(proposal.plan);
    if (proposal.preview.file)
        return proposedLines(*proposal.preview.file);
    if (proposal.preview.request)
        return proposedLines(*proposal.preview.request);
    QList<JsonLine> lines;
    appendFields(lines, core::valuesOf(proposal.approval));
    return lines;
}

QString factsOf(const core::FileChange &file)
{
    const QString size = sizeText(file.after);
    if (!file.isThere)
        return tr("new file, %1").arg(size);
    return file.isText ? tr("%1, was %2").arg(size, sizeText(file.before))
                       : tr("%1, in place of a file that is no text").arg(size);
}

std::optional<QString> textBefore(const core::FileChange &file)
{
    return file.isThere && file.isText ? std::optional(file.before) : std::nullopt;
}

} // namespace ui

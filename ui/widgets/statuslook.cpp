// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statuslook.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

namespace {
QString tr(const char *text)
{
    return QCoreApplication::translate("ui::Status", text);
}
} // namespace

Look lookOf(core::TaskState state)
{
    switch (state) {
    case core::TaskState::Queued:
        break;
    case core::TaskState::Running:
        return {Tone::Accent, tr(QT_TRANSLATE_NOOP("ui::Status", "Running"))};
    case core::TaskState::Waiting:
        return {Tone::Amber, tr(QT_TRANSLATE_NOOP("ui::Status", "Waiting"))};
    case core::TaskState::Paused:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Paused"))};
    case core::TaskState::Completed:
        return {Tone::Green, tr(QT_TRANSLATE_NOOP("ui::Status", "Completed"))};
    case core::TaskState::Failed:
        return {Tone::Red, tr(QT_TRANSLATE_NOOP("ui::Status", "Failed"))};
    case core::TaskState::Cancelled:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Cancelled"))};
    }
    return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Queued"))};
}

int taskStateWidth()
{
    int widest = 0;
    for (const auto &[state, word] : core::Words<core::TaskState>::table)
        widest = std::max(widest, Pill::sizeOf(lookOf(state).text).width());
    return widest + 2 * space::cardPadding;
}

Look lookOf(core::StepState state)
{
    switch (state) {
    case core::StepState::Blocked:
        break;
    case core::StepState::Ready:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Ready"))};
    case core::StepState::Held:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Held"))};
    case core::StepState::Running:
        return {Tone::Accent, tr(QT_TRANSLATE_NOOP("ui::Status", "Running"))};
    case core::StepState::Waiting:
        return {Tone::Amber, tr(QT_TRANSLATE_NOOP("ui::Status", "Waiting"))};
    case core::StepState::Uncertain:
        return {Tone::Violet, tr(QT_TRANSLATE_NOOP("ui::Status", "Uncertain"))};
    case core::StepState::Done:
        return {Tone::Green, tr(QT_TRANSLATE_NOOP("ui::Status", "Done"))};
    case core::StepState::Failed:
        return {Tone::Red, tr(QT_TRANSLATE_NOOP("ui::Status", "Failed"))};
    case core::StepState::Cancelled:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Cancelled"))};
    }
    return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Not yet"))};
}

Look lookOf(core::ApprovalState state)
{
    switch (state) {
    case core::ApprovalState::Pending:
        break;
    case core::ApprovalState::Approved:
        return {Tone::Green, tr(QT_TRANSLATE_NOOP("ui::Status", "Approved"))};
    case core::ApprovalState::Rejected:
        return {Tone::Red, tr(QT_TRANSLATE_NOOP("ui::Status", "Rejected"))};
    case core::ApprovalState::Expired:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Expired"))};
    case core::ApprovalState::Cancelled:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Task ended"))};
    }
    return {Tone::Amber, tr(QT_TRANSLATE_NOOP("ui::Status", "Waiting"))};
}

Look lookOfSentBack()
{
    return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Sent back"))};
}

Look lookOf(core::ClusterState state)
{
    switch (state) {
    case core::ClusterState::Deploying:
        return {Tone::Accent, tr(QT_TRANSLATE_NOOP("ui::Status", "Deploying"))};
    case core::ClusterState::Running:
        return {Tone::Green, tr(QT_TRANSLATE_NOOP("ui::Status", "Running"))};
    case core::ClusterState::Scaling:
        return {Tone::Accent, tr(QT_TRANSLATE_NOOP("ui::Status", "Scaling"))};
    case core::ClusterState::Stopped:
        break;
    }
    return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Stopped"))};
}

Look lookOf(core::AgentStatus status)
{
    switch (status) {
    case core::AgentStatus::Running:
        return {Tone::Green, tr(QT_TRANSLATE_NOOP("ui::Status", "Running"))};
    case core::AgentStatus::Idle:
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Idle"))};
    case core::AgentStatus::Scaling:
        return {Tone::Accent, tr(QT_TRANSLATE_NOOP("ui::Status", "Scaling"))};
    case core::AgentStatus::Stopped:
        break;
    }
    return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Stopped"))};
}

Look lookOfRisk(const QString &risk)
{
    if (risk == QLatin1StringView("low"))
        return {Tone::Neutral, tr(QT_TRANSLATE_NOOP("ui::Status", "Low risk"))};
    if (risk == QLatin1StringView("medium"))
        return {Tone::Amber, tr(QT_TRANSLATE_NOOP("ui::Status", "Medium"))};
    return {Tone::Red, tr(QT_TRANSLATE_NOOP("ui::Status", "High risk"))};
}

} // namespace ui

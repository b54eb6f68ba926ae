// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/review/planreview.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Contexts of schedules hold texts alone.
bool isTrue(const QJsonValue &value)
{
    return value.toBool() || value.toString().compare("true"_L1, Qt::CaseInsensitive) == 0;
}

// What stands for the output of an earlier step, by the name of that step and not by its id.
QJsonValue readable(const QJsonValue &value, const QList<Step> &steps)
{
    QJsonObject object = value.toObject();
    const StepId from{object.value("$step"_L1).toString()};
    const auto step =
        std::find_if(steps.begin(), steps.end(), [&from](const Step &each) { return each.id == from; });
    if (step != steps.end())
        return u"what “%1” gives"_s.arg(step->name);
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = readable(it.value(), steps);
    return value.isObject() ? object : value;
}

QString lineOf(const Step &step, qsizetype number, const QList<Step> &steps)
{
    QString line = u"%1. %2"_s.arg(QString::number(number), step.name);
    if (step.kind == StepKind::Tool) {
        const QString arguments = toCompactText(readableArguments(step, steps));
        line += u" (%1 %2)"_s.arg(step.tool, shortened(arguments, 300));
    }
    return line;
}

} // namespace

bool wantsReview(const Task &task)
{
    const QString plan = task.context.value("review_plan"_L1).toString();
    return isTrue(task.context.value("require_review"_L1)) ||
           plan.compare("manual"_L1, Qt::CaseInsensitive) == 0;
}

std::optional<milliseconds> reviewTime(const Task &task)
{
    const double seconds = task.context.value("review_timeout"_L1).toDouble();
    if (seconds < 1)
        return {};
    return milliseconds(static_cast<qint64>(std::min(seconds, 7 * 86'400.0) * 1000));
}

QJsonObject readableArguments(const Step &step, const QList<Step> &steps)
{
    const QJsonObject arguments = step.input.value("arguments"_L1).toObject();
    // All of them may come from an earlier step.
    const QJsonValue read = readable(arguments, steps);
    return read.isObject() ? read.toObject() : QJsonObject{{u"arguments"_s, read}};
}

bool isSentBack(const Approval &approval, const QList<Step> &ofTask)
{
    return approval.tool == reviewTool && approval.state == ApprovalState::Rejected &&
           std::ranges::find(ofTask, approval.step, &Step::id) == ofTask.end();
}

QString inWords(const QList<Step> &steps)
{
    QStringList lines;
    for (const Step &step : steps)
        lines.append(lineOf(step, lines.size() + 1, steps));
    return lines.join(u'\n');
}

PlanReview reviewOf(const Task &task, const QList<Approval> &approvals)
{
    PlanReview review{.task = task.id, .query = task.query};
    for (auto it = approvals.rbegin(); it != approvals.rend(); ++it) {
        if (it->tool != reviewTool)
            continue;
        ++review.version;
        review.approval = it->id;
        review.plan = it->arguments.value("plan"_L1).toString();
        review.state = it->state == ApprovalState::Pending    ? ReviewState::Reviewing
                       : it->state == ApprovalState::Approved ? ReviewState::Approved
                                                              : ReviewState::Planning;
        review.rounds.append({.role = u"assistant"_s, .message = review.plan, .at = it->requestedAt});
        if (it->state != ApprovalState::Pending && !it->feedback.isEmpty())
            review.rounds.append({.role = u"user"_s, .message = it->feedback, .at = it->decidedAt});
    }
    return review;
}

} // namespace core

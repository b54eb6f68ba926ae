// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelfailure.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QLatin1StringView failureKey = "failure"_L1;
constexpr QLatin1StringView pauseKey = "retry_after_ms"_L1;

QString failureWord(ErrorCode code)
{
    if (code == ErrorCode::RateLimited)
        return u"busy"_s;
    return code == ErrorCode::Timeout ? u"late"_s : u"failed"_s;
}

ErrorCode codeOfFailure(const QString &word)
{
    if (word == "busy"_L1)
        return ErrorCode::RateLimited;
    return word == "late"_L1 ? ErrorCode::Timeout : ErrorCode::Unavailable;
}

} // namespace

QJsonObject keptFailure(const Error &error)
{
    QJsonObject output{{failureKey, failureWord(error.code)}};
    if (error.retryAfter.count() > 0)
        output.insert(pauseKey, qint64{error.retryAfter.count()});
    return output;
}

std::optional<Error> modelFailureIn(const QList<Step> &steps)
{
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const QString word = step->output.value(failureKey).toString();
        if (step->state != StepState::Failed || word.isEmpty() ||
            (step->kind != StepKind::Model && step->kind != StepKind::Plan))
            continue;
        Error error = failure(codeOfFailure(word), step->error);
        error.retryAfter = milliseconds(step->output.value(pauseKey).toInteger());
        return error;
    }
    return std::nullopt;
}

} // namespace core

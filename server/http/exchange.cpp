// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/exchange.h"

#include "server/http/httpstatus.h"

#include <algorithm>

namespace server {

Step Exchange::refuse(const core::Error &error)
{
    return refuse(error, statusOf(error.code));
}

Step Exchange::refuse(const core::Error &error, int status)
{
    const bool shaped = surface != nullptr && surface->shapeError;
    response = shaped ? surface->shapeError(error, status, request) : plainError(error, status, request);
    if (error.retryAfter.count() > 0) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retryAfter).count();
        response.addHeader("Retry-After", QByteArray::number(qint64(seconds)));
    }
    return Step::Answered;
}

Step Exchange::answer(Response answer)
{
    response = std::move(answer);
    return Step::Answered;
}

void Exchange::reset()
{
    request = Request{};
    response = Response{};
    request.file.reset();
    route = nullptr;
    surface = nullptr;
    captures.clear();
    fixedLines.resize(0);
    late.reset();
    execution.reset();
    parsed.reset();
    headOnly = false;
    answered = false;
    isCounted = false;
    showedKey = false;
}

QString sentenceOf(const core::Error &error)
{
    const auto pause = std::chrono::ceil<std::chrono::seconds>(error.retryAfter);
    if (error.code != core::ErrorCode::RateLimited || pause.count() <= 0 ||
        error.text.contains(QLatin1StringView("again")))
        return error.text;
    const QString end = QLatin1StringView(error.text.endsWith(u'.') ? "" : ".");
    return error.text + end + QStringLiteral(" Try again in %1 s.").arg(pause.count());
}

Response plainError(const core::Error &error, int status, const Request &)
{
    return Response::json(status, QJsonObject{{QStringLiteral("error"), sentenceOf(error)}});
}

} // namespace server

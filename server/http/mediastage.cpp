// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/mediastage.h"

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isCalledJson(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return isSameWord((end < 0 ? contentType : contentType.first(end)).trimmed(), "application/json");
}

Step refuseMedia(Exchange &exchange, const QString &text)
{
    return exchange.refuse(core::failure(core::ErrorCode::InvalidArgument, text), 415);
}

} // namespace

Step MediaStage::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (!request.head.chunked && request.head.contentLength == 0)
        return Step::Continue;
    const QByteArrayView coding = request.header("content-encoding");
    if (!coding.isEmpty() && !isSameWord(coding, "identity")) {
        const QString text =
            u"Bodies are not read with Content-Encoding: %1. Send the body as it is, without one."_s;
        refuseMedia(exchange, text.arg(QString::fromLatin1(coding)));
        exchange.response.addHeader("Accept-Encoding", "identity");
        return Step::Answered;
    }
    const bool wantsJson = request.endpoint->body.kind == BodyShape::Kind::Json;
    if (exchange.showedKey || !wantsJson || isCalledJson(request.header("content-type")))
        return Step::Continue;
    return refuseMedia(
        exchange, u"Without a key, a body must be JSON that says so: send Content-Type: application/json."_s);
}

} // namespace server

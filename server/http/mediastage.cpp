// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/mediastage.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

bool isCalledJson(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return isSameWord((end < 0 ? contentType : contentType.first(end)).trimmed(), "application/json");
}

// What a page of another site may send without being asked for leave: a text, a form, and what says nothing
// of itself.
bool mayComeFromForm(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    const QByteArrayView essence = (end < 0 ? contentType : contentType.first(end)).trimmed();
    const bool isOneType = essence.count('/') == 1 && !essence.contains(',') && !essence.contains(' ');
    static constexpr QByteArrayView forms[] = {"text/plain", "multipart/form-data",
                                               "application/x-www-form-urlencoded"};
    return !isOneType ||
           std::ranges::any_of(forms, [essence](QByteArrayView form) { return isSameWord(essence, form); });
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
    const QByteArrayView type = request.header("content-type");
    if (exchange.showedKey || isCalledJson(type))
        return Step::Continue;
    const BodyShape::Kind wanted = request.endpoint->body.kind;
    if (wanted == BodyShape::Kind::Json)
        return refuseMedia(
            exchange,
            u"Without a key, a body must be JSON that says so: send Content-Type: application/json."_s);
    // Who is asked for nothing has no more rights than any stranger has.
    if (!request.endpoint->access.isOpen() && mayComeFromForm(type))
        return refuseMedia(exchange, wanted == BodyShape::Kind::File
                                         ? u"Without a key, no form is taken: send a key with it."_s
                                         : u"Without a key, a body must say what it is: send Content-Type: "
                                           "application/json, or application/yaml."_s);
    return Step::Continue;
}

} // namespace server

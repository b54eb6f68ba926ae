// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/repeatedrequests.h"

#include "server/http/log.h"

#include <algorithm>
#include <utility>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestKey = 255;
constexpr qsizetype largestReply = 1024 * 1024;

bool answersOnce(const Endpoint &row)
{
    return std::holds_alternative<AnswerNow>(row.handler) || std::holds_alternative<AnswerLater>(row.handler);
}

bool isPrintable(QByteArrayView key)
{
    return std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

core::StoredReply toStored(const Response &response, core::Scopes scopes)
{
    QByteArray lines;
    for (const Header &header : response.headers)
        lines.append(header.name).append(": ").append(header.value).append('\n');
    return {.status = response.status,
            .contentType = response.contentType,
            .headers = lines,
            .body = response.body,
            .scopes = scopes};
}

Response repeated(const core::StoredReply &stored, const QByteArray &key)
{
    Response response{.status = stored.status, .contentType = stored.contentType, .body = stored.body};
    for (const QByteArray &line : stored.headers.split('\n')) {
        if (const qsizetype colon = line.indexOf(": "); colon > 0)
            response.addHeader(line.first(colon), line.sliced(colon + 2));
    }
    response.addHeader("X-Idempotency-Cached", "true");
    response.addHeader("X-Idempotency-Key", key);
    return response;
}

// All that decides what is carried out: the caller, the address, the headers that the row reads, and the
// body.
QByteArray hashOf(const Request &request, const QByteArray &key)
{
    const QByteArray user = request.principal.user.toUtf8();
    const QByteArray body = request.file ? request.file->digest() : request.body;
    QList<QByteArrayView> parts{key, user, request.head.path};
    if (!request.head.query.isEmpty())
        parts.append(request.head.query);
    QList<QByteArray> names; // kept while the parts look at them
    for (const Field &field : request.endpoint->headers) {
        const QByteArray name = field.name.toLatin1();
        const QByteArrayView value = request.header(name);
        if (value.isEmpty() || name.compare("Idempotency-Key", Qt::CaseInsensitive) == 0)
            continue;
        names.append(name); // its bytes stay where they are when the list grows
        parts << names.last() << value;
    }
    parts.append(body);
    return core::ReplyService::hashOf(parts);
}

// What a key or an account may no longer do, it is not told again either; and it is not done twice.
std::optional<core::Error> refusalFor(core::Scopes then, core::Scopes now)
{
    if ((then & ~now) == core::Scopes())
        return std::nullopt;
    return core::failure(
        core::ErrorCode::Forbidden,
        u"The first request with this Idempotency-Key was allowed more than this one, so its "
        "answer is not told again. Nothing was carried out a second time."_s);
}

bool isKept(const core::Result<Response> &result)
{
    return result && result->status >= 200 && result->status < 300 && result->body.size() <= largestReply;
}

} // namespace

RepeatedRequests::Turn RepeatedRequests::enter(Exchange &exchange)
{
    const Request &request = exchange.request;
    if (m_replies == nullptr || request.method != Method::Post) [[likely]]
        return Turn::Free;
    if (!request.head.hasHeader("idempotency-key"))
        return Turn::Free;
    const QByteArray key = request.header("idempotency-key").trimmed().toByteArray();
    const Endpoint &row = *request.endpoint;
    if (request.principal.user.isEmpty() || row.repeats == Repeats::CarriedOut || !answersOnce(row) ||
        request.wantsEventStream())
        return Turn::Free;
    if (key.isEmpty() || key.size() > longestKey || !isPrintable(key)) {
        const QString text = u"Idempotency-Key must be 1 to 255 printable characters without spaces"_s;
        return refuse(exchange, core::invalid(u"Idempotency-Key"_s, text));
    }
    exchange.execution = std::make_shared<Execution>(
        Execution{.hash = hashOf(request, key), .key = key, .scopes = request.principal.scopes});
    if (const auto same = m_underWay.constFind(exchange.execution->hash); same != m_underWay.constEnd()) {
        const auto refusal = refusalFor((*same)->scopes, request.principal.scopes);
        return refusal ? refuse(exchange, *refusal) : Turn::Waits;
    }
    const auto stored = m_replies->find(exchange.execution->hash);
    if (!stored)
        return refuse(exchange, stored.error());
    return *stored ? again(exchange, **stored, key) : Turn::First;
}

RepeatedRequests::Turn RepeatedRequests::again(Exchange &exchange, const core::StoredReply &stored,
                                               const QByteArray &key)
{
    exchange.execution.reset();
    if (const auto refusal = refusalFor(stored.scopes, exchange.request.principal.scopes))
        return refuse(exchange, *refusal);
    if (stored.status != 0) {
        exchange.answer(repeated(stored, key));
        return Turn::Answered;
    }
    const QString text =
        u"The first request with this Idempotency-Key was cut off, and it may have been carried out. "
        "Look whether it was, and if not, send it with another key."_s;
    return refuse(exchange, core::failure(core::ErrorCode::Conflict, text));
}

RepeatedRequests::Turn RepeatedRequests::refuse(Exchange &exchange, const core::Error &error)
{
    exchange.execution.reset();
    exchange.refuse(error);
    return Turn::Answered;
}

void RepeatedRequests::wait(const Execution &same, LateReply reply)
{
    m_underWay.value(same.hash)->waiting.push_back(std::move(reply));
}

core::Result<void> RepeatedRequests::begin(const std::shared_ptr<Execution> &execution)
{
    TRY(m_replies->begin(execution->hash, execution->scopes));
    execution->isBegun = true;
    m_underWay.insert(execution->hash, execution);
    return {};
}

// What could not be kept was still carried out, and its answer stands.
void RepeatedRequests::finish(Execution &execution, const core::Result<Response> &result)
{
    m_underWay.remove(execution.hash);
    core::Result<void> kept;
    if (isKept(result))
        kept = m_replies->put(execution.hash, toStored(*result, execution.scopes));
    else if (execution.isBegun)
        kept = m_replies->forget(execution.hash);
    if (!kept)
        qCWarning(logServer).noquote() << "An answer could not be kept. detail=" << kept.error().detail;
    for (const LateReply &waiting : std::exchange(execution.waiting, {}))
        waiting.answer(isKept(result) ? repeated(toStored(*result, execution.scopes), execution.key)
                                      : result);
}

} // namespace server

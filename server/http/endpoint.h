// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/access/principal.h"
#include "core/base/result.h"
#include "server/http/eventstream.h"
#include "server/http/field.h"
#include "server/http/latereply.h"
#include "server/http/ratelimit.h"
#include "server/http/request.h"
#include "server/http/response.h"
#include "server/http/websocket.h"

#include <QJsonValue>

#include <chrono>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace server {

// Who may call: anybody, anybody with a valid key, or a key with a scope. A row names it as
// .access = core::Scope::TasksRead, or Access::open(), or Access::known().
class Access
{
public:
    constexpr Access() = default;
    constexpr Access(core::Scope scope)
        : m_kind(Kind::Scoped)
        , m_scope(scope)
    {
    }

    static constexpr Access open() { return Access(Kind::Open); }
    static constexpr Access known() { return Access(Kind::Known); }

    constexpr bool isOpen() const { return m_kind == Kind::Open; }
    constexpr std::optional<core::Scope> scope() const
    {
        return m_kind == Kind::Scoped ? std::optional(m_scope) : std::nullopt;
    }

private:
    enum class Kind { Open, Known, Scoped };
    constexpr explicit Access(Kind kind)
        : m_kind(kind)
    {
    }

    Kind m_kind = Kind::Known;
    core::Scope m_scope = core::Scope::TasksRead;
};

// The four ways to answer. Each is a function that a row names; an Error becomes an answer in the
// surface's shape.
//   AnswerNow    returns the answer.
//   AnswerLater  answers through its LateReply, once, from the backend thread, at any time.
//   OpenStream   checks, and lets events follow over the EventStream that is opened when it returns.
//   OpenSocket   checks, and returns what is to be done with the WebSocket once that is open.
using AnswerNow = std::function<core::Result<Response>(const Request &)>;
using AnswerLater = std::function<void(const Request &, LateReply)>;
using OpenStream = std::function<core::Result<void>(const Request &, EventStream &)>;
using SocketOpened = std::function<void(WebSocket &)>;
using OpenSocket = std::function<core::Result<SocketOpened>(const Request &)>;
using Handler = std::variant<std::monostate, AnswerNow, AnswerLater, OpenStream, OpenSocket>;

// An answer that a caller can expect; for the documentation. Its schema comes from the fields, or from the
// example where there are none. A text as example is a body that is no JSON.
struct ReplyNote
{
    int status = 200;
    QString summary = {};
    QJsonValue example = {};
    std::vector<Field> fields = {};
    QString mediaType = {};          // "application/json", or "text/plain" for a text, when empty
    std::vector<Field> headers = {}; // of the answer; Required: it always has them
};

// A header that an answer always has: .headers = {sentHeader(u"Location"_s, u"Where it is"_s)}.
inline Field sentHeader(QString name, QString summary)
{
    return {.name = std::move(name), .presence = Presence::Required, .summary = std::move(summary)};
}

// Where a key may stand. A browser's EventSource and WebSocket cannot send headers.
enum class Credentials { InHeaders, InHeadersOrQuery };
enum class Counted { No, Yes };
// Whether the row serves programs that send no credentials where access.anonymous names its surface.
// NotEvenBypassed asks under the development bypass as well: who gets in by what it makes would do so after
// the bypass is off.
enum class Keyless { AsSet, Never, NotEvenBypassed };
// Whether a part of the path may hold a slash, written "%2F".
enum class EncodedSlash { Refused, Allowed };

// What a POST with an Idempotency-Key means that comes again: the stored answer, or, for answers that must
// not be stored because there is a secret in them, one more execution.
enum class Repeats { Answered, CarriedOut };

// One row of a surface's table. Routing, 404 against 405, keys, scopes, validation, rate limits, labels of
// metrics and the OpenAPI document all read it, and nothing else.
struct Endpoint
{
    Method method = Method::Get;
    QByteArray path = {}; // "/api/v1/tasks/{id}"
    Access access = {};
    BodyShape body = {};
    Handler handler = {};
    QString summary = {};               // a few words, for the documentation
    QString description = {};           // the sentences that the words leave out, in Markdown
    std::vector<Field> parameters = {}; // checks for "{id}"; parts without a row are taken as they are
    std::vector<Field> query = {};
    std::vector<Field> headers = {}; // for the documentation; the handler checks what it reads
    std::vector<ReplyNote> replies = {};
    Counted counted = Counted::No;       // by the limit of its surface
    std::optional<RateLimit> limit = {}; // its own, in place of the surface's; then it counts
    Repeats repeats = Repeats::Answered;
    EncodedSlash encodedSlash = EncodedSlash::Refused;
    Credentials credentials = Credentials::InHeaders;
    Keyless keyless = Keyless::AsSet;
    QStringList alsoOf = {}; // surfaces whose contracts have this row too, open to those whom they serve
    qint64 bodyLimit = 0;    // 0: by the size of the body's shape
    std::chrono::milliseconds deadline{0}; // for the answer; 0: the server's usual one
};

} // namespace server

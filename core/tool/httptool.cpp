// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httptool.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"
#include "core/tool/actionwords.h"
#include "core/tool/httpfetchrun.h"

#include <QUrlQuery>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr milliseconds usualTimeout{10'000};
constexpr qsizetype longestVariable = 256;  // the name of one
constexpr qsizetype mostFilled = 64 * 1024; // of what stands in a header; behind it no variable is replaced

QJsonObject objectSchema(const QString &description)
{
    return {{u"type"_s, u"object"_s}, {u"description"_s, description}};
}

bool maySendBody(const QString &method)
{
    return method == u"POST" || method == u"PUT" || method == u"PATCH" || method == u"DELETE";
}

bool mayRepeat(const QString &method)
{
    return method != u"POST" && method != u"PATCH";
}

const QString masked = u"••••"_s;

// Whose values are credentials, even where a manifest has them in clear. A "${NAME}" stays what it is: the
// value that it stands for is not told.
bool isSecretHeader(const QString &name)
{
    static constexpr QLatin1StringView words[] = {"authorization"_L1, "cookie"_L1,   "token"_L1,    "key"_L1,
                                                  "secret"_L1,        "password"_L1, "signature"_L1};
    return std::ranges::any_of(
        words, [&name](QLatin1StringView word) { return name.contains(word, Qt::CaseInsensitive); });
}

QString textOf(const QJsonValue &value)
{
    if (value.isDouble())
        return numberText(value);
    return value.isString() ? value.toString() : toCompactText(value);
}

} // namespace

HttpTool::HttpTool(Resolver &resolver, const AddressRules &addresses, const ToolDeclaration &declaration,
                   const TextMap &environment)
    : m_resolver(resolver)
    , m_addresses(addresses)
    , m_declaration(declaration)
    , m_environment(environment)
{
    if (m_declaration.method.isEmpty())
        m_declaration.method = u"GET"_s;
}

bool HttpTool::reads() const
{
    return m_declaration.method == u"GET" || m_declaration.method == u"HEAD";
}

ToolSpec HttpTool::spec() const
{
    QJsonObject properties{
        {u"query"_s, objectSchema(u"Names and values that are added to the query of the address"_s)}};
    if (maySendBody(m_declaration.method))
        properties.insert(u"body"_s, objectSchema(u"What is sent, as JSON"_s));
    return {.name = m_declaration.name,
            .station = m_declaration.name,
            .description = QString(u"Calls "_s + m_declaration.method + u' ' + m_declaration.url +
                                   u" and returns the answer."_s),
            .parameters = {{u"type"_s, u"object"_s},
                           {u"properties"_s, properties},
                           {u"additionalProperties"_s, false}},
            .effect = reads() ? Effect::Read : Effect::Send,
            .repeat = reads() ? Repeat::Safe : Repeat::Unsafe};
}

// In one go: what a variable holds is taken as it is, also where it looks like another variable.
QString HttpTool::filled(const QString &text) const
{
    QString all;
    qsizetype at = 0;
    while (all.size() < mostFilled) {
        const qsizetype begin = text.indexOf(u"${"_s, at);
        if (begin < 0)
            break;
        const QString behind = text.mid(begin + 2, longestVariable + 1);
        const qsizetype length = behind.indexOf(u'}');
        const auto variable =
            length < 0 ? m_environment.constEnd() : m_environment.constFind(behind.first(length));
        const bool isKnown = variable != m_environment.constEnd();
        all += QStringView(text).sliced(at, begin - at);
        all += isKnown ? *variable : u"${"_s;
        at = begin + 2 + (isKnown ? length + 1 : 0);
    }
    return all + QStringView(text).sliced(at);
}

QUrl HttpTool::urlFor(const QJsonObject &arguments) const
{
    QUrl url(m_declaration.url);
    const QJsonObject added = arguments.value("query"_L1).toObject();
    if (added.isEmpty())
        return url;
    QUrlQuery query(url);
    for (auto item = added.begin(); item != added.end(); ++item)
        query.addQueryItem(QString::fromLatin1(QUrl::toPercentEncoding(item.key())),
                           QString::fromLatin1(QUrl::toPercentEncoding(textOf(item.value()))));
    url.setQuery(query);
    return url;
}

QList<std::pair<QByteArray, QByteArray>> HttpTool::headers() const
{
    QList<std::pair<QByteArray, QByteArray>> headers;
    for (auto header = m_declaration.headers.begin(); header != m_declaration.headers.end(); ++header)
        headers.append({header.key().toUtf8(), filled(header.value()).toUtf8()});
    switch (m_declaration.auth) {
    case ToolAuth::Bearer:
        headers.append({"Authorization", "Bearer " + filled(m_declaration.token).toUtf8()});
        break;
    case ToolAuth::ApiKey:
        headers.append({"X-API-Key", filled(m_declaration.apiKey).toUtf8()});
        break;
    case ToolAuth::Basic: {
        const QString user =
            filled(m_declaration.apiKey.isEmpty() ? m_declaration.token : m_declaration.apiKey);
        const QString pair = user + u':' + filled(m_declaration.secret);
        headers.append({"Authorization", "Basic " + pair.toUtf8().toBase64()});
        break;
    }
    case ToolAuth::None:
        break;
    }
    return headers;
}

std::unique_ptr<ToolRun> HttpTool::start(const QJsonObject &arguments, const ToolContext &context)
{
    FetchOptions options{.addresses = m_addresses,
                         .mostRedirects = 0,
                         .timeLimit =
                             m_declaration.timeout > milliseconds{0} ? m_declaration.timeout : usualTimeout};
    if (context.timeLimit != ToolContext().timeLimit) // the agent's own
        options.timeLimit = std::min(options.timeLimit, context.timeLimit);
    options.method = m_declaration.method.toLatin1();
    options.headers = headers();
    options.repeat = spec().repeat;
    if (mayRepeat(m_declaration.method)) {
        options.retries = m_declaration.retryAttempts;
        options.retryDelay = m_declaration.retryDelay;
    }
    if (maySendBody(m_declaration.method) && arguments.contains("body"_L1)) {
        options.content = toBytes(arguments.value("body"_L1).toObject());
        options.headers.emplaceBack(QByteArray("Content-Type"), QByteArray("application/json"));
    }
    const auto body =
        m_declaration.method == u"HEAD" ? HttpReplyParser::Body::None : HttpReplyParser::Body::Expected;
    return std::make_unique<HttpFetchRun>(m_resolver, options, urlFor(arguments).toString(QUrl::FullyEncoded),
                                          body);
}

// The address is its author's; what is added to it is the agent's.
QString HttpTool::carriesTo(const QJsonObject &arguments, const QString &) const
{
    if (!reads() || arguments.value("query"_L1).toObject().isEmpty())
        return {};
    return QUrl(m_declaration.url).host().toLower();
}

QString HttpTool::title(const QJsonObject &arguments) const
{
    QJsonObject values = arguments.value("body"_L1).toObject();
    const QJsonObject query = arguments.value("query"_L1).toObject();
    for (auto it = query.begin(); it != query.end(); ++it)
        values.insert(values.contains(it.key()) ? QString(u"query_"_s + it.key()) : it.key(), it.value());
    const QUrl url =
        QUrl(m_declaration.url)
            .adjusted(QUrl::RemoveScheme | QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return actionInWords(m_declaration.name, values) + u" → "_s + m_declaration.method + u' ' +
           shortenedWithin(url.toDisplayString().mid(2), 100);
}

// Of headers their names are told, and what of their values stands in the manifest itself.
ActionPreview HttpTool::preview(const QJsonObject &arguments, const ToolContext &) const
{
    RequestPreview request{.method = m_declaration.method,
                           .address = urlFor(arguments).toString(QUrl::FullyEncoded)};
    for (auto header = m_declaration.headers.begin(); header != m_declaration.headers.end(); ++header)
        request.headers.append({header.key(), isSecretHeader(header.key()) ? masked : header.value()});
    if (m_declaration.auth == ToolAuth::Bearer || m_declaration.auth == ToolAuth::Basic)
        request.headers.append(
            {u"Authorization"_s,
             (m_declaration.auth == ToolAuth::Bearer ? u"Bearer "_s : u"Basic "_s) + masked});
    else if (m_declaration.auth == ToolAuth::ApiKey)
        request.headers.append({u"X-API-Key"_s, masked});
    request.hasBody = maySendBody(m_declaration.method) && arguments.contains("body"_L1);
    if (request.hasBody) {
        request.body = arguments.value("body"_L1).toObject();
        request.headers.append({u"Content-Type"_s, u"application/json"_s});
    }
    return {.request = request};
}

} // namespace core

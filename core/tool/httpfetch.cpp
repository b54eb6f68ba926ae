// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpfetch.h"

#include "core/tool/actionwords.h"
#include "core/tool/httpfetchrun.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

ToolSpec HttpFetch::spec() const
{
    const QJsonObject url{{u"type"_s, u"string"_s},
                          {u"minLength"_s, 1},
                          {u"maxLength"_s, 4096},
                          {u"description"_s, u"A full address such as https://example.org/page"_s}};
    const QJsonObject method{{u"type"_s, u"string"_s},
                             {u"enum"_s, QJsonArray{u"GET"_s, u"HEAD"_s}},
                             {u"description"_s, u"GET (the default), or HEAD for the status alone"_s}};
    return {.name = u"http_fetch"_s,
            .station = u"Fetch"_s,
            .description = u"Fetches a public web page or a text and returns it as readable text."_s,
            .parameters = {{u"type"_s, u"object"_s},
                           {u"properties"_s, QJsonObject{{u"url"_s, url}, {u"method"_s, method}}},
                           {u"required"_s, QJsonArray{u"url"_s}},
                           {u"additionalProperties"_s, false}},
            .effect = Effect::Read,
            .repeat = Repeat::Safe};
}

std::unique_ptr<ToolRun> HttpFetch::start(const QJsonObject &arguments, const ToolContext &context)
{
    FetchOptions options = m_options;
    options.timeLimit = std::min(options.timeLimit, context.timeLimit);
    options.mayFollow = [arguments, allows = context.allows](const QUrl &next) {
        QJsonObject others = arguments;
        others.insert(u"url"_s, next.toString(QUrl::FullyEncoded));
        return allows && allows(others);
    };
    const auto body = arguments[u"method"].toString() == u"HEAD" ? HttpReplyParser::Body::None
                                                                 : HttpReplyParser::Body::Expected;
    return std::make_unique<HttpFetchRun>(m_resolver, options, arguments[u"url"].toString(), body);
}

// An address that the person wrote says nothing new; any other one may, also one that is a part of it.
QString HttpFetch::carriesTo(const QJsonObject &arguments, const QString &asked) const
{
    const QString address = arguments[u"url"].toString();
    const auto url = normalUrl(address);
    if (!url)
        return address;
    return isWrittenIn(asked, *url) ? QString() : url->host(QUrl::FullyEncoded);
}

Result<QJsonObject> HttpFetch::normalized(const QJsonObject &arguments) const
{
    QJsonObject normal = arguments;
    normal.insert(u"url"_s, TRY(normalUrl(arguments[u"url"].toString())).toString(QUrl::FullyEncoded));
    return normal;
}

QString HttpFetch::title(const QJsonObject &arguments) const
{
    return u"Fetch "_s + shortenedWithin(arguments[u"url"].toString(), 200);
}

ActionPreview HttpFetch::preview(const QJsonObject &arguments, const ToolContext &) const
{
    return {.request = RequestPreview{.method = arguments[u"method"].toString(u"GET"_s),
                                      .address = arguments[u"url"].toString()}};
}

} // namespace core

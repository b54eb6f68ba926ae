// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/httpfetch.h"

#include "core/tool/actionwords.h"
#include "core/tool/httpfetchrun.h"

#include <QJsonArray>
#include <QUrl>

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
    const auto body = arguments[u"method"].toString() == u"HEAD" ? HttpReplyParser::Body::None
                                                                 : HttpReplyParser::Body::Expected;
    return std::make_unique<HttpFetchRun>(m_resolver, options, arguments[u"url"].toString(), body);
}

// An address that the person wrote says nothing new; any part of another one may.
QString HttpFetch::carriesTo(const QJsonObject &arguments, const QString &asked) const
{
    const QString address = arguments[u"url"].toString().trimmed();
    const qsizetype scheme = address.indexOf("://"_L1);
    if (asked.contains(scheme < 0 ? address : address.sliced(scheme + 3)))
        return {};
    const QString host = QUrl(address).host().toLower();
    return host.isEmpty() ? address : host;
}

QString HttpFetch::title(const QJsonObject &arguments) const
{
    return u"Fetch "_s + shortenedWithin(arguments[u"url"].toString(), 200);
}

} // namespace core

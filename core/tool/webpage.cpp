// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/webpage.h"

#include "core/base/charset.h"
#include "core/base/text.h"
#include "core/tool/htmltext.h"

#include <QLocale>
#include <QStringDecoder>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPage = 200'000;
constexpr qsizetype longestTitle = 300;

struct ContentType
{
    QByteArray name = {};
    QByteArray charset = {};
};

ContentType contentTypeOf(const HttpReply &reply)
{
    const QByteArray given = reply.header("content-type").toLower();
    return {.name = given.split(';').first().trimmed(), .charset = charsetOfType(given)};
}

bool isHtml(const ContentType &type)
{
    return type.name == "text/html" || type.name == "application/xhtml+xml";
}

bool isText(const ContentType &type)
{
    static const QList<QByteArray> others{"application/json",
                                          "application/xml",
                                          "application/javascript",
                                          "application/x-yaml",
                                          "application/yaml",
                                          "application/x-ndjson",
                                          ""};
    return type.name.startsWith("text/") || type.name.endsWith("+json") || type.name.endsWith("+xml") ||
           others.contains(type.name);
}

// A page that names no charset, or a wrong one, is read all the same: as UTF-8, and where it is none as
// Latin-1.
QString decoded(const QByteArray &bytes, const ContentType &type)
{
    const auto kind = isHtml(type) ? TextKind::Html : TextKind::Plain;
    if (const auto text = decodedText(bytes, type.charset, kind))
        return *text;
    if (const auto text = decodedText(bytes, {}, TextKind::Plain))
        return *text;
    QStringDecoder named = decoderFor(type.charset);
    const bool isNamed = !type.charset.isEmpty() && named.isValid();
    return isNamed ? QString(named(bytes)) : QString::fromLatin1(bytes);
}

Result<void> checkIsText(const HttpReply &reply, const ContentType &type)
{
    const QByteArray encoding = reply.header("content-encoding").toLower();
    if (!encoding.isEmpty() && encoding != "identity")
        return failure(ErrorCode::Unsupported,
                       u"The page is packed (%1), although it was not asked to be, so it is not read."_s.arg(
                           shortened(QString::fromLatin1(encoding), 40)));
    const bool isWide =
        charsetOfStart(reply.body, TextKind::Plain).startsWith("utf-") || type.charset.startsWith("utf-");
    if (!isText(type) || (reply.body.contains('\0') && !isWide)) {
        const QString name =
            type.name.isEmpty() ? u"binary"_s : shortened(QString::fromLatin1(type.name), 80);
        return failure(ErrorCode::Unsupported,
                       u"The address holds %1, which is no text that can be read."_s.arg(name));
    }
    return {};
}

QString cut(const QString &text)
{
    if (text.size() <= longestPage)
        return text;
    const bool inPair = text[longestPage - 1].isHighSurrogate();
    return text.first(longestPage - (inPair ? 1 : 0));
}

} // namespace

Result<QJsonObject> webPage(const QUrl &url, const HttpReply &reply, HttpReplyParser::Body body)
{
    const ContentType type = contentTypeOf(reply);
    HtmlText page;
    if (body == HttpReplyParser::Body::Expected && !reply.body.isEmpty()) {
        TRY(checkIsText(reply, type));
        page.text = decoded(reply.body, type);
        if (isHtml(type))
            page = readableText(page.text);
    }
    const QString text = cut(page.text);
    const QString size =
        QLocale::c().formattedDataSize(reply.body.size(), 1, QLocale::DataSizeTraditionalFormat);
    const QString place = shortened(QString(url.host() + url.path()), 120);
    return QJsonObject{{u"url"_s, url.toString(QUrl::FullyEncoded)},
                       {u"status"_s, reply.status},
                       {u"content_type"_s, QString::fromLatin1(type.name)},
                       {u"title"_s, shortened(page.title, longestTitle)},
                       {u"text"_s, text},
                       {u"bytes"_s, reply.body.size()},
                       {u"truncated"_s, text.size() < page.text.size()},
                       {u"summary"_s, u"Fetched %1 (%2, status %3)"_s.arg(place, size).arg(reply.status)}};
}

} // namespace core

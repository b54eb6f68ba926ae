// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/fields.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

Field taskIdParameter()
{
    return identifierField(u"id"_s, u"Invalid task ID format"_s, u"The task's id"_s);
}

Field limitField(int most)
{
    return {.name = u"limit"_s,
            .type = FieldType::Integer,
            .minimum = 1,
            .maximum = static_cast<double>(most),
            .refusal = u"Invalid limit parameter"_s};
}

Field offsetField()
{
    return {.name = u"offset"_s,
            .type = FieldType::Integer,
            .minimum = 0,
            .maximum = 1e9,
            .refusal = u"Invalid offset parameter"_s};
}

int numberOr(const Request &request, QStringView name, const NumberRange &range)
{
    bool isNumber = false;
    const int given = request.query(name).value_or(QString()).toInt(&isNumber);
    return isNumber && given >= range.least && given <= range.most ? given : range.usual;
}

int placeOr(const Request &request, QStringView name, const NumberRange &range)
{
    const QString given = request.query(name).value_or(QString()).trimmed();
    const bool isWhole =
        !given.isEmpty() && std::ranges::all_of(given, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool fits = false;
    const qint64 place = given.toLongLong(&fits);
    return isWhole && (!fits || place > range.most) ? range.most : numberOr(request, name, range);
}

Field identifierField(const QString &name, const QString &refusal, const QString &summary)
{
    return {.name = name,
            .check = [](QStringView text) { return core::isIdentifier(text); },
            .refusal = refusal,
            .summary = summary};
}

// The handler takes what it can read; the field is for the documentation.
BodyShape reasonBody()
{
    BodyShape body = rawBody();
    body.size = BodyShape::Size::Small;
    body.presence = Presence::Optional;
    body.fields = {{.name = u"reason"_s, .summary = u"Kept with it, and told to everybody who follows it"_s}};
    return body;
}

QString reasonOf(const Request &request)
{
    const auto json = core::parseObject(request.body);
    return json ? json->value(u"reason"_s).toString() : QString();
}

} // namespace server::shannon

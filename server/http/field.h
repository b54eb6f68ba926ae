// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace server {

// Nothing is for what a contract has and is not offered here: only null and false pass, which ask for
// nothing.
enum class FieldType { Text, Integer, Number, Boolean, Object, List, TextList, Any, Nothing };
enum class Presence { Optional, Required };
enum class Letters { AsGiven, AnyCase };
// Whether an answer says null where it has nothing to say. What a request leaves out may always be null.
enum class Null { Never, Possible };

// One field of a JSON body, of a query or of a path, as a row of a table: what it must be, and the words
// in which anything else is refused. null counts as absent, as does a blank text for a required field.
// The same rows write the OpenAPI document.
struct Field
{
    QString name = {};
    FieldType type = FieldType::Text;
    Presence presence = Presence::Optional;
    Null null = Null::Never;            // of an answer
    std::optional<double> minimum = {}; // of a number, a text's characters, an object's or a list's elements
    std::optional<double> maximum = {};
    QStringList allowed = {};                    // the only values a text may have, unless empty
    Letters letters = Letters::AsGiven;          // AnyCase also lets blanks around the value pass
    std::function<bool(QStringView)> check = {}; // a text that this does not like is refused
    QString refusal = {};           // said of a wrong value; "%1" is the value; composed when empty
    QString missing = {};           // said when a required field is absent; composed when empty
    QString summary = {};           // for the documentation
    std::vector<Field> fields = {}; // of an Object, or of each Object in a List
    QJsonValue example = {};        // for the documentation
};

enum class Unknown { Ignored, Refused };

// What the body of a request must be.
struct BodyShape
{
    enum class Kind { None, Json, Raw, File };
    // Small: what people write into forms, a quarter of a megabyte at most. Large: as much as http.body_size
    // allows. A row may say a number of its own, Endpoint::bodyLimit.
    enum class Size { Small, Large };

    Kind kind = Kind::None;
    Size size = Size::Large;
    std::vector<Field> fields = {};
    Unknown unknown = Unknown::Ignored;
    Presence presence = Presence::Required; // an Optional body may be empty, and then is {}
    QString mediaType = {};  // of a Raw or File body, for the documentation; its fields are for that alone
    QString refusal = {};    // said of what is no JSON object; "%1" is the reason; composed when empty
    QJsonValue example = {}; // for the documentation; put together from those of the fields when null
};

// .body = jsonBody({{.name = u"query"_s, .presence = Presence::Required}, …})
inline BodyShape jsonBody(std::vector<Field> fields)
{
    return BodyShape{
        .kind = BodyShape::Kind::Json, .size = BodyShape::Size::Small, .fields = std::move(fields)};
}

// The same where people or programs send whole texts, histories or code.
inline BodyShape largeJsonBody(std::vector<Field> fields)
{
    return BodyShape{.kind = BodyShape::Kind::Json, .fields = std::move(fields)};
}

// A body that may be large, which the handler finds in the file Request::file.
inline BodyShape fileBody()
{
    return BodyShape{.kind = BodyShape::Kind::File};
}

// A body that the handler reads itself, from Request::body.
inline BodyShape rawBody()
{
    return BodyShape{.kind = BodyShape::Kind::Raw};
}

} // namespace server

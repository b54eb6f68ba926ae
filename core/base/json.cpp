// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace core {

namespace {

constexpr qsizetype mostDigits = 800; // no double has more of them

// The digits that count, without zeros before and behind them.
QByteArray digitsOf(QByteArrayView number)
{
    QByteArray digits;
    for (const char c : number) {
        if (c == 'e' || c == 'E')
            break;
        if (c >= '0' && c <= '9' && (c != '0' || !digits.isEmpty()))
            digits += c;
    }
    while (digits.endsWith('0'))
        digits.chop(1);
    return digits;
}

// Goes over the bytes of a JSON text that stand outside of its strings.
class OutsideStrings
{
public:
    explicit OutsideStrings(QByteArrayView json)
        : m_json(json)
    {
    }

    // Goes on to the next one; false at the end.
    bool next()
    {
        bool isString = false;
        while (++m_at < m_json.size()) {
            if (isString && m_json[m_at] == '\\')
                ++m_at;
            else if (m_json[m_at] == '"')
                isString = !isString;
            else if (!isString)
                return true;
        }
        return false;
    }
    qsizetype at() const { return m_at; }
    char character() const { return m_json[m_at]; }
    void skip(qsizetype bytes) { m_at += bytes; }

private:
    QByteArrayView m_json;
    qsizetype m_at = -1;
};

// The names with a value that were read; in a text, each of them stands before a colon.
qsizetype membersOf(const QJsonValue &value)
{
    qsizetype members = 0;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        members = object.size();
        for (const QJsonValue &child : object)
            members += membersOf(child);
    } else if (value.isArray()) {
        for (const QJsonValue &child : value.toArray())
            members += membersOf(child);
    }
    return members;
}

// Takes from `room` the bytes that a value needs at the least, as if no character were escaped; ends early
// where nothing is left.
void takeRoom(const QJsonValue &value, qsizetype &room)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        room -= 2;
        for (auto member = object.begin(); member != object.end() && room >= 0; ++member) {
            room -= member.key().size() + 3;
            takeRoom(member.value(), room);
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        room -= 2;
        for (auto item = array.begin(); item != array.end() && room >= 0; ++item)
            takeRoom(*item, room);
    } else {
        room -= value.isString() ? value.toString().size() + 2 : 1;
    }
}

} // namespace

QJsonValue timeOrNull(Timestamp time)
{
    return isSet(time) ? QJsonValue(toText(time)) : QJsonValue(QJsonValue::Null);
}

QByteArray toBytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray toBytes(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QString toCompactText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(toBytes(value.toObject()));
    if (value.isArray())
        return QString::fromUtf8(toBytes(value.toArray()));
    const QByteArray wrapped = toBytes(QJsonArray{value});
    return QString::fromUtf8(wrapped.sliced(1, wrapped.size() - 2));
}

bool isLargerThan(const QJsonObject &object, qsizetype bytes)
{
    qsizetype room = bytes;
    takeRoom(object, room);
    return room < 0 || toBytes(object).size() > bytes;
}

Result<QJsonObject> parseObject(const QByteArray &bytes)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    const bool isIllegalNumber = problem.error == QJsonParseError::IllegalNumber; // 1e400
    if (problem.error != QJsonParseError::NoError && !(isIllegalNumber && unkeptNumberIn(bytes)))
        return invalid(QStringLiteral("body"),
                       QStringLiteral("%1 at byte %2").arg(problem.errorString()).arg(problem.offset));
    if (const auto at = unkeptNumberIn(bytes))
        return invalid(
            QStringLiteral("body"),
            QStringLiteral("the number at byte %1 cannot be kept exactly; send it as a text").arg(*at));
    if (!document.isObject())
        return invalid(QStringLiteral("body"), QStringLiteral("a JSON object is expected"));
    if (depthOf(document.object()) > 64)
        return invalid(QStringLiteral("body"), QStringLiteral("nested deeper than 64 levels"));
    return document.object();
}

Result<QJsonObject> parseRequest(const QByteArray &bytes)
{
    const QJsonObject object = TRY(parseObject(bytes));
    if (countOutsideStrings(bytes, ":") != membersOf(object))
        return invalid(QStringLiteral("body"), QStringLiteral("a name stands twice in one object"));
    return object;
}

bool isKeptNumber(QByteArrayView text)
{
    bool isRead = false;
    (void)text.toLongLong(&isRead);
    if (isRead)
        return true;
    const double value = text.toDouble(&isRead);
    if (!isRead || !std::isfinite(value))
        return false;
    QByteArray digits = digitsOf(text);
    if (digits.isEmpty()) // nothing but zeros
        return true;
    if (value == 0 || digits.size() > mostDigits)
        return false;
    // What a double writes with as many digits is what was meant: 0.1, and 0.10000000000000001 as well. A
    // whole number must be written again as it was, since others read it as one.
    const bool isWhole = !text.contains('.') && !text.contains('e') && !text.contains('E');
    std::array<char, mostDigits + 32> written = {};
    char *const begin = written.data();
    char *const limit = begin + written.size();
    const auto end = isWhole ? std::to_chars(begin, limit, std::abs(value), std::chars_format::scientific)
                             : std::to_chars(begin, limit, std::abs(value), std::chars_format::scientific,
                                             int(digits.size()) - 1);
    return digitsOf(QByteArrayView(begin, end.ptr - begin)) == digits;
}

bool isWholeNumber(const QJsonValue &value)
{
    return value.isDouble() && value.toInteger(0) == value.toInteger(1);
}

qsizetype countOutsideStrings(QByteArrayView json, QByteArrayView characters)
{
    qsizetype count = 0;
    for (OutsideStrings outside(json); outside.next();)
        count += characters.contains(outside.character()) ? 1 : 0;
    return count;
}

std::optional<qsizetype> unkeptNumberIn(QByteArrayView json)
{
    for (OutsideStrings outside(json); outside.next();) {
        const char c = outside.character();
        if (!(c == '-' || (c >= '0' && c <= '9')))
            continue;
        qsizetype end = outside.at() + 1;
        while (end < json.size() && QByteArrayView("+-.eE0123456789").contains(json[end]))
            ++end;
        // Up to 15 characters without an exponent are always kept, and nearly all numbers are such.
        const QByteArrayView number = json.sliced(outside.at(), end - outside.at());
        const bool isShort = number.size() <= 15 && !number.contains('e') && !number.contains('E');
        if (!isShort && !isKeptNumber(number))
            return outside.at();
        outside.skip(number.size() - 1);
    }
    return {};
}

QJsonObject storedObject(const QString &text)
{
    return text.isEmpty() ? QJsonObject{} : QJsonDocument::fromJson(text.toUtf8()).object();
}

QJsonArray storedArray(const QString &text)
{
    return text.isEmpty() ? QJsonArray{} : QJsonDocument::fromJson(text.toUtf8()).array();
}

int depthOf(const QJsonValue &value)
{
    int deepest = 0;
    if (value.isObject()) {
        for (const QJsonValue &child : value.toObject())
            deepest = std::max(deepest, depthOf(child));
        return deepest + 1;
    }
    if (value.isArray()) {
        for (const QJsonValue &child : value.toArray())
            deepest = std::max(deepest, depthOf(child));
        return deepest + 1;
    }
    return 0;
}

} // namespace core

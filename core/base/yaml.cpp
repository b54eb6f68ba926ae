// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"

#include <yaml-cpp/yaml.h>

#include <QJsonArray>
#include <QJsonObject>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int maximumDepth = 64;
constexpr int maximumValues = 100'000;

// Walks the tree of yaml-cpp and counts what it makes, because an alias costs nothing there and everything
// here.
class Conversion
{
public:
    Result<QJsonValue> value(const YAML::Node &node, int depth = 0)
    {
        if (depth > maximumDepth)
            return refused(node, u"the values are nested too deeply"_s);
        if (++m_values > maximumValues)
            return refused(node, u"the document holds too many values"_s);
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            return scalar(node);
        case YAML::NodeType::Sequence:
            return sequence(node, depth);
        case YAML::NodeType::Map:
            return map(node, depth);
        case YAML::NodeType::Null:
        case YAML::NodeType::Undefined:
            break;
        }
        return QJsonValue(QJsonValue::Null);
    }

    static Error refused(const YAML::Node &node, const QString &why) { return at(node.Mark(), why); }

    static Error at(const YAML::Mark &mark, const QString &why)
    {
        QString where;
        if (!mark.is_null())
            where = u" at line %1, column %2"_s.arg(mark.line + 1).arg(mark.column + 1);
        return invalid({}, u"The YAML cannot be read%1: %2."_s.arg(where, why));
    }

private:
    Result<QJsonValue> sequence(const YAML::Node &node, int depth)
    {
        QJsonArray array;
        for (const YAML::Node &item : node)
            array.append(TRY(value(item, depth + 1)));
        return QJsonValue(array);
    }

    Result<QJsonValue> map(const YAML::Node &node, int depth)
    {
        QJsonObject object;
        for (const auto &pair : node) {
            if (!pair.first.IsScalar())
                return refused(pair.first, u"a key is not a text"_s);
            const QString key = QString::fromStdString(pair.first.Scalar());
            if (object.contains(key))
                return refused(pair.first, u"the key \"%1\" is given twice"_s.arg(key));
            object.insert(key, TRY(value(pair.second, depth + 1)));
        }
        return QJsonValue(object);
    }

    static Result<QJsonValue> scalar(const YAML::Node &node)
    {
        const QString text = QString::fromStdString(node.Scalar());
        // yaml-cpp tags a quoted scalar with "!".
        const bool isPlain = node.Tag().empty() || node.Tag() == "?";
        return isPlain ? plain(text) : QJsonValue(text);
    }

    static QJsonValue plain(const QString &text)
    {
        if (text == u"true" || text == u"True" || text == u"TRUE")
            return true;
        if (text == u"false" || text == u"False" || text == u"FALSE")
            return false;
        if (text == u"null" || text == u"Null" || text == u"NULL" || text == u"~")
            return QJsonValue::Null;
        return looksLikeNumber(text) ? number(text) : QJsonValue(text);
    }

    static QJsonValue number(const QString &text)
    {
        bool read = false;
        if (const qint64 whole = text.toLongLong(&read); read)
            return whole;
        const double real = text.toDouble(&read);
        return read ? QJsonValue(real) : QJsonValue(text);
    }

    // Keeps what toDouble() takes and YAML does not ("inf", "nan") a text.
    static bool looksLikeNumber(const QString &text)
    {
        const QChar last = text.isEmpty() ? QChar() : text.back();
        return last.isDigit() || (last == u'.' && text.size() > 1);
    }

    int m_values = 0;
};

} // namespace

Result<QJsonValue> parseYaml(const QByteArray &bytes)
{
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(bytes.toStdString());
        if (documents.size() > 1)
            return invalid({}, u"The YAML holds more than one document; give one at a time."_s);
        if (documents.empty())
            return QJsonValue(QJsonValue::Null);
        return Conversion().value(documents.front());
    } catch (const YAML::Exception &problem) {
        return Conversion::at(problem.mark, QString::fromStdString(problem.msg));
    } catch (const std::exception &problem) {
        return failure(ErrorCode::InvalidArgument, u"The YAML cannot be read."_s,
                       QString::fromUtf8(problem.what()));
    }
}

} // namespace core

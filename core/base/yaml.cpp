// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"

#include "core/base/json.h"

#include <yaml-cpp/yaml.h>

#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int maximumDepth = 64;
constexpr int maximumValues = 100'000;
constexpr qsizetype maximumText = 8 * 1024 * 1024; // letters of all values, keys and paths

QJsonValue number(const QString &text)
{
    bool read = false;
    if (const qint64 whole = text.toLongLong(&read); read)
        return whole;
    const double real = text.toDouble(&read);
    // What is too great for a number is none that toDouble() reads, and yet it was meant as one.
    static const QRegularExpression digits(u"^[-+]?[0-9]*\\.?[0-9]+(\\.|[eE][-+]?[0-9]+)?$"_s);
    if (!read && digits.match(text).hasMatch())
        return std::numeric_limits<double>::infinity();
    return read ? QJsonValue(real) : QJsonValue(text);
}

// Keeps what toDouble() takes and YAML does not ("inf", "nan") a text.
bool looksLikeNumber(const QString &text)
{
    const QChar last = text.isEmpty() ? QChar() : text.back();
    return last.isDigit() || (last == u'.' && text.size() > 1);
}

// What a scalar without quotes stands for.
QJsonValue plain(const QString &text)
{
    if (text == u"true" || text == u"True" || text == u"TRUE")
        return true;
    if (text == u"false" || text == u"False" || text == u"FALSE")
        return false;
    if (text == u"null" || text == u"Null" || text == u"NULL" || text == u"~")
        return QJsonValue::Null;
    return looksLikeNumber(text) ? number(text) : QJsonValue(text);
}

Error refusedAt(const YAML::Mark &mark, const QString &why)
{
    QString where;
    if (!mark.is_null())
        where = u" at line %1, column %2"_s.arg(mark.line + 1).arg(mark.column + 1);
    return invalid({}, u"The YAML cannot be read%1: %2."_s.arg(where, why));
}

// Walks the tree of yaml-cpp and counts what it makes, because an alias costs nothing there and everything
// here.
class Conversion
{
public:
    Conversion(YamlLines *lines, YamlSpellings *spellings)
        : m_lines(lines)
        , m_spellings(spellings)
    {
    }

    Result<QJsonValue> value(const YAML::Node &node, const QString &path, int depth = 0)
    {
        if (depth > maximumDepth)
            return refused(node, u"the values are nested too deeply"_s);
        if (++m_values > maximumValues)
            return refused(node, u"the document holds too many values"_s);
        m_text += path.size() + (node.IsScalar() ? qsizetype(node.Scalar().size()) : 0);
        if (m_text > maximumText)
            return refused(node, u"the document stands for too much text"_s);
        // The key of a value has set its line already; what an alias repeats stands where it was first.
        if (m_lines && !m_lines->contains(path))
            m_lines->insert(path, node.Mark().line + 1);
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            return scalar(node, path);
        case YAML::NodeType::Sequence:
            return sequence(node, path, depth);
        case YAML::NodeType::Map:
            return map(node, path, depth);
        case YAML::NodeType::Null:
        case YAML::NodeType::Undefined:
            break;
        }
        return QJsonValue(QJsonValue::Null);
    }

    void breakAt(const YAML::Mark &mark)
    {
        if (!m_lines)
            return;
        m_lines->clear();
        if (!mark.is_null())
            m_lines->insert({}, mark.line + 1);
    }

private:
    Result<QJsonValue> sequence(const YAML::Node &node, const QString &path, int depth)
    {
        QJsonArray array;
        for (const YAML::Node &item : node) {
            const QString inner =
                m_lines ? QString(path + u'[' + QString::number(array.size()) + u']') : QString();
            array.append(TRY(value(item, inner, depth + 1)));
        }
        return QJsonValue(array);
    }

    Result<QJsonValue> map(const YAML::Node &node, const QString &path, int depth)
    {
        QJsonObject object;
        std::optional<YAML::Node> merged;
        for (const auto &pair : node) {
            if (!pair.first.IsScalar())
                return refused(pair.first, u"a key is not a text"_s);
            if (pair.first.Scalar() == "<<" && isPlain(pair.first)) {
                if (merged)
                    return refused(pair.first, u"the key \"<<\" is given twice; give it a list"_s);
                merged.emplace(pair.second);
                continue;
            }
            const QString key = QString::fromStdString(pair.first.Scalar());
            if (object.contains(key))
                return refused(pair.first, u"the key \"%1\" is given twice"_s.arg(key));
            const QString inner = path.isEmpty() || !m_lines ? key : QString(path + u'.' + key);
            m_text += key.size();
            if (m_lines)
                m_lines->insert(inner, pair.first.Mark().line + 1);
            object.insert(key, TRY(value(pair.second, inner, depth + 1)));
        }
        if (merged)
            TRY(merge(*merged, path, depth, object));
        return QJsonValue(object);
    }

    // yaml-cpp tags a quoted scalar with "!".
    static bool isPlain(const YAML::Node &node) { return node.Tag().empty() || node.Tag() == "?"; }

    Result<QJsonValue> scalar(const YAML::Node &node, const QString &path)
    {
        const QString text = QString::fromStdString(node.Scalar());
        const QJsonValue found = isPlain(node) ? plain(text) : QJsonValue(text);
        QByteArray digits = text.toLatin1();
        if (digits.startsWith('+'))
            digits = digits.sliced(1);
        if (found.isDouble() && !isKeptNumber(digits))
            return refused(node,
                           u"the number %1 cannot be kept exactly; put it in quotes"_s.arg(text.left(60)));
        if (m_spellings && (found.isDouble() || found.isBool()))
            m_spellings->insert(path, text);
        return found;
    }

    // "<<: *defaults" gives a mapping the keys of another, or of a list of others, that it has not itself.
    Result<void> merge(const YAML::Node &from, const QString &path, int depth, QJsonObject &object)
    {
        if (from.IsSequence()) {
            for (const YAML::Node &one : from) {
                if (!one.IsMap())
                    return refused(one, u"\"<<\" takes a mapping or a list of mappings"_s);
                TRY(merge(one, path, depth, object));
            }
            return {};
        }
        if (!from.IsMap())
            return refused(from, u"\"<<\" takes a mapping or a list of mappings"_s);
        const QJsonObject others = TRY(value(from, path, depth + 1)).toObject();
        for (auto it = others.begin(); it != others.end(); ++it) {
            if (!object.contains(it.key()))
                object.insert(it.key(), it.value());
        }
        return {};
    }

    Error refused(const YAML::Node &node, const QString &why)
    {
        breakAt(node.Mark());
        return refusedAt(node.Mark(), why);
    }

    YamlLines *m_lines;
    YamlSpellings *m_spellings;
    int m_values = 0;
    qsizetype m_text = 0;
};

bool isPrintable(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c == u'\n' || c.isPrint() || c.isSurrogate(); });
}

// Whether a literal block keeps every space and every line end of the text.
bool fitsBlock(const QString &text)
{
    return !text.startsWith(u' ') && !text.startsWith(u'\n') && !text.contains(" \n"_L1) &&
           text.endsWith(u'\n') && !text.endsWith("\n\n"_L1);
}

class Writer
{
public:
    explicit Writer(const QStringList &order)
        : m_order(order)
    {
        m_out.SetIndent(2);
        m_out.SetMapFormat(YAML::Block);
    }

    void write(const QJsonValue &value)
    {
        if (value.isObject())
            return writeMap(value.toObject());
        if (value.isArray())
            return writeList(value.toArray());
        if (value.isString())
            return writeText(value.toString());
        if (value.isBool())
            m_out << value.toBool();
        else if (value.isDouble())
            m_out << toCompactText(value).toStdString();
        else
            m_out << YAML::Null;
    }

    QByteArray bytes() const { return QByteArray(m_out.c_str()) + '\n'; }

private:
    void writeMap(const QJsonObject &object)
    {
        QStringList keys = object.keys();
        const auto rank = [this](const QString &key) {
            const qsizetype at = m_order.indexOf(key);
            return at < 0 ? m_order.size() : at;
        };
        std::stable_sort(keys.begin(), keys.end(),
                         [&rank](const QString &a, const QString &b) { return rank(a) < rank(b); });
        if (keys.isEmpty())
            m_out << YAML::Flow;
        m_out << YAML::BeginMap;
        for (const QString &key : std::as_const(keys)) {
            m_out << YAML::Key;
            writeText(key);
            m_out << YAML::Value;
            write(object.value(key));
        }
        m_out << YAML::EndMap;
    }

    void writeList(const QJsonArray &array)
    {
        const bool isShort = std::all_of(array.begin(), array.end(), [](const QJsonValue &item) {
            return item.isString() && !item.toString().contains(u'\n');
        });
        m_out << (isShort ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
        for (const QJsonValue &item : array)
            write(item);
        m_out << YAML::EndSeq;
    }

    void writeText(const QString &text)
    {
        // A block ends with the line end that it is read back with; yaml-cpp would write an empty line for
        // it.
        if (isPrintable(text) && text.contains(u'\n') && fitsBlock(text)) {
            m_out << YAML::Literal << text.chopped(1).toStdString();
            return;
        }
        // yaml-cpp quotes what would not parse, but not what would come back as something else.
        if (!plain(text).isString() || !isPrintable(text) || text.contains(u'\n'))
            m_out << YAML::DoubleQuoted;
        m_out << text.toStdString();
    }

    YAML::Emitter m_out;
    const QStringList &m_order;
};

} // namespace

Result<QJsonValue> parseYaml(const QByteArray &bytes, YamlLines *lines, YamlSpellings *spellings)
{
    Conversion conversion(lines, spellings);
    try {
        std::vector<YAML::Node> documents = YAML::LoadAll(bytes.toStdString());
        // "---" before and behind a document makes empty ones.
        std::erase_if(documents, [](const YAML::Node &node) { return node.IsNull() && node.Tag().empty(); });
        if (documents.size() > 1) {
            conversion.breakAt(documents[1].Mark());
            return invalid({}, u"The YAML holds more than one document; give one at a time."_s);
        }
        if (documents.empty())
            return QJsonValue(QJsonValue::Null);
        return conversion.value(documents.front(), {});
    } catch (const YAML::Exception &problem) {
        conversion.breakAt(problem.mark);
        return refusedAt(problem.mark, QString::fromStdString(problem.msg));
    } catch (const std::exception &problem) {
        return failure(ErrorCode::InvalidArgument, u"The YAML cannot be read."_s,
                       QString::fromUtf8(problem.what()));
    }
}

QByteArray writeYaml(const QJsonObject &root, const QStringList &order)
{
    Writer writer(order);
    writer.write(root);
    return writer.bytes();
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/condition.h"

#include "core/policy/conditionlexer.h"
#include "core/policy/glob.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = ConditionToken::Kind;

enum class Operator {
    And,
    Or,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
    Exists,
};

constexpr int deepest = 32;
constexpr qsizetype longestPath = 16;

constexpr std::array<std::pair<QStringView, Operator>, 11> comparisons{{
    {u"==", Operator::Equal},
    {u"!=", Operator::NotEqual},
    {u"<", Operator::Less},
    {u"<=", Operator::LessOrEqual},
    {u">", Operator::Greater},
    {u">=", Operator::GreaterOrEqual},
    {u"starts_with", Operator::StartsWith},
    {u"ends_with", Operator::EndsWith},
    {u"contains", Operator::Contains},
    {u"matches", Operator::Matches},
    {u"exists", Operator::Exists},
}};

// A name within an object, or a place within a list.
struct Part
{
    QString name = {};
    qsizetype index = -1;
};

bool isReserved(QStringView word)
{
    static constexpr QStringView others[] = {u"and", u"or", u"not", u"true", u"false"};
    return std::ranges::find(others, word) != std::end(others)
           || std::ranges::any_of(comparisons, [word](const auto &row) { return row.first == word; });
}

} // namespace

struct Condition::Node
{
    Operator op = Operator::And;
    std::vector<std::shared_ptr<const Node>> children = {};
    std::vector<Part> path = {};
    QJsonValue operand = {};
};

namespace {

using Node = Condition::Node;
using NodePointer = std::shared_ptr<const Node>;

class Parser
{
public:
    explicit Parser(QList<ConditionToken> tokens) : m_tokens(std::move(tokens)) {}

    Result<NodePointer> parse()
    {
        const NodePointer root = TRY(readOr(0));
        if (next().kind != Kind::End)
            return expected(u"“and”, “or” or the end"_s);
        return root;
    }

private:
    const ConditionToken &next() const { return m_tokens[m_at]; }
    bool isWord(QStringView word) const { return next().kind == Kind::Word && next().text == word; }
    bool isSign(QStringView sign) const { return next().kind == Kind::Sign && next().text == sign; }
    ConditionToken take() { return m_tokens[next().kind == Kind::End ? m_at : m_at++]; }

    Error expected(const QString &what) const
    {
        const QString found = next().kind == Kind::End ? u"the end"_s : QString(u"“"_s + next().text + u"”"_s);
        return invalid(u"condition"_s, u"The condition cannot be read: %1 is expected at character %2, not %3."_s
                                           .arg(what).arg(next().at).arg(found));
    }

    Result<NodePointer> readOr(int depth)
    {
        return readJoined(depth, u"or", Operator::Or, &Parser::readAnd);
    }

    Result<NodePointer> readAnd(int depth)
    {
        return readJoined(depth, u"and", Operator::And, &Parser::readNot);
    }

    Result<NodePointer> readJoined(int depth, QStringView word, Operator op,
                                   Result<NodePointer> (Parser::*readPart)(int))
    {
        Node node{.op = op};
        node.children.push_back(TRY((this->*readPart)(depth)));
        while (isWord(word)) {
            take();
            node.children.push_back(TRY((this->*readPart)(depth)));
        }
        if (node.children.size() == 1)
            return node.children.front();
        return std::make_shared<const Node>(std::move(node));
    }

    Result<NodePointer> readNot(int depth)
    {
        if (depth > deepest)
            return invalid(u"condition"_s, u"The condition is nested deeper than %1 levels."_s.arg(deepest));
        if (isWord(u"not")) {
            take();
            Node node{.op = Operator::Not};
            node.children.push_back(TRY(readNot(depth + 1)));
            return std::make_shared<const Node>(std::move(node));
        }
        if (isSign(u"(")) {
            take();
            const NodePointer inner = TRY(readOr(depth + 1));
            if (!isSign(u")"))
                return expected(u"“)”"_s);
            take();
            return inner;
        }
        return readComparison();
    }

    Result<NodePointer> readComparison()
    {
        Node node;
        node.path = TRY(readPath());
        const auto found = std::ranges::find_if(comparisons, [this](const auto &row) {
            return (next().kind == Kind::Word || next().kind == Kind::Sign) && row.first == next().text;
        });
        if (found == comparisons.end())
            return expected(u"a comparison such as “>”, “==” or “starts_with”"_s);
        take();
        node.op = found->second;
        if (node.op != Operator::Exists)
            node.operand = TRY(readOperand(node.op));
        return std::make_shared<const Node>(std::move(node));
    }

    Result<QJsonValue> readOperand(Operator op)
    {
        const bool ordered = op >= Operator::Less && op <= Operator::GreaterOrEqual;
        const bool textual = op == Operator::StartsWith || op == Operator::EndsWith || op == Operator::Matches;
        if (next().kind == Kind::Number && !textual)
            return QJsonValue(take().number);
        if (next().kind == Kind::Text && !ordered)
            return QJsonValue(take().text);
        if ((op == Operator::Equal || op == Operator::NotEqual) && (isWord(u"true") || isWord(u"false")))
            return QJsonValue(take().text == u"true");
        if (ordered)
            return expected(u"a number"_s);
        return expected(textual ? u"a text in quotes"_s : u"a number or a text in quotes"_s);
    }

    Result<std::vector<Part>> readPath()
    {
        std::vector<Part> path;
        if (isSign(u"[")) {
            path.push_back(TRY(readBracket()));
        } else {
            if (next().kind != Kind::Word || isReserved(next().text))
                return expected(u"the name of an argument"_s);
            path.push_back({.name = take().text});
        }
        while (isSign(u".") || isSign(u"[")) {
            if (path.size() >= longestPath)
                return expected(u"a shorter path"_s);
            if (isSign(u"[")) {
                path.push_back(TRY(readBracket()));
                continue;
            }
            take();
            if (next().kind != Kind::Word)
                return expected(u"a name after “.”"_s);
            path.push_back({.name = take().text});
        }
        return path;
    }

    Result<Part> readBracket()
    {
        take();
        Part part;
        bool whole = false;
        if (next().kind == Kind::Text) {
            part.name = take().text;
        } else if (const uint index = next().text.toUInt(&whole); next().kind == Kind::Number && whole) {
            part.index = index;
            take();
        } else {
            return expected(u"a number or a name in quotes"_s);
        }
        if (!isSign(u"]"))
            return expected(u"“]”"_s);
        take();
        return part;
    }

    QList<ConditionToken> m_tokens;
    qsizetype m_at = 0;
};

// Undefined when it is not there; null counts as not there.
QJsonValue valueAt(const QJsonObject &arguments, const std::vector<Part> &path)
{
    QJsonValue value = arguments;
    for (const Part &part : path) {
        if (part.index >= 0)
            value = value.isArray() ? value.toArray().at(part.index) : QJsonValue(QJsonValue::Undefined);
        else
            value = value.isObject() ? value.toObject().value(part.name) : QJsonValue(QJsonValue::Undefined);
    }
    return value.isNull() ? QJsonValue(QJsonValue::Undefined) : value;
}

Truth truthOf(bool value) { return value ? Truth::Yes : Truth::No; }

Truth contains(const QJsonValue &value, const QJsonValue &operand)
{
    if (value.isArray())
        return truthOf(value.toArray().contains(operand));
    if (value.isString() && operand.isString())
        return truthOf(value.toString().contains(operand.toString()));
    return Truth::Unsure;
}

Truth compareNumbers(Operator op, double value, double operand)
{
    switch (op) {
    case Operator::Less:
        return truthOf(value < operand);
    case Operator::LessOrEqual:
        return truthOf(value <= operand);
    case Operator::Greater:
        return truthOf(value > operand);
    case Operator::GreaterOrEqual:
        return truthOf(value >= operand);
    default:
        return Truth::Unsure;
    }
}

Truth compareTexts(Operator op, const QString &value, const QString &operand)
{
    switch (op) {
    case Operator::StartsWith:
        return truthOf(value.startsWith(operand));
    case Operator::EndsWith:
        return truthOf(value.endsWith(operand));
    case Operator::Matches:
        return truthOf(matchesGlob(value, operand));
    default:
        return Truth::Unsure;
    }
}

Truth compare(const Node &node, const QJsonValue &value)
{
    if (node.op == Operator::Exists)
        return truthOf(!value.isUndefined());
    if (value.isUndefined())
        return Truth::Missing;
    if (node.op == Operator::Contains)
        return contains(value, node.operand);
    if (value.type() != node.operand.type())
        return Truth::Unsure;
    if (node.op == Operator::Equal || node.op == Operator::NotEqual)
        return truthOf((value == node.operand) == (node.op == Operator::Equal));
    return value.isDouble() ? compareNumbers(node.op, value.toDouble(), node.operand.toDouble())
                            : compareTexts(node.op, value.toString(), node.operand.toString());
}

Truth negated(Truth truth)
{
    if (truth == Truth::Yes)
        return Truth::No;
    return truth == Truth::No ? Truth::Yes : Truth::Unsure;
}

Truth evaluateNode(const Node &node, const QJsonObject &arguments)
{
    if (node.op == Operator::Not)
        return negated(evaluateNode(*node.children.front(), arguments));
    if (node.op != Operator::And && node.op != Operator::Or)
        return compare(node, valueAt(arguments, node.path));
    Truth truth = node.op == Operator::And ? Truth::Yes : Truth::No;
    for (const NodePointer &child : node.children) {
        const Truth part = evaluateNode(*child, arguments);
        truth = node.op == Operator::And ? std::min(truth, part) : std::max(truth, part);
    }
    return truth;
}

} // namespace

Result<Condition> Condition::parse(const QString &text)
{
    if (text.trimmed().isEmpty())
        return Condition(nullptr);
    return Condition(TRY(Parser(TRY(conditionTokens(text))).parse()));
}

Truth Condition::evaluate(const QJsonObject &arguments) const
{
    return m_root ? evaluateNode(*m_root, arguments) : Truth::Yes;
}

QString quotedForCondition(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + escaped + u'"';
}

QString pathForCondition(const QStringList &names)
{
    QString path;
    for (const QString &name : names) {
        const bool plain = !name.isEmpty() && !isReserved(name) && !name[0].isDigit() && name[0] != u'-'
                           && std::ranges::all_of(name, [](QChar c) {
                                  return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
                              });
        if (!plain)
            path += u'[' + quotedForCondition(name) + u']';
        else
            path += (path.isEmpty() ? QString() : u"."_s) + name;
    }
    return path;
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/conditionparser.h"

#include "core/policy/conditionlexer.h"

#include <algorithm>
#include <array>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = ConditionToken::Kind;
using Operator = ConditionOperator;
using Part = ConditionPathPart;
using Node = Condition::Node;
using NodePointer = std::shared_ptr<const Node>;

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

class Parser
{
public:
    explicit Parser(QList<ConditionToken> tokens)
        : m_tokens(std::move(tokens))
    {
    }

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
        const QString found =
            next().kind == Kind::End ? u"the end"_s : QString(u"“"_s + next().text + u"”"_s);
        return invalid(u"condition"_s,
                       u"The condition cannot be read: %1 is expected at character %2, not %3."_s.arg(what)
                           .arg(next().at)
                           .arg(found));
    }

    Result<NodePointer> readOr(int depth) { return readJoined(depth, u"or", Operator::Or, &Parser::readAnd); }

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
        const bool textual =
            op == Operator::StartsWith || op == Operator::EndsWith || op == Operator::Matches;
        if (next().kind == Kind::Number && !textual) {
            const ConditionToken token = take();
            bool isWhole = false;
            const qint64 whole = token.text.toLongLong(&isWhole);
            return isWhole ? QJsonValue(whole) : QJsonValue(token.number);
        }
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
            if (next().kind != Kind::Word || isReservedInConditions(next().text))
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

} // namespace

Result<NodePointer> parseCondition(const QString &text)
{
    return Parser(TRY(conditionTokens(text))).parse();
}

bool isReservedInConditions(QStringView word)
{
    static constexpr QStringView others[] = {u"and", u"or", u"not", u"true", u"false"};
    return std::ranges::find(others, word) != std::end(others) ||
           std::ranges::any_of(comparisons, [word](const auto &row) { return row.first == word; });
}

} // namespace core

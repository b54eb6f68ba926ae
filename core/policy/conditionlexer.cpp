// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/policy/conditionlexer.h"

#include "core/base/json.h"

#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = ConditionToken::Kind;

constexpr qsizetype longestCondition = 2'000;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}
bool startsWord(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
}

Error broken(qsizetype at, const QString &text)
{
    return invalid(u"condition"_s,
                   u"The condition cannot be read: %1 at character %2."_s.arg(text).arg(at + 1));
}

Result<ConditionToken> readText(const QString &source, qsizetype &at)
{
    ConditionToken token{.kind = Kind::Text, .at = at + 1};
    const qsizetype opened = at++;
    while (at < source.size() && source[at] != u'"') {
        if (source[at] == u'\\') {
            ++at;
            if (at >= source.size() || (source[at] != u'"' && source[at] != u'\\'))
                return broken(at - 1, u"only \\\" and \\\\ may follow a backslash"_s);
        }
        token.text += source[at++];
    }
    if (at >= source.size())
        return broken(opened, u"a text has no closing quote"_s);
    ++at;
    return token;
}

Result<ConditionToken> readNumber(const QString &source, qsizetype &at)
{
    const qsizetype start = at;
    if (source[at] == u'-')
        ++at;
    const auto isSignOfPower = [&source](qsizetype i) {
        return (source[i] == u'+' || source[i] == u'-') && (source[i - 1] == u'e' || source[i - 1] == u'E');
    };
    while (at < source.size() && (isDigit(source[at]) || source[at] == u'.' || startsWord(source[at]) ||
                                  (at > start && isSignOfPower(at))))
        ++at;
    const QStringView written = QStringView(source).sliced(start, at - start);
    bool ok = false;
    const double value = written.toDouble(&ok);
    if (!ok || !std::isfinite(value))
        return broken(start, u"“%1” is not a number"_s.arg(written));
    if (!isKeptNumber(written.toLatin1()))
        return broken(start, u"“%1” cannot be kept exactly as a number"_s.arg(written));
    return ConditionToken{.kind = Kind::Number, .text = written.toString(), .number = value, .at = start + 1};
}

ConditionToken readWord(const QString &source, qsizetype &at)
{
    const qsizetype start = at;
    while (at < source.size() && (startsWord(source[at]) || isDigit(source[at]) || source[at] == u'-'))
        ++at;
    return {.kind = Kind::Word, .text = source.sliced(start, at - start), .at = start + 1};
}

Result<ConditionToken> readSign(const QString &source, qsizetype &at)
{
    static constexpr QStringView signs[] = {u"==", u"!=", u"<=", u">=", u"<", u">",
                                            u"(",  u")",  u"[",  u"]",  u"."};
    for (QStringView sign : signs) {
        if (QStringView(source).sliced(at).startsWith(sign)) {
            const ConditionToken token{.kind = Kind::Sign, .text = sign.toString(), .at = at + 1};
            at += sign.size();
            return token;
        }
    }
    return broken(at, u"“%1” is not expected"_s.arg(source[at]));
}

} // namespace

Result<QList<ConditionToken>> conditionTokens(const QString &text)
{
    if (text.size() > longestCondition)
        return invalid(u"condition"_s,
                       u"The condition is longer than %1 characters."_s.arg(longestCondition));
    QList<ConditionToken> tokens;
    qsizetype at = 0;
    while (at < text.size()) {
        const QChar c = text[at];
        if (c.isSpace())
            ++at;
        else if (c == u'"')
            tokens += TRY(readText(text, at));
        else if (isDigit(c) || c == u'-')
            tokens += TRY(readNumber(text, at));
        else if (startsWord(c))
            tokens += readWord(text, at);
        else
            tokens += TRY(readSign(text, at));
    }
    tokens += ConditionToken{.kind = Kind::End, .at = text.size() + 1};
    return tokens;
}

} // namespace core

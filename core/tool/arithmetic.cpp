// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/arithmetic.h"

#include "core/tool/arithmeticfunctions.h"

#include <QList>

#include <cmath>
#include <numbers>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestExpression = 1'000;
constexpr int deepestFormula = 100;
constexpr qsizetype mostParameters = 50;
constexpr double mostExact = 9'007'199'254'740'992; // 2^53; from here on whole numbers are left out

Error broken(qsizetype at, const QString &text)
{
    return invalid(u"expression"_s, u"%1 at character %2"_s.arg(text).arg(at + 1));
}

// What is written well and has no value, as 1 / 0.
Error withoutValue(qsizetype at, const QString &text)
{
    Error error = broken(at, text);
    error.code = ErrorCode::Unsupported;
    return error;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}
bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

// Other signs for the same operators, one character each so that places stay right.
QString withPlainSigns(QString text)
{
    static constexpr std::pair<char16_t, char16_t> signs[] = {{u'×', u'*'}, {u'·', u'*'}, {u'÷', u'/'},
                                                              {u'−', u'-'}, {u'–', u'-'}, {u'∕', u'/'}};
    for (const auto &[sign, plain] : signs)
        text.replace(QChar(sign), QChar(plain));
    return text;
}

class Parser
{
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {
    }

    Result<double> parse()
    {
        const Term value = TRY(readSum(0));
        if (!atEnd())
            return unexpected();
        return value.value;
    }

private:
    // `percent` tells that the term was a bare percentage, which counts from what stands before "+" or "-".
    struct Term
    {
        double value = 0;
        bool percent = false;
    };

    void skipSpaces()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    bool atEnd()
    {
        skipSpaces();
        return m_at >= m_text.size();
    }

    QChar next() { return atEnd() ? QChar() : m_text[m_at]; }

    bool take(QChar sign)
    {
        if (next() != sign)
            return false;
        ++m_at;
        return true;
    }

    Error unexpected()
    {
        if (atEnd())
            return broken(m_at, u"Something is missing"_s);
        if (m_text[m_at] == u',')
            return broken(m_at, u"A comma is not expected (write 1.5, and 1,234 for thousands)"_s);
        return broken(m_at, u"“%1” is not expected"_s.arg(m_text[m_at]));
    }

    static Result<Term> finite(double value, qsizetype at)
    {
        if (!std::isfinite(value))
            return withoutValue(at, std::isnan(value) ? u"There is no such number"_s
                                                      : u"The number is too large"_s);
        return Term{.value = value};
    }

    Result<Term> readSum(int depth)
    {
        Term left = TRY(readProduct(depth));
        while (next() == u'+' || next() == u'-') {
            const qsizetype at = m_at;
            const double sign = m_text[m_at++] == u'+' ? 1 : -1;
            const Term right = TRY(readProduct(depth));
            left =
                TRY(finite(left.value + sign * (right.percent ? left.value * right.value : right.value), at));
        }
        return left;
    }

    Result<Term> readProduct(int depth)
    {
        Term left = TRY(readUnary(depth));
        while (true) {
            const qsizetype at = (skipSpaces(), m_at);
            if (take(u'*')) {
                left = TRY(finite(left.value * TRY(readUnary(depth)).value, at));
            } else if (next() == u'/' || next() == u'%') {
                const bool division = m_text[m_at++] == u'/';
                const double right = TRY(readUnary(depth)).value;
                if (right == 0)
                    return withoutValue(at, u"Nothing can be divided by zero"_s);
                left = TRY(finite(division ? left.value / right : std::fmod(left.value, right), at));
            } else if (takeOf()) {
                left = TRY(finite(left.value * TRY(readUnary(depth)).value, at));
            } else {
                return left;
            }
        }
    }

    // "of" after a percentage multiplies: 15% of 80.
    bool takeOf()
    {
        skipSpaces();
        const QStringView rest = QStringView(m_text).sliced(m_at);
        if (!m_afterPercent || !rest.startsWith(u"of", Qt::CaseInsensitive) ||
            (rest.size() > 2 && isLetter(rest[2])))
            return false;
        m_at += 2;
        return true;
    }

    Result<Term> readUnary(int depth)
    {
        if (depth > deepestFormula)
            return broken(m_at, u"This is nested too deep"_s);
        if (take(u'-')) {
            Term term = TRY(readUnary(depth + 1));
            term.value = -term.value;
            return term;
        }
        if (take(u'+'))
            return readUnary(depth + 1);
        Term term = TRY(readPower(depth));
        m_afterPercent = isPercentSign();
        if (m_afterPercent) {
            ++m_at;
            term = {.value = term.value / 100, .percent = true};
        }
        return term;
    }

    // "%" is the remainder when an operand follows, and else a percentage.
    bool isPercentSign()
    {
        if (next() != u'%')
            return false;
        qsizetype after = m_at + 1;
        while (after < m_text.size() && m_text[after].isSpace())
            ++after;
        if (after >= m_text.size())
            return true;
        const QStringView rest = QStringView(m_text).sliced(after);
        const bool of =
            rest.startsWith(u"of", Qt::CaseInsensitive) && (rest.size() == 2 || !isLetter(rest[2]));
        return of || !(isDigit(rest[0]) || isLetter(rest[0]) || rest[0] == u'.' || rest[0] == u'(');
    }

    Result<Term> readPower(int depth)
    {
        const double base = TRY(readAtom(depth));
        const qsizetype at = (skipSpaces(), m_at);
        const bool doubleStar = QStringView(m_text).sliced(m_at).startsWith(u"**");
        if (!doubleStar && next() != u'^')
            return Term{.value = base};
        m_at += doubleStar ? 2 : 1;
        return finite(std::pow(base, TRY(readExponent(depth + 1))), at);
    }

    // The exponent takes a sign and further powers, but no percentage: 2^3% is (2^3)%.
    Result<double> readExponent(int depth)
    {
        if (depth > deepestFormula)
            return broken(m_at, u"This is nested too deep"_s);
        if (take(u'-'))
            return -TRY(readExponent(depth + 1));
        if (take(u'+'))
            return readExponent(depth + 1);
        return TRY(readPower(depth)).value;
    }

    Result<double> readAtom(int depth)
    {
        const QChar c = next();
        if (isDigit(c) || c == u'.')
            return readNumber();
        if (isLetter(c))
            return readName(depth);
        if (!take(u'('))
            return unexpected();
        const double value = TRY(readSum(depth + 1)).value;
        if (!take(u')'))
            return atEnd() ? broken(m_at, u"A closing parenthesis is missing"_s) : unexpected();
        return value;
    }

    // The comma at the place groups thousands when exactly three digits follow it.
    bool isGroup() const
    {
        const auto digitAt = [this](qsizetype i) { return i < m_text.size() && isDigit(m_text[i]); };
        return m_functions == 0 && m_at < m_text.size() && m_text[m_at] == u',' && digitAt(m_at + 1) &&
               digitAt(m_at + 2) && digitAt(m_at + 3) && !digitAt(m_at + 4);
    }

    void readDigits(QString &digits)
    {
        while (m_at < m_text.size() && isDigit(m_text[m_at]))
            digits += m_text[m_at++];
    }

    Result<double> readNumber()
    {
        const qsizetype start = m_at;
        QString digits;
        readDigits(digits);
        const bool mayGroup = digits.size() >= 1 && digits.size() <= 3 && digits[0] != u'0';
        while (mayGroup && isGroup()) {
            ++m_at;
            readDigits(digits);
        }
        if (m_at < m_text.size() && m_text[m_at] == u'.') {
            digits += m_text[m_at++];
            readDigits(digits);
        }
        if (m_at < m_text.size() && (m_text[m_at] == u'e' || m_text[m_at] == u'E')) {
            const qsizetype sign =
                m_at + 1 < m_text.size() && (m_text[m_at + 1] == u'-' || m_text[m_at + 1] == u'+');
            if (m_at + 1 + sign < m_text.size() && isDigit(m_text[m_at + 1 + sign])) {
                digits += QStringView(m_text).sliced(m_at, 1 + sign);
                m_at += 1 + sign;
                readDigits(digits);
            }
        }
        bool ok = false;
        const double value = digits.toDouble(&ok);
        if (!ok || !std::isfinite(value))
            return broken(start, u"“%1” is not a number"_s.arg(digits));
        return value;
    }

    Result<double> readName(int depth)
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at])))
            ++m_at;
        const QString name = m_text.sliced(start, m_at - start).toLower();
        if (name == u"pi")
            return std::numbers::pi;
        if (name == u"e")
            return std::numbers::e;
        const ArithmeticFunction *function = findArithmeticFunction(name);
        if (!function)
            return broken(start, u"“%1” is not known"_s.arg(name));
        if (!take(u'('))
            return broken(m_at, u"“(” is expected after “%1”"_s.arg(name));
        const QList<double> values = TRY(readParameters(depth));
        if (values.size() < function->least || values.size() > function->most)
            return broken(start, u"“%1” does not take %2 values"_s.arg(name).arg(values.size()));
        return TRY(finite(function->compute(values), start)).value;
    }

    Result<QList<double>> readParameters(int depth)
    {
        QList<double> values;
        ++m_functions;
        do {
            if (values.size() >= mostParameters)
                return broken(m_at, u"There are too many values"_s);
            values += TRY(readSum(depth + 1)).value;
        } while (take(u','));
        --m_functions;
        if (!take(u')'))
            return atEnd() ? broken(m_at, u"A closing parenthesis is missing"_s) : unexpected();
        return values;
    }

    QString m_text;
    qsizetype m_at = 0;
    int m_functions = 0; // how many function calls are open; their commas part values
    bool m_afterPercent = false;
};

} // namespace

Result<double> computeArithmetic(const QString &expression)
{
    if (expression.size() > longestExpression)
        return invalid(u"expression"_s,
                       u"The expression is longer than %1 characters"_s.arg(longestExpression));
    if (expression.trimmed().isEmpty())
        return invalid(u"expression"_s, u"The expression is empty"_s);
    const double value = TRY(Parser(withPlainSigns(expression)).parse());
    return value == 0 ? 0.0 : value; // no "-0"
}

QString numberForPeople(double value)
{
    if (std::abs(value) < mostExact && value == std::trunc(value))
        return QString::number(qint64(value));
    if (std::abs(value) >= mostExact)
        return u"about "_s + QString::number(value, 'g', 15);
    QString text = QString::number(value, 'g', 15);
    const qsizetype exponentAt = text.indexOf(u'e');
    if (exponentAt >= 0 && std::abs(value) < 1e-4 && std::abs(value) >= 1e-7) {
        text = QString::number(text.toDouble(), 'f', 21);
        while (text.endsWith(u'0'))
            text.chop(1);
    }
    return text;
}

} // namespace core

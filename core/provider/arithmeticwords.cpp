// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/arithmeticwords.h"

#include "core/provider/phrases.h"

#include <QRegularExpression>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestArithmetic = 1000;

constexpr QLatin1StringView verbs[] = {
    "what is the result of"_L1,
    "what's the result of"_L1,
    "what is"_L1,
    "what's"_L1,
    "whats"_L1,
    "how much is"_L1,
    "how much are"_L1,
    "calculate"_L1,
    "compute"_L1,
    "evaluate"_L1,
    "work out"_L1,
    "solve"_L1,
    "how many is"_L1,
    "the result of"_L1,
};

struct Sign
{
    QLatin1StringView words = {};
    QLatin1StringView sign = {};
};

constexpr Sign wordSigns[] = {
    {"to the power of"_L1, "^"_L1},
    {"multiplied by"_L1, "*"_L1},
    {"divided by"_L1, "/"_L1},
    {"times"_L1, "*"_L1},
    {"plus"_L1, "+"_L1},
    {"minus"_L1, "-"_L1},
    {"over"_L1, "/"_L1},
    {"half of"_L1, "0.5 *"_L1},
    {"a half of"_L1, "0.5 *"_L1},
    {"a quarter of"_L1, "0.25 *"_L1},
    {"twice"_L1, "2 *"_L1},
    {"squared"_L1, "^ 2"_L1},
    {"cubed"_L1, "^ 3"_L1},
    {"x"_L1, "*"_L1},
};

constexpr QLatin1StringView functions[] = {"sqrt("_L1, "abs("_L1, "round("_L1, "floor("_L1, "ceil("_L1,
                                           "min("_L1,  "max("_L1, "ln("_L1,    "log("_L1,   "exp("_L1,
                                           "sin("_L1,  "cos("_L1, "tan("_L1};

class Reader
{
public:
    explicit Reader(QStringView text)
        : m_rest(text)
    {
    }

    QString read()
    {
        while (!m_rest.isEmpty()) {
            if (!readNumber() && !readPercent() && !readSign() && !readFunction() && !readWords())
                return {};
        }
        const QString found = m_out.trimmed();
        return m_operators > 0 && m_numbers > 0 && m_depth == 0 && isWhole(found) ? found : QString();
    }

private:
    // A part of a calculation, such as "times 7" or "6 times", and two numbers side by side are none.
    static bool isWhole(const QString &found)
    {
        static const QRegularExpression part(u"^[*/^]|[-+*/^(,]$|[0-9)%] +[0-9]"_s);
        return !part.match(found).hasMatch();
    }

    // Between two things; a sign in front of a number sticks to it.
    void leaveGap()
    {
        if (!m_out.isEmpty() && m_out.back() != u'(' && !m_sticks)
            m_out += u' ';
        m_sticks = false;
    }

    void put(QLatin1StringView text)
    {
        leaveGap();
        m_out += text;
    }

    void skip(qsizetype length) { m_rest = m_rest.sliced(length).trimmed(); }

    static bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }

    // "1,234.5" has a comma between thousands; any other comma is none of ours. "$" and "€" are left out.
    bool readNumber()
    {
        if (QStringView(u"$€£").contains(m_rest.front()) && m_rest.size() > 1 && isDigit(m_rest[1]))
            m_rest = m_rest.sliced(1);
        qsizetype end = 0;
        QString number;
        bool point = false;
        for (; end < m_rest.size(); ++end) {
            const QChar c = m_rest[end];
            const bool separates = c == u',' && end > 0 && !point && m_functions == 0 && isThousands(end + 1);
            if (separates)
                continue;
            const bool isPoint = c == u'.' && !point && end + 1 < m_rest.size() && isDigit(m_rest[end + 1]);
            if (!isDigit(c) && !isPoint)
                break;
            point = point || isPoint;
            number += c;
        }
        if (number.isEmpty())
            return false;
        end += readExponent(end, number);
        leaveGap();
        m_lastNumber = m_out.size();
        m_out += number.startsWith(u'.') ? QString(u'0' + number) : number;
        ++m_numbers;
        skip(end);
        return true;
    }

    // "e3" behind a number; how many characters that is.
    qsizetype readExponent(qsizetype at, QString &number) const
    {
        if (at >= m_rest.size() || m_rest[at].toLower() != u'e')
            return 0;
        qsizetype end = at + 1;
        if (end < m_rest.size() && (m_rest[end] == u'-' || m_rest[end] == u'+'))
            ++end;
        const qsizetype digits = end;
        while (end < m_rest.size() && isDigit(m_rest[end]))
            ++end;
        if (end == digits || (end < m_rest.size() && m_rest[end].isLetter()))
            return 0;
        number += m_rest.sliced(at, end - at);
        return end - at;
    }

    bool isThousands(qsizetype at) const
    {
        return at + 3 <= m_rest.size() && isDigit(m_rest[at]) && isDigit(m_rest[at + 1]) &&
               isDigit(m_rest[at + 2]) && (at + 3 == m_rest.size() || !isDigit(m_rest[at + 3]));
    }

    // Behind a number only: "17.5 % of 840", "10 % off 80", and "5 %" alone as five hundredths.
    bool readPercent()
    {
        QStringView rest = m_rest;
        const bool percent =
            rest.front() == u'%' || takeFront(rest, "percent"_L1) || takeFront(rest, "per cent"_L1);
        if (!percent || m_lastNumber < 0)
            return false;
        m_rest = rest;
        if (!m_rest.isEmpty() && m_rest.front() == u'%')
            skip(1);
        const QString number = m_out.sliced(m_lastNumber);
        const bool off = takeFront(m_rest, "off"_L1);
        m_out.truncate(m_lastNumber);
        if (off)
            m_out += u"(1 - "_s + number + u" / 100) *"_s;
        else if (takeFront(m_rest, "of"_L1))
            m_out += u"("_s + number + u" / 100) *"_s;
        else
            m_out += number + u'%'; // of what stands before a sign: 80 + 10% is 88
        m_lastNumber = -1;
        ++m_operators;
        return true;
    }

    bool readSign()
    {
        const QChar c = m_rest.front();
        if (c == u'(' || c == u')') {
            m_depth += c == u'(' ? 1 : -1;
            if (m_depth < 0)
                return false;
            if (c == u'(')
                leaveGap();
            m_out += c;
            skip(1);
            return true;
        }
        if (m_rest.startsWith("**"_L1)) {
            skip(1);
            return putOperator("^"_L1);
        }
        switch (c.unicode()) {
        case u'+':
            return putOperator("+"_L1);
        case u'-':
        case u'−':
        case u'–':
            return putOperator("-"_L1);
        case u'*':
        case u'×':
        case u'·':
            return putOperator("*"_L1);
        case u'/':
        case u'÷':
            return putOperator("/"_L1);
        case u'^':
            return putOperator("^"_L1);
        default:
            return false;
        }
    }

    bool putOperator(QLatin1StringView sign)
    {
        const bool isInFront = m_out.isEmpty() || QStringView(u"(+-*/^,").contains(m_out.back());
        put(sign);
        m_sticks = isInFront && (sign == "-"_L1 || sign == "+"_L1);
        ++m_operators;
        m_lastNumber = -1;
        skip(1);
        return true;
    }

    // "max(2, 3)", and "square root of 16" for one number.
    bool readFunction()
    {
        if (m_functions > 0 && m_depth > 0 && m_rest.front() == u',') {
            m_out += u',';
            skip(1);
            return true;
        }
        QStringView rest = m_rest;
        if (takeFront(rest, "the square root of"_L1) || takeFront(rest, "square root of"_L1)) {
            if (rest.isEmpty())
                return false;
            m_rest = rest;
            put("sqrt("_L1);
            ++m_operators;
            if (!readNumber())
                return false;
            m_out += u')';
            m_lastNumber = -1;
            return true;
        }
        for (const QLatin1StringView function : functions) {
            if (!m_rest.startsWith(function, Qt::CaseInsensitive))
                continue;
            leaveGap();
            m_out += function;
            ++m_operators;
            ++m_functions;
            ++m_depth;
            skip(function.size());
            return true;
        }
        return false;
    }

    bool readWords()
    {
        for (const Sign &sign : wordSigns) {
            // "3 x4" and "3x4" are products as well.
            const bool product = sign.words == "x"_L1 && m_rest.front().toLower() == u'x' && m_numbers > 0;
            if (!product && !takeFront(m_rest, sign.words))
                continue;
            if (product)
                skip(1);
            put(sign.sign);
            ++m_operators;
            m_lastNumber = -1;
            return true;
        }
        return false;
    }

    QStringView m_rest;
    QString m_out;
    qsizetype m_lastNumber = -1;
    bool m_sticks = false;
    int m_numbers = 0;
    int m_operators = 0;
    int m_depth = 0;
    int m_functions = 0;
};

// "2026-01-30", "555-1234" and "1/2/2026" look like arithmetic and are not, unless somebody says so.
bool looksLikeCode(QStringView text)
{
    qsizetype dashes = 0;
    qsizetype slashes = 0;
    for (const QChar c : text) {
        if (c == u'-')
            ++dashes;
        else if (c == u'/')
            ++slashes;
        else if (!c.isDigit())
            return false;
    }
    return (dashes > 0 && slashes == 0) || (slashes > 1 && dashes == 0);
}

} // namespace

QString arithmeticIn(QStringView text)
{
    text = withoutCourtesy(text);
    if (text.size() > longestArithmetic)
        return {};
    const bool asked = takeFront(text, verbs);
    if (text.endsWith(u'='))
        text = text.chopped(1).trimmed();
    if (text.isEmpty() || (!asked && looksLikeCode(text)))
        return {};
    const QChar last = text.back();
    if (!last.isDigit() && last != u')' && last != u'%' && !last.isLetter())
        return {};
    return Reader(text).read();
}

} // namespace core

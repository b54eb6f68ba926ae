// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/clauses.h"

#include "core/provider/phrases.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype readFront = 4000;
constexpr qsizetype readBack = 200;
constexpr qsizetype mostCuts = 32;

constexpr QLatin1StringView thens[] = {
    "and then"_L1, "and afterwards"_L1, "and after that"_L1, "and finally"_L1, "and next"_L1,
    "then"_L1,     "after that"_L1,     "afterwards"_L1,     "finally"_L1,
};

constexpr QLatin1StringView ands[] = {"and also"_L1, "and"_L1, "&"_L1};

class Scanner
{
public:
    explicit Scanner(QStringView text)
        : m_text(text)
    {
    }

    QList<Cut> scan()
    {
        const qsizetype back = m_text.size() - readBack;
        for (m_at = 0; m_at < m_text.size() && m_cuts.size() < mostCuts; ++m_at) {
            if (m_at == readFront && back > readFront)
                m_at = back;
            if (!skipQuotation())
                look();
        }
        return std::move(m_cuts);
    }

private:
    bool afterBreak() const
    {
        return m_at > 0 && (m_text[m_at - 1].isSpace() || QStringView(u",.;!?").contains(m_text[m_at - 1]));
    }

    // A mark opens a quotation when no word stands before it and its partner follows. A partner that was not
    // found once will not be found later, which keeps this linear.
    bool skipQuotation()
    {
        const QChar closing = closingMark(m_text[m_at]);
        const bool opens = !closing.isNull() && (m_at == 0 || !m_text[m_at - 1].isLetterOrNumber());
        if (!opens || m_missing.contains(closing))
            return false;
        qsizetype end = m_text.indexOf(closing, m_at + 1);
        while (end >= 0 && end + 1 < m_text.size() && m_text[end + 1].isLetterOrNumber())
            end = m_text.indexOf(closing, end + 1);
        if (end < 0) {
            m_missing += closing;
            return false;
        }
        m_at = end;
        return true;
    }

    void look()
    {
        const QChar c = m_text[m_at];
        const bool breaks =
            c == u';' || c == u'\n' ||
            (QStringView(u".!?").contains(c) && m_at + 1 < m_text.size() && m_text[m_at + 1].isSpace());
        if (breaks) {
            QStringView rest = m_text.sliced(m_at + 1).trimmed();
            const bool then = takeFront(rest, thens);
            add(then ? Joint::Then : Joint::And, c == u'?' ? m_at + 1 : m_at, rest);
        } else if (afterBreak()) {
            QStringView rest = m_text.sliced(m_at);
            if (takeFront(rest, thens))
                add(Joint::Then, m_at, rest);
            else if (takeFront(rest, ands))
                add(Joint::And, m_at, rest);
        }
    }

    void add(Joint joint, qsizetype end, QStringView rest)
    {
        while (!rest.isEmpty() && rest.front() == u',')
            rest = rest.sliced(1).trimmed();
        if (rest.isEmpty())
            return;
        const qsizetype next = rest.data() - m_text.data();
        m_cuts.append(Cut{.joint = joint, .end = end, .next = next});
        m_at = next - 1;
    }

    QStringView m_text;
    QList<Cut> m_cuts;
    QString m_missing;
    qsizetype m_at = 0;
};

} // namespace

QList<Cut> possibleCuts(QStringView text)
{
    return Scanner(text).scan();
}

} // namespace core

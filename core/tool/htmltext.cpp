// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/htmltext.h"

#include "core/base/resources.h"

#include <QHash>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTagName = 20;
constexpr qsizetype longestEntity = 40; // "CounterClockwiseContourIntegral;" has 32

// Elements whose content nobody reads. Their content is text up to the closing tag, whatever is in it.
constexpr QStringView hiddenElements[] = {u"script", u"style",  u"noscript", u"template", u"svg",
                                          u"iframe", u"object", u"math",     u"textarea", u"select"};
constexpr QStringView paragraphs[] = {u"p",          u"h1",     u"h2",     u"h3",     u"h4",    u"h5",
                                      u"h6",         u"ul",     u"ol",     u"dl",     u"table", u"section",
                                      u"article",    u"header", u"footer", u"nav",    u"aside", u"main",
                                      u"blockquote", u"pre",    u"form",   u"figure", u"hr",    u"title"};
constexpr QStringView lines[] = {u"div", u"br",      u"tr",     u"li",         u"dt",
                                 u"dd",  u"address", u"option", u"figcaption", u"caption"};

template<size_t Count>
bool isOneOf(const QStringView (&names)[Count], QStringView name)
{
    return std::ranges::find(names, name) != std::end(names);
}

// All named characters of HTML, from the list of its standard: "eacute;" and, of the old ones, also "eacute".
const QHash<QString, QString> &namedEntities()
{
    static const auto all = [] {
        QHash<QString, QString> names;
        for (const QByteArray &line : resource(u"html/entities.txt"_s).split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            QString text;
            for (const QByteArray &code : words.sliced(1)) {
                const char32_t character = code.toUInt(nullptr, 16);
                text += QString::fromUcs4(&character, 1);
            }
            if (!text.isEmpty())
                names.insert(QString::fromLatin1(words.first()), text);
        }
        return names;
    }();
    return all;
}

// Numbers from 128 to 159 mean, as in browsers, the signs that Windows has there.
QString numberedEntity(QStringView digits)
{
    static constexpr char16_t signsOfWindows[] =
        u"\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039"
        u"\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014"
        u"\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";
    const bool hex = digits.startsWith(u'x') || digits.startsWith(u'X');
    bool ok = false;
    uint code = hex ? digits.sliced(1).toUInt(&ok, 16) : digits.toUInt(&ok, 10);
    if (code >= 0x80 && code < 0xa0)
        code = signsOfWindows[code - 0x80];
    const bool isSpace = code == '\t' || code == '\n' || code == '\r';
    const bool usable = ok && (code >= 0x20 || isSpace) && code <= 0x10ffff &&
                        !(code >= 0xd800 && code <= 0xdfff) && !(code >= 0x7f && code < 0xa0);
    const char32_t character = usable ? code : U'\ufffd';
    return QString::fromUcs4(&character, 1);
}

class Reader
{
public:
    explicit Reader(const QString &html)
        : m_html(html)
    {
    }

    HtmlText read()
    {
        while (m_at < m_html.size()) {
            if (m_html[m_at] == u'<' && readMarkup())
                continue;
            readCharacter();
        }
        return {.title = m_title.simplified(), .text = m_text.trimmed()};
    }

private:
    bool startsAt(qsizetype at, QStringView word) const
    {
        return m_html.sliced(at, std::min(word.size(), m_html.size() - at))
                   .compare(word, Qt::CaseInsensitive) == 0;
    }

    void moveBehind(QStringView end, qsizetype from)
    {
        const qsizetype found = m_html.indexOf(end, from);
        m_at = found < 0 ? m_html.size() : found + end.size();
    }

    // False when "<" is only a character of the text.
    bool readMarkup()
    {
        if (startsAt(m_at, u"<!--")) {
            moveBehind(u"-->", m_at + 4);
            return true;
        }
        const QChar following = m_at + 1 < m_html.size() ? m_html[m_at + 1] : QChar();
        if (following == u'!' || following == u'?') {
            moveBehind(u">", m_at + 2);
            return true;
        }
        const bool closing = following == u'/';
        const qsizetype start = m_at + (closing ? 2 : 1);
        qsizetype end = start;
        while (end < m_html.size() && end - start < longestTagName && m_html[end].unicode() < 128 &&
               m_html[end].isLetterOrNumber())
            ++end;
        if (end == start || !m_html[start].isLetter())
            return false;
        const QString name = m_html.sliced(start, end - start).toString().toLower();
        const bool selfClosing = skipAttributes(end);
        handleTag(name, closing, selfClosing);
        return true;
    }

    // A ">" within quotes does not end the tag. Returns whether it ended in "/>".
    bool skipAttributes(qsizetype from)
    {
        QChar quote;
        for (m_at = from; m_at < m_html.size(); ++m_at) {
            const QChar c = m_html[m_at];
            if (!quote.isNull())
                quote = c == quote ? QChar() : quote;
            else if ((c == u'"' || c == u'\'') && m_html[m_at - 1] == u'=')
                quote = c;
            else if (c == u'>')
                break;
        }
        m_at = std::min(m_at + 1, m_html.size());
        return m_at >= 2 && m_html[m_at - 2] == u'/';
    }

    void handleTag(const QString &name, bool closing, bool selfClosing)
    {
        if (name == u"title")
            m_inTitle = !closing && m_title.isEmpty() && m_text.isEmpty();
        if (name == u"pre")
            m_preformatted = !closing;
        if (!closing && !selfClosing && isOneOf(hiddenElements, name)) {
            skipHidden(name);
            return;
        }
        if (m_inTitle)
            return;
        if (isOneOf(paragraphs, name))
            breakLines(2);
        else if (isOneOf(lines, name))
            breakLines(1);
        if (closing)
            return;
        if (name == u"li")
            m_text += u"- "_s;
        else if ((name == u"td" || name == u"th") && !m_text.isEmpty() && !m_text.endsWith(u'\n'))
            m_text += m_text.endsWith(u' ') ? u"| "_s : u" | "_s;
    }

    void skipHidden(const QString &name)
    {
        const QString end = u"</"_s + name;
        const qsizetype found = m_html.indexOf(end, m_at, Qt::CaseInsensitive);
        m_at = found < 0 ? m_html.size() : found;
        if (found >= 0)
            moveBehind(u">", found);
    }

    void breakLines(int count)
    {
        while (m_text.endsWith(u' '))
            m_text.chop(1);
        if (m_text.isEmpty())
            return;
        int present = 0;
        while (present < m_text.size() && present < count && m_text[m_text.size() - 1 - present] == u'\n')
            ++present;
        m_text += QString(count - present, u'\n');
    }

    void readCharacter()
    {
        const QChar c = m_html[m_at];
        if (c == u'&' && readEntity())
            return;
        ++m_at;
        put(c);
    }

    void put(QChar c)
    {
        QString &out = m_inTitle ? m_title : m_text;
        const bool space = c.isSpace() || c.unicode() < 0x20;
        if (m_preformatted && c != u'\r' && (c == u'\n' || c == u'\t' || c == u' '))
            out += c;
        else if (!space)
            out += c;
        else if (!out.isEmpty() && !out.endsWith(u' ') && !out.endsWith(u'\n'))
            out += u' ';
    }

    bool readEntity()
    {
        const QStringView rest = m_html.sliced(m_at + 1, std::min(m_html.size() - m_at - 1, longestEntity));
        const QString text = rest.startsWith(u'#') ? readNumber(rest) : readName(rest);
        for (const QChar c : text) {
            if (c.isSpace())
                put(u' ');
            else
                (m_inTitle ? m_title : m_text) += c;
        }
        return !text.isEmpty();
    }

    // "&#233;", and as browsers read it also without its end.
    QString readNumber(QStringView rest)
    {
        const bool hex = rest.size() > 1 && (rest[1] == u'x' || rest[1] == u'X');
        const qsizetype start = hex ? 2 : 1;
        qsizetype end = start;
        while (end < rest.size() && isDigit(rest[end], hex))
            ++end;
        if (end == start)
            return {};
        m_at += 1 + end + (end < rest.size() && rest[end] == u';' ? 1 : 0);
        return numberedEntity(rest.sliced(1, end - 1));
    }

    static bool isDigit(QChar c, bool hex)
    {
        const char16_t u = c.toLower().unicode();
        return (u >= u'0' && u <= u'9') || (hex && u >= u'a' && u <= u'f');
    }

    // The longest name that stands here: "&notin;" is one, and "&notit;" is "&not" and "it;".
    QString readName(QStringView rest)
    {
        qsizetype end = 0;
        while (end < rest.size() && rest[end].unicode() < 128 && rest[end].isLetterOrNumber())
            ++end;
        if (end < rest.size() && rest[end] == u';')
            ++end;
        for (; end > 1; --end) {
            const auto found = namedEntities().find(rest.first(end).toString());
            if (found == namedEntities().end())
                continue;
            m_at += 1 + end;
            return *found;
        }
        return {};
    }

    QStringView m_html;
    qsizetype m_at = 0;
    QString m_title;
    QString m_text;
    bool m_inTitle = false;
    bool m_preformatted = false;
};

} // namespace

HtmlText readableText(const QString &html)
{
    return Reader(html).read();
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/htmltext.h"

#include <QHash>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTagName = 20;
constexpr qsizetype longestEntity = 32;

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

char32_t namedEntity(QStringView name)
{
    static const QHash<QStringView, char32_t> names{
        {u"amp", U'&'},    {u"lt", U'<'},     {u"gt", U'>'},     {u"quot", U'"'},   {u"apos", U'\''},
        {u"nbsp", U' '},   {u"ensp", U' '},   {u"emsp", U' '},   {u"thinsp", U' '}, {u"ndash", U'–'},
        {u"mdash", U'—'},  {u"hellip", U'…'}, {u"lsquo", U'‘'},  {u"rsquo", U'’'},  {u"ldquo", U'“'},
        {u"rdquo", U'”'},  {u"laquo", U'«'},  {u"raquo", U'»'},  {u"bull", U'•'},   {u"middot", U'·'},
        {u"copy", U'©'},   {u"reg", U'®'},    {u"trade", U'™'},  {u"euro", U'€'},   {u"pound", U'£'},
        {u"yen", U'¥'},    {u"cent", U'¢'},   {u"sect", U'§'},   {u"deg", U'°'},    {u"plusmn", U'±'},
        {u"times", U'×'},  {u"divide", U'÷'}, {u"frac12", U'½'}, {u"frac14", U'¼'}, {u"sup2", U'²'},
        {u"auml", U'ä'},   {u"ouml", U'ö'},   {u"uuml", U'ü'},   {u"Auml", U'Ä'},   {u"Ouml", U'Ö'},
        {u"Uuml", U'Ü'},   {u"szlig", U'ß'},  {u"eacute", U'é'}, {u"egrave", U'è'}, {u"agrave", U'à'},
        {u"ccedil", U'ç'}, {u"ntilde", U'ñ'}, {u"oslash", U'ø'}, {u"aring", U'å'},  {u"aelig", U'æ'},
        {u"rarr", U'→'},   {u"larr", U'←'},   {u"minus", U'−'},  {u"le", U'≤'},     {u"ge", U'≥'},
        {u"zwnj", 0x200c}, {u"zwj", 0x200d},  {u"shy", 0xad},    {u"check", U'✓'},  {u"micro", U'µ'}};
    return names.value(name, 0);
}

char32_t numberedEntity(QStringView digits)
{
    const bool hex = digits.startsWith(u'x') || digits.startsWith(u'X');
    bool ok = false;
    const uint code = hex ? digits.sliced(1).toUInt(&ok, 16) : digits.toUInt(&ok, 10);
    const bool usable = ok && code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) &&
                        !(code >= 0x7f && code < 0xa0);
    return usable ? code : U'\ufffd';
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
        const qsizetype limit = std::min(m_html.size(), m_at + longestEntity);
        qsizetype end = m_at + 1;
        while (end < limit && (m_html[end].isLetterOrNumber() || m_html[end] == u'#'))
            ++end;
        if (end >= limit || m_html[end] != u';')
            return false;
        const QStringView name = m_html.sliced(m_at + 1, end - m_at - 1);
        const char32_t code = name.startsWith(u'#') ? numberedEntity(name.sliced(1)) : namedEntity(name);
        if (code == 0)
            return false;
        m_at = end + 1;
        if (code == U' ' || code == 0xa0)
            put(u' ');
        else
            (m_inTitle ? m_title : m_text) += QString::fromUcs4(&code, 1);
        return true;
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/passages.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype usualLength = 600;
constexpr qsizetype greatestLength = 1200;
constexpr qsizetype longestHeading = 120;

struct Line
{
    QStringView text = {};
    qsizetype start = 0;
    qsizetype next = 0;
};

Line lineAt(QStringView text, qsizetype start)
{
    const qsizetype end = text.indexOf(u'\n', start);
    const qsizetype stop = end < 0 ? text.size() : end;
    return Line{.text = text.sliced(start, stop - start), .start = start, .next = end < 0 ? stop : end + 1};
}

bool isFence(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    return trimmed.startsWith("```"_L1) || trimmed.startsWith("~~~"_L1);
}

struct Heading
{
    int level = 0; // 0: no heading
    QStringView text = {};
};

Heading headingOf(QStringView line)
{
    int level = 0;
    while (level < line.size() && level < 7 && line[level] == u'#')
        ++level;
    if (level == 0 || level > 6 || (level < line.size() && !line[level].isSpace()))
        return {};
    QStringView text = line.sliced(level).trimmed();
    while (text.endsWith(u'#'))
        text.chop(1);
    return Heading{.level = level, .text = text.trimmed()};
}

// Where the text begins behind "---" … "---" at its top; 0 when there is none.
qsizetype frontMatterEnd(QStringView text)
{
    Line line = lineAt(text, 0);
    if (line.text.trimmed() != "---"_L1)
        return 0;
    for (int i = 0; i < 100 && line.next < text.size(); ++i) {
        line = lineAt(text, line.next);
        if (line.text.trimmed() == "---"_L1)
            return line.next;
    }
    return 0;
}

class Splitter
{
public:
    Splitter(QStringView text, QStringView title)
        : m_text(text)
        , m_title(title)
    {
    }

    QList<Passage> split(Markup markup)
    {
        qsizetype at = markup == Markup::Markdown ? frontMatterEnd(m_text) : 0;
        bool fenced = false;
        while (at < m_text.size()) {
            const Line line = lineAt(m_text, at);
            at = line.next;
            if (markup == Markup::Markdown && isFence(line.text))
                fenced = !fenced;
            const Heading heading = markup == Markup::Markdown && !fenced ? headingOf(line.text) : Heading{};
            if (heading.level > 0) {
                endPassage();
                enter(heading);
            } else if (line.text.trimmed().isEmpty()) {
                endParagraph();
            } else {
                addLine(line);
            }
        }
        endPassage();
        return std::move(m_passages);
    }

private:
    void addLine(const Line &line)
    {
        if (m_paragraphStart < 0)
            m_paragraphStart = line.start;
        m_paragraphEnd = line.start + line.text.size();
        while (m_paragraphEnd - m_paragraphStart > greatestLength)
            cutParagraph();
    }

    // A passage takes paragraphs until it is long enough; one that would make it too long begins the next.
    void endParagraph()
    {
        if (m_paragraphStart < 0)
            return;
        if (m_start >= 0 && m_paragraphEnd - m_start > usualLength * 3 / 2)
            emitPassage();
        if (m_start < 0)
            m_start = m_paragraphStart;
        m_end = m_paragraphEnd;
        m_paragraphStart = -1;
        if (m_end - m_start >= usualLength)
            emitPassage();
    }

    void endPassage()
    {
        endParagraph();
        emitPassage();
    }

    void emitPassage()
    {
        if (m_start < 0)
            return;
        while (m_end > m_start && m_text[m_end - 1].isSpace())
            --m_end;
        if (m_end > m_start)
            m_passages.append(Passage{.start = m_start, .length = m_end - m_start, .heading = headingPath()});
        m_start = -1;
    }

    // Cuts a very long paragraph behind the last sentence that fits, else behind a word, else anywhere.
    void cutParagraph()
    {
        const qsizetype limit = m_paragraphStart + usualLength;
        qsizetype cut = m_paragraphStart;
        while (true) {
            const qsizetype next = sentenceEnd(m_text.first(limit), cut);
            if (next >= limit)
                break;
            cut = next;
        }
        if (cut == m_paragraphStart) {
            cut = limit;
            while (cut > limit - usualLength / 2 && !m_text[cut - 1].isSpace())
                --cut;
            if (!m_text[cut - 1].isSpace())
                cut = limit;
            if (m_text[cut - 1].isHighSurrogate())
                --cut;
        }
        const qsizetype end = m_paragraphEnd;
        m_paragraphEnd = cut;
        endPassage();
        m_paragraphStart = cut;
        m_paragraphEnd = end;
    }

    void enter(const Heading &heading)
    {
        QString text = shortened(heading.text, longestHeading);
        text.remove(u'*').remove(u'`');
        const bool repeats =
            heading.level == 1 && QStringView(text).compare(m_title, Qt::CaseInsensitive) == 0;
        m_headings[size_t(heading.level) - 1] = repeats ? QString() : text;
        std::fill(m_headings.begin() + heading.level, m_headings.end(), QString());
    }

    QString headingPath() const
    {
        QString path;
        for (const QString &heading : m_headings) {
            if (!heading.isEmpty())
                path += path.isEmpty() ? heading : QString(u" › "_s + heading);
        }
        return path;
    }

    QStringView m_text;
    QStringView m_title;
    QList<Passage> m_passages;
    std::array<QString, 6> m_headings;
    qsizetype m_start = -1;
    qsizetype m_end = 0;
    qsizetype m_paragraphStart = -1;
    qsizetype m_paragraphEnd = 0;
};

// "e.g. this" and "Dr. Who" go on; so does an initial.
bool endsWithAbbreviation(QStringView text)
{
    static constexpr QLatin1StringView known[] = {"e.g"_L1, "i.e"_L1, "mr"_L1, "mrs"_L1,
                                                  "ms"_L1,  "dr"_L1,  "vs"_L1, "no"_L1,
                                                  "fig"_L1, "cf"_L1,  "st"_L1, "approx"_L1};
    qsizetype start = text.size();
    while (start > 0 && text.size() - start < 8 && (text[start - 1].isLetter() || text[start - 1] == u'.'))
        --start;
    const QStringView word = text.sliced(start);
    if (word.size() == 1 && word[0].isUpper())
        return true;
    return std::any_of(std::begin(known), std::end(known), [word](QLatin1StringView abbreviation) {
        return word.compare(abbreviation, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

QList<Passage> splitIntoPassages(QStringView text, Markup markup, QStringView title)
{
    return Splitter(text, title).split(markup);
}

QString titleOf(QStringView text, Markup markup)
{
    if (markup == Markup::Plain)
        return {};
    const qsizetype body = frontMatterEnd(text);
    for (qsizetype at = 0; at < body;) {
        const Line line = lineAt(text, at);
        at = line.next;
        if (!line.text.startsWith("title:"_L1, Qt::CaseInsensitive))
            continue;
        QStringView value = line.text.sliced(6).trimmed();
        if (value.size() >= 2 && value.front() == value.back() &&
            (value.front() == u'"' || value.front() == u'\''))
            value = value.sliced(1, value.size() - 2);
        if (!value.isEmpty())
            return value.toString();
    }
    bool fenced = false;
    for (qsizetype at = body; at < text.size();) {
        const Line line = lineAt(text, at);
        at = line.next;
        if (isFence(line.text))
            fenced = !fenced;
        const Heading heading = fenced ? Heading{} : headingOf(line.text);
        if (!heading.text.isEmpty())
            return heading.text.toString().remove(u'*').remove(u'`');
    }
    return {};
}

qsizetype sentenceEnd(QStringView text, qsizetype from)
{
    for (qsizetype i = from; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c != u'.' && c != u'!' && c != u'?')
            continue;
        const QStringView before = text.sliced(from, i - from);
        while (i + 1 < text.size() && QStringView(u".!?\"')]”’»*_").contains(text[i + 1]))
            ++i;
        if (i + 1 == text.size())
            return text.size();
        if (!text[i + 1].isSpace() || (c == u'.' && endsWithAbbreviation(before)))
            continue;
        while (i + 1 < text.size() && text[i + 1].isSpace())
            ++i;
        if (i + 1 == text.size() || !text[i + 1].isLower())
            return i + 1;
    }
    return text.size();
}

} // namespace core

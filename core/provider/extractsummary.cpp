// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/extractsummary.h"

#include "core/knowledge/passages.h"
#include "core/knowledge/searchterms.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype readAtMost = 200'000;
constexpr qsizetype mostSentences = 2000;
constexpr qsizetype longestSentence = 600;
constexpr qsizetype termsOfSentence = 60;

struct Sentence
{
    QString text = {};
    QSet<QString> terms = {};
    bool opensParagraph = false;
    double score = 0;
};

// The word without the endings that make it another form of the same.
QString rootOf(const QString &word)
{
    if (word.size() > 4 && word.endsWith("ies"_L1))
        return word.chopped(3) + u'y';
    for (const QLatin1StringView ending : {"ing"_L1, "ed"_L1, "es"_L1, "s"_L1}) {
        if (word.size() > ending.size() + 3 && word.endsWith(ending))
            return word.chopped(ending.size());
    }
    return word;
}

QString withoutMarkup(QStringView text)
{
    QString plain = text.toString().remove(u'*').remove(u'`').simplified();
    // [words](address) keeps its words.
    for (qsizetype middle = plain.indexOf("]("_L1); middle >= 0; middle = plain.indexOf("]("_L1, middle)) {
        const qsizetype start = plain.lastIndexOf(u'[', middle);
        const qsizetype end = plain.indexOf(u')', middle);
        if (start < 0 || end < 0)
            break;
        plain.replace(middle, end - middle + 1, QString());
        plain.remove(start, 1);
        middle = std::max<qsizetype>(0, middle - 1);
    }
    return plain;
}

// Cuts a text into sentences, a block (paragraph or item of a list) at a time.
class SentenceReader
{
public:
    QList<Sentence> read(QStringView text)
    {
        bool fenced = false;
        while (!text.isEmpty() && m_sentences.size() < mostSentences) {
            const qsizetype end = text.indexOf(u'\n');
            const QStringView line = (end < 0 ? text : text.first(end)).trimmed();
            text = end < 0 ? QStringView() : text.sliced(end + 1);
            if (line.startsWith("```"_L1) || line.startsWith("~~~"_L1)) {
                fenced = !fenced;
                endBlock();
            } else if (!fenced) {
                addLine(line);
            }
        }
        endBlock();
        return std::move(m_sentences);
    }

private:
    void addLine(QStringView line)
    {
        const bool rule = line.startsWith("---"_L1) || line.startsWith("==="_L1) || line.startsWith("***"_L1);
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u'|') || rule) {
            endBlock();
            return;
        }
        if (line.startsWith(u'>'))
            line = line.sliced(1).trimmed();
        const QStringView item = withoutBullet(line);
        if (item.size() != line.size())
            endBlock();
        if (!m_block.isEmpty())
            m_block += u' ';
        m_block += item;
    }

    static QStringView withoutBullet(QStringView line)
    {
        if (line.size() > 2 && QStringView(u"-*+•").contains(line[0]) && line[1].isSpace())
            return line.sliced(2).trimmed();
        qsizetype digits = 0;
        while (digits < line.size() && digits < 3 && line[digits].isDigit())
            ++digits;
        const bool numbered = digits > 0 && digits + 1 < line.size() && line[digits + 1].isSpace() &&
                              (line[digits] == u'.' || line[digits] == u')');
        return numbered ? line.sliced(digits + 2).trimmed() : line;
    }

    void endBlock()
    {
        const QString block = withoutMarkup(m_block);
        m_block.clear();
        bool opens = true;
        for (qsizetype at = 0; at < block.size() && m_sentences.size() < mostSentences;) {
            const qsizetype end = sentenceEnd(block, at);
            const QString text = block.mid(at, end - at).trimmed();
            at = end;
            if (text.size() > longestSentence)
                continue;
            Sentence sentence{.text = text, .opensParagraph = opens};
            for (const QString &term : searchTerms(text, termsOfSentence))
                sentence.terms.insert(rootOf(term));
            opens = false;
            if (!sentence.terms.isEmpty())
                m_sentences.append(sentence);
        }
    }

    QList<Sentence> m_sentences;
    QString m_block;
};

void score(QList<Sentence> &sentences, const QStringList &topic)
{
    QHash<QString, int> counts;
    for (const Sentence &sentence : sentences) {
        for (const QString &term : sentence.terms)
            ++counts[term];
    }
    QSet<QString> wanted;
    for (const QString &term : topic)
        wanted.insert(rootOf(term.toLower()));
    for (qsizetype i = 0; i < sentences.size(); ++i) {
        Sentence &sentence = sentences[i];
        double sum = 0;
        int onTopic = 0;
        for (const QString &term : std::as_const(sentence.terms)) {
            sum += std::log2(1.0 + counts.value(term));
            onTopic += wanted.contains(term) ? 1 : 0;
        }
        // Neither a long sentence for its length nor a word or two for want of others.
        const double terms = double(sentence.terms.size());
        sentence.score = sum / std::pow(terms, 0.7);
        if (terms < 3)
            sentence.score *= 0.4;
        sentence.score *= 1.0 + 0.6 * onTopic;
        if (sentence.opensParagraph)
            sentence.score *= 1.15;
        if (i == 0)
            sentence.score *= 1.1;
        if (sentence.text.endsWith(u'?') || sentence.text.endsWith(u':'))
            sentence.score *= 0.6;
    }
}

bool saysTheSame(const Sentence &a, const Sentence &b)
{
    const Sentence &small = a.terms.size() < b.terms.size() ? a : b;
    const Sentence &large = &small == &a ? b : a;
    const auto shared = std::count_if(small.terms.begin(), small.terms.end(),
                                      [&large](const QString &term) { return large.terms.contains(term); });
    return double(shared) > 0.7 * double(small.terms.size());
}

} // namespace

QStringList extractSummary(QStringView text, int sentences, const QStringList &topic)
{
    QList<Sentence> all = SentenceReader().read(text.left(readAtMost));
    score(all, topic);
    QList<qsizetype> order(all.size());
    for (qsizetype i = 0; i < all.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&all](qsizetype a, qsizetype b) { return all[a].score > all[b].score; });
    QList<qsizetype> chosen;
    for (const qsizetype candidate : std::as_const(order)) {
        if (chosen.size() >= std::max(1, sentences))
            break;
        const bool repeats = std::any_of(chosen.begin(), chosen.end(), [&](qsizetype other) {
            return saysTheSame(all[candidate], all[other]);
        });
        if (!repeats)
            chosen.append(candidate);
    }
    std::sort(chosen.begin(), chosen.end());
    QStringList summary;
    for (const qsizetype index : std::as_const(chosen))
        summary.append(all[index].text);
    return summary;
}

} // namespace core

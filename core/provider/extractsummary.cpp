// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/extractsummary.h"

#include "core/knowledge/passages.h"
#include "core/knowledge/searchterms.h"

#include <QHash>
#include <QList>

#include <algorithm>
#include <cmath>
#include <vector>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype readAtMost = 200'000;
constexpr qsizetype mostSentences = 2000;
constexpr qsizetype longestSentence = 600;

struct Sentence
{
    QString text = {};
    std::vector<int> terms = {}; // numbers of its words, each once, ascending
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

// The words that carry meaning, by number, so that sentences are compared without comparing texts.
class Vocabulary
{
public:
    std::vector<int> numbersOf(QStringView text)
    {
        std::vector<int> numbers;
        for (QStringView word = takeWord(text); !word.isEmpty() && numbers.size() < mostTerms;
             word = takeWord(text)) {
            const QString lower = word.toString().toLower();
            if (isStopWord(lower))
                continue;
            const QString root = rootOf(lower);
            const auto known = m_numbers.constFind(root);
            numbers.push_back(known == m_numbers.cend() ? *m_numbers.insert(root, int(m_numbers.size()))
                                                        : *known);
        }
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        return numbers;
    }

    size_t size() const { return size_t(m_numbers.size()); }

private:
    static constexpr size_t mostTerms = 60;

    QHash<QString, int> m_numbers;
};

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
    explicit SentenceReader(Vocabulary &vocabulary)
        : m_vocabulary(vocabulary)
    {
    }

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
        if (item.startsWith("Source: "_L1) || item.startsWith("Sources: "_L1)) {
            endBlock(); // the last line of a summary that was made here
            return;
        }
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
            const Sentence sentence{
                .text = text, .terms = m_vocabulary.numbersOf(text), .opensParagraph = opens};
            opens = false;
            if (!sentence.terms.empty())
                m_sentences.append(sentence);
        }
    }

    Vocabulary &m_vocabulary;
    QList<Sentence> m_sentences;
    QString m_block;
};

void score(QList<Sentence> &sentences, size_t words, const std::vector<int> &topic)
{
    std::vector<int> counts(words, 0);
    for (const Sentence &sentence : std::as_const(sentences)) {
        for (const int term : sentence.terms)
            ++counts[size_t(term)];
    }
    for (qsizetype i = 0; i < sentences.size(); ++i) {
        Sentence &sentence = sentences[i];
        double sum = 0;
        int onTopic = 0;
        for (const int term : sentence.terms) {
            sum += std::log2(1.0 + counts[size_t(term)]);
            onTopic += std::binary_search(topic.begin(), topic.end(), term) ? 1 : 0;
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
    const auto shared = std::count_if(small.terms.begin(), small.terms.end(), [&large](int term) {
        return std::binary_search(large.terms.begin(), large.terms.end(), term);
    });
    return double(shared) > 0.7 * double(small.terms.size());
}

} // namespace

QStringList extractSummary(QStringView text, int sentences, const QStringList &topic)
{
    Vocabulary vocabulary;
    const std::vector<int> wanted = vocabulary.numbersOf(topic.join(u' '));
    QList<Sentence> all = SentenceReader(vocabulary).read(text.left(readAtMost));
    score(all, vocabulary.size(), wanted);
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/searchterms.h"

#include "core/base/words.h"

#include <algorithm>

namespace core {

namespace {

constexpr qsizetype longestTerm = 64;

// Sorted, because it is looked up by halving. Words such as "before" and "without" are missing on purpose:
// in a question about rules they carry meaning.
constexpr QStringView stopWords[] = {
    u"a",       u"about",      u"again",  u"all",      u"also",      u"am",      u"an",     u"and",
    u"any",     u"anybody",    u"anyone", u"anything", u"are",       u"aren",    u"as",     u"at",
    u"be",      u"because",    u"been",   u"being",    u"between",   u"both",    u"but",    u"by",
    u"can",     u"cannot",     u"could",  u"couldn",   u"d",         u"did",     u"didn",   u"do",
    u"does",    u"doesn",      u"doing",  u"don",      u"down",      u"during",  u"each",   u"etc",
    u"every",   u"everything", u"few",    u"for",      u"from",      u"further", u"get",    u"gets",
    u"give",    u"given",      u"go",     u"had",      u"hadn",      u"has",     u"hasn",   u"have",
    u"haven",   u"having",     u"he",     u"her",      u"here",      u"hers",    u"him",    u"his",
    u"how",     u"however",    u"i",      u"if",       u"in",        u"into",    u"is",     u"isn",
    u"it",      u"its",        u"itself", u"just",     u"kindly",    u"know",    u"let",    u"ll",
    u"m",       u"may",        u"me",     u"might",    u"more",      u"most",    u"much",   u"must",
    u"my",      u"need",       u"no",     u"nor",      u"not",       u"now",     u"of",     u"on",
    u"once",    u"only",       u"or",     u"other",    u"our",       u"ours",    u"out",    u"please",
    u"re",      u"s",          u"same",   u"say",      u"says",      u"shall",   u"she",    u"should",
    u"shouldn", u"show",       u"so",     u"some",     u"something", u"such",    u"t",      u"tell",
    u"than",    u"thank",      u"thanks", u"that",     u"the",       u"their",   u"theirs", u"them",
    u"then",    u"there",      u"these",  u"they",     u"thing",     u"things",  u"this",   u"those",
    u"though",  u"through",    u"to",     u"too",      u"until",     u"up",      u"upon",   u"us",
    u"ve",      u"very",       u"want",   u"was",      u"wasn",      u"we",      u"were",   u"weren",
    u"what",    u"whatever",   u"when",   u"where",    u"whether",   u"which",   u"while",  u"who",
    u"whom",    u"whose",      u"why",    u"will",     u"with",      u"within",  u"won",    u"would",
    u"wouldn",  u"yes",        u"yet",    u"you",      u"your",      u"yours",
};

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

// A word as it is written, in lower case, and as it is compared.
struct Term
{
    QString written = {};
    QString compared = {};
};

Term termOf(const WordReader &words)
{
    return {.written = words.text().left(longestTerm).toString().toLower(),
            .compared = words.folded().left(longestTerm)};
}

// Calls `take` with each term of the text until it has enough: words, and of characters in a row, which are
// no words by themselves, each pair, and where something is looked for each alone as well.
enum class Characters { Paired, Alone };

template<typename Take>
void eachTerm(QStringView text, Characters characters, const Take &take)
{
    WordReader words(text);
    Term before; // the character that ends where the next word begins
    bool isPaired = false;
    qsizetype end = -1;
    const auto endRow = [&] { return before.compared.isEmpty() || isPaired || take(before); };
    while (words.next()) {
        const Term term = termOf(words);
        const bool goesOn = words.isCharacter() && words.start() == end && !before.compared.isEmpty();
        const Term pair{.written = before.written + term.written,
                        .compared = before.compared + term.compared};
        if (goesOn ? !take(pair) : !endRow())
            return;
        if (words.isCharacter() && characters == Characters::Alone && !take(term))
            return;
        isPaired = goesOn;
        before = words.isCharacter() ? term : Term{};
        end = words.end();
        const bool isWord = !words.isCharacter() && !term.compared.isEmpty() &&
                            QStringView(term.compared).isValidUtf16() &&
                            QStringView(term.written).isValidUtf16();
        if (isWord && !take(term))
            return;
    }
    endRow();
}

QStringList collect(QStringView text, qsizetype limit, bool withStopWords)
{
    QStringList terms;
    QStringList compared;
    eachTerm(text, Characters::Paired, [&](const Term &term) {
        if ((withStopWords || !isStopWord(term.written)) && !compared.contains(term.compared)) {
            terms.append(term.written);
            compared.append(term.compared);
        }
        return terms.size() < limit;
    });
    return terms;
}

} // namespace

QStringView takeWord(QStringView &text)
{
    qsizetype start = 0;
    while (start < text.size() && !isWordPart(text[start]))
        ++start;
    qsizetype end = start;
    while (end < text.size() && isWordPart(text[end]))
        ++end;
    const QStringView word = text.sliced(start, end - start);
    text = text.sliced(end);
    return word;
}

bool isStopWord(QStringView word)
{
    return std::binary_search(std::begin(stopWords), std::end(stopWords), word);
}

QStringList searchTerms(QStringView text, qsizetype limit)
{
    const QStringList terms = collect(text, limit, false);
    return terms.isEmpty() ? collect(text, limit, true) : terms;
}

bool isSameWord(QStringView a, QStringView b)
{
    if (a == b)
        return true;
    const auto [shorter, longer] = std::minmax({a.size(), b.size()});
    if (shorter < 4 || longer - shorter > 4)
        return false;
    const auto differs = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    const qsizetype shared = differs - a.begin();
    return shared >= std::max<qsizetype>(4, shorter - 1) && longer - shared <= 4;
}

double coverage(const QStringList &terms, QStringView text)
{
    if (terms.isEmpty())
        return 0;
    QList<bool> found(terms.size(), false);
    qsizetype count = 0;
    QStringList wanted;
    for (const QString &term : terms)
        wanted.append(folded(term));
    eachTerm(text, Characters::Alone, [&](const Term &term) {
        for (qsizetype i = 0; i < terms.size(); ++i) {
            if (!found[i] && isSameWord(wanted[i], term.compared)) {
                found[i] = true;
                ++count;
            }
        }
        return count < terms.size();
    });
    return double(count) / double(terms.size());
}

} // namespace core

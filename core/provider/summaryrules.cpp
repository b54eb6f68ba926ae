// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/summaryrules.h"

#include "core/provider/phrases.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTopic = 400;
constexpr qsizetype longestIntroduction = 80;

constexpr QLatin1StringView verbs[] = {"summarise"_L1, "summarize"_L1, "sum up"_L1, "recap"_L1,
                                       "condense"_L1,  "tl;dr"_L1,     "tldr"_L1,   "summary:"_L1};
constexpr QLatin1StringView givings[] = {"give me"_L1,  "give us"_L1, "write me"_L1, "write"_L1,  "make"_L1,
                                         "show me"_L1,  "create"_L1,  "prepare"_L1,  "draft"_L1,  "give"_L1,
                                         "what are"_L1, "list"_L1,    "produce"_L1,  "i need"_L1, "show"_L1};
constexpr QLatin1StringView articles[] = {"a"_L1, "an"_L1, "the"_L1};
constexpr QLatin1StringView adjectives[] = {"short"_L1, "brief"_L1, "quick"_L1, "concise"_L1, "small"_L1};
constexpr QLatin1StringView nouns[] = {
    "summary"_L1, "overview"_L1, "recap"_L1, "key points"_L1, "main points"_L1, "key facts"_L1, "report"_L1,
    "note"_L1,    "page"_L1,     "memo"_L1,  "highlights"_L1, "digest"_L1,      "paragraph"_L1, "article"_L1};
constexpr QLatin1StringView links[] = {"of"_L1, "about"_L1, "on"_L1, "from"_L1, "in"_L1, "for"_L1};
constexpr QLatin1StringView units[] = {"sentences"_L1, "sentence"_L1,   "bullet points"_L1, "bullet point"_L1,
                                       "bullets"_L1,   "key points"_L1, "points"_L1,        "point"_L1,
                                       "lines"_L1,     "line"_L1,       "paragraphs"_L1};
constexpr QLatin1StringView briefs[] = {
    "briefly"_L1, "in brief"_L1, "in short"_L1, "in a few sentences"_L1, "in a few words"_L1, "shortly"_L1};
constexpr QLatin1StringView introductions[] = {
    "the following text"_L1, "the following"_L1, "this text"_L1, "the text"_L1,
    "this article"_L1,       "this page"_L1,     "this"_L1};
constexpr QLatin1StringView fileWords[] = {"the contents of"_L1, "the content of"_L1, "the file"_L1,
                                           "my file"_L1,         "file"_L1,           "the document"_L1};

constexpr int brief = 3;

// "summarise", or "give me a short summary of".
bool takeOpening(QStringView &text, Opening opening)
{
    if (opening == Opening::Any && takeFront(text, verbs))
        return true;
    QStringView rest = text;
    if (opening == Opening::Any)
        takeFront(rest, givings);
    takeFront(rest, articles);
    takeFront(rest, adjectives);
    if (!takeFront(rest, nouns) || !takeFront(rest, links))
        return false;
    text = rest;
    return true;
}

// "in three sentences" in front or behind.
int takeLength(QStringView &text)
{
    if (takeFront(text, briefs) || takeBack(text, briefs))
        return brief;
    QStringView front = text;
    if (takeFront(front, "in"_L1)) {
        const int count = takeCount(front);
        takeFront(front, adjectives);
        if (count > 0 && takeFront(front, units)) {
            while (front.startsWith(u','))
                front = front.sliced(1).trimmed();
            text = front;
            return count;
        }
    }
    QStringView back = text;
    if (!takeBack(back, units))
        return 0;
    takeBack(back, adjectives);
    const qsizetype in =
        std::max(back.lastIndexOf(" in "_L1, -1, Qt::CaseInsensitive),
                 back.startsWith("in "_L1, Qt::CaseInsensitive) ? qsizetype(0) : qsizetype(-1));
    if (in < 0 || back.size() - in > 20)
        return 0;
    QStringView number = back.sliced(in).trimmed().sliced(2).trimmed();
    const int count = takeCount(number);
    if (count == 0 || !number.isEmpty())
        return 0;
    text = back.first(in).trimmed();
    return count;
}

// Where the given text begins within what stands behind the verb: after "this:", or after a new line.
qsizetype givenIn(QStringView rest)
{
    const QStringView near = rest.first(std::min(rest.size(), longestIntroduction));
    const qsizetype line = near.indexOf(u'\n');
    QStringView introduction = rest;
    takeFront(introduction, introductions);
    if (introduction.startsWith(u':'))
        return introduction.sliced(1).trimmed().isEmpty() ? -1 : introduction.data() + 1 - rest.data();
    for (qsizetype colon = near.indexOf(u':'); colon >= 0; colon = near.indexOf(u':', colon + 1)) {
        const bool separates = colon + 1 < near.size() && near[colon + 1].isSpace();
        if (separates && (line < 0 || colon < line))
            return colon + 1;
    }
    return line >= 0 ? line + 1 : -1;
}

// The target without its determiner, for people: "our refund policy" is about "refund policy".
QStringView topicOf(QStringView text)
{
    static constexpr QLatin1StringView determiners[] = {"everything we know about"_L1,
                                                        "everything about"_L1,
                                                        "what we know about"_L1,
                                                        "what you know about"_L1,
                                                        "what our documents say about"_L1,
                                                        "what is known about"_L1,
                                                        "all of our"_L1,
                                                        "all our"_L1,
                                                        "all"_L1,
                                                        "our"_L1,
                                                        "my"_L1,
                                                        "your"_L1,
                                                        "their"_L1,
                                                        "the"_L1,
                                                        "an"_L1,
                                                        "a"_L1};
    QStringView rest = text;
    while (takeFront(rest, determiners) && !rest.isEmpty())
        text = rest;
    return text;
}

Request summaryOf(QStringView rest, int sentences)
{
    Request request{.wish = Wish::Summarise, .sentences = sentences};
    QStringView inner = rest;
    const QStringView quoted = takeQuoted(inner);
    const bool isQuoted = !quoted.isNull() && inner.isEmpty();
    QStringView target = isQuoted ? quoted : rest;
    const QStringView url = urlWithin(target);
    QStringView file = target;
    takeFront(file, fileWords);
    if (target.isEmpty() || isPronoun(target)) {
        request.source = Source::Previous;
    } else if (!url.isNull() && target.size() - url.size() < longestIntroduction) {
        request.source = Source::Page;
        request.subject = url.toString();
    } else if (isFileName(file)) {
        request.source = Source::File;
        request.path = file.toString();
    } else if (target.size() > longestTopic || target.contains(u'\n') ||
               (isQuoted && target.size() > longestIntroduction)) {
        request.source = Source::Given;
        request.subject = target.toString();
    } else {
        request.subject = topicOf(target).toString();
    }
    return request;
}

} // namespace

std::optional<Request> summaryRequest(QStringView clause, Opening opening)
{
    QStringView rest = clause;
    const bool isBrief = takeFront(rest, briefs); // "briefly summarise …"
    if (!takeOpening(rest, opening))
        return {};
    int sentences = takeLength(rest);
    if (sentences == 0 && isBrief)
        sentences = brief;
    const qsizetype given = opening == Opening::Any ? givenIn(rest) : -1;
    if (given < 0)
        return summaryOf(rest, sentences);
    QStringView introduction = rest.first(given).chopped(1).trimmed();
    if (sentences == 0)
        sentences = takeLength(introduction);
    QStringView text = rest.sliced(given).trimmed();
    QStringView inner = text;
    const QStringView quoted = takeQuoted(inner);
    if (!quoted.isNull() && inner.isEmpty())
        text = quoted;
    return Request{
        .wish = Wish::Summarise, .subject = text.toString(), .source = Source::Given, .sentences = sentences};
}

qsizetype givenTextStart(QStringView clause)
{
    QStringView rest = withoutFrontCourtesy(clause);
    takeFront(rest, briefs);
    if (!takeOpening(rest, Opening::Any))
        return -1;
    takeLength(rest);
    const qsizetype given = givenIn(rest);
    return given < 0 ? -1 : rest.data() + given - clause.data();
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/requestrules.h"

#include "core/knowledge/searchterms.h"
#include "core/provider/arithmeticwords.h"
#include "core/provider/clauses.h"
#include "core/provider/filerules.h"
#include "core/provider/phrases.h"
#include "core/provider/summaryrules.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype tailOfGivenText = 200;
constexpr qsizetype longestQuestion = 2000;

constexpr QLatin1StringView offers[] = {
    "help"_L1,
    "what can you do"_L1,
    "what can i do"_L1,
    "what can i ask"_L1,
    "what can i ask you"_L1,
    "who are you"_L1,
    "what are you"_L1,
    "how do you work"_L1,
    "hello"_L1,
    "hi"_L1,
    "hey"_L1,
    "hello there"_L1,
    "good morning"_L1,
    "good afternoon"_L1,
    "good evening"_L1,
    "how does this work"_L1,
};

constexpr QLatin1StringView rememberings[] = {
    "remember that"_L1,     "remember:"_L1,         "remember"_L1,           "please note that"_L1,
    "note that"_L1,         "make a note that"_L1,  "make a note:"_L1,       "make a note of"_L1,
    "take note that"_L1,    "don't forget that"_L1, "do not forget that"_L1, "keep in mind that"_L1,
    "bear in mind that"_L1,
};

constexpr QLatin1StringView fetchings[] = {
    "what is at"_L1, "what is on"_L1, "what's at"_L1, "what's on"_L1, "browse to"_L1, "fetch me"_L1,
    "fetch"_L1,      "get me"_L1,     "get"_L1,       "open"_L1,      "download"_L1,  "load"_L1,
    "read"_L1,       "visit"_L1,      "retrieve"_L1,  "show me"_L1,   "show"_L1,      "browse"_L1,
    "go to"_L1,      "look at"_L1,    "check"_L1,
};

constexpr QLatin1StringView pageWords[] = {
    "the web page at"_L1, "the webpage at"_L1, "the page at"_L1,  "the contents of"_L1,
    "the content of"_L1,  "the text of"_L1,    "the web page"_L1, "the webpage"_L1,
    "the website"_L1,     "the page"_L1,       "the url"_L1,      "the site"_L1,
    "the address"_L1,     "a page"_L1,         "page"_L1,         "url"_L1,
};

constexpr QLatin1StringView searchings[] = {
    "search the knowledge base for"_L1,
    "search our knowledge base for"_L1,
    "search the documents for"_L1,
    "search our documents for"_L1,
    "search for"_L1,
    "search"_L1,
    "look for"_L1,
    "look up"_L1,
    "find out"_L1,
    "find"_L1,
    "tell me about"_L1,
    "tell me"_L1,
    "show me"_L1,
    "give me"_L1,
    "answer the question"_L1,
    "answer"_L1,
    "explain"_L1,
    "describe"_L1,
    "define"_L1,
    "quote"_L1,
};

constexpr QLatin1StringView questionWords[] = {
    "what"_L1,  "what's"_L1, "whats"_L1,   "who"_L1,    "who's"_L1, "whom"_L1,       "whose"_L1,
    "when"_L1,  "where"_L1,  "where's"_L1, "why"_L1,    "which"_L1, "how"_L1,        "is"_L1,
    "are"_L1,   "was"_L1,    "were"_L1,    "do"_L1,     "does"_L1,  "did"_L1,        "can"_L1,
    "could"_L1, "may"_L1,    "must"_L1,    "should"_L1, "shall"_L1, "will"_L1,       "would"_L1,
    "has"_L1,   "have"_L1,   "had"_L1,     "am"_L1,     "and"_L1,   "what about"_L1,
};

constexpr QLatin1StringView leanings[] = {"and"_L1, "what about"_L1, "how about"_L1,
                                          "but"_L1, "or"_L1,         "also"_L1};
constexpr QLatin1StringView pointers[] = {"it"_L1,    "they"_L1,  "them"_L1, "that"_L1,
                                          "those"_L1, "these"_L1, "this"_L1, "there"_L1};

// Control characters are blanks here; tabs and new lines stay.
QString cleaned(const QString &text)
{
    QString clean = text;
    for (QChar &c : clean) {
        if ((c.category() == QChar::Other_Control && c != u'\n' && c != u'\t') || c == QChar::Nbsp)
            c = u' ';
    }
    return clean.trimmed();
}

Request asking(Wish wish, QStringView text)
{
    return Request{.wish = wish, .subject = text.left(longestQuestion).trimmed().toString()};
}

std::optional<Request> rememberRequest(QStringView clause)
{
    QStringView rest = withoutFrontCourtesy(clause);
    if (clause.endsWith(u'?') || !takeFront(rest, rememberings) || rest.isEmpty())
        return {};
    return Request{.wish = Wish::Remember, .subject = rest.toString()};
}

QList<Request> fetchRequests(QStringView clause)
{
    QStringView rest = clause;
    const bool verb = takeFront(rest, fetchings);
    if (verb)
        takeFront(rest, pageWords);
    QStringView inner = rest;
    const QStringView quoted = takeQuoted(inner);
    const QStringView url = urlAtFront(quoted.isNull() ? rest : quoted);
    const QStringView behind = quoted.isNull() ? rest.sliced(url.size()) : inner;
    if (url.isNull() || !withoutEndMarks(behind).isEmpty())
        return {};
    const Request fetch{.wish = Wish::Fetch, .subject = url.toString()};
    if (verb)
        return {fetch};
    return {fetch, Request{.wish = Wish::Summarise, .source = Source::Previous}};
}

QList<Request> questionOf(QStringView clause, QStringView bare)
{
    const QStringView url = urlWithin(clause);
    if (!url.isNull())
        return {Request{.wish = Wish::Summarise, .subject = url.toString(), .source = Source::Page}};
    QStringView rest = bare;
    if (takeFront(rest, searchings) && !rest.isEmpty())
        return {asking(Wish::Ask, rest)};
    rest = bare;
    if (clause.endsWith(u'?') || takeFront(rest, questionWords))
        return {asking(Wish::Ask, withoutFrontCourtesy(clause))};
    return {asking(Wish::Unclear, clause)};
}

QList<Request> recogniseClause(QStringView clause)
{
    while (clause.endsWith(u',') || clause.endsWith(u';'))
        clause = clause.chopped(1).trimmed();
    const QStringView bare = withoutCourtesy(clause);
    QStringView word = bare;
    if (isOneOf(bare, offers) || takeWord(word).isEmpty())
        return {Request{.wish = Wish::Offer}};
    if (const QString expression = arithmeticIn(clause); !expression.isEmpty())
        return {Request{.wish = Wish::Calculate, .subject = expression}};
    if (const auto request = rememberRequest(clause))
        return {*request};
    if (const auto request = saveRequest(bare))
        return {*request};
    if (const QList<Request> requests = writeRequests(bare); !requests.isEmpty())
        return requests;
    if (const auto request = summaryRequest(bare))
        return {*request};
    if (const auto request = listRequest(bare))
        return {*request};
    if (const QList<Request> requests = fetchRequests(bare); !requests.isEmpty())
        return requests;
    if (const auto request = readRequest(bare))
        return {*request};
    return questionOf(clause, bare);
}

// Whether what stands behind a joint is a request of its own. `joined` is what it would be with what stands
// before it: a calculation goes on over a line's end.
bool isSeparate(const QList<Request> &requests, Joint joint, QStringView clause, QStringView joined)
{
    const Request &first = requests.first();
    switch (first.wish) {
    case Wish::Offer:
    case Wish::Unclear:
        return false;
    case Wish::Ask: {
        QStringView rest = withoutCourtesy(clause);
        return joint == Joint::Then && takeFront(rest, searchings);
    }
    case Wish::Summarise:
        return joint == Joint::Then || first.source != Source::Knowledge;
    case Wish::Calculate:
        return joint == Joint::Then ||
               (arithmeticIn(joined).isEmpty() && (clause.front().isLetter() || joined.contains(u'\n')));
    default:
        return true;
    }
}

} // namespace

QList<Request> recognise(const QString &text)
{
    const QString clean = cleaned(text);
    const QStringView view = clean;
    const qsizetype given = givenTextStart(view);
    const QList<Cut> cuts = possibleCuts(view);
    QList<Request> requests;
    qsizetype end = view.size();
    // From the back, so that "… and save it as X" is known before what stands in front of it is read.
    for (auto cut = cuts.crbegin(); cut != cuts.crend(); ++cut) {
        const bool withinGiven = given >= 0 && cut->next > given;
        if (cut->next >= end || (withinGiven && view.size() - cut->next > tailOfGivenText))
            continue;
        const QStringView clause = view.sliced(cut->next, end - cut->next).trimmed();
        if (clause.isEmpty())
            continue;
        const QList<Request> found = recogniseClause(clause);
        const qsizetype before = std::next(cut) == cuts.crend() ? 0 : std::next(cut)->next;
        const QStringView joined = view.sliced(before, end - before).trimmed();
        if ((withinGiven && found.first().wish != Wish::Save) ||
            !isSeparate(found, cut->joint, clause, joined))
            continue;
        requests = found + requests;
        end = cut->end;
    }
    const QStringView first = view.first(end).trimmed();
    if (!first.isEmpty() || requests.isEmpty())
        requests = recogniseClause(first) + requests;
    return requests;
}

bool isFollowUp(QStringView question)
{
    QStringView rest = withoutFrontCourtesy(question);
    if (takeFront(rest, leanings))
        return true;
    if (searchTerms(question, 4).size() > 3)
        return false;
    for (int i = 0; i < 12 && !rest.isEmpty(); ++i) {
        const QStringView word = takeWord(rest);
        if (isOneOf(word, pointers))
            return true;
    }
    return false;
}

} // namespace core

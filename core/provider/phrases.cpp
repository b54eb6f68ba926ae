// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/phrases.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestPath = 255;

constexpr QLatin1StringView frontCourtesies[] = {
    "i would like you to"_L1,
    "i'd like you to"_L1,
    "i want you to"_L1,
    "i need you to"_L1,
    "would you please"_L1,
    "could you please"_L1,
    "can you please"_L1,
    "would you"_L1,
    "could you"_L1,
    "can you"_L1,
    "will you"_L1,
    "please"_L1,
    "pls"_L1,
    "kindly"_L1,
    "hello"_L1,
    "hey"_L1,
    "hi"_L1,
    "okay"_L1,
    "ok"_L1,
    "then"_L1,
    "finally"_L1,
    "afterwards"_L1,
    "first"_L1,
    "next"_L1,
    "now"_L1,
    "also"_L1,
    "just"_L1,
};

constexpr QLatin1StringView backCourtesies[] = {"thank you"_L1, "thanks"_L1, "please"_L1, "pls"_L1,
                                                "for me"_L1};

constexpr QLatin1StringView pronouns[] = {
    "all of it"_L1,  "the results"_L1,  "the result"_L1, "the answer"_L1, "the summary"_L1,
    "the output"_L1, "the above"_L1,    "the page"_L1,   "the text"_L1,   "the list"_L1,
    "the file"_L1,   "the document"_L1, "the reply"_L1,  "everything"_L1, "it"_L1,
    "this"_L1,       "that"_L1,         "them"_L1,       "these"_L1,      "those"_L1,
};

constexpr QLatin1StringView numberWords[] = {"one"_L1, "two"_L1,   "three"_L1, "four"_L1, "five"_L1,
                                             "six"_L1, "seven"_L1, "eight"_L1, "nine"_L1, "ten"_L1};

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

QChar folded(QChar c)
{
    return c == u'’' ? QChar(u'\'') : c.toLower();
}

// How much of the front of `text` the phrase covers; -1 when it does not stand there.
qsizetype covered(QStringView text, QLatin1StringView phrase)
{
    qsizetype at = 0;
    for (const char c : phrase) {
        if (at == text.size())
            return -1;
        if (c == ' ') {
            if (!text[at].isSpace())
                return -1;
            while (at < text.size() && text[at].isSpace())
                ++at;
        } else if (folded(text[at++]) != QLatin1Char(c)) {
            return -1;
        }
    }
    const bool insideWord =
        at < text.size() && isWordCharacter(text[at]) && isWordCharacter(QLatin1Char(phrase.back()));
    return insideWord ? -1 : at;
}

} // namespace

bool takeFront(QStringView &text, QLatin1StringView phrase)
{
    const qsizetype length = covered(text, phrase);
    if (length < 0)
        return false;
    text = text.sliced(length).trimmed();
    return true;
}

bool takeFront(QStringView &text, Phrases phrases)
{
    return std::any_of(phrases.begin(), phrases.end(),
                       [&text](QLatin1StringView phrase) { return takeFront(text, phrase); });
}

bool takeBack(QStringView &text, QLatin1StringView phrase)
{
    const qsizetype start = text.size() - phrase.size();
    if (start < 0 || covered(text.sliced(start), phrase) != phrase.size())
        return false;
    if (start > 0 && isWordCharacter(text[start - 1]))
        return false;
    text = text.first(start).trimmed();
    return true;
}

bool takeBack(QStringView &text, Phrases phrases)
{
    return std::any_of(phrases.begin(), phrases.end(),
                       [&text](QLatin1StringView phrase) { return takeBack(text, phrase); });
}

bool isOneOf(QStringView text, Phrases phrases)
{
    return std::any_of(phrases.begin(), phrases.end(), [text](QLatin1StringView phrase) {
        return covered(text, phrase) == text.size() && !text.isEmpty();
    });
}

QChar closingMark(QChar opening)
{
    switch (opening.unicode()) {
    case u'"':
        return u'"';
    case u'\'':
        return u'\'';
    case u'`':
        return u'`';
    case u'“':
        return u'”';
    case u'‘':
        return u'’';
    case u'«':
        return u'»';
    default:
        return {};
    }
}

QStringView takeQuoted(QStringView &text)
{
    if (text.isEmpty() || closingMark(text.front()).isNull())
        return {};
    const QChar closing = closingMark(text.front());
    for (qsizetype i = 1; i < text.size(); ++i) {
        const bool ends = text[i] == closing && (i + 1 == text.size() || !isWordCharacter(text[i + 1]));
        if (!ends)
            continue;
        const QStringView inside = text.sliced(1, i - 1);
        text = text.sliced(i + 1).trimmed();
        return inside;
    }
    return {};
}

QStringView withoutEndMarks(QStringView text)
{
    text = text.trimmed();
    while (!text.isEmpty() && QStringView(u".!?…,;:").contains(text.back())) {
        text.chop(1);
        text = text.trimmed();
    }
    return text;
}

QStringView withoutFrontCourtesy(QStringView text)
{
    text = text.trimmed();
    for (QStringView rest = text; takeFront(rest, frontCourtesies);) {
        while (!rest.isEmpty() && (rest.front() == u',' || rest.front() == u'!' || rest.front() == u'.'))
            rest = rest.sliced(1).trimmed();
        if (rest.isEmpty())
            break;
        text = rest;
    }
    return text;
}

QStringView withoutCourtesy(QStringView text)
{
    text = withoutFrontCourtesy(text);
    do {
        text = withoutEndMarks(text);
    } while (takeBack(text, backCourtesies) && !text.isEmpty());
    return text;
}

QStringView urlAtFront(QStringView text)
{
    if (text.size() < 10 || !text.startsWith("http"_L1, Qt::CaseInsensitive))
        return {};
    const qsizetype host = text.startsWith("http://"_L1, Qt::CaseInsensitive)    ? 7
                           : text.startsWith("https://"_L1, Qt::CaseInsensitive) ? 8
                                                                                 : 0;
    if (host == 0)
        return {};
    qsizetype end = host;
    while (end < text.size() && !text[end].isSpace() && !QStringView(u"\"'<>`“”«»‘’").contains(text[end]))
        ++end;
    while (end > host && QStringView(u".,;:!?)]").contains(text[end - 1]))
        --end;
    return end > host ? text.first(end) : QStringView();
}

QStringView urlWithin(QStringView text)
{
    for (qsizetype at = text.indexOf("://"_L1); at >= 0; at = text.indexOf("://"_L1, at + 3)) {
        for (const qsizetype scheme : {4, 5}) {
            const bool wholeWord = at == scheme || (at > scheme && !isWordCharacter(text[at - scheme - 1]));
            const QStringView url = wholeWord ? urlAtFront(text.sliced(at - scheme)) : QStringView();
            if (!url.isNull())
                return url;
        }
    }
    return {};
}

bool isPronoun(QStringView text)
{
    return isOneOf(text, pronouns);
}

bool takePronoun(QStringView &text)
{
    return takeFront(text, pronouns);
}

bool isPlainName(QStringView text)
{
    return !text.isEmpty() && text.size() <= longestPath &&
           std::all_of(text.begin(), text.end(), [](QChar c) {
               return c.isLetterOrNumber() || c.isSurrogate() || c.isMark() ||
                      QStringView(u"._-/+@~()").contains(c);
           });
}

bool isFileName(QStringView text)
{
    if (!isPlainName(text) || text.contains("//"_L1))
        return false;
    // Such a path is never one of the workspace; the tools say so, and what to write in its place.
    for (const QLatin1StringView start : {"/"_L1, "~/"_L1, "./"_L1, "../"_L1}) {
        if (text.startsWith(start) && text.back().isLetterOrNumber())
            return true;
    }
    const qsizetype dot = text.lastIndexOf(u'.');
    if (dot < 0)
        return false;
    const QStringView ending = text.sliced(dot + 1);
    return ending.size() <= 8 && ending.size() > (dot == 0 ? 1 : 0) &&
           std::any_of(ending.begin(), ending.end(), [](QChar c) { return c.isLetter(); }) &&
           std::all_of(ending.begin(), ending.end(), [](QChar c) { return c.isLetterOrNumber(); });
}

int takeCount(QStringView &text)
{
    for (size_t i = 0; i < std::size(numberWords); ++i) {
        if (takeFront(text, numberWords[i]))
            return int(i) + 1;
    }
    qsizetype digits = 0;
    while (digits < text.size() && digits < 3 && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    const int count = digits > 0 ? text.first(digits).toInt() : 0;
    if (count < 1 || count > 20 || (digits < text.size() && isWordCharacter(text[digits])))
        return 0;
    text = text.sliced(digits).trimmed();
    return count;
}

} // namespace core

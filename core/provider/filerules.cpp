// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/filerules.h"

#include "core/provider/phrases.h"
#include "core/provider/summaryrules.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QLatin1StringView listVerbs[] = {
    "list"_L1,     "show me"_L1,   "show"_L1, "display"_L1, "give me a list of"_L1,
    "what are"_L1, "which are"_L1, "what"_L1, "which"_L1};
constexpr QLatin1StringView listArticles[] = {"all of the"_L1, "all the"_L1, "all my"_L1, "all our"_L1,
                                              "all"_L1,        "the"_L1,     "my"_L1,     "our"_L1};
constexpr QLatin1StringView listTails[] = {"are there"_L1, "there are"_L1, "do i have"_L1, "do we have"_L1,
                                           "exist"_L1,     "are"_L1,       "i have"_L1,    "we have"_L1};
constexpr QLatin1StringView insides[] = {"in"_L1, "inside"_L1, "under"_L1, "within"_L1, "of"_L1, "from"_L1};
constexpr QLatin1StringView workspaces[] = {"the workspace"_L1, "my workspace"_L1, "our workspace"_L1,
                                            "workspace"_L1,     "here"_L1,         "this folder"_L1};
constexpr QLatin1StringView folderWords[] = {"the folder"_L1, "the directory"_L1, "folder"_L1, "directory"_L1,
                                             "the"_L1};

constexpr QLatin1StringView readVerbs[] = {
    "what is in"_L1, "what's in"_L1, "whats in"_L1, "show me"_L1, "read me"_L1, "read"_L1, "open"_L1,
    "show"_L1,       "display"_L1,   "print"_L1,    "view"_L1,    "cat"_L1,     "load"_L1, "give me"_L1};
constexpr QLatin1StringView contents[] = {"the contents of"_L1, "the content of"_L1, "contents of"_L1,
                                          "what is in"_L1,      "what's in"_L1,      "the text of"_L1};
constexpr QLatin1StringView readTails[] = {"to me"_L1, "aloud"_L1, "out"_L1};

constexpr QLatin1StringView saveVerbs[] = {"save"_L1, "store"_L1,  "write"_L1,
                                           "put"_L1,  "export"_L1, "keep"_L1};
constexpr QLatin1StringView namings[] = {"as"_L1, "under"_L1};
constexpr QLatin1StringView places[] = {"into"_L1, "to"_L1, "in"_L1, "at"_L1};
constexpr QLatin1StringView fileWords[] = {
    "a new file called"_L1, "a new file named"_L1, "a file called"_L1,
    "a file named"_L1,      "the file called"_L1,  "the file named"_L1,
    "a new file"_L1,        "new file"_L1,         "a file"_L1,
    "the file"_L1,          "my file"_L1,          "file"_L1,
    "the document"_L1,      "the name"_L1,
};

constexpr QLatin1StringView writeVerbs[] = {"write down"_L1, "write"_L1, "put"_L1, "create"_L1, "make"_L1};
constexpr QLatin1StringView keepVerbs[] = {"save"_L1, "store"_L1};
constexpr QLatin1StringView withTexts[] = {"with the text"_L1,
                                           "with the content"_L1,
                                           "with the contents"_L1,
                                           "with content"_L1,
                                           "with text"_L1,
                                           "containing the text"_L1,
                                           "containing"_L1,
                                           "that says"_L1,
                                           "saying"_L1,
                                           "with"_L1,
                                           ":"_L1};
constexpr QLatin1StringView targets[] = {"into"_L1, "to"_L1, "in"_L1, "as"_L1, "under"_L1};

enum class Names { WithEnding, Any };

// A quoted name, or the next word when it looks like one; with "a file called" in front of it or not.
QString takeName(QStringView &text, Names names)
{
    QStringView rest = text;
    takeFront(rest, fileWords);
    QStringView name = takeQuoted(rest);
    if (name.isNull()) {
        qsizetype end = 0;
        while (end < rest.size() && !rest[end].isSpace() && rest[end] != u':' && rest[end] != u',')
            ++end;
        name = rest.first(end);
        if (names == Names::WithEnding ? !isFileName(name) : !isPlainName(name))
            return {};
        rest = rest.sliced(end).trimmed();
    } else if (name.isEmpty() || name.size() > 255) {
        return {};
    }
    text = rest;
    return name.toString();
}

// The name of a file at the end of the text, with the "to" in front of it.
QString takeTarget(QStringView &text)
{
    QStringView rest = text;
    QStringView name;
    if (!rest.isEmpty() && QStringView(u"\"'`”’»").contains(rest.back())) {
        qsizetype start = rest.size() - 2;
        while (start >= 0 && rest.size() - start < 255 && closingMark(rest[start]) != rest.back())
            --start;
        if (start < 0 || closingMark(rest[start]) != rest.back())
            return {};
        name = rest.sliced(start + 1, rest.size() - start - 2);
        rest = rest.first(start).trimmed();
    } else {
        qsizetype start = rest.size();
        while (start > 0 && !rest[start - 1].isSpace())
            --start;
        name = rest.sliced(start);
        rest = rest.first(start).trimmed();
        if (!isFileName(name))
            return {};
    }
    takeBack(rest, fileWords);
    if (name.isEmpty() || !takeBack(rest, targets))
        return {};
    text = rest;
    return name.toString();
}

// "create notes.md with 'text'", "write to notes.md: text".
std::optional<Request> textBehindName(QStringView clause)
{
    QStringView rest = clause;
    if (!takeFront(rest, writeVerbs))
        return {};
    takeFront(rest, places);
    const QString name = takeName(rest, Names::WithEnding);
    if (name.isEmpty() || !takeFront(rest, withTexts))
        return {};
    QStringView inner = rest;
    const QStringView quoted = takeQuoted(inner);
    const QStringView text = !quoted.isNull() && inner.isEmpty() ? quoted : rest;
    if (text.isEmpty())
        return {};
    return Request{.wish = Wish::Write, .subject = text.toString(), .path = name};
}

} // namespace

std::optional<Request> listRequest(QStringView clause)
{
    static constexpr QLatin1StringView shellWords[] = {"ls"_L1, "dir"_L1, "list files"_L1};
    if (isOneOf(clause, shellWords))
        return Request{.wish = Wish::List};
    QStringView rest = clause;
    if (!takeFront(rest, listVerbs))
        return {};
    takeFront(rest, listArticles);
    if (!takeFront(rest, "files"_L1))
        return {};
    takeFront(rest, listTails);
    if (rest.isEmpty())
        return Request{.wish = Wish::List};
    if (isOneOf(rest, workspaces))
        return Request{.wish = Wish::List};
    if (!takeFront(rest, insides))
        return {};
    if (isOneOf(rest, workspaces))
        return Request{.wish = Wish::List};
    takeFront(rest, folderWords);
    takeBack(rest, "folder"_L1);
    const QString folder = takeName(rest, Names::Any);
    if (folder.isEmpty() || !rest.isEmpty())
        return {};
    return Request{.wish = Wish::List, .path = folder};
}

std::optional<Request> readRequest(QStringView clause)
{
    QStringView rest = clause;
    if (takeFront(rest, "what does"_L1)) {
        if (!takeBack(rest, "say"_L1) && !takeBack(rest, "contain"_L1))
            return {};
    } else if (!takeFront(rest, readVerbs)) {
        return {};
    }
    takeFront(rest, contents);
    const QString name = takeName(rest, Names::WithEnding);
    takeFront(rest, readTails);
    if (name.isEmpty() || !rest.isEmpty())
        return {};
    return Request{.wish = Wish::Read, .path = name};
}

std::optional<Request> saveRequest(QStringView clause)
{
    QStringView rest = clause;
    if (!takeFront(rest, saveVerbs))
        return {};
    const bool pointed = takePronoun(rest);
    takeFront(rest, "down"_L1);
    const bool named = takeFront(rest, namings);
    if (!named && (!pointed || !takeFront(rest, places)))
        return {};
    const QString name = takeName(rest, named ? Names::Any : Names::WithEnding);
    if (name.isEmpty() || !rest.isEmpty())
        return {};
    return Request{.wish = Wish::Save, .path = name};
}

QList<Request> writeRequests(QStringView clause)
{
    if (const auto request = textBehindName(clause))
        return {*request};
    QStringView rest = clause;
    const bool writes = takeFront(rest, writeVerbs);
    if (!writes && !takeFront(rest, keepVerbs))
        return {};
    QStringView text = rest;
    const QString name = takeTarget(text);
    if (name.isEmpty() || text.isEmpty())
        return {};
    QStringView inner = text;
    const QStringView quoted = takeQuoted(inner);
    if (!quoted.isNull() && inner.isEmpty())
        return {Request{.wish = Wish::Write, .subject = quoted.toString(), .path = name}};
    const Request save{.wish = Wish::Save, .path = name};
    if (const auto summary = summaryRequest(text, Opening::Noun))
        return {*summary, save};
    if (!writes)
        return {Request{.wish = Wish::Ask, .subject = text.toString()}, save};
    return {Request{.wish = Wish::Write, .subject = text.toString(), .path = name}};
}

} // namespace core

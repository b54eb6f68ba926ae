// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinphase.h"

#include "core/base/text.h"
#include "core/provider/requestrules.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 8;
constexpr qsizetype longestSaid = 400;

// A request of a workflow taken apart: the requirements (or the part of them), what the phases before said,
// and this phase's own turns.
struct PhaseTurn
{
    QString wanted = {};
    QStringList earlier = {};
    QList<Message> own = {};
};

PhaseTurn readPhase(const ModelRequest &request)
{
    PhaseTurn turn;
    const QList<Message> &messages = request.messages;
    const auto isUser = [](const Message &message) { return message.role == Role::User; };
    const auto instruction = std::find_if(messages.crbegin(), messages.crend(), isUser);
    if (instruction == messages.crend())
        return turn;
    turn.own = messages.last(instruction - messages.crbegin());
    const auto wanted = std::find_if(instruction + 1, messages.crend(), isUser);
    for (auto said = instruction + 1; said != wanted; ++said)
        turn.earlier.prepend(said->text);
    turn.wanted = wanted == messages.crend() ? instruction->text : wanted->text;
    // "2 of 3: the part"
    const qsizetype colon = request.part.indexOf(u": "_s);
    if (colon >= 0 && request.part.sliced(colon + 2) != u"all of the requirements")
        turn.wanted = request.part.sliced(colon + 2);
    return turn;
}

QString wordsOf(const Request &request)
{
    switch (request.wish) {
    case Wish::Calculate:
        return u"calculate "_s + request.subject;
    case Wish::Fetch:
        return u"fetch "_s + request.subject;
    case Wish::Read:
        return u"read "_s + request.path;
    case Wish::List:
        return request.path.isEmpty() ? u"list the files"_s : QString(u"list the files in "_s + request.path);
    case Wish::Write:
        return u"write “"_s + request.subject + u"” to "_s + request.path;
    case Wish::Save:
        return u"save it as "_s + request.path;
    case Wish::Remember:
        return u"remember that "_s + request.subject;
    case Wish::Summarise:
        if (request.source == Source::Previous)
            return u"summarise it"_s;
        if (request.source == Source::Given)
            return u"summarise this: "_s + request.subject;
        return u"summarise "_s + (request.source == Source::File ? request.path : request.subject);
    case Wish::Ask:
    case Wish::Unclear:
        return request.subject;
    case Wish::Offer:
        break;
    }
    return u"say what can be asked for"_s;
}

QStringList unclearIn(const QString &text)
{
    QStringList unclear;
    for (const Request &request : recognise(text)) {
        if (request.wish == Wish::Unclear)
            unclear.append(shortened(request.subject, longestSaid));
    }
    return unclear;
}

QStringList filesIn(const QString &text)
{
    QStringList files;
    for (const Request &request : recognise(text)) {
        const bool makes = request.wish == Wish::Save || request.wish == Wish::Write;
        if (makes && !files.contains(request.path) && files.size() < mostFiles)
            files.append(request.path);
    }
    return files;
}

QString withLimits(const QString &wanted, const QString &text)
{
    const QStringList unclear = unclearIn(wanted);
    if (unclear.isEmpty())
        return text;
    return text + u"\n\nI have no language model, and no rule of mine fits: "_s + unclear.join(u"; "_s) +
           u". Give this workflow agents with a model for that."_s;
}

QString numbered(const QStringList &lines, QLatin1StringView word)
{
    QString text;
    for (qsizetype i = 0; i < lines.size(); ++i)
        text += (i > 0 ? u"\n"_s : QString()) + word + QString::number(i + 1) +
                (word.isEmpty() ? u". "_s : u": "_s) + lines[i];
    return text;
}

QString tests(const QString &wanted)
{
    QStringList checks;
    for (const QString &file : filesIn(wanted))
        checks.append(file + u" is there and not empty"_s);
    return checks.isEmpty() ? u"Nothing is to be written, so there is nothing that I could check."_s
                            : u"These must hold when it is done:\n"_s + numbered(checks, {});
}

// Reads each file that the requirements ask for, and says whether they are there.
ModelAnswer checked(const ModelRequest &request, const PhaseTurn &turn)
{
    const QStringList files = filesIn(turn.wanted);
    const bool canRead = std::any_of(request.tools.begin(), request.tools.end(),
                                     [](const ToolSpec &tool) { return tool.name == "read_file"_L1; });
    if (files.isEmpty() || !canRead)
        return {.text = files.isEmpty()
                            ? u"Nothing was to be written, so there is nothing that I could run."_s
                            : u"This agent has no tool to read files, so nothing was checked."_s};
    ModelAnswer answer;
    if (turn.own.isEmpty()) {
        for (const QString &file : files)
            answer.toolCalls.append({.id = u"check-%1"_s.arg(answer.toolCalls.size() + 1),
                                     .name = u"read_file"_s,
                                     .arguments = {{u"path"_s, file}}});
        return answer;
    }
    QStringList found;
    bool passes = true;
    for (const Message &message : turn.own) {
        if (message.role != Role::Tool)
            continue;
        const bool fails = message.text.startsWith(u"{\"error\""_s);
        passes = passes && !fails;
        found.append(files.value(found.size()) + (fails ? u": is not there"_s : u": is there"_s));
    }
    answer.text = numbered(found, {}) + (passes ? u"\n\nVERDICT: PASS"_s : u"\n\nVERDICT: FAIL"_s);
    return answer;
}

QString reviewed(const PhaseTurn &turn)
{
    QStringList lines{u"What was asked:"_s, numbered(requestsInWords(turn.wanted), {}), QString(),
                      u"What came of it:"_s};
    for (const QString &said : turn.earlier)
        lines.append(u"- "_s + shortened(said.simplified(), longestSaid));
    const QString text = withLimits(turn.wanted, lines.join(u'\n'));
    return unclearIn(turn.wanted).isEmpty() ? QString(text + u"\n\nVERDICT: APPROVED"_s) : text;
}

} // namespace

QStringList requestsInWords(const QString &text)
{
    QStringList words;
    for (const Request &request : recognise(text)) {
        if (request.wish == Wish::Save && !words.isEmpty())
            words.last() += u" and save it as "_s + request.path;
        else
            words.append(wordsOf(request));
    }
    return words;
}

Result<ModelAnswer> phaseAnswer(const ModelRequest &request, const UnphasedWork &work)
{
    const PhaseTurn turn = readPhase(request);
    const QStringList words = requestsInWords(turn.wanted);
    switch (*request.phase) {
    case PhaseKind::Planning:
        return ModelAnswer{
            .text = withLimits(turn.wanted, u"This is asked, in this order:\n"_s + numbered(words, {}))};
    case PhaseKind::Design:
        return ModelAnswer{.text = withLimits(turn.wanted, numbered(words, "FEATURE "_L1))};
    case PhaseKind::TestWriting:
        return ModelAnswer{.text = withLimits(turn.wanted, tests(turn.wanted))};
    case PhaseKind::Execution:
        return checked(request, turn);
    case PhaseKind::Review:
        return ModelAnswer{.text = reviewed(turn)};
    case PhaseKind::Implementation:
    case PhaseKind::Other:
        break;
    }
    ModelRequest plain = request;
    plain.phase.reset();
    plain.messages = QList<Message>{{.role = Role::User, .text = turn.wanted}} + turn.own;
    return work(plain);
}

} // namespace core

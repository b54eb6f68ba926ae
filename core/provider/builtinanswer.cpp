// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinanswer.h"

#include "core/base/text.h"
#include "core/knowledge/searchterms.h"
#include "core/provider/extractsummary.h"
#include "core/provider/pieces.h"
#include "core/provider/requestrules.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = Instruction::Kind;

// Below this part of a question's words, a passage only comes near.
constexpr double enoughWords = 0.6;
constexpr qsizetype longestNamed = 160;

constexpr QLatin1StringView offer =
    "I am Signalbox's built-in provider. I have no language model: I work by rules, quote your documents and "
    "make "
    "nothing up. You can ask me to\n\n"
    "- answer a question from the knowledge base: *What is our refund policy?*\n"
    "- summarise a topic, a file, a page or a text: *Summarise our refund policy in 3 sentences*\n"
    "- calculate: *What is 17.5 % of 840?*\n"
    "- fetch a page: *Fetch https://example.com and summarise it*\n"
    "- read, list and write files: *Write \"Call Ann\" to notes.md*\n"
    "- remember something: *Remember that we close at six*\n"
    "- do several of these: *Summarise our refund policy and save it as refund.md*\n\n"
    "For anything else, configure a provider with a model (OpenAI, Anthropic, or a local server such as "
    "Ollama) and "
    "name it in the agent's manifest."_L1;

QString named(const QString &text)
{
    return u"“"_s + shortened(text.simplified(), longestNamed) + u"”"_s;
}

QString nothingAbout(const QString &subject)
{
    return u"I found nothing about "_s + named(subject) +
           u" in the knowledge base. Add a text or Markdown document that covers it, or ask with other words."_s;
}

const TurnPiece *lastSearch(const BuiltinTurn &turn)
{
    for (auto piece = turn.pieces.crbegin(); piece != turn.pieces.crend(); ++piece) {
        if (piece->tool == "knowledge_search"_L1)
            return &*piece;
    }
    return nullptr;
}

bool isSource(const TurnPiece &piece)
{
    return piece.tool.isEmpty() || piece.tool == "knowledge_search"_L1 || piece.tool == "read_file"_L1 ||
           piece.tool == "http_fetch"_L1;
}

// What keeps a text from being made. A rejected action that brings no text does not.
const TurnPiece *lastFailure(const BuiltinTurn &turn)
{
    for (auto piece = turn.pieces.crbegin(); piece != turn.pieces.crend(); ++piece) {
        if (!piece->error.isEmpty() && (isSource(*piece) || !piece->isRejected))
            return &*piece;
        if (isSource(*piece))
            return nullptr;
    }
    return nullptr;
}

// What a file was to hold is not there. Where a person rejected what it is made of, that is no fault.
Result<QString> orFailure(const BuiltinTurn &turn, const QString &text)
{
    if (turn.instruction.file.isEmpty())
        return text;
    const bool isRejected = std::ranges::any_of(turn.pieces, &TurnPiece::isRejected);
    return failure(isRejected ? ErrorCode::Cancelled : ErrorCode::NotFound,
                   text + u" Nothing was written to "_s + turn.instruction.file + u'.');
}

Result<QString> answered(const BuiltinTurn &turn)
{
    const QString &question = turn.instruction.subject;
    const TurnPiece *search = lastSearch(turn);
    if (!search || !search->error.isEmpty())
        return orFailure(turn, search ? toldPiece(*search) : nothingAbout(question));
    const QStringList terms = searchTerms(question);
    double found = 0;
    const QString quoted = quotedPassages(search->result, terms, found);
    if (quoted.isEmpty())
        return orFailure(turn, nothingAbout(question));
    if (found < enoughWords) {
        return orFailure(
            turn, u"I found no passage that answers "_s + named(question) + u". This comes nearest:\n\n"_s +
                      quoted +
                      u"\n\nAdd a text or Markdown document that covers it, or ask with other words."_s);
    }
    return quoted;
}

Result<QString> nearest(const BuiltinTurn &turn)
{
    const TurnPiece *search = lastSearch(turn);
    double found = 0;
    const QString quoted = search && search->error.isEmpty()
                               ? quotedPassages(search->result, searchTerms(turn.instruction.subject), found)
                               : QString();
    QString text =
        u"I have no language model, and none of my rules fits "_s + named(turn.instruction.subject) + u". "_s;
    text +=
        quoted.isEmpty()
            ? u"The knowledge base has nothing near it.\n\n"_s
            : QString(u"This is what the knowledge base has that comes nearest:\n\n"_s + quoted + u"\n\n"_s);
    return orFailure(turn, text + offer);
}

// The given text, what the last tool brought, what the last step said, or the answer before this turn.
QString sourceOf(const BuiltinTurn &turn, QString &cited)
{
    for (auto piece = turn.pieces.crbegin(); piece != turn.pieces.crend(); ++piece) {
        if (piece->tool.isEmpty())
            return piece->text;
        const QString text = textOf(*piece);
        if (text.isEmpty())
            continue;
        if (piece->tool == "read_file"_L1)
            cited = piece->arguments.value("path"_L1).toString();
        else if (piece->tool == "http_fetch"_L1)
            cited = piece->arguments.value("url"_L1).toString();
        return text;
    }
    for (const Request &request : recognise(turn.query)) {
        if (request.wish == Wish::Summarise && request.source == Source::Given)
            return request.subject;
    }
    return turn.earlierAnswer;
}

// Keeps the passages that are about the topic, in the order of their documents: those of documents that
// have it in their title, or else those that have most of its words.
QJsonArray onTopic(const QJsonArray &passages, const QStringList &terms)
{
    QList<QJsonObject> titled;
    QList<QJsonObject> others;
    double best = 0;
    for (const QJsonValue &value : passages) {
        const QJsonObject passage = value.toObject();
        const QString title = passage.value("title"_L1).toString();
        const QString text = title + u' ' + passage.value("heading"_L1).toString() + u' ' +
                             passage.value("text"_L1).toString();
        const double share = coverage(terms, text);
        if (share > best + 0.15)
            others.clear();
        best = std::max(best, share);
        if (share >= enoughWords && share + 0.15 >= best)
            others.append(passage);
        if (coverage(terms, title) >= 1)
            titled.append(passage);
    }
    QList<QJsonObject> &kept = titled.isEmpty() ? others : titled;
    QStringList documents;
    const auto documentOf = [&documents](const QJsonObject &passage) {
        const QString id = passage.value("document_id"_L1).toString();
        if (!documents.contains(id))
            documents.append(id);
        return documents.indexOf(id);
    };
    for (const QJsonObject &passage : std::as_const(kept))
        documentOf(passage);
    std::stable_sort(kept.begin(), kept.end(), [&](const QJsonObject &one, const QJsonObject &other) {
        return std::pair(documentOf(one), one.value("start"_L1).toDouble()) <
               std::pair(documentOf(other), other.value("start"_L1).toDouble());
    });
    QJsonArray sorted;
    for (const QJsonObject &passage : std::as_const(kept))
        sorted.append(passage);
    return sorted;
}

// Where the sentences of a summary are from. What markup was taken out of is not found again; then all are
// named.
QStringList sourcesFor(const QJsonArray &passages, const QStringList &sentences)
{
    QJsonArray used;
    for (const QJsonValue &passage : passages) {
        const QString text = passage.toObject().value("text"_L1).toString().simplified();
        if (std::any_of(sentences.begin(), sentences.end(),
                        [&](const QString &s) { return text.contains(s); }))
            used.append(passage);
    }
    return sourcesOf({{u"passages"_s, used.isEmpty() ? passages : used}});
}

Result<QString> summarised(BuiltinTurn turn)
{
    const Instruction &instruction = turn.instruction;
    const QStringList terms = searchTerms(instruction.subject);
    const bool searched = !turn.pieces.isEmpty() && turn.pieces.last().tool == "knowledge_search"_L1;
    QJsonArray passages;
    if (searched) {
        passages = onTopic(turn.pieces.last().result.value("passages"_L1).toArray(), terms);
        turn.pieces.last().result.insert(u"passages"_s, passages);
    }
    if (const TurnPiece *failed = lastFailure(turn))
        return orFailure(turn, toldPiece(*failed));
    QString cited;
    const QString source =
        instruction.subject.isEmpty() || !turn.pieces.isEmpty() ? sourceOf(turn, cited) : QString();
    const int count = instruction.sentences > 0 ? instruction.sentences : usualSentences;
    const QStringList sentences = extractSummary(source, count, terms);
    if (sentences.isEmpty()) {
        return orFailure(turn, instruction.subject.isEmpty() ? u"There is no text to summarise."_s
                                                             : nothingAbout(instruction.subject));
    }
    if (searched)
        cited = sourcesFor(passages, sentences).join("; "_L1);
    QString text;
    if (instruction.file.endsWith(".md"_L1) && !instruction.subject.isEmpty())
        text = u"# "_s + instruction.subject.left(1).toUpper() + instruction.subject.sliced(1) + u"\n\n"_s;
    text += u"- "_s + sentences.join("\n- "_L1);
    if (!cited.isEmpty())
        text += (cited.contains(u';') ? u"\n\nSources: "_s : u"\n\nSource: "_s) + cited;
    return text;
}

// What the tools and steps of this turn did, in order. A search whose passages a later step used is not told.
Result<QString> reported(const BuiltinTurn &turn)
{
    if (!turn.instruction.file.isEmpty() && !turn.pieces.isEmpty()) {
        if (turn.pieces.last().isRejected)
            return orFailure(turn, toldPiece(turn.pieces.last()));
        const QString text = textOf(turn.pieces.last());
        return text.isEmpty() ? toldPiece(turn.pieces.last()) : text;
    }
    QStringList told;
    for (qsizetype i = 0; i < turn.pieces.size(); ++i) {
        const bool used = i + 1 < turn.pieces.size() && turn.pieces[i + 1].tool.isEmpty();
        if (!used || !turn.pieces[i].error.isEmpty())
            told.append(toldPiece(turn.pieces[i]));
    }
    return told.isEmpty() ? u"Nothing was done."_s : told.join("\n\n"_L1);
}

} // namespace

Result<QString> composeAnswer(const BuiltinTurn &turn)
{
    switch (turn.instruction.kind) {
    case Kind::Answer:
        return answered(turn);
    case Kind::Summarise:
        return summarised(turn);
    case Kind::Report:
        return reported(turn);
    case Kind::Nearest:
        return nearest(turn);
    case Kind::Offer:
        return QString(offer);
    case Kind::Say:
        return turn.instruction.subject;
    }
    return QString();
}

} // namespace core

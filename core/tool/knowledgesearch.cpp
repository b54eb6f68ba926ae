// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/knowledgesearch.h"

#include "core/base/text.h"
#include "core/knowledge/knowledgeservice.h"
#include "core/tool/actionwords.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int usualLimit = 5;
constexpr int greatestLimit = 20;

QJsonObject toJson(const KnowledgeHit &hit)
{
    return {{u"title"_s, hit.title},  {u"heading"_s, hit.heading},
            {u"text"_s, hit.text},    {u"document_id"_s, hit.document.value},
            {u"score"_s, hit.score},  {u"start"_s, hit.start},
            {u"length"_s, hit.length}};
}

// A note is told like a passage of a document, with the day in place of a heading.
QJsonObject toJson(const Note &note)
{
    return {{u"title"_s, u"Note"_s},
            {u"heading"_s, toText(note.createdAt).left(10)},
            {u"text"_s, note.text},
            {u"document_id"_s, note.id},
            {u"score"_s, 0},
            {u"start"_s, 0},
            {u"length"_s, note.text.size()}};
}

QString countedPassages(qsizetype count, const QString &query)
{
    const QString about = u" for “"_s + shortened(query, 80) + u"”"_s;
    if (count == 0)
        return u"Found nothing"_s + about;
    return (count == 1 ? u"Found 1 passage"_s
                       : QString(u"Found "_s + QString::number(count) + u" passages"_s)) +
           about;
}

} // namespace

ToolSpec KnowledgeSearch::spec() const
{
    const QJsonObject query{{u"type"_s, u"string"_s},
                            {u"description"_s, u"The words to search for"_s},
                            {u"minLength"_s, 1},
                            {u"maxLength"_s, KnowledgeService::longestQuery}};
    const QJsonObject limit{{u"type"_s, u"integer"_s},
                            {u"description"_s, u"How many passages at most; 5 when not given"_s},
                            {u"minimum"_s, 1},
                            {u"maximum"_s, greatestLimit}};
    return ToolSpec{
        .name = u"knowledge_search"_s,
        .station = u"Search"_s,
        .description =
            u"Searches the knowledge base and returns the passages that fit best, with the title of their "
            "document and the heading above them."_s,
        .parameters = {{u"type"_s, u"object"_s},
                       {u"properties"_s, QJsonObject{{u"query"_s, query}, {u"limit"_s, limit}}},
                       {u"required"_s, QJsonArray{u"query"_s}},
                       {u"additionalProperties"_s, false}}};
}

std::unique_ptr<ToolRun> KnowledgeSearch::start(const QJsonObject &arguments, const ToolContext &context)
{
    auto run = std::make_unique<ToolRun>();
    const Result<QJsonObject> result = search(arguments, context);
    QMetaObject::invokeMethod(
        run.get(), [run = run.get(), result] { emit run->finished(result); }, Qt::QueuedConnection);
    return run;
}

QString KnowledgeSearch::title(const QJsonObject &arguments) const
{
    return u"Search the knowledge base for "_s +
           quoted(shortened(arguments.value("query"_L1).toString(), 80));
}

// For others there is what everybody may read, and none of the owner's notes.
Result<QJsonObject> KnowledgeSearch::search(const QJsonObject &arguments, const ToolContext &context) const
{
    const Principal agent{.user = context.owner, .name = context.owner, .scopes = Scope::KnowledgeRead};
    const bool isForOwner = context.audience == Audience::Owner;
    const QString query = arguments.value("query"_L1).toString();
    const int limit = arguments.value("limit"_L1).toInt(usualLimit);
    const QList<KnowledgeHit> hits =
        TRY(isForOwner ? m_knowledge.search(query, limit, agent) : m_knowledge.searchShared(query, limit));
    QJsonArray passages;
    if (isForOwner) {
        for (const Note &note : TRY(m_knowledge.recall(query, limit, context.owner)))
            passages.append(toJson(note));
    }
    for (const KnowledgeHit &hit : hits)
        passages.append(toJson(hit));
    return QJsonObject{{u"passages"_s, passages}, {u"summary"_s, countedPassages(passages.size(), query)}};
}

} // namespace core

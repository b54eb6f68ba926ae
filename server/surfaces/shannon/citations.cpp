// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/shannon/citations.h"

#include "core/base/text.h"

#include <QJsonObject>
#include <QSet>
#include <QUrl>

namespace server::shannon {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostCitations = 50;
constexpr qsizetype longestSnippet = 300;

QJsonObject pageOf(const QJsonObject &page)
{
    const QString url = page.value("url"_L1).toString();
    return {{u"url"_s, url},
            {u"title"_s, page.value("title"_L1)},
            {u"source"_s, QUrl(url).host()},
            {u"source_type"_s, u"web"_s},
            {u"tool_source"_s, u"fetch"_s},
            {u"snippet"_s, core::shortened(page.value("text"_L1).toString().simplified(), longestSnippet)}};
}

// A document is no page of the web; it is found where this server shows it.
QJsonObject documentOf(const QJsonObject &passage)
{
    return {
        {u"url"_s, QString(u"/v1/knowledge/documents/"_s + passage.value("document_id"_L1).toString())},
        {u"title"_s, passage.value("title"_L1)},
        {u"source"_s, u"knowledge"_s},
        {u"source_type"_s, u"document"_s},
        {u"tool_source"_s, u"search"_s},
        {u"relevance_score"_s, passage.value("score"_L1)},
        {u"snippet"_s, core::shortened(passage.value("text"_L1).toString().simplified(), longestSnippet)}};
}

QList<QJsonObject> readBy(const core::Step &step)
{
    const QJsonObject result = step.output.value("result"_L1).toObject();
    if (step.tool == "http_fetch"_L1)
        return result.value("status"_L1).toInt() == 200 ? QList<QJsonObject>{pageOf(result)}
                                                        : QList<QJsonObject>();
    QList<QJsonObject> found;
    for (const QJsonValue &passage : result.value("passages"_L1).toArray()) {
        if (passage["document_id"_L1].toString().startsWith("doc-"_L1)) // a note is nobody's source
            found.append(documentOf(passage.toObject()));
    }
    return found;
}

} // namespace

QJsonArray citationsOf(const QList<core::Step> &steps)
{
    QJsonArray citations;
    QSet<QString> known;
    for (const core::Step &step : steps) {
        const bool isReading = step.tool == "http_fetch"_L1 || step.tool == "knowledge_search"_L1;
        if (!isReading || step.state != core::StepState::Done)
            continue;
        for (QJsonObject citation : readBy(step)) {
            const QString url = citation.value("url"_L1).toString();
            if (known.contains(url) || citations.size() >= mostCitations)
                continue;
            known.insert(url);
            citation.insert("retrieved_at"_L1, core::toText(step.finishedAt));
            citation.insert("agent_id"_L1, step.agent.value);
            citations.append(citation);
        }
    }
    return citations;
}

} // namespace server::shannon

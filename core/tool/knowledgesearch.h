// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

namespace core {

class KnowledgeService;

// Searches the knowledge base for an agent: {query, limit} gives {passages: [{title, heading, text,
// document_id, score, start, length}], summary}. For the owner of the task that is what is shared and what is
// his; notes that he had an agent remember come first, as passages of the document "Note". What others steer
// finds only what is shared. Owned by the ToolRegistry; backend thread.
class KnowledgeSearch final : public Tool
{
public:
    explicit KnowledgeSearch(const KnowledgeService &knowledge)
        : m_knowledge(knowledge)
    {
    }

    ToolSpec spec() const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString title(const QJsonObject &arguments) const override;

private:
    Result<QJsonObject> search(const QJsonObject &arguments, const ToolContext &context) const;

    const KnowledgeService &m_knowledge;
};

} // namespace core

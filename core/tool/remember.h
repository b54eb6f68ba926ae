// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/tool.h"

namespace core {

class KnowledgeService;

// Keeps a note for the owner of the task: {text} gives {id, text, summary}. knowledge_search finds it again,
// for the same owner only. Safe to repeat: the note's id is that of the step. Owned by the ToolRegistry;
// backend thread.
class Remember final : public Tool
{
public:
    explicit Remember(KnowledgeService &knowledge)
        : m_knowledge(knowledge)
    {
    }

    ToolSpec spec() const override;
    std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) override;
    QString title(const QJsonObject &arguments) const override;

private:
    KnowledgeService &m_knowledge;
};

} // namespace core

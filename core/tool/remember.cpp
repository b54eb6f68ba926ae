// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tool/remember.h"

#include "core/base/text.h"
#include "core/knowledge/knowledgeservice.h"
#include "core/tool/actionwords.h"
#include "core/tool/settledrun.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

Result<QJsonObject> toResult(const Result<Note> &note)
{
    if (!note)
        return note.error();
    return QJsonObject{{u"id"_s, note->id},
                       {u"text"_s, note->text},
                       {u"summary"_s, QString(u"Remembered: "_s + shortened(note->text.simplified(), 120))}};
}

} // namespace

ToolSpec Remember::spec() const
{
    const QJsonObject text{{u"type"_s, u"string"_s},
                           {u"description"_s, u"What to remember, as a sentence that stands alone"_s},
                           {u"minLength"_s, 1},
                           {u"maxLength"_s, KnowledgeService::longestNote}};
    return ToolSpec{.name = u"remember"_s,
                    .station = u"Remember"_s,
                    .description =
                        u"Keeps a note for the person that you work for. knowledge_search finds it again."_s,
                    .parameters = {{u"type"_s, u"object"_s},
                                   {u"properties"_s, QJsonObject{{u"text"_s, text}}},
                                   {u"required"_s, QJsonArray{u"text"_s}},
                                   {u"additionalProperties"_s, false}},
                    .effect = Effect::Write,
                    .keepsForOwner = true};
}

std::unique_ptr<ToolRun> Remember::start(const QJsonObject &arguments, const ToolContext &context)
{
    const QString id = context.step.isEmpty() ? newUuid() : context.step.value;
    const QString text = arguments.value("text"_L1).toString();
    return std::make_unique<SettledRun>(toResult(m_knowledge.remember(id, text, context.owner)));
}

QString Remember::title(const QJsonObject &arguments) const
{
    return u"Remember "_s + quoted(shortened(arguments.value("text"_L1).toString().simplified(), 120));
}

} // namespace core

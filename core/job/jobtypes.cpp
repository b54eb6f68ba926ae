// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/jobtypes.h"

#include "core/base/json.h"

#include <QRegularExpression>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestJson = 1'000'000;

QString wordOf(const QJsonValue &value)
{
    return value.isString() ? value.toString() : toCompactText(value);
}

// The conversation so far, with its last message last.
QString conversationOf(const QJsonArray &messages)
{
    if (messages.size() == 1)
        return messages.first()["content"_L1].toString();
    QStringList lines;
    for (const QJsonValue &message : messages)
        lines.append(message["role"_L1].toString(u"user"_s) + u": "_s + message["content"_L1].toString());
    return lines.join(u'\n');
}

QString filled(const QString &wish, const QJsonObject &payload)
{
    static const QRegularExpression place(u"\\{([a-z_]+)\\}"_s);
    QString text;
    qsizetype end = 0;
    for (auto match = place.globalMatch(wish); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        const QJsonValue value = payload.value(found.captured(1));
        text += wish.mid(end, found.capturedStart() - end);
        text += found.captured(1) == u"messages" ? conversationOf(value.toArray()) : wordOf(value);
        end = found.capturedEnd();
    }
    return text + wish.mid(end);
}

bool hasAll(const QString &wish, const QJsonObject &payload)
{
    static const QRegularExpression place(u"\\{([a-z_]+)\\}"_s);
    for (auto match = place.globalMatch(wish); match.hasNext();) {
        const QJsonValue value = payload.value(match.next().captured(1));
        if (value.isUndefined() || value.isNull())
            return false;
    }
    return true;
}

QString inWords(QString name)
{
    name.replace(u'_', u' ');
    if (!name.isEmpty())
        name[0] = name[0].toUpper();
    return name;
}

} // namespace

const QList<JobType> &jobTypes()
{
    static const QString llm = u"llm_agent"_s;
    static const QString communication = u"communication_agent"_s;
    static const QString drafting = u"drafting_agent"_s;
    static const QString editing = u"editing_agent"_s;
    static const QString enhancement = u"enhancement_agent"_s;
    static const QString examination = u"examination_agent"_s;
    static const QList<JobType> types{
        {llm, u"generate_text"_s, u"{prompt}"_s, {u"generated_text"_s}},
        {llm, u"summarize_text"_s, u"Summarise this: {text}"_s, {u"summary"_s}},
        {llm,
         u"translate_text"_s,
         u"Translate this into {target_language}, and write the translation alone:\n{text}"_s,
         {u"translated_text"_s}},
        {llm,
         u"analyze_sentiment"_s,
         u"Say whether the sentiment of this is positive, negative or neutral: {text}"_s,
         {u"sentiment"_s, u"score"_s}},
        {llm, u"chat_completion"_s, u"{messages}"_s, {u"response"_s}},
        {communication, u"send_message"_s, {}, {u"status"_s, u"message_id"_s}},
        {communication, u"receive_message"_s, {}, {u"message"_s}},
        {communication, u"generate_chat_response"_s, u"{message_content}"_s, {u"response_content"_s}},
        {communication, u"send_notification"_s, {}, {u"status"_s}},
        {drafting, u"generate_document"_s, {}, {u"document_content"_s, u"format"_s, u"document_id"_s}},
        {drafting, u"create_content_block"_s, {}, {u"content_block"_s}},
        {drafting, u"populate_template"_s, {}, {u"filled_content"_s}},
        {drafting, u"export_document"_s, {}, {u"exported_content"_s, u"format"_s}},
        {editing, u"edit_text"_s, {}, {u"edited_text"_s, u"changes_made"_s, u"new_revision_id"_s}},
        {editing, u"proofread_text"_s, {}, {u"corrected_text"_s, u"corrections"_s}},
        {editing, u"apply_style_guide"_s, {}, {u"styled_text"_s}},
        {editing, u"compare_revisions"_s, {}, {u"differences"_s}},
        {enhancement, u"optimize_content"_s, {}, {u"optimized_content"_s, u"report"_s, u"suggestions"_s}},
        {enhancement,
         u"improve_readability"_s,
         {},
         {u"improved_content"_s, u"readability_score_before"_s, u"readability_score_after"_s}},
        {enhancement, u"adjust_tone"_s, {}, {u"adjusted_content"_s}},
        {enhancement, u"generate_summary"_s, u"Summarise this: {content}"_s, {u"summary"_s}},
        {enhancement, u"expand_content"_s, {}, {u"expanded_content"_s}},
        {examination, u"examine_content"_s, {}, {u"status"_s, u"report"_s, u"issues"_s}},
        {examination, u"fact_check"_s, {}, {u"fact_check_results"_s}},
        {examination, u"check_compliance"_s, {}, {u"compliance_status"_s, u"violations"_s}},
        {examination,
         u"assess_quality"_s,
         {},
         {u"quality_score"_s, u"readability_score"_s, u"suggestions"_s}},
        {u"orchestrator_agent"_s, u"create_blog_post"_s, {}, {u"content"_s}},
    };
    return types;
}

const JobType *findJobType(const QString &agent, const QString &name)
{
    const bool isDocumented = isDocumentedAgent(agent);
    const auto found = std::find_if(jobTypes().begin(), jobTypes().end(), [&](const JobType &type) {
        return type.name == name && (type.agent == agent || !isDocumented);
    });
    return found == jobTypes().end() ? nullptr : &*found;
}

bool isDocumentedAgent(const QString &agent)
{
    return std::any_of(jobTypes().begin(), jobTypes().end(),
                       [&](const JobType &type) { return type.agent == agent; });
}

QString jobQuery(const JobType *type, const QString &name, const QJsonObject &payload)
{
    const bool speaks = type && !type->wish.isEmpty() && hasAll(type->wish, payload);
    QString query = speaks ? filled(type->wish, payload)
                           : QString(inWords(name) + u":\n"_s + QString::fromUtf8(toBytes(payload)));
    if (type && (!speaks || type->fields.size() > 1))
        query += u"\nAnswer with one JSON object with these fields: "_s + type->fields.join(u", "_s) + u'.';
    return query;
}

QJsonObject jobResult(const JobType *type, const QString &answer)
{
    // The answer is the object, or has it in a fence; braces somewhere in a text are a part of the text.
    QStringView whole = QStringView(answer).trimmed();
    if (whole.startsWith("```"_L1) && whole.endsWith("```"_L1) && whole.contains(u'\n'))
        whole = whole.sliced(whole.indexOf(u'\n')).chopped(3).trimmed();
    if (whole.startsWith(u'{') && whole.endsWith(u'}') && whole.size() <= longestJson) {
        const auto object = parseObject(whole.toUtf8());
        if (object && (!type || object->contains(type->fields.first())))
            return *object;
    }
    if (type && type->name == "chat_completion"_L1)
        return {{u"response"_s, QJsonObject{{u"role"_s, u"assistant"_s}, {u"content"_s, answer}}}};
    return {{type ? type->fields.first() : u"text"_s, answer}};
}

} // namespace core

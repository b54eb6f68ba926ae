// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/openai/talk.h"

#include <QHash>
#include <QJsonObject>

#include <algorithm>

namespace server::openai {

using core::EarlierTurn;
using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<QString> textOf(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    if (content.isNull() || content.isUndefined())
        return QString();
    const core::Error wrong = core::invalid(
        u"messages"_s, u"The content of messages must be a text, or a list of parts of the type text"_s);
    if (!content.isArray())
        return wrong;
    QStringList texts;
    for (const QJsonValue &part : content.toArray()) {
        const QString type = part[u"type"_s].toString();
        const bool isText = type == "text"_L1 || type == "refusal"_L1;
        if (!isText || !part[type].isString())
            return wrong;
        texts.append(part[type].toString());
    }
    return texts.join(u'\n');
}

QString callText(const QString &tool, const QString &arguments)
{
    return u"[Called %1 with %2]"_s.arg(tool, arguments.isEmpty() ? u"nothing"_s : arguments);
}

// Reads one message after the other.
class TalkReader
{
public:
    Talk talk = {};

    Result<void> read(const QJsonValue &message)
    {
        const QString role = message[u"role"_s].toString();
        const QString text = TRY(textOf(message[u"content"_s]));
        if (role == "system"_L1 || role == "developer"_L1)
            talk.system += (talk.system.isEmpty() ? QString() : u"\n\n"_s) + text;
        else if (role == "user"_L1)
            add(EarlierTurn::Speaker::User, text);
        else if (role == "assistant"_L1)
            readAnswer(message, text);
        else
            addToAgent(u"[%1 answered: %2]"_s.arg(toolOf(message), text.isEmpty() ? u"nothing"_s : text));
        return {};
    }

private:
    void readAnswer(const QJsonValue &message, const QString &text)
    {
        add(EarlierTurn::Speaker::Agent, text);
        add(EarlierTurn::Speaker::Agent, message[u"refusal"_s].toString());
        for (const QJsonValue &call : message[u"tool_calls"_s].toArray()) {
            const bool isCustom = call[u"type"_s].toString() == "custom"_L1;
            const QJsonValue asked = call[isCustom ? u"custom"_s : u"function"_s];
            m_tools.insert(call[u"id"_s].toString(), asked[u"name"_s].toString());
            addToAgent(callText(asked[u"name"_s].toString(),
                                asked[isCustom ? u"input"_s : u"arguments"_s].toString()));
        }
        if (const QJsonValue call = message[u"function_call"_s]; call.isObject())
            addToAgent(callText(call[u"name"_s].toString(), call[u"arguments"_s].toString()));
    }

    // Of the function that is named, or of the call that is answered.
    QString toolOf(const QJsonValue &message) const
    {
        const QString named = message[u"name"_s].toString();
        return named.isEmpty() ? m_tools.value(message[u"tool_call_id"_s].toString(), u"A tool"_s) : named;
    }

    void add(EarlierTurn::Speaker speaker, const QString &text)
    {
        if (!text.trimmed().isEmpty())
            talk.before.append({.speaker = speaker, .text = text});
    }

    // Calls and their results are one turn with what the agent said: vendors want the speakers to take turns.
    void addToAgent(const QString &text)
    {
        if (!talk.before.isEmpty() && talk.before.last().speaker == EarlierTurn::Speaker::Agent)
            talk.before.last().text += u'\n' + text;
        else
            add(EarlierTurn::Speaker::Agent, text);
    }

    QHash<QString, QString> m_tools; // by the id of their call
};

} // namespace

Result<Talk> talkOf(const QJsonArray &messages)
{
    TalkReader reader;
    for (const QJsonValue &message : messages)
        TRY(reader.read(message));
    Talk talk = std::move(reader.talk);
    const auto isUser = [](const EarlierTurn &turn) { return turn.speaker == EarlierTurn::Speaker::User; };
    const auto last = std::find_if(talk.before.rbegin(), talk.before.rend(), isUser);
    if (last == talk.before.rend())
        return core::invalid(u"messages"_s, u"messages must hold one of the user with a text"_s);
    talk.question = last->text;
    talk.firstQuestion = std::find_if(talk.before.begin(), talk.before.end(), isUser)->text;
    if (last == talk.before.rbegin())
        talk.before.removeLast();
    return talk;
}

} // namespace server::openai

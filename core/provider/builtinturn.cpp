// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinturn.h"

#include "core/base/json.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject argumentsOf(const QList<Message> &messages, qsizetype before, const QString &callId)
{
    for (qsizetype i = before - 1; i >= 0 && messages[i].role != Role::User; --i) {
        for (const ToolCall &call : messages[i].toolCalls) {
            if (call.id == callId)
                return call.arguments;
        }
    }
    return {};
}

TurnPiece outcomeOf(const Message &message, const QJsonObject &arguments)
{
    TurnPiece piece{.tool = message.toolName, .arguments = arguments};
    const Result<QJsonObject> parsed = parseObject(message.text.toUtf8());
    if (!parsed) {
        piece.result.insert(u"text"_s, message.text);
        return piece;
    }
    const QJsonObject result = parsed->value("result"_L1).toObject();
    piece.result = result.isEmpty() ? *parsed : result;
    piece.error = parsed->value("error"_L1).toString();
    piece.isRejected = parsed->value("rejected"_L1).toBool() && !piece.error.isEmpty();
    return piece;
}

} // namespace

BuiltinTurn readTurn(const ModelRequest &request)
{
    BuiltinTurn turn;
    const QList<Message> &messages = request.messages;
    qsizetype last = messages.size() - 1;
    while (last >= 0 && messages[last].role != Role::User)
        --last;
    qsizetype query = last;
    if (request.purpose == Purpose::Answer && last > 0 &&
        readInstruction(messages[last].text, turn.instruction)) {
        turn.isInstructed = true;
        do {
            --query;
        } while (query > 0 && messages[query].role != Role::User);
    }
    if (query < 0)
        return turn;
    turn.query = messages[query].text;
    for (qsizetype i = query - 1; i >= 0; --i) {
        if (messages[i].role == Role::Assistant && turn.earlierAnswer.isEmpty())
            turn.earlierAnswer = messages[i].text;
        if (messages[i].role == Role::User) {
            turn.earlierQuery = messages[i].text;
            break;
        }
    }
    for (qsizetype i = query + 1; i < messages.size(); ++i) {
        const Message &message = messages[i];
        if (message.role == Role::Tool)
            turn.pieces.append(outcomeOf(message, argumentsOf(messages, i, message.toolCallId)));
        else if (message.role == Role::Assistant && !message.text.isEmpty())
            turn.pieces.append(TurnPiece{.text = message.text});
    }
    return turn;
}

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fleet/toolreader.h"

#include "core/base/text.h"

#include <QUrl>

namespace core {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

void checkUrl(FieldReader &reader, QLatin1StringView name, const QString &given, const QStringList &schemes)
{
    if (given.isEmpty()) {
        reader.findings().addProblem(reader.pathOf(name), reader.label() + name + u" is required"_s);
        return;
    }
    const QUrl url(given, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !schemes.contains(url.scheme()))
        reader.refuse(name,
                      u"must be an address that begins with "_s + schemes.join(u":// or "_s) + u"://"_s);
}

void readAuth(FieldReader &tool, ToolDeclaration &declared)
{
    if (!tool.has("auth"_L1))
        return;
    FieldReader auth = tool.inner("auth"_L1);
    declared.auth = auth.word("type"_L1, ToolAuth::None);
    declared.token = auth.text("token"_L1);
    declared.apiKey = auth.text("api_key"_L1);
    declared.secret = auth.text("secret"_L1);
    if (!auth.has("type"_L1))
        auth.findings().addProblem(auth.pathOf("type"_L1), auth.label() + u"type is required"_s);
    auth.warnOfUnknown();
}

void readHttp(FieldReader &tool, ToolDeclaration &declared)
{
    static const QStringList methods{u"GET"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s, u"HEAD"_s};
    declared.url = tool.text("url"_L1);
    if (!tool.findings().hasProblemAt(tool.pathOf("url"_L1)))
        checkUrl(tool, "url"_L1, declared.url, {u"http"_s, u"https"_s});
    declared.method = tool.text("method"_L1, u"GET"_s).toUpper();
    if (!methods.contains(declared.method))
        tool.refuse("method"_L1, u"must be one of "_s + methods.join(u", "_s));
    declared.headers = tool.textMap("headers"_L1);
    declared.timeout = tool.duration("timeout"_L1, 10s, 1ms);
    declared.retryAttempts = tool.integer("retry_attempts"_L1, declared.retryAttempts, 0, 20);
    declared.retryDelay = tool.duration("retry_delay"_L1, declared.retryDelay, 0ms);
    readAuth(tool, declared);
}

void readMcp(FieldReader &tool, ToolDeclaration &declared)
{
    declared.server = tool.text("server"_L1);
    if (declared.server.isEmpty() && !tool.findings().hasProblemAt(tool.pathOf("server"_L1)))
        tool.findings().addProblem(tool.pathOf("server"_L1), tool.label() + u"server is required"_s);
    declared.transport = tool.word("transport"_L1, McpTransport::Stdio);
    declared.command = tool.texts("command"_L1);
    declared.args = tool.texts("args"_L1);
    declared.env = tool.textMap("env"_L1);
    declared.timeout = tool.duration("timeout"_L1, 30s, 1ms);
}

void readWebsocket(FieldReader &tool, ToolDeclaration &declared)
{
    // The reference's document calls it url, its program endpoint; both are understood, url is written.
    const QLatin1StringView name = tool.has("url"_L1) || !tool.has("endpoint"_L1) ? "url"_L1 : "endpoint"_L1;
    declared.url = tool.text(name);
    if (!tool.findings().hasProblemAt(tool.pathOf(name)))
        checkUrl(tool, name, declared.url, {u"ws"_s, u"wss"_s});
    declared.headers = tool.textMap("headers"_L1);
    declared.reconnect = tool.boolean("reconnect"_L1, false);
    declared.reconnectInterval = tool.duration("reconnect_interval"_L1, declared.reconnectInterval, 1ms);
    declared.pingInterval = tool.duration("ping_interval"_L1, declared.pingInterval, 1s);
    declared.maxMessageSize =
        tool.integer("max_message_size"_L1, declared.maxMessageSize, 1, 64 * 1024 * 1024);
}

ToolDeclaration readTool(const QJsonObject &object, const QString &path, const QString &label, int index,
                         Findings &findings)
{
    const QString given = object.value("name"_L1).toString();
    const QString shown = given.isEmpty() ? QString::number(index) : shortened(given, 60);
    FieldReader tool(object, path, label + u"tool "_s + shown + u": "_s, findings);
    ToolDeclaration declared{.name = tool.text("name"_L1)};
    if (declared.name.isEmpty() && !findings.hasProblemAt(tool.pathOf("name"_L1)))
        findings.addProblem(tool.pathOf("name"_L1), tool.label() + u"name is required"_s);
    declared.type = tool.word("type"_L1, ToolType::Builtin);
    if (findings.hasProblemAt(tool.pathOf("type"_L1)))
        return declared;
    if (declared.type == ToolType::Http)
        readHttp(tool, declared);
    else if (declared.type == ToolType::Mcp)
        readMcp(tool, declared);
    else if (declared.type == ToolType::Websocket)
        readWebsocket(tool, declared);
    tool.warnOfUnknown();
    return declared;
}

} // namespace

QList<ToolDeclaration> readTools(const QJsonArray &items, const QString &path, const QString &label,
                                 Findings &findings)
{
    QList<ToolDeclaration> all;
    for (int i = 0; i < items.size(); ++i) {
        const QString where = path + u'[' + QString::number(i) + u']';
        if (items[i].isObject())
            all.append(readTool(items[i].toObject(), where, label, i, findings));
        else if (items[i].isString())
            all.append(ToolDeclaration{.name = items[i].toString()});
        else
            findings.addProblem(where, label + u"tools: each entry must be a name or an object"_s);
    }
    return all;
}

} // namespace core

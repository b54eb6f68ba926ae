// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/place.h"
#include "tests/support/testserver.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject agent(const QString &name, const QJsonArray &tools = {})
{
    return {{u"name"_s, name},
            {u"provider"_s, u"fake"_s},
            {u"model"_s, u"fake-1"_s},
            {u"system_prompt"_s, u"You are a helpful assistant."_s},
            {u"tools"_s, tools}};
}

QJsonObject manifest(const QString &name, const QJsonArray &agents)
{
    return {{u"apiVersion"_s, u"goagents.dev/v1"_s},
            {u"kind"_s, u"AgentCluster"_s},
            {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"namespace"_s, u"default"_s}}},
            {u"spec"_s, QJsonObject{{u"resource_policy"_s, QJsonObject{{u"max_concurrent_agents"_s, 5},
                                                                       {u"idle_timeout"_s, u"300s"_s},
                                                                       {u"scale_to_zero"_s, false}}},
                                    {u"agents"_s, agents}}}};
}

void deploy(TestSignalbox &box, const QString &name = u"my-cluster"_s)
{
    const JsonAnswer made =
        box.request("POST", "/api/v1/clusters",
                    manifest(name, {agent(u"assistant"_s, {u"write_file"_s}), agent(u"clerk"_s)}));
    QCOMPARE(made.status, 201);
    QTRY_COMPARE(box.core->fleet().cluster(name, localOperator())->state, ClusterState::Running);
}

QJsonObject say(const QString &message, const QString &conversation = {})
{
    QJsonObject body{{u"message"_s, message}};
    if (!conversation.isEmpty())
        body.insert(u"conversation_id"_s, conversation);
    return body;
}

// The JSON of the data lines of a stream.
QList<QJsonObject> linesOf(const QByteArray &input)
{
    QList<QJsonObject> lines;
    for (const QByteArray &line : input.split('\n')) {
        if (line.startsWith("data: "))
            lines.append(QJsonDocument::fromJson(line.sliced(6)).object());
    }
    return lines;
}

} // namespace

class TestGoAgents : public QObject
{
    Q_OBJECT

private slots:
    void aClusterIsDeployedShownAndRemoved()
    {
        TestSignalbox box;
        const JsonAnswer made =
            box.request("POST", "/api/v1/clusters", manifest(u"my-cluster"_s, {agent(u"assistant"_s)}));
        QCOMPARE(made.status, 201);
        QCOMPARE(made.at(u"success"_s), QJsonValue(true));
        QCOMPARE(made.text(u"message"_s), u"Cluster deployment initiated"_s);
        QCOMPARE(made.text(u"data.name"_s), u"my-cluster"_s);
        QCOMPARE(made.text(u"data.status"_s), u"deploying"_s);
        QVERIFY(made.text(u"data.cluster_id"_s).startsWith(u"cluster-"_s));
        QCOMPARE(made.header("location"), "/api/v1/clusters/my-cluster"_ba);

        QTRY_COMPARE(box.get("/api/v1/clusters").text(u"data.clusters.0.status"_s), u"running"_s);
        const JsonAnswer list = box.get("/api/v1/clusters");
        QCOMPARE(list.at(u"data.clusters"_s).toArray().size(), 1);
        QCOMPARE(list.at(u"data.clusters.0.agents_count"_s).toInt(), 1);
        QCOMPARE(list.text(u"data.clusters.0.namespace"_s), u"default"_s);

        const JsonAnswer shown = box.get("/api/v1/clusters/my-cluster");
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.text(u"data.agents.0.name"_s), u"assistant"_s);
        QCOMPARE(shown.text(u"data.agents.0.provider"_s), u"fake"_s);
        QCOMPARE(shown.at(u"data.agents.0.instances"_s).toInt(), 1);
        QCOMPARE(shown.at(u"data.metrics.total_requests"_s).toInt(-1), 0);
        QVERIFY(shown.text(u"data.created_at"_s).endsWith(u'Z'));

        const JsonAnswer removed = box.request("DELETE", "/api/v1/clusters/my-cluster");
        QCOMPARE(removed.status, 200);
        QCOMPARE(removed.text(u"message"_s), u"Cluster deleted successfully"_s);
        QVERIFY(!removed.json().contains(u"data"_s));
        const JsonAnswer gone = box.get("/api/v1/clusters/my-cluster");
        QCOMPARE(gone.status, 404);
        QCOMPARE(gone.at(u"success"_s), QJsonValue(false));
        QCOMPARE(gone.text(u"error.code"_s), u"CLUSTER_NOT_FOUND"_s);
        QVERIFY(gone.text(u"timestamp"_s).endsWith(u'Z'));
        QCOMPARE(box.request("DELETE", "/api/v1/clusters/my-cluster").text(u"error.code"_s),
                 u"CLUSTER_NOT_FOUND"_s);
    }

    void aManifestMayBeYamlAndAWrongOneIsRefused()
    {
        TestSignalbox box;
        const QByteArray yaml = "kind: AgentCluster\nmetadata:\n  name: from-yaml\nspec:\n  agents:\n"
                                "    - {name: one, provider: fake, model: fake-1}\n";
        QCOMPARE(box.request("POST", "/api/v1/clusters", yaml).status, 201);
        const QList<qint64> before = box.rows();
        const auto refused = [&box](const QByteArray &body, int status, const QString &code,
                                    const QString &part) {
            const JsonAnswer answer = box.request("POST", "/api/v1/clusters", body);
            QCOMPARE(answer.status, status);
            QCOMPARE(answer.text(u"error.code"_s), code);
            QVERIFY2(answer.text(u"error.message"_s).contains(part), answer.body.constData());
        };
        refused(yaml, 409, u"CLUSTER_EXISTS"_s, u"from-yaml"_s);
        refused({}, 400, u"INVALID_REQUEST"_s, u"empty"_s);
        refused("{\"metadata\":", 400, u"INVALID_REQUEST"_s, QString());
        refused("{}", 400, u"INVALID_REQUEST"_s, QString());
        const auto text = [](const QJsonObject &object) { return QJsonDocument(object).toJson(); };
        refused(text(manifest(u"x"_s, {})), 400, u"INVALID_REQUEST"_s, u"at least one agent is required"_s);
        refused(text(manifest(u"x"_s, {agent(u"a"_s), agent(u"a"_s)})), 400, u"INVALID_REQUEST"_s,
                u"duplicate agent name: a"_s);
        QTRY_COMPARE(box.core->fleet().cluster(u"from-yaml"_s, localOperator())->state,
                     ClusterState::Running);
        QVERIFY(box.rows().first() <= before.first() + 1); // only that the cluster is running now
    }

    void aClusterIsChangedByItsManifest()
    {
        TestSignalbox box;
        deploy(box);
        const QJsonObject more =
            manifest(u"my-cluster"_s, {agent(u"assistant"_s), agent(u"clerk"_s), agent(u"third"_s)});
        const JsonAnswer changed = box.request("PUT", "/api/v1/clusters/my-cluster", more);
        QCOMPARE(changed.status, 200);
        QCOMPARE(box.get("/api/v1/clusters").at(u"data.clusters.0.agents_count"_s).toInt(), 3);
        QCOMPARE(box.request("PUT", "/api/v1/clusters/other", more).status, 400); // a cluster keeps its name
        const JsonAnswer missing =
            box.request("PUT", "/api/v1/clusters/other", manifest(u"other"_s, {agent(u"a"_s)}));
        QCOMPARE(missing.text(u"error.code"_s), u"CLUSTER_NOT_FOUND"_s);
    }

    void scalingTellsWhatIsUpAfterTheCommit()
    {
        TestSignalbox box;
        deploy(box);
        const QByteArray path = "/api/v1/clusters/my-cluster/scale";
        const JsonAnswer up = box.request("POST", path, {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, 3}});
        QCOMPARE(up.status, 200);
        QCOMPARE(up.text(u"message"_s), u"Scaling operation completed"_s);
        QCOMPARE(up.at(u"data.current_instances"_s).toInt(), 3);
        QCOMPARE(up.at(u"data.target_instances"_s).toInt(), 3);
        QCOMPARE(up.text(u"data.agent_name"_s), u"clerk"_s);
        QCOMPARE(box.request("POST", path, {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, 3}}).status, 200);

        const JsonAnswer nobody =
            box.request("POST", path, {{u"agent_name"_s, u"nobody"_s}, {u"instances"_s, 3}});
        QCOMPARE(nobody.status, 404);
        QCOMPARE(nobody.text(u"error.code"_s), u"AGENT_NOT_FOUND"_s);
        const JsonAnswer nowhere = box.request("POST", "/api/v1/clusters/nowhere/scale",
                                               {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, 3}});
        QCOMPARE(nowhere.text(u"error.code"_s), u"CLUSTER_NOT_FOUND"_s);
        const JsonAnswer negative =
            box.request("POST", path, {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, -1}});
        QCOMPARE(negative.status, 400);
        QVERIFY(negative.text(u"error.message"_s).contains(u"instances"_s));
    }

    void aClusterThatDrainsIsNotScaledAgain()
    {
        TestSignalbox box;
        deploy(box);
        const QByteArray path = "/api/v1/clusters/my-cluster/scale";
        box.core.model().hang();
        QCOMPARE(box.core->chat()
                     .send({.agent = box.core->fleet().findAgent(u"clerk"_s, localOperator())->id,
                            .text = u"Hi"_s},
                           localOperator())
                     ->query,
                 u"Hi"_s);
        QTRY_COMPARE(box.core.model().running(), 1);
        const JsonAnswer down =
            box.request("POST", path, {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, 0}});
        QCOMPARE(down.status, 200);
        QCOMPARE(down.at(u"data.current_instances"_s).toInt(), 1);
        QCOMPARE(down.at(u"data.target_instances"_s).toInt(), 0);
        QVERIFY(down.text(u"message"_s).startsWith(u"Scaling operation started"_s));
        const JsonAnswer again =
            box.request("POST", path, {{u"agent_name"_s, u"clerk"_s}, {u"instances"_s, 2}});
        QCOMPARE(again.status, 409);
        QCOMPARE(again.text(u"error.code"_s), u"SCALING_IN_PROGRESS"_s);
        QCOMPARE(box.get("/api/v1/agents?status=scaling").text(u"data.agents.0.name"_s), u"clerk"_s);
    }

    void agentsAreListedAndShown()
    {
        TestSignalbox box;
        deploy(box);
        deploy(box, u"second"_s);
        QCOMPARE(box.get("/api/v1/agents").at(u"data.agents"_s).toArray().size(), 4);
        const JsonAnswer some = box.get("/api/v1/agents?cluster=second&status=running");
        QCOMPARE(some.at(u"data.agents"_s).toArray().size(), 2);
        QCOMPARE(some.text(u"data.agents.0.cluster"_s), u"second"_s);
        QCOMPARE(box.get("/api/v1/agents?cluster=third").at(u"data.agents"_s).toArray().size(), 0);
        QCOMPARE(box.get("/api/v1/agents?status=asleep").status, 400);

        const QByteArray id = some.text(u"data.agents.0.id"_s).toLatin1();
        const JsonAnswer shown = box.get("/api/v1/agents/" + id);
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.text(u"data.id"_s), QString::fromLatin1(id));
        QCOMPARE(shown.text(u"data.cluster"_s), u"second"_s);
        QCOMPARE(shown.text(u"data.system_prompt"_s), u"You are a helpful assistant."_s);
        QCOMPARE(shown.text(u"data.tools.0.name"_s), u"write_file"_s);
        QCOMPARE(shown.text(u"data.tools.0.type"_s), u"builtin"_s);
        QCOMPARE(shown.at(u"data.metrics.success_rate"_s).toDouble(), 1.0);
        QCOMPARE(box.get("/api/v1/agents/assistant").text(u"data.name"_s), u"assistant"_s);
        QCOMPARE(box.get("/api/v1/agents/nobody").text(u"error.code"_s), u"AGENT_NOT_FOUND"_s);
    }

    void aChatIsAnsweredAndContinues()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().say(u"Hello Ada."_s);
        box.core.model().say(u"You are Ada."_s);
        const JsonAnswer first =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"I am Ada."_s, u"conv-456"_s));
        QCOMPARE(first.status, 200);
        QCOMPARE(first.text(u"data.response"_s), u"Hello Ada."_s);
        QCOMPARE(first.text(u"data.conversation_id"_s), u"conv-456"_s);
        QVERIFY(first.text(u"data.agent_id"_s).startsWith(u"agent-"_s));
        QCOMPARE(first.at(u"data.tokens_used"_s).toInt(), 15);
        QCOMPARE(first.text(u"data.status"_s), u"completed"_s);
        const JsonAnswer second =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"Who am I?"_s, u"conv-456"_s));
        QCOMPARE(second.text(u"data.response"_s), u"You are Ada."_s);
        QStringList heard;
        for (const Message &message : box.core.model().requests().last().messages)
            heard.append(message.text);
        QVERIFY(heard.contains(u"I am Ada."_s) && heard.contains(u"Hello Ada."_s));

        QTRY_COMPARE(box.get("/api/v1/clusters/my-cluster").at(u"data.metrics.total_requests"_s).toInt(), 2);
        const JsonAnswer other =
            box.request("POST", "/api/v1/agents/clerk/chat", say(u"Hi"_s, u"conv-456"_s));
        QCOMPARE(other.status, 409);
        QCOMPARE(other.text(u"error.code"_s), u"INVALID_REQUEST"_s);
        QCOMPARE(box.request("POST", "/api/v1/agents/nobody/chat", say(u"Hi"_s)).text(u"error.code"_s),
                 u"AGENT_NOT_FOUND"_s);
    }

    void aClusterDeployedAnewKeepsItsConversations()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().say(u"Hello Ada."_s);
        box.core.model().say(u"You are Ada."_s);
        box.core.model().say(u"Still."_s);
        const JsonAnswer first =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"I am Ada."_s, u"conv-1"_s));
        QCOMPARE(box.request("DELETE", "/api/v1/clusters/my-cluster").status, 200);
        QVERIFY(box.core->chat().find({u"conv-1"_s}, localOperator()));
        deploy(box, u"other"_s);
        QCOMPARE(box.request("POST", "/api/v1/agents/assistant/chat", say(u"Hi"_s, u"conv-1"_s)).status, 409);
        deploy(box);
        const JsonAnswer second =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"Who am I?"_s, u"conv-1"_s));
        QCOMPARE(second.status, 200);
        QCOMPARE(second.text(u"data.response"_s), u"You are Ada."_s);
        QVERIFY(second.text(u"data.agent_id"_s) != first.text(u"data.agent_id"_s));
        QStringList heard;
        for (const Message &message : box.core.model().requests().last().messages)
            heard.append(message.text);
        QVERIFY(heard.contains(u"I am Ada."_s) && heard.contains(u"Hello Ada."_s));
        // A window that has shown the conversation since before knows the old agent only.
        const auto sent = box.core->chat().send(
            {.agent = {first.text(u"data.agent_id"_s)}, .text = u"Still?"_s, .conversation = {u"conv-1"_s}},
            localOperator());
        QVERIFY(sent);
        QCOMPARE(sent->agent.value, second.text(u"data.agent_id"_s));
        QTRY_COMPARE(box.core->tasks().find(sent->id, localOperator())->state, TaskState::Completed);
    }

    void aConversationStaysWithItsAgentWhenSeveralHaveThatName()
    {
        TestSignalbox box;
        deploy(box);
        deploy(box, u"second"_s);
        box.core.model().say(u"One."_s);
        box.core.model().say(u"Two."_s);
        const QByteArray id =
            box.core->fleet().findAgent(u"second/assistant"_s, localOperator())->id.value.toLatin1();
        const JsonAnswer first =
            box.request("POST", "/api/v1/agents/" + id + "/chat", say(u"Hi"_s, u"conv-1"_s));
        QCOMPARE(first.text(u"data.response"_s), u"One."_s);
        const JsonAnswer next =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"Again"_s, u"conv-1"_s));
        QCOMPARE(next.text(u"data.response"_s), u"Two."_s);
        QCOMPARE(next.text(u"data.agent_id"_s), first.text(u"data.agent_id"_s));
    }

    void aProviderThatFailsIsABadGateway()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().fail(
            failure(ErrorCode::Unavailable, u"The provider is not there"_s, u"secret detail"_s));
        const JsonAnswer answer = box.request("POST", "/api/v1/agents/assistant/chat", say(u"Hi"_s));
        QCOMPARE(answer.status, 502);
        QCOMPARE(answer.text(u"error.code"_s), u"PROVIDER_ERROR"_s);
        QVERIFY(answer.text(u"error.message"_s).contains(u"The provider is not there"_s));
        QVERIFY(!answer.body.contains("secret detail"));
        QTRY_COMPARE(box.get("/api/v1/metrics").at(u"data.requests.success_rate"_s).toDouble(), 0.0);
    }

    void aChatThatWaitsForAPersonSaysSo()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
        box.core.model().say(u"Written."_s);
        const JsonAnswer answer =
            box.request("POST", "/api/v1/agents/assistant/chat", say(u"Write a note"_s, u"conv-1"_s));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.text(u"data.status"_s), u"waiting_for_approval"_s);
        QVERIFY(answer.text(u"data.response"_s).startsWith(u"Waiting for approval"_s));
        const ApprovalId approval{answer.text(u"data.approval_id"_s)};
        QCOMPARE(box.core->approvals().find(approval, localOperator())->state, ApprovalState::Pending);
        QCOMPARE(box.get("/api/v1/agents/assistant").at(u"data.active_conversations"_s).toInt(), 1);

        const QJsonObject decision{{u"workflow_id"_s, answer.text(u"data.task_id"_s)},
                                   {u"approval_id"_s, approval.value},
                                   {u"approved"_s, true}};
        QCOMPARE(box.request("POST", "/api/v1/approvals/decision", decision).status, 200);
        const TaskId task{answer.text(u"data.task_id"_s)};
        QTRY_COMPARE(box.core.task(task).state, TaskState::Completed);
        QCOMPARE(box.core.task(task).result, u"Written."_s);
        QCOMPARE(box.get("/api/v1/agents/assistant").at(u"data.active_conversations"_s).toInt(), 0);
    }

    void aCancelledChatIsAConflict()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().hang();
        const auto client = box.open("POST", "/api/v1/agents/assistant/chat", "{\"message\":\"Hi\"}");
        QTRY_COMPARE(box.core.model().running(), 1);
        const Task task = box.core->tasks().list({}, localOperator())->first();
        QVERIFY_RESULT(box.core->tasks().cancel(task.id, u"too slow"_s, localOperator()));
        const tests::Answer answer = client->receive();
        QCOMPARE(answer.status, 409);
        QVERIFY(answer.body.contains("TASK_CANCELLED") && answer.body.contains("too slow"));
    }

    void aClientThatLeavesEarlyLosesNothing()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().hang();
        auto client = box.open("POST", "/api/v1/agents/assistant/chat", "{\"message\":\"Hi\"}");
        QTRY_COMPARE(box.core.model().running(), 1);
        client.reset();
        QTRY_COMPARE(box.server->counts().connections, 1); // the one that deployed
        box.core.model().release(ModelAnswer{.text = u"Hello."_s});
        const Task task = box.core->tasks().list({}, localOperator())->first();
        QTRY_COMPARE(box.core.task(task.id).state, TaskState::Completed);
        QCOMPARE(box.core.task(task.id).result, u"Hello."_s);
    }

    void aStreamTellsThePiecesAndTheWhole()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().say(u"I'd be happy to help."_s);
        const auto client = box.open("POST", "/api/v1/agents/assistant/stream",
                                     "{\"message\":\"Help\",\"conversation_id\":\"conv-789\"}");
        QVERIFY(client->sees("\"type\":\"end\""));
        QVERIFY(client->input.contains("text/event-stream"));
        const QList<QJsonObject> lines = linesOf(client->input);
        QCOMPARE(lines.first().value(u"type"_s).toString(), u"start"_s);
        QCOMPARE(lines.first().value(u"conversation_id"_s).toString(), u"conv-789"_s);
        QString told;
        for (const QJsonObject &line : lines) {
            if (line.value(u"type"_s).toString() == u"token"_s)
                told += line.value(u"content"_s).toString();
        }
        QCOMPARE(told, u"I'd be happy to help."_s);
        QCOMPARE(lines.last().value(u"response"_s).toString(), told);
        QCOMPARE(lines.last().value(u"tokens_used"_s).toInt(), 15);
        QTRY_COMPARE(box.server->counts().streams, 0);
    }

    void aStreamTellsOfApprovalsAndGoesOn()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().callTool(u"write_file"_s, {{u"path"_s, u"note.md"_s}, {u"content"_s, u"hello"_s}});
        box.core.model().add(
            {.outcome = ModelAnswer{.text = u"Written."_s}}); // a provider that does not stream
        const auto client = box.open("POST", "/api/v1/agents/assistant/stream", "{\"message\":\"Write\"}");
        QVERIFY(client->sees("approval_required"));
        const QJsonObject asked = linesOf(client->input).last();
        QVERIFY_RESULT(box.core->approvals().decide({asked.value(u"approval_id"_s).toString()},
                                                    {.verdict = Verdict::Approve}, localOperator()));
        QVERIFY(client->sees("\"type\":\"end\""));
        const QList<QJsonObject> lines = linesOf(client->input);
        QCOMPARE(lines[lines.size() - 2].value(u"content"_s).toString(), u"Written."_s);
        QCOMPARE(lines.last().value(u"response"_s).toString(), u"Written."_s);
    }

    void aStreamWhoseProviderFailsEndsWithTheError()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().fail(failure(ErrorCode::Unavailable, u"The provider is not there"_s));
        const auto client = box.open("POST", "/api/v1/agents/assistant/stream", "{\"message\":\"Hi\"}");
        QVERIFY(client->sees("\"type\":\"error\""));
        const QJsonObject error = linesOf(client->input).last().value(u"error"_s).toObject();
        QCOMPARE(error.value(u"code"_s).toString(), u"PROVIDER_ERROR"_s);
        QCOMPARE(box.request("POST", "/api/v1/agents/nobody/stream", say(u"Hi"_s)).status, 404);
        QCOMPARE(box.request("POST", "/api/v1/agents/assistant/stream", say(u" "_s)).status, 400);
    }

    void aStreamThatTheServerEndsSaysSo()
    {
        TestSignalbox box;
        deploy(box);
        box.core.model().hang();
        const auto client = box.open("POST", "/api/v1/agents/assistant/stream", "{\"message\":\"Hi\"}");
        QVERIFY(client->sees("\"start\""));
        box.server->drain();
        QVERIFY(client->ends());
        QCOMPARE(linesOf(client->input).last().value(u"type"_s).toString(), u"error"_s);
    }

    void figuresAreThoseOfTheProcessAndTheStore()
    {
        SKIP_BECAUSE(testsupport::whyWithoutProcesses());
        TestSignalbox box;
        deploy(box);
        box.core.model().say(u"Hello."_s);
        QCOMPARE(box.request("POST", "/api/v1/agents/assistant/chat", say(u"Hi"_s)).status, 200);
        const JsonAnswer figures = box.get("/api/v1/metrics");
        QCOMPARE(figures.status, 200);
        QVERIFY(figures.at(u"data.system.memory_usage_mb"_s).toDouble() > 1);
        QVERIFY(figures.at(u"data.system.goroutines"_s).toInt() >= 1);
        QVERIFY(figures.at(u"data.system.uptime_seconds"_s).isDouble());
        QVERIFY(figures.at(u"data.system.cpu_usage_percent"_s).toDouble() >= 0);
        QCOMPARE(figures.at(u"data.clusters.total"_s).toInt(), 1);
        QCOMPARE(figures.at(u"data.clusters.running"_s).toInt(), 1);
        QCOMPARE(figures.at(u"data.agents.total"_s).toInt(), 2);
        QCOMPARE(figures.at(u"data.agents.active"_s).toInt(), 2);
        QCOMPARE(figures.at(u"data.requests.total"_s).toInt(), 1);
        QCOMPARE(figures.at(u"data.requests.requests_per_minute"_s).toInt(), 1);
        QCOMPARE(figures.at(u"data.requests.success_rate"_s).toDouble(), 1.0);
        box.core.clock.advance(std::chrono::minutes(2));
        QCOMPARE(box.get("/api/v1/metrics").at(u"data.requests.requests_per_minute"_s).toInt(), 0);

        const JsonAnswer what = box.get("/api/v1/info");
        QCOMPARE(what.text(u"data.api_version"_s), u"v1"_s);
        QVERIFY(what.at(u"data.providers"_s).toArray().contains(u"builtin"_s));
        QVERIFY(what.at(u"data.tools"_s).toArray().contains(u"calculator"_s));
    }
};

SIGNALBOX_TEST(TestGoAgents)
#include "tst_goagents.moc"

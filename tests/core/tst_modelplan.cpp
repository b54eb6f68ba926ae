// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/provider/openaiprovider.h"
#include "core/run/modelplan.h"
#include "tests/support/fakemodelserver.h"
#include "tests/support/modelwire.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace testsupport;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject planned(const QString &name, const QString &type, QJsonObject more = {},
                    const QJsonArray &after = {})
{
    more.insert(u"name"_s, name);
    more.insert(u"type"_s, type);
    more.insert(u"after"_s, after);
    return more;
}

QString planText(const QJsonArray &steps)
{
    return QString::fromUtf8(toBytes(QJsonObject{{u"steps"_s, steps}}));
}

QJsonArray calculation()
{
    return {
        planned(u"Multiply"_s, u"tool"_s,
                {{u"tool"_s, u"calculator"_s}, {u"arguments"_s, QJsonObject{{u"expression"_s, u"6*7"_s}}}}),
        planned(u"Say it"_s, u"model"_s, {{u"instruction"_s, u"Say the product."_s}}, {u"Multiply"_s})};
}

} // namespace

// A real provider over its wire format, behind a core.
class TestModelPlan : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_core = std::make_unique<TestCore>();
        m_server = std::make_unique<FakeModelServer>();
        (*m_core)->providers().add(*OpenAiProvider::create({.name = u"openai"_s,
                                                            .kind = u"openai"_s,
                                                            .baseUrl = m_server->url(u"/v1"_s),
                                                            .defaultModel = u"m-1"_s,
                                                            .key = u"k"_s}));
        m_core->start();
    }

    void cleanup()
    {
        m_core.reset();
        m_server.reset();
    }

    void aPlanIsReadOutOfWhatAModelWrites_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("names");
        const QString good = planText(calculation());
        QTest::newRow("alone") << good << QStringList{u"Multiply"_s, u"Say it"_s};
        QTest::newRow("fenced") << QString(u"Here it is:\n```json\n"_s + good + u"\n```\nGood luck!"_s)
                                << QStringList{u"Multiply"_s, u"Say it"_s};
        QTest::newRow("ends with a tool")
            << planText({calculation().first()}) << QStringList{u"Multiply"_s, u"Answer"_s};
        QTest::newRow("two ends") << planText({planned(u"A"_s, u"model"_s), planned(u"B"_s, u"model"_s)})
                                  << QStringList{u"A"_s, u"B"_s, u"Answer"_s};
        QTest::newRow("prose") << u"I would search first."_s << QStringList();
        QTest::newRow("cut") << good.chopped(20) << QStringList();
        QTest::newRow("no steps") << planText({}) << QStringList();
        QTest::newRow("other kinds") << planText({planned(u"A"_s, u"approval"_s)}) << QStringList();
        QTest::newRow("other fields")
            << planText({planned(u"A"_s, u"model"_s, {{u"agent"_s, u"root"_s}})}) << QStringList();
        QTest::newRow("long name") << planText({planned(QString(81, u'x'), u"model"_s)}) << QStringList();
        QJsonArray many;
        for (int i = 0; i < 41; ++i)
            many.append(planned(QString::number(i), u"model"_s));
        QTest::newRow("too many") << planText(many) << QStringList();
        QTest::newRow("too large") << QString(planText(calculation()) + QString(70'000, u' '))
                                   << QStringList();
    }

    void aPlanIsReadOutOfWhatAModelWrites()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, names);
        QStringList found;
        const auto plan = planIn(text);
        for (const PlannedStep &step : plan ? *plan : QList<PlannedStep>())
            found.append(step.name);
        QCOMPARE(found, names);
    }

    void aModelIsAskedForAPlanAndItsStepsRun()
    {
        m_server->add(FakeReply::stream(openAiText({planText(calculation())})));
        m_server->add(FakeReply::stream(openAiText({u"It is 42."_s})));
        const Task task = submit(TaskMode::Complex);
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
        QCOMPARE(m_core->track(task.id), u"Plan:done, Multiply:done, Say it:done"_s);
        QCOMPARE(m_core->task(task.id).result, u"It is 42."_s);
        QCOMPARE(m_core->task(task.id).usage.totalTokens(), 2 * 19);

        const QJsonObject asked = m_server->requests().first().json();
        QVERIFY(!asked.contains("tools"_L1));
        const QString prompt = asked.value("messages"_L1)[0]["content"_L1].toString();
        QVERIFY2(prompt.contains(u"\"steps\""_s) && prompt.contains(u"- calculator: "_s), qPrintable(prompt));
        const QJsonArray told = m_server->requests().last().json().value("messages"_L1).toArray();
        QCOMPARE(told.last()["content"_L1].toString(), u"Say the product."_s);
        QVERIFY(told.at(told.size() - 2)["content"_L1].toString().contains(u"42"_s));
    }

    void aModelWithoutAUsablePlanWorksTurnByTurn()
    {
        const QJsonArray foreign{planned(u"A"_s, u"tool"_s, {{u"tool"_s, u"rm_rf"_s}})};
        for (const QString &useless : {u"Let me think."_s, planText(foreign)}) {
            m_server->add(FakeReply::stream(openAiText({useless})));
            m_server->add(FakeReply::stream(openAiText({u"It is 42."_s})));
            const Task task = submit(TaskMode::Standard);
            QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
            QCOMPARE(m_core->track(task.id), u"Plan:done, Answer:done"_s);
            QCOMPARE(m_core->task(task.id).result, u"It is 42."_s);
            QVERIFY(!m_core->steps(task.id).first().output.value("note"_L1).toString().isEmpty());
            const QJsonObject asked = m_server->requests().last().json();
            QVERIFY(asked.contains("tools"_L1));
            QVERIFY(!asked.value("messages"_L1)[0]["content"_L1].toString().contains(u"JSON object"_s));
        }
    }

    void aSimpleTaskIsNotPlanned()
    {
        m_server->add(FakeReply::stream(openAiText({u"It is 42."_s})));
        const Task task = submit(TaskMode::Simple);
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
        QCOMPARE(m_core->track(task.id), u"Answer:done"_s);
    }

    void whoWaitsForAStepWaitsForItsLastTurn()
    {
        FakeProvider &model = m_core->model();
        model.setPlans(true);
        model.plan({{.name = u"Work"_s, .instruction = u"Do the work."_s},
                    {.name = u"Tell"_s, .instruction = u"Tell of it."_s, .after = {u"Work"_s}}});
        model.callTool(u"calculator"_s, {{u"expression"_s, u"6*7"_s}});
        model.callTool(u"calculator"_s, {{u"expression"_s, u"42+1"_s}}, u"call-2"_s);
        model.say(u"Worked."_s);
        model.say(u"Told."_s);
        const Task task = m_core->submit(u"Work and tell"_s);
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
        QCOMPARE(
            m_core->track(task.id),
            u"Plan:done, Work:done, Tell:done, Calculator:done, Work:done, Calculator:done, Work:done"_s);
        QCOMPARE(m_core->task(task.id).result, u"Told."_s);
        QList<Role> roles;
        for (const Message &message : model.requests().at(3).messages)
            roles.append(message.role);
        QCOMPARE(roles, (QList<Role>{Role::User, Role::User, Role::Assistant, Role::Tool, Role::Assistant,
                                     Role::Tool}));
        QCOMPARE(model.requests().at(3).messages.at(1).text, u"Do the work."_s);
        QCOMPARE(model.requests().last().messages.last().text, u"Tell of it."_s);
    }

    void anAgentsOwnSettingsReachItsModel()
    {
        const QJsonObject agent{{u"name"_s, u"poet"_s},
                                {u"provider"_s, u"openai"_s},
                                {u"model"_s, u"gpt-x"_s},
                                {u"top_p"_s, 0.25},
                                {u"resources"_s, QJsonObject{{u"timeout"_s, u"1s"_s}}}};
        const QJsonObject manifest{{u"kind"_s, u"AgentCluster"_s},
                                   {u"metadata"_s, QJsonObject{{u"name"_s, u"poets"_s}}},
                                   {u"spec"_s, QJsonObject{{u"agents"_s, QJsonArray{agent}}}}};
        Core &core = **m_core;
        QVERIFY_RESULT(core.fleet().deploy(*toResult(core.fleet().read(manifest)), localOperator()));
        QVERIFY_RESULT(core.journal().commit());
        m_server->add(FakeReply::stream(openAiText({u"Roses."_s})));
        const Task task = m_core->submit(u"Rhyme"_s, {.context = {{u"agent"_s, u"poet"_s}}});
        QTRY_COMPARE(m_core->task(task.id).state, TaskState::Completed);
        QCOMPARE(m_server->requests().first().json().value("top_p"_L1).toDouble(), 0.25);
        m_server->add(FakeReply::silent(FakeReply::End::Stall));
        const TaskId slow = m_core->submit(u"Rhyme"_s, {.context = {{u"agent"_s, u"poet"_s}}}).id;
        QTRY_VERIFY(!m_core->steps(slow).first().error.isEmpty());
    }

private:
    Task submit(TaskMode mode)
    {
        return m_core->submit(u"What is six times seven?"_s, {.mode = mode, .providerOverride = u"openai"_s});
    }

    std::unique_ptr<TestCore> m_core;
    std::unique_ptr<FakeModelServer> m_server;
};

SIGNALBOX_TEST(TestModelPlan)
#include "tst_modelplan.moc"

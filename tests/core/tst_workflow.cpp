// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinphase.h"
#include "core/workflow/judgement.h"
#include "tests/support/testcore.h"
#include "tests/support/testsuite.h"

using namespace core;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

void deploy(TestCore &core, const QStringList &agents, const QJsonObject &labels = {},
            const QString &name = u"team"_s, const QString &provider = u"fake"_s)
{
    QJsonArray specs;
    for (const QString &agent : agents) {
        specs.append(QJsonObject{{u"name"_s, agent},
                                 {u"provider"_s, provider},
                                 {u"model"_s, u"m-1"_s},
                                 {u"system_prompt"_s, QString(u"You are "_s + agent)},
                                 {u"tools"_s, QJsonArray{u"calculator"_s, u"write_file"_s, u"read_file"_s}}});
    }
    const QJsonObject manifest{{u"kind"_s, u"AgentCluster"_s},
                               {u"metadata"_s, QJsonObject{{u"name"_s, name}, {u"labels"_s, labels}}},
                               {u"spec"_s, QJsonObject{{u"agents"_s, specs}}}};
    const auto read = toResult(core->fleet().read(manifest));
    if (!read || !core->fleet().deploy(*read, localOperator()) || !core->journal().commit())
        qFatal("not deployed");
}

WorkflowView submit(TestCore &core, const QString &type, const QJsonObject &configuration = {},
                    const QString &requirements = u"Create a calculator"_s, const QString &step = {})
{
    const auto view = core->workflows().submit(
        {.requirements = requirements, .type = type, .step = step, .configuration = configuration},
        localOperator());
    if (!view)
        qFatal("%s", qPrintable(view.error().text));
    return *view;
}

WorkflowView viewOf(TestCore &core, const WorkflowView &view)
{
    return *core->workflows().find(view.workflow.id, localOperator());
}

// Who was asked, by the system prompts: "planner coder".
QString asked(TestCore &core)
{
    QStringList names;
    for (const ModelRequest &request : core.model().requests())
        names.append(request.systemPrompt.section(u'\n', 0, 0).sliced(8));
    return names.join(u' ');
}

QString namesOf(const WorkflowView &view)
{
    QStringList names;
    for (const PhaseProgress &phase : view.progress.phases)
        names.append(phase.name);
    return names.join(u", "_s);
}

} // namespace

class TestWorkflow : public QObject
{
    Q_OBJECT

private slots:
    void whatAJudgeSays_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("judgement");
        const auto row = [](const char *text, Judgement judgement) {
            QTest::newRow(text) << QString::fromLatin1(text) << static_cast<int>(judgement);
        };
        row("All good.\nVERDICT: PASS", Judgement::Satisfied);
        row("**Verdict: Approved**", Judgement::Satisfied);
        row("VERDICT: PASS\nbut then\nVERDICT: FAIL", Judgement::Unsatisfied);
        row("VERDICT: CHANGES NEEDED", Judgement::Unsatisfied);
        row("VERDICT: not approved", Judgement::Unsatisfied);
        row("It failed, I think.", Judgement::Silent);
        row("VERDICT:", Judgement::Silent);
        row("", Judgement::Silent);
    }

    void whatAJudgeSays()
    {
        QFETCH(QString, text);
        QFETCH(int, judgement);
        QCOMPARE(static_cast<int>(judgementIn(text)), judgement);
    }

    void whichIncrementsADesignNames()
    {
        QCOMPARE(partsIn(u"Design.\nFEATURE 1: Add - adds\n- **Feature 2: Subtract**\nFEATURE[3]: "
                         u"Divide\nFeatures: none"),
                 (QStringList{u"Add - adds"_s, u"Subtract"_s, u"Divide"_s}));
        QCOMPARE(partsIn(u"Nothing to list"), QStringList());
        QString many;
        for (int i = 1; i < 40; ++i)
            many += u"FEATURE %1: x\n"_s.arg(i);
        QCOMPARE(partsIn(many).size(), 12);
    }

    void eachPhaseIsAStepOfTheAgentWhoseRoleFits()
    {
        TestCore core;
        core.start();
        deploy(core, {u"somebody"_s}, {}, u"others"_s);
        deploy(core, {u"reviewer"_s, u"feature-coder"_s, u"Designer"_s, u"planner_agent"_s});
        for (const QString &text : {u"The plan."_s, u"The design."_s})
            core.model().say(text);
        core.model().callTool(u"calculator"_s, {{u"expression"_s, u"6*7"_s}});
        core.model().say(u"The code."_s);
        core.model().say(u"Fine.\nVERDICT: APPROVED"_s);
        const WorkflowView begun = submit(core, u"full"_s);
        QCOMPARE(begun.task.state, TaskState::Queued);
        QCOMPARE(begun.progress.percent, 0.0);
        QCOMPARE(begun.task.query, u"Create a calculator"_s);
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);
        QCOMPARE(asked(core), u"planner_agent Designer feature-coder feature-coder reviewer"_s);
        QCOMPARE(
            core.track(begun.task.id),
            u"Planning:done, Design:done, Implementation:done, Review:done, Calculator:done, Implementation:done"_s);
        const WorkflowView done = viewOf(core, begun);
        QCOMPARE(done.progress.percent, 100.0);
        QCOMPARE(done.progress.completed,
                 (QStringList{u"planning"_s, u"design"_s, u"implementation"_s, u"review"_s}));
        QCOMPARE(done.progress.phases.at(2).text, u"The code."_s);
        QCOMPARE(done.progress.phases.last().verdict, u"pass"_s);
        QCOMPARE(done.task.result, u"Fine.\nVERDICT: APPROVED"_s);

        // What came before is told in words, in order, and the instruction comes last.
        const ModelRequest last = core.model().requests().last();
        QStringList told;
        for (const Message &message : last.messages) {
            QVERIFY(message.toolCalls.isEmpty() && message.role != Role::Tool);
            told.append(message.text.section(u'.', 0, 0));
        }
        QCOMPARE(told.first(), u"Create a calculator"_s);
        QCOMPARE(told.mid(1, 2), (QStringList{u"The plan"_s, u"The design"_s}));
        QVERIFY2(told.at(3).startsWith(u"Used calculator {\"expression\":\"6*7\"}"_s),
                 qPrintable(told.at(3)));
        QCOMPARE(told.mid(4), (QStringList{u"The code"_s, u"Review"_s}));
        QVERIFY2(last.systemPrompt.endsWith(u"planning, design, implementation."_s),
                 qPrintable(last.systemPrompt));
    }

    void aFailedTestBeginsAnotherRound()
    {
        TestCore core;
        core.start();
        for (const QString &text : {u"plan"_s, u"design"_s, u"tests"_s, u"code 1"_s, u"No.\nVERDICT: FAIL"_s,
                                    u"code 2"_s, u"Yes.\nVERDICT: PASS"_s, u"Hm.\nVERDICT: CHANGES NEEDED"_s,
                                    u"code 3"_s, u"Yes.\nVERDICT: PASS"_s, u"Good.\nVERDICT: APPROVED"_s})
            core.model().say(text);
        const WorkflowView begun = submit(core, u"tdd"_s);
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);
        const WorkflowView done = viewOf(core, begun);
        QCOMPARE(
            namesOf(done),
            u"planning, design, test_writing, implementation, execution, review, implementation (round 2), "
            "execution (round 2), implementation (round 3), execution (round 3), review (round 2)"_s);
        QCOMPARE(done.progress.percent, 100.0);
        QCOMPARE(done.task.result, u"Good.\nVERDICT: APPROVED"_s);
        QCOMPARE(core.model().turnsLeft(), 0);
        const auto toldIn = [&core](qsizetype request) {
            QStringList told;
            for (const Message &message : core.model().requests().at(request).messages)
                told.append(message.text.section(u'\n', 0, 0));
            return told;
        };
        QVERIFY(toldIn(5).contains(u"No."_s) && toldIn(5).contains(u"code 1"_s)); // the coder hears why
        QVERIFY(toldIn(8).contains(u"Hm."_s));
    }

    void roundsAreBounded()
    {
        TestCore core;
        core.start();
        core.model().answerWith([](const ModelRequest &) { return ModelAnswer{.text = u"VERDICT: FAIL"_s}; });
        const WorkflowView tests = submit(core, u"tdd"_s, {{u"max_retries"_s, 2}});
        QTRY_COMPARE(core.task(tests.task.id).state, TaskState::Failed);
        QCOMPARE(core.task(tests.task.id).error,
                 u"Execution (round 3): still not satisfied after 3 rounds"_s);
        QCOMPARE(core.model().requests().size(), 3 + 3 * 2);

        const WorkflowView reviewed =
            submit(core, u"full"_s, {{u"max_retries"_s, 1}}); // a review lets it pass in the end
        QTRY_COMPARE(core.task(reviewed.task.id).state, TaskState::Completed);
        QCOMPARE(viewOf(core, reviewed).progress.phases.last().verdict, u"fail"_s);
    }

    void incrementsThatTheDesignNamesFollowEachOther()
    {
        TestCore core;
        core.start();
        for (const QString &text : {u"plan"_s, u"FEATURE 1: Add\nFEATURE 2: Subtract"_s, u"tests 1"_s,
                                    u"code 1"_s, u"VERDICT: FAIL"_s, u"code 1b"_s, u"VERDICT: PASS"_s,
                                    u"tests 2"_s, u"code 2"_s, u"VERDICT: PASS"_s, u"reviewed"_s})
            core.model().say(text);
        const WorkflowView begun = submit(core, u"mvp_incremental_tdd"_s);
        QCOMPARE(namesOf(begun), u"planning, design, review"_s);
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);
        QCOMPARE(core.task(begun.task.id).result, u"reviewed"_s);
        QCOMPARE(namesOf(viewOf(core, begun)),
                 u"planning, design, review, test_writing 1, implementation 1, execution 1, test_writing 2, "
                 u"implementation 2, "
                 "execution 2, implementation 1 (round 2), execution 1 (round 2)"_s);
        QVERIFY(core.model().requests().at(2).messages.last().text.contains(u"increment 1 of 2: Add"_s));

        core.model().answerWith([](const ModelRequest &) { return ModelAnswer{.text = u"done"_s}; });
        const WorkflowView given =
            submit(core, u"mvp_incremental"_s, {{u"features"_s, QJsonArray{u"a"_s, u"b"_s, u"c"_s}}});
        QCOMPARE(given.progress.phases.size(), 3 + 3 * 2);
        QTRY_COMPARE(core.task(given.task.id).state, TaskState::Completed);
    }

    void aCustomWorkflowIsTheGraphThatItsCallerDraws()
    {
        TestCore core;
        core.start();
        deploy(core, {u"left"_s, u"right"_s, u"judge"_s});
        const QJsonArray phases{QJsonObject{{u"name"_s, u"Pro"_s},
                                            {u"agent"_s, u"left"_s},
                                            {u"instruction"_s, u"Argue for it."_s}},
                                QJsonObject{{u"name"_s, u"Contra"_s},
                                            {u"agent"_s, u"right"_s},
                                            {u"instruction"_s, u"Argue against it."_s},
                                            {u"after"_s, QJsonArray()}},
                                QJsonObject{{u"name"_s, u"Decide"_s},
                                            {u"agent"_s, u"judge"_s},
                                            {u"instruction"_s, u"Decide."_s},
                                            {u"after"_s, QJsonArray{u"Pro"_s, u"Contra"_s}}}};
        core.model().hang();
        core.model().hang();
        core.model().say(u"Contra wins."_s);
        const WorkflowView begun = submit(core, u"custom"_s, {{u"phases"_s, phases}}, u"More tests?"_s);
        QTRY_COMPARE(core.model().running(), 2); // both at once
        core.model().release(ModelAnswer{.text = u"Because."_s});
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);
        QCOMPARE(core.task(begun.task.id).result, u"Contra wins."_s);
        QVERIFY2(asked(core) == u"left right judge"_s || asked(core) == u"right left judge"_s,
                 qPrintable(asked(core)));
        QCOMPARE(core.model().requests().last().messages.size(), 4);
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QJsonObject>("configuration");
        QTest::addColumn<QString>("text");
        const auto phases = [](const QJsonArray &list) { return QJsonObject{{u"phases"_s, list}}; };
        const QJsonObject one{{u"name"_s, u"a"_s}};
        QTest::newRow("type") << u"invalid"_s << QJsonObject() << u"Unknown workflow type: invalid"_s;
        QTest::newRow("step") << u"individual"_s << QJsonObject()
                              << u"step_type is required for individual workflows"_s;
        QTest::newRow("none") << u"custom"_s << QJsonObject()
                              << u"configuration.phases: a custom workflow needs 1 to 50 phases"_s;
        QTest::newRow("twice") << u"custom"_s << phases({one, one})
                               << u"configuration.phases[1].name: two phases are called \"a\""_s;
        QTest::newRow("later") << u"custom"_s
                               << phases({QJsonObject{{u"name"_s, u"a"_s}, {u"after"_s, QJsonArray{u"b"_s}}}})
                               << u"configuration.phases[0].after: there is no phase \"b\" before this one"_s;
        QTest::newRow("kind") << u"custom"_s
                              << phases({QJsonObject{{u"name"_s, u"a"_s}, {u"kind"_s, u"party"_s}}})
                              << u"configuration.phases[0].kind"_s;
        QTest::newRow("agent") << u"custom"_s
                               << phases({QJsonObject{{u"name"_s, u"a"_s}, {u"agent"_s, u"nobody"_s}}})
                               << u"The cluster \"team\" has no agent \"nobody\" that runs"_s;
        QTest::newRow("cluster") << u"full"_s << QJsonObject{{u"cluster"_s, u"mars"_s}}
                                 << u"There is no cluster \"mars\""_s;
        QTest::newRow("retries") << u"full"_s << QJsonObject{{u"max_retries"_s, 11}}
                                 << u"must be between 0 and 10"_s;
        QTest::newRow("features") << u"mvp_incremental"_s << QJsonObject{{u"features"_s, QJsonArray()}}
                                  << u"1 to 12 texts"_s;
    }

    void whatCannotBeMeantIsRefused()
    {
        QFETCH(QString, type);
        QFETCH(QJsonObject, configuration);
        QFETCH(QString, text);
        TestCore core;
        deploy(core, {u"coder"_s});
        const auto refused = core->workflows().submit(
            {.requirements = u"x"_s, .type = type, .configuration = configuration}, localOperator());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(refused.error().text.startsWith(text) || refused.error().text.contains(text),
                 qPrintable(refused.error().text));
        const auto count = core->tasks().count({}, localOperator());
        QVERIFY_RESULT(count);
        QCOMPARE(*count, 0);
    }

    void rolesThatAClusterLacksGoToTheNearest()
    {
        TestCore core;
        deploy(core, {u"boss"_s, u"developer"_s, u"qa"_s}, {{u"workflow.planner"_s, u"boss"_s}});
        const auto team = Team::choose(core->fleet(), localOperator(), {}, {PhaseKind::Planning});
        QVERIFY_RESULT(team);
        const auto nameFor = [&](PhaseKind kind) {
            return core->fleet().agent(team->agentFor(kind))->spec.name;
        };
        QCOMPARE(nameFor(PhaseKind::Planning), u"boss"_s);
        QCOMPARE(nameFor(PhaseKind::Design), u"boss"_s);
        QCOMPARE(nameFor(PhaseKind::Implementation), u"developer"_s);
        QCOMPARE(nameFor(PhaseKind::TestWriting), u"qa"_s);
        QCOMPARE(nameFor(PhaseKind::Execution), u"qa"_s);
        QCOMPARE(nameFor(PhaseKind::Review), u"boss"_s);
        QCOMPARE(nameFor(PhaseKind::Other), u"boss"_s);
    }

    void theEndIsEstimatedFromWhatWasMeasured()
    {
        TestCore core;
        core.start();
        core.model().answerWith([&core](const ModelRequest &request) {
            if (request.phase == PhaseKind::Planning)
                core.clock.advance(10s);
            return ModelAnswer{.text = u"done"_s};
        });
        const WorkflowView first = submit(core, u"individual"_s, {}, u"x"_s, u"planning"_s);
        QVERIFY(!first.progress.estimated.has_value()); // nothing was measured yet
        QTRY_COMPARE(core.task(first.task.id).state, TaskState::Completed);
        QVERIFY(!viewOf(core, first).progress.estimated.has_value()); // it is over
        QTRY_VERIFY(!core->journal().isOpen());
        const WorkflowView second = submit(core, u"individual"_s, {}, u"x"_s, u"planning"_s);
        QVERIFY(second.progress.estimated.has_value());
        QCOMPARE(*second.progress.estimated, second.workflow.createdAt + 10s);
        QVERIFY(!submit(core, u"full"_s).progress.estimated.has_value()); // its other phases never ran
    }

    void aWorkflowSurvivesACrashAndIsItsOwners()
    {
        TestCore core;
        core.start();
        core.model().say(u"plan"_s);
        core.model().hang();
        const WorkflowView begun = submit(core, u"full"_s);
        QTRY_COMPARE(viewOf(core, begun).progress.current, u"design"_s);
        QCOMPARE(viewOf(core, begun).progress.percent, 25.0);
        core.close();
        core.open();
        core.model().answerWith([](const ModelRequest &) { return ModelAnswer{.text = u"done"_s}; });
        core.start();
        QTRY_COMPARE(core.task(begun.task.id).state, TaskState::Completed);

        const Principal ada{
            .user = u"ada"_s, .name = u"Ada"_s, .scopes = Scope::TasksRead | Scope::TasksWrite};
        QCOMPARE(core->workflows().find(begun.workflow.id, ada).error().code, ErrorCode::NotFound);
        QCOMPARE(core->workflows().remove(begun.workflow.id, ada).error().code, ErrorCode::NotFound);
        QVERIFY_RESULT(core->workflows().find(begun.task.id.value, localOperator()));
        QVERIFY_RESULT(core->workflows().remove(begun.workflow.id, localOperator()));
        QCOMPARE(core->workflows().find(begun.workflow.id, localOperator()).error().text,
                 QString(u"Workflow execution with session_id "_s + begun.workflow.id + u" not found"_s));
        QCOMPARE(core.task(begun.task.id).state, TaskState::Completed);

        core.model().hang();
        const WorkflowView running = submit(core, u"full"_s);
        QVERIFY_RESULT(core->workflows().remove(running.workflow.id, localOperator()));
        QCOMPARE(core.task(running.task.id).state, TaskState::Cancelled);
    }
};

SIGNALBOX_TEST(TestWorkflow)
#include "tst_workflow.moc"

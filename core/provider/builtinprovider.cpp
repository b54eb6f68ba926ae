// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinprovider.h"

#include "core/provider/answerparts.h"
#include "core/provider/builtinanswer.h"
#include "core/provider/builtinphase.h"
#include "core/provider/builtinplan.h"

#include <QPointer>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostPieces = 64;
constexpr qsizetype shortestPiece = 24;

// A word counts as a token, as there are no others without a model.
void cut(ModelAnswer &answer, int most)
{
    const QString text = answer.text.trimmed();
    int words = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool begins = !text[at].isSpace() && (at == 0 || text[at - 1].isSpace());
        if (!begins || ++words <= most)
            continue;
        answer.text = text.first(at).trimmed() + noticeOf(Ending::Length, most);
        answer.isCut = true;
        return;
    }
}

// Begins when the event loop gets to it, tells the answer in pieces of some words and ends.
class BuiltinCall final : public ModelCall
{
    Q_OBJECT

public:
    explicit BuiltinCall(const ModelRequest &request)
        : m_request(request)
    {
        QMetaObject::invokeMethod(this, &BuiltinCall::run, Qt::QueuedConnection);
    }

private:
    void run()
    {
        Result<ModelAnswer> answer = BuiltinProvider::answer(m_request);
        if (answer && m_request.purpose == Purpose::Answer && m_request.maxTokens > 0 && !m_request.phase)
            cut(*answer, m_request.maxTokens);
        // Whoever listens may drop this call at any piece.
        const QPointer<BuiltinCall> alive(this);
        if (answer && m_request.purpose == Purpose::Answer)
            tell(answer->text, alive);
        if (alive)
            emit finished(answer);
    }

    void tell(const QString &text, const QPointer<BuiltinCall> &alive)
    {
        const qsizetype least = std::max(shortestPiece, text.size() / mostPieces);
        for (qsizetype at = 0; at < text.size() && alive;) {
            qsizetype end = std::min(at + least, text.size());
            const qsizetype blank = text.indexOf(u' ', end);
            end = blank < 0 || blank - end > least ? end : blank + 1;
            if (blank < 0 && text.size() - end < least)
                end = text.size();
            if (end < text.size() && text[end].isLowSurrogate())
                ++end;
            emit partial(text.mid(at, end - at));
            at = end;
        }
    }

    ModelRequest m_request;
};

const PlannedStep *stepNamed(const QList<PlannedStep> &plan, const QString &name)
{
    const auto step =
        std::find_if(plan.begin(), plan.end(), [&](const PlannedStep &s) { return s.name == name; });
    return step == plan.end() ? nullptr : &*step;
}

// Without a plan the text that a later tool needs is composed here, where a plan has a step for it.
Result<QJsonObject> resolved(const PlannedStep &step, const QList<PlannedStep> &plan, BuiltinTurn turn)
{
    QJsonObject arguments = step.arguments;
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        const QString name = it.value().toObject().value("$step"_L1).toString();
        const PlannedStep *source = name.isEmpty() ? nullptr : stepNamed(plan, name);
        if (!source || !readInstruction(source->instruction, turn.instruction))
            continue;
        it.value() = TRY(composeAnswer(turn));
    }
    return arguments;
}

struct NextCalls
{
    QList<ToolCall> calls = {};   // none when all were made, or one failed
    QList<PlannedStep> left = {}; // what needs something that a person rejected
};

// The next tool of the plan that this turn would have.
Result<NextCalls> nextCall(const QList<PlannedStep> &plan, const BuiltinTurn &turn)
{
    QList<TurnPiece> tools;
    for (const TurnPiece &piece : turn.pieces) {
        if (!piece.error.isEmpty() && !piece.isRejected)
            return NextCalls();
        if (!piece.tool.isEmpty())
            tools.append(piece);
    }
    NextCalls next;
    qsizetype called = 0;
    qsizetype position = 0;
    for (const PlannedStep &step : plan) {
        if (step.kind != StepKind::Tool)
            continue;
        ++position;
        BuiltinTurn before = turn;
        before.pieces = tools.first(called);
        const auto arguments = resolved(step, plan, before);
        if (!arguments && arguments.error().code == ErrorCode::Cancelled) {
            next.left.append(step);
            continue;
        }
        if (called++ < tools.size())
            continue;
        next.calls = {
            {.id = u"call-"_s + QString::number(position), .name = step.tool, .arguments = TRY(arguments)}};
        return next;
    }
    return next;
}

// A model step without the words of a plan: call tools, one a turn, and then answer.
Result<ModelAnswer> unplanned(const ModelRequest &request, BuiltinTurn turn)
{
    // With no tools offered, what there is must do; the plan then only says what the answer is about.
    const QList<PlannedStep> plan = planFor(turn, request.tools);
    const NextCalls next = TRY(nextCall(plan, turn));
    if (!next.calls.isEmpty())
        return ModelAnswer{.toolCalls = next.calls};
    readInstruction(plan.last().instruction, turn.instruction);
    if (!turn.pieces.isEmpty() && turn.instruction.kind == Instruction::Kind::Say)
        turn.instruction = Instruction{.kind = Instruction::Kind::Report};
    for (const PlannedStep &step : next.left)
        turn.pieces.append({.tool = step.tool,
                            .arguments = step.arguments,
                            .error = u"Left out, because it needs what a person rejected."_s,
                            .isRejected = true});
    return ModelAnswer{.text = TRY(composeAnswer(turn))};
}

} // namespace

std::unique_ptr<ModelCall> BuiltinProvider::start(const ModelRequest &request)
{
    return std::make_unique<BuiltinCall>(request);
}

Result<ModelAnswer> BuiltinProvider::answer(const ModelRequest &request)
{
    const BuiltinTurn turn = readTurn(request);
    ModelAnswer answer;
    if (request.phase)
        answer = TRY(phaseAnswer(request, &BuiltinProvider::answer));
    else if (request.purpose == Purpose::Plan)
        answer.plan = planFor(turn, request.tools);
    else if (turn.isInstructed)
        answer.text = TRY(composeAnswer(turn));
    else
        answer = TRY(unplanned(request, turn));
    answer.model = request.model.isEmpty() ? u"extractive-1"_s : request.model;
    return answer;
}

} // namespace core

#include "builtinprovider.moc"

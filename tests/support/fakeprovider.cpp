// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeprovider.h"

namespace testsupport {

using namespace core;
using namespace Qt::Literals::StringLiterals;

struct FakeProvider::Ledger
{
    QList<Call *> running;
    int cancelled = 0;
};

class FakeProvider::Call final : public ModelCall
{
public:
    explicit Call(std::shared_ptr<Ledger> ledger)
        : m_ledger(std::move(ledger))
    {
        m_ledger->running.append(this);
    }

    ~Call() override
    {
        if (m_ledger->running.removeOne(this))
            ++m_ledger->cancelled;
    }

    // Each piece is an event of its own, so that whoever listens may destroy the call between two of them.
    void play(const Turn &turn)
    {
        for (const QString &text : turn.partials)
            QMetaObject::invokeMethod(
                this, [this, text] { emit partial(text); }, Qt::QueuedConnection);
        if (turn.outcome)
            finish(*turn.outcome);
    }

    void finish(const Result<ModelAnswer> &outcome)
    {
        QMetaObject::invokeMethod(
            this,
            [this, outcome] {
                if (m_ledger->running.removeOne(this))
                    emit finished(outcome);
            },
            Qt::QueuedConnection);
    }

private:
    std::shared_ptr<Ledger> m_ledger;
};

FakeProvider::FakeProvider(QString name)
    : m_name(std::move(name))
    , m_ledger(std::make_shared<Ledger>())
{
}
FakeProvider::~FakeProvider() = default;

void FakeProvider::say(const QString &text)
{
    QStringList pieces;
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype space = text.indexOf(u' ', start);
        const qsizetype end = space < 0 ? text.size() : space + 1;
        pieces.append(text.sliced(start, end - start));
        start = end;
    }
    add({.partials = pieces,
         .outcome = ModelAnswer{.text = text, .usage = {.inputTokens = 10, .outputTokens = 5}}});
}

void FakeProvider::callTool(const QString &tool, const QJsonObject &arguments, const QString &id)
{
    const ToolCall call{.id = id, .name = tool, .arguments = arguments};
    add({.outcome = ModelAnswer{.toolCalls = {call}, .usage = {.inputTokens = 10, .outputTokens = 5}}});
}

void FakeProvider::plan(const QList<PlannedStep> &steps)
{
    add({.outcome = ModelAnswer{.plan = steps, .usage = {.inputTokens = 10, .outputTokens = 5}}});
}

void FakeProvider::fail(const Error &error)
{
    add({.outcome = error});
}

void FakeProvider::hang(const QStringList &partials)
{
    add({.partials = partials});
}

void FakeProvider::add(const Turn &turn)
{
    m_script.append(turn);
}

void FakeProvider::answerWith(Answerer answerer)
{
    m_answerer = std::move(answerer);
}

void FakeProvider::release(const Result<ModelAnswer> &outcome)
{
    const QList<Call *> waiting = m_ledger->running;
    for (Call *call : waiting)
        call->finish(outcome);
}

int FakeProvider::running() const
{
    return static_cast<int>(m_ledger->running.size());
}

int FakeProvider::cancelled() const
{
    return m_ledger->cancelled;
}

FakeProvider::Turn FakeProvider::nextTurn(const ModelRequest &request)
{
    if (!m_script.isEmpty())
        return m_script.takeFirst();
    if (m_answerer)
        return {.outcome = m_answerer(request)};
    return {.outcome = failure(ErrorCode::Internal, u"The script of the fake provider has no turn left."_s)};
}

std::unique_ptr<ModelCall> FakeProvider::start(const ModelRequest &request)
{
    m_requests.append(request);
    Turn turn = nextTurn(request);
    if (turn.outcome && *turn.outcome && (*turn.outcome)->model.isEmpty())
        (**turn.outcome).model = request.model.isEmpty() ? defaultModel() : request.model;
    auto call = std::make_unique<Call>(m_ledger);
    call->play(turn);
    return call;
}

} // namespace testsupport

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/task/step.h"
#include "core/task/task.h"
#include "core/tool/tool.h"
#include "core/workflow/phase.h"

#include <QObject>

#include <memory>
#include <optional>

namespace core {

enum class Role { User, Assistant, Tool };

// What a model asks to be done.
struct ToolCall
{
    QString id = {};   // the model's own name for this call; answers refer to it
    QString name = {}; // the tool
    QJsonObject arguments = {};
    QString problem =
        {}; // why the arguments could not be read; the model is told instead of the tool being run
};

struct Message
{
    Role role = Role::User;
    QString text = {};
    QList<ToolCall> toolCalls = {}; // of the assistant
    QString toolCallId = {};        // of a tool's answer
    QString toolName = {};
};

// Plan: say which steps would do the job (ModelAnswer::plan). Answer: the next turn.
enum class Purpose { Answer, Plan };

struct ModelRequest
{
    Purpose purpose = Purpose::Answer;
    QString model = {};
    QString systemPrompt = {};
    QList<Message> messages = {};
    QList<ToolSpec> tools = {};
    double temperature = -1;    // below 0: the model's default
    double topP = -1;           // the same
    double presencePenalty = 0; // these two only where the provider's protocol has them
    double frequencyPenalty = 0;
    QJsonObject hints = {}; // members of a request in OpenAI's protocol; other providers go without
    int maxTokens = 0;      // 0: the provider's default
    milliseconds timeLimit{120'000};
    // Of a workflow, when the last instruction says no more than what such a phase is: its kind, and the part
    // of the requirements that it is about (empty: all). For providers without a model.
    std::optional<PhaseKind> phase = {};
    QString part = {};
};

// A step that a plan proposes. `name` is the station's label and is unique within the plan; `after` names
// the steps it waits for. In a tool's arguments {"$step": "<name>", "field": "text"} stands for that output.
struct PlannedStep
{
    QString name = {};
    StepKind kind = StepKind::Model; // Model, Tool or Join
    QString tool = {};
    QJsonObject arguments = {};
    QString instruction = {}; // what a model step shall do; empty: answer the task
    QStringList after = {};
};

struct ModelAnswer
{
    QString text = {};
    QList<ToolCall> toolCalls = {};
    QList<PlannedStep> plan = {};
    Usage usage = {};
    QString model = {};
    bool isCut = false; // at the limit of tokens; its text ends with a notice of that
};

// One call of a model under way. Owned by whoever started it; destroying it cancels it without a signal.
// Backend thread. Emits partial() any number of times and then finished() once, never before start()'s
// caller has returned to the event loop. An Error says with `retry` and `retryAfter` whether another try
// makes sense: a refused key never, a 429, 5xx or a cut connection later. Cancelled says that there is
// nothing to answer, because a person rejected what the answer is made of; the run goes on without it.
class ModelCall : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    void partial(const QString &text);
    void finished(const core::Result<core::ModelAnswer> &answer);
};

// A service that runs models. Owned by the ProviderRegistry; backend thread.
class Provider
{
public:
    virtual ~Provider() = default;

    // The name that manifests and requests use: "builtin", "openai", "anthropic".
    virtual QString name() const = 0;
    virtual QString defaultModel() const = 0;

    // Whether a task should begin with a plan step.
    virtual bool plans() const { return false; }
    virtual std::unique_ptr<ModelCall> start(const ModelRequest &request) = 0;
};

} // namespace core

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"

#include <QJsonObject>
#include <QList>

namespace core {

enum class StepKind { Plan, Model, Tool, Approval, Join, Code };

enum class StepState {
    Blocked,   // waits for other steps
    Ready,     // could start; waits for an instance of its agent
    Held,      // was ready when its task was paused
    Running,   // written as started; its effect is under way
    Waiting,   // an approval that waits for a person
    Uncertain, // the process died while it ran and it is not safe to repeat; a person decides
    Done,
    Failed,
    Cancelled,
};

// Why a step was not done although nothing broke: a person rejected it, or it needs what a rejected one would
// have given. Such a step has failed, and the run goes on without it.
enum class Withheld { Rejected, LeftOut };

template<>
struct Words<Withheld>
{
    static constexpr std::pair<Withheld, const char *> table[] = {{Withheld::Rejected, "rejected"},
                                                                  {Withheld::LeftOut, "left_out"}};
};

template<>
struct Words<StepKind>
{
    static constexpr std::pair<StepKind, const char *> table[] = {
        {StepKind::Plan, "plan"},         {StepKind::Model, "model"}, {StepKind::Tool, "tool"},
        {StepKind::Approval, "approval"}, {StepKind::Join, "join"},   {StepKind::Code, "code"},
    };
};

template<>
struct Words<StepState>
{
    static constexpr std::pair<StepState, const char *> table[] = {
        {StepState::Blocked, "blocked"}, {StepState::Ready, "ready"},     {StepState::Held, "held"},
        {StepState::Running, "running"}, {StepState::Waiting, "waiting"}, {StepState::Uncertain, "uncertain"},
        {StepState::Done, "done"},       {StepState::Failed, "failed"},   {StepState::Cancelled, "cancelled"},
    };
};

inline bool isFinished(StepState state)
{
    return state == StepState::Done || state == StepState::Failed || state == StepState::Cancelled;
}

// One station of a task's track: a row of the table `step`.
//
// What `input` and `output` hold:
//   plan      input {}                              output {"steps": n}
//   model     input {"instruction"?: text, "turn_of"?: step id}   output {"text", "tool_calls": [{id, name,
//   arguments}],
//                                                           "model", "provider", "input_tokens",
//                                                           "output_tokens", "cut"?: true when it ended at
//                                                           the limit of tokens}
//   tool      input {"arguments": {…}, "call_id"?, "approval_id"?}   output {"result": {…}} or {"error":
//   text} approval  input {"approval_id", "tool_step"}    output {"decision", "feedback"?, "decided_by"} join
//   input {}                              output {} code      input {"data": value}                 output
//   {"result": value, "text", "logs"}
// When a model calls tools its next turn is a step of its own, whose `turn_of` is the first one of them; the
// instruction stands in that one, and whoever waited for the first turn waits for the last.
// A model or plan step that got no answer has the output {"failure": "busy", "late" or "failed",
// "retry_after_ms"?}. A step that was withheld has the output {"withheld": "rejected" or "left_out"}, and why
// as its error. A tool step with a call_id was asked for by a model: when it fails, the model is told and the
// run goes on. Its input may hold a "problem": why the arguments that the model gave could not be read. In a
// tool's arguments {"$step": "<step id>", "field": "text"} stands for that output of an earlier step; it is
// replaced before policy, a person or the tool sees the arguments.
struct Step
{
    StepId id = {};
    TaskId task = {};
    int position = 0; // order of appearance within the task
    StepKind kind = StepKind::Model;
    QString name = {}; // the station's label, such as "Search"
    StepState state = StepState::Blocked;
    int attempt = 1;
    AgentId agent = {}; // empty: the default agent
    QString tool = {};
    QJsonObject input = {};
    QJsonObject output = {};
    QString error = {};
    QList<StepId> after = {}; // the steps that it waits for
    Timestamp createdAt = {};
    Timestamp startedAt = {};
    Timestamp finishedAt = {};
};

} // namespace core
